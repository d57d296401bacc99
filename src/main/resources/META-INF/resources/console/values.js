// Values as text for people: JSON, with binary as size and hex, and limits everywhere,
// since whoever publishes decides what comes.

const WIDTH = 72; // characters; what is longer is broken into lines
const DEPTH = 12;
const ITEMS = 100;
const STRING = 2000; // characters
const BYTES = 32;
const TEXT = 8000; // characters of all arguments together
const INDENT = "  ";

/** The arguments of an event: on one line when they fit, else one below the other. */
export function argumentsText(args) {
  const texts = args.slice(0, ITEMS).map((arg) => print(arg, "", DEPTH));
  if (args.length > ITEMS) texts.push(more(args.length - ITEMS));
  const line = texts.join(", ");
  return clip(line.length <= WIDTH && !line.includes("\n") ? line : texts.join("\n"), TEXT);
}

/** The text, cut to a number of characters. */
export function clip(text, limit) {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length.toLocaleString("en")} characters)`;
}

function print(value, indent, depth) {
  const bytes = asBytes(value);
  if (bytes) return binary(bytes);
  if (typeof value === "string") return clip(JSON.stringify(value), STRING);
  if (value === null || typeof value !== "object") return String(value);
  if (depth === 0) return Array.isArray(value) ? "[…]" : "{…}";
  return Array.isArray(value) ? list(value, indent, depth) : map(value, indent, depth);
}

function list(values, indent, depth) {
  const parts = values.slice(0, ITEMS).map((value) => print(value, indent + INDENT, depth - 1));
  return bracket("[", "]", parts, values.length, indent);
}

function map(object, indent, depth) {
  const entries = Object.entries(object);
  const parts = entries.slice(0, ITEMS).map(([name, value]) => `${clip(JSON.stringify(name), STRING)}: ${print(value, indent + INDENT, depth - 1)}`);
  return bracket("{", "}", parts, entries.length, indent);
}

function bracket(open, close, parts, total, indent) {
  if (total > parts.length) parts.push(more(total - parts.length));
  const line = `${open}${parts.join(", ")}${close}`;
  if (line.length + indent.length <= WIDTH && !line.includes("\n")) return line;
  const inner = indent + INDENT;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

function asBytes(value) {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null;
}

function binary(bytes) {
  const hex = Array.from(bytes.subarray(0, BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const unit = bytes.length === 1 ? "byte" : "bytes";
  return `‹${bytes.length.toLocaleString("en")} ${unit}${hex && ": "}${hex}${bytes.length > BYTES ? " …" : ""}›`;
}

const more = (count) => `… ${count.toLocaleString("en")} more`;
