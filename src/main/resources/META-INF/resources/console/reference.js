// Shows what /openapi says of REST.
import { Description } from "./description.js";
import { byId, element, setText } from "./dom.js";

const CHANGES = new Set(["POST", "PUT", "PATCH"]);

const PLACES = { path: "in the path", query: "", header: "a header" };

const usual = ({ default: value }) => (value === undefined ? "" : `\`${value}\` where it is not given`);

/** Text in which `…` marks code. */
const prose = (text) => text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));

const verb = (name) => {
  const node = element("span", { className: "verb" }, name);
  node.dataset.changes = CHANGES.has(name);
  node.dataset.ends = name === "DELETE";
  return node;
};

const table = (label, rows) => {
  const node = element("table", { className: "facts" }, element("tbody", {}, ...rows));
  node.setAttribute("aria-label", label);
  return node;
};

const row = (name, kind, about, { required = false, good = false } = {}) => {
  const head = element("th", { scope: "row" }, name, ...(required ? [" ", element("em", {}, "required")] : []));
  head.dataset.good = good;
  return element("tr", {}, head, element("td", { className: "kind" }, kind), element("td", {}, ...prose(about)));
};

const shown = (value) => element("pre", {}, typeof value === "string" ? value : json(value));

/** Two spaces a level, and on one line what is short. */
function json(value, indent = "") {
  const short = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ").replace(/^([[{]) | ([\]}])$/g, "$1$2");
  if (typeof value !== "object" || value === null || short.length < 60) return short;
  const inner = `${indent}  `;
  const parts = Array.isArray(value) ? value.map((each) => inner + json(each, inner))
    : Object.entries(value).map(([name, each]) => `${inner}${JSON.stringify(name)}: ${json(each, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

const members = (description, schema) =>
  description.members(schema).map(({ name, kind, about, required }) => row(name, kind, about, { required }));

function parameters(description, { parameters: all }) {
  if (all.length === 0) return [];
  const about = ({ in: place, description: text = "", schema = {} }) => [PLACES[place], text, usual(schema)].filter(Boolean).join("; ");
  return [element("h4", {}, "Parameters"), table("Parameters", all.map((each) => row(each.name, description.kind(each.schema), about(each), each)))];
}

function body(description, { body: sent }) {
  if (!sent) return [];
  const parts = [element("h4", {}, "Request", ...(sent.description ? [`: ${sent.description}`] : []))];
  for (const [type, { schema, example }] of Object.entries(sent.content ?? {})) {
    parts.push(element("p", {}, element("code", {}, type), ` ${description.kind(schema)}`));
    const rows = members(description, schema);
    if (rows.length > 0) parts.push(table(`Members of ${description.kind(schema)}`, rows));
    const value = example ?? (rows.length > 0 && type.endsWith("json") ? description.example(schema) : undefined);
    if (value !== undefined) parts.push(shown(value));
  }
  return parts;
}

function responses(description, { responses: all }) {
  const rows = all.map(({ status, content = {}, description: about }) => {
    const kinds = Object.entries(content).map(([type, { schema }]) => (type.includes("problem") ? "problem" : description.kind(schema)));
    return row(status, [...new Set(kinds)].join(" or "), about, { good: /^2/.test(status) });
  });
  const details = all.filter(({ status }) => /^2/.test(status)).flatMap(({ status, content = {} }) =>
    Object.entries(content).filter(([, { schema, example }]) => example ?? (members(description, schema).length || description.resolve(schema).example))
      .map(([type, { schema, example }]) => element("details", {},
        element("summary", {}, `${status} as ${type}`), ...[members(description, schema)].filter((found) => found.length).map((found) => table(`Members of ${status}`, found)),
        shown(example ?? description.example(schema)))));
  return [element("h4", {}, "Answers"), table("Answers", rows), ...details];
}

function operation(description, each) {
  const needs = each.needs.length > 0 ? `asks for ${each.needs.join(" or ")}` : "open to everybody";
  const node = element("article", { className: "operation", id: each.id },
    element("p", { className: "line" }, verb(each.verb), element("span", { className: "path" }, each.path), element("span", { className: "needs" }, needs)),
    element("h3", {}, each.summary),
    ...(each.description ? [element("p", { className: "told" }, ...prose(each.description))] : []),
    ...parameters(description, each), ...body(description, each), ...responses(description, each));
  node.setAttribute("aria-label", each.summary);
  return node;
}

function problem(description, groups) {
  const failing = groups.flatMap(({ operations }) => operations).flatMap(({ responses: all }) => all)
    .find(({ content = {} }) => content["application/problem+json"]);
  if (!failing) return [];
  const { schema } = failing.content["application/problem+json"];
  return [element("section", { className: "group", id: "problem" }, element("h2", {}, "Problems"),
    element("p", { className: "quiet" }, "What goes wrong is answered as ", element("code", {}, "application/problem+json"), "."),
    table("Members of a problem", members(description, schema)), shown(failing.content["application/problem+json"].example ?? description.example(schema)))];
}

function show(description) {
  const { groups } = description;
  if (groups.length === 0) throw new Error("it lists no operations; REST may be turned off");
  setText(byId("about"), description.about.replace(/`/g, ""));
  byId("contents").replaceChildren(...groups.flatMap(({ name, operations }) => [
    element("h3", {}, name),
    element("ul", {}, ...operations.map((each) => element("li", {}, verb(each.verb), element("a", { href: `#${each.id}`, title: each.summary }, each.path)))),
  ]));
  byId("credentials").replaceChildren(element("h3", {}, "Credentials"),
    ...description.credentials.map(({ name, how, about }) => element("p", {}, `${name}: `, element("code", {}, how), " ", element("span", { className: "quiet" }, ...prose(about)))));
  byId("operations").replaceChildren(...groups.map(({ name, about, operations }) => element("section", { className: "group" },
    element("h2", {}, name), element("p", { className: "quiet" }, about), ...operations.map((each) => operation(description, each)))), ...problem(description, groups));
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

try {
  const answer = await fetch(byId("source").href, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(60000) });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}; /openapi may be turned off`);
  show(new Description(await answer.json()));
} catch (error) {
  const status = element("p", { className: "notice", id: "status" }, `There is no description to show: ${error.message}.`);
  status.setAttribute("role", "alert");
  byId("operations").replaceChildren(status);
}
