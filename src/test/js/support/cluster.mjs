import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { get } from "./rest.mjs";

const TOP = fileURLToPath(new URL("../../../..", import.meta.url));
const STATE = process.env.CLUSTER_STATE;

/** Base addresses of the running instances, by their ids. */
export async function addresses() {
  const { instances } = await get("/api/instances");
  return new Map(instances.map(({ id, address }) => [id, `http://${address}`]));
}

/** The instance that has an Engine.IO session. */
export const ownerOf = (sid) => sid.slice(0, 8);

/** Whether {@link kill} knows where the cluster keeps its state. */
export const isOurs = STATE !== undefined;

/** Ends an instance without a word. */
export function kill(address) {
  const { port } = new URL(address);
  process.kill(Number(readFileSync(path.join(STATE, "run", `${port}.pid`), "utf8")), "SIGKILL");
}

/** Starts again what was killed; resolves when all is ready. */
export function up() {
  // What tells tests where the server is would be configuration to the instances.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TIDINGS_")));
  return new Promise((resolve, reject) => {
    execFile("payara/cluster", ["up"], { cwd: TOP, env }, (error, out, err) => (error ? reject(new Error(out + err)) : resolve(out)));
  });
}
