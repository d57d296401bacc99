// What an OpenAPI description says, looked up and made simple: no part of the document is touched here.

const VERBS = ["get", "head", "post", "put", "patch", "delete"];
const DEPTH = 6; // of schemas within schemas, in examples

export class Description {
  #document;

  constructor(document) {
    this.#document = document;
  }

  get about() {
    return this.#document.info?.description ?? "";
  }

  /** What `$ref` leads to, or the value itself. */
  resolve(value) {
    if (!value?.$ref) return value ?? {};
    const steps = value.$ref.replace(/^#\//, "").split("/").map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
    return steps.reduce((found, step) => found?.[step], this.#document) ?? {};
  }

  /** [{name, about, operations}], in the order of the description; what has no tag comes last. */
  get groups() {
    const groups = new Map((this.#document.tags ?? []).map(({ name, description }) => [name, { name, about: description ?? "", operations: [] }]));
    for (const operation of this.#operations()) {
      if (!groups.has(operation.tag)) groups.set(operation.tag, { name: operation.tag, about: "", operations: [] });
      groups.get(operation.tag).operations.push(operation);
    }
    return [...groups.values()].filter(({ operations }) => operations.length > 0);
  }

  *#operations() {
    for (const [path, item] of Object.entries(this.#document.paths ?? {})) {
      for (const verb of VERBS.filter((each) => item[each])) {
        const { operationId, summary = "", description = "", tags = ["others"], parameters = [], requestBody, responses = {}, security } = item[verb];
        yield {
          id: operationId ?? `${verb}-${path}`,
          tag: tags[0],
          verb: verb.toUpperCase(),
          path,
          summary,
          description,
          parameters: [...(item.parameters ?? []), ...parameters].map((each) => this.resolve(each)),
          body: requestBody && this.resolve(requestBody),
          responses: Object.entries(responses).map(([status, response]) => ({ status, ...this.resolve(response) })),
          needs: (security ?? this.#document.security ?? []).map((each) => Object.keys(each)).flat(),
        };
      }
    }
  }

  /** [{name, how, about}]: how one shows who one is. */
  get credentials() {
    return Object.entries(this.#document.components?.securitySchemes ?? {}).map(([name, scheme]) => ({
      name,
      how: scheme.type === "http" ? `Authorization: Bearer …${scheme.bearerFormat ? ` (${scheme.bearerFormat})` : ""}`
        : scheme.in === "query" ? `?${scheme.name}=…` : `${scheme.name}: …`,
      about: scheme.description ?? "",
    }));
  }

  /** In a few words, such as `array of Event` or `integer, 1 to 1000`. */
  kind(schema = {}) {
    if (schema.$ref) return schema.$ref.split("/").at(-1);
    if (schema.oneOf) return schema.oneOf.map((each) => this.kind(each)).join(" or ");
    if (schema.type === "array") return `array of ${this.kind(schema.items)}`;
    const type = schema.format === "binary" ? "bytes" : schema.format ?? schema.type ?? "any value";
    const { minimum, maximum, minLength, maxLength } = schema;
    const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : "";
    const length = maxLength !== undefined ? `${minLength ? `${minLength} to ` : "up to "}${maxLength} characters` : "";
    return [type.replace(/^int(32|64)$/, "integer"), range, length].filter(Boolean).join(", ");
  }

  /** The members of an object's schema; of an array's or a choice's, those of what it has in it. */
  members(schema = {}) {
    const found = this.resolve(schema);
    if (found.oneOf) return this.members(found.oneOf[0]);
    if (found.type === "array") return this.members(found.items);
    return Object.entries(found.properties ?? {}).map(([name, each]) => ({
      name,
      kind: this.kind(each),
      about: [each.description, each.default !== undefined && `\`${each.default}\` where it is not given`].filter(Boolean).join("; "),
      required: found.required?.includes(name) ?? false,
    }));
  }

  /** A value that fits. */
  example(schema = {}, depth = 0) {
    const found = this.resolve(schema);
    if (found.example !== undefined) return found.example;
    if (found.default !== undefined) return found.default;
    if (found.oneOf) return this.example(found.oneOf[0], depth + 1);
    if (depth > DEPTH) return null;
    switch (found.type) {
      case "object": return Object.fromEntries(Object.entries(found.properties ?? {}).map(([name, each]) => [name, this.example(each, depth + 1)]));
      case "array": return [this.example(found.items, depth + 1)];
      case "integer": return found.minimum ?? 1;
      case "boolean": return true;
      case "string": return found.format === "date-time" ? "2026-01-31T12:00:00Z" : "…";
      default: return "…";
    }
  }
}
