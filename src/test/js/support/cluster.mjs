import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { get } from "./rest.mjs";
import { until } from "./wait.mjs";

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

/** What `payara/cluster` runs with, by its names of settings; undefined where it says nothing. */
export function setting(name) {
  if (!isOurs) return undefined;
  const settings = path.join(STATE, "run", "settings");
  return existsSync(settings) ? new RegExp(`^${name}=(.*)$`, "m").exec(readFileSync(settings, "utf8"))?.[1] : undefined;
}

/** The process of `redis`, `nginx`, or of an instance by its address. */
export function pidOf(member) {
  const name = member.includes("://") ? new URL(member).port : member;
  return Number(readFileSync(path.join(STATE, "run", `${name}.pid`), "utf8"));
}

/** Ends a member without a word. */
export const kill = (member) => process.kill(pidOf(member), "SIGKILL");

/** Asks an instance to leave; resolves when its process has ended. */
export async function leaves(address, ms = 40000) {
  const pid = pidOf(address);
  process.kill(pid, "SIGTERM");
  await until(ms, `${address} has ended`, () => !runs(pid));
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** What nginx wrote to its log since the last call: failed socket requests, and all others. */
export function failures() {
  const log = readFileSync(path.join(STATE, "nginx", "access.log"), "utf8");
  const lines = log.slice(read).split("\n").filter(Boolean);
  read = log.length;
  return lines.filter((line) => /" [45]\d\d /.test(line));
}

let read = 0;

/** Starts again what has ended; resolves when all is ready. */
export const up = () => command("up");

/** `payara/cluster`; resolves with what it printed. */
export function command(...words) {
  // What tells tests where the server is would be configuration to the instances.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TIDINGS_")));
  return new Promise((resolve, reject) => {
    execFile("payara/cluster", words, { cwd: TOP, env }, (error, out, err) => (error ? reject(new Error(out + err)) : resolve(out)));
  });
}
