// Options of the command line: what they may be, and what is said when they are not.
import { parseArgs } from "node:util";

/** defaults: of each option, undefined for those that have none. */
export function commandLine(command, usage, defaults) {
  function misused(message) {
    process.stderr.write(`${command}: ${message}\n\n${usage}`);
    process.exit(2);
  }

  function parse() {
    const options = { help: { type: "boolean", short: "h" } };
    for (const [name, value] of Object.entries(defaults)) {
      options[name] = value === undefined ? { type: "string" } : { type: "string", default: value };
    }
    try {
      return parseArgs({ options }).values;
    } catch (e) {
      return misused(e.message);
    }
  }

  const values = parse();
  const positive = (text, name) => {
    const n = Number(text);
    return n > 0 ? n : misused(`--${name} is not a number that can be used`);
  };

  return {
    values,
    number: (name) => positive(values[name], name),
    numbers: (name) => values[name].split(",").map((each) => positive(each, name)),
    /** Those of a list, in the order of what is known. */
    chosen(name, known, what) {
      const names = values[name].split(",").filter(Boolean);
      const unknown = names.find((each) => !(each in known));
      if (unknown) misused(`no ${what} is called ${unknown}`);
      return Object.keys(known).filter((each) => names.includes(each));
    },
  };
}

export const say = (line) => process.stderr.write(`${line}\n`);

/** What failed is a result like others. */
export async function attempt(action) {
  try {
    return await action();
  } catch (e) {
    return { error: e.message };
  }
}
