import { spawn } from "node:child_process";
import { credentials, url } from "./environment.mjs";
import { within } from "./wait.mjs";

/**
 * Posts JSON bodies to a path with one real curl process, one request after the other over one
 * connection.
 *
 * @param bodies JSON values, one a request
 * @returns {Promise<Array<{status: number, json: any}>>} in the order of the bodies
 */
export async function curlPosts(path, bodies) {
  const output = await curl(["--config", "-"], bodies.map((body) => section(path, body)).join("next\n"));
  return output.trimEnd().split("\n").map((line) => {
    const cut = line.lastIndexOf(" ");
    return { status: Number(line.slice(cut + 1)), json: JSON.parse(line.slice(0, cut)) };
  });
}

function section(path, body) {
  const lines = [
    `url = ${quoted(url + path)}`,
    `data-binary = ${quoted(JSON.stringify(body))}`,
    `header = "Content-Type: application/json"`,
    `write-out = " %{http_code}\\n"`,
    "insecure",
    "silent",
    "show-error",
    "max-time = 30",
  ];
  if (credentials) lines.push(`user = ${quoted(credentials)}`);
  return `${lines.join("\n")}\n`;
}

const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&")}"`;

function curl(args, input) {
  const process = spawn("curl", args, { stdio: ["pipe", "pipe", "pipe"] });
  const collected = ["stdout", "stderr"].map((name) => {
    const chunks = [];
    process[name].on("data", (chunk) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  });
  const ended = new Promise((resolve, reject) => {
    process.on("error", reject);
    process.on("close", (code) => {
      const [out, err] = collected.map((text) => text());
      code === 0 ? resolve(out) : reject(new Error(`curl ended with ${code}: ${err}`));
    });
  });
  process.stdin.end(input);
  return within(30000, "curl", ended);
}
