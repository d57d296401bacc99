// Reads what a person typed as the arguments of an event.

/** What was typed looks like JSON and is not. */
export class UnreadableArguments extends Error {}

/**
 * Nothing is no argument; `[…]` is the arguments; `{…}` is one argument; anything else is one text.
 * Gives the arguments and, for people, how they were read.
 */
export function readArguments(typed) {
  const text = typed.trim();
  if (text === "") return { args: [], reading: "No arguments." };
  if (text.startsWith("[")) {
    const args = parse(text, "array");
    return { args, reading: args.length === 0 ? "No arguments." : `${args.length === 1 ? "One argument" : `${args.length} arguments`}: ${args.slice(0, 8).map(kind).join(", ")}${args.length > 8 ? ", …" : ""}.` };
  }
  if (text.startsWith("{")) return { args: [parse(text, "object")], reading: "One argument: object." };
  return { args: [typed], reading: "One argument: text." };
}

function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableArguments(`Not a JSON ${what}: ${error.message.replace(/^JSON\.parse: /, "")}.`);
  }
}

function kind(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "string" ? "text" : typeof value;
}
