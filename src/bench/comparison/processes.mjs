// Processes that we start, and what they are asked.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const bench = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const top = resolve(bench, "../..");
export const out = join(top, "target/bench");

const running = new Set();
let ending = false;

/** Whether this program was told to end in the middle. */
export const interrupted = () => ending;

function launch(command, args, options, last = false) {
  if (ending && !last) throw new Error("interrupted");
  const child = spawn(command, args, options);
  running.add(child);
  return child;
}

/** Starts a command; what it says goes to a log of that name. */
export function start(name, command, args, options = {}) {
  mkdirSync(join(out, "log"), { recursive: true });
  const log = openSync(join(out, "log", `${name}.log`), "w");
  const child = launch(command, args, { stdio: ["ignore", log, log], ...options });
  closeSync(log);
  child.on("error", () => running.delete(child));
  child.on("exit", () => running.delete(child));
  return child;
}

export async function stop(child) {
  if (!running.has(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(late);
}

/** When this program itself ends in the middle: nothing more is started either. */
export function stopAll() {
  ending = true;
  return Promise.all([...running].map(stop));
}

/**
 * Runs a command to its end; gives its standard output, and its lines of standard error to a listener.
 * One that cleans up may still be `last`. A line's listener may ask the process to end.
 */
export function run(command, args, { onLine = () => {}, last, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = launch(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options }, last);
    const end = () => child.kill("SIGTERM");
    let text = "";
    let rest = "";
    child.stdout.on("data", (data) => (text += data));
    child.stderr.on("data", (data) => {
      const lines = (rest + data).split("\n");
      rest = lines.pop();
      for (const line of lines) onLine(line, end);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      running.delete(child);
      if (rest) onLine(rest, end);
      resolve({ code, text });
    });
  });
}

function status(port) {
  return new Promise((resolve) => {
    const request = get(
      { host: "127.0.0.1", port, path: "/socket.io/?EIO=4&transport=polling", agent: false, timeout: 2000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(0));
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("close", () => socket.destroy());
    socket.on("connect", () => socket.destroy());
  });
}

async function until(what, condition, children, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what} is not ready after ${seconds} s`);
    if (children.some((child) => child.exitCode !== null)) throw new Error(`${what} ended; see ${join(out, "log")}`);
    await sleep(50);
  }
}

export const untilServing = (port, child) =>
  until(`the server on port ${port}`, async () => (await status(port)) === 200, [child]);

export const untilAccepting = (port, child) => until(`port ${port}`, () => accepts(port), [child]);

/** A port that is taken would make us measure somebody else. */
export async function refuseTaken(ports) {
  for (const port of ports) if (await accepts(port)) throw new Error(`port ${port} is taken; --port chooses others`);
}

/** A process and its children, for servers that have workers. */
export function family(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return [pid, ...children.flatMap((child) => family(Number(child)))];
  } catch {
    return [pid];
  }
}

/**
 * Bytes of the Java heap that are in use after a full collection; null for what is not Java.
 * The serial collector moves everything together in each fourth full collection only; in the others
 * it leaves gaps, which it fills with arrays that count as in use. So it is asked four times.
 */
export async function heapInUse(pid) {
  if (!isJava(pid)) return null;
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await heapCounted(pid));
  return answers.includes(null) ? null : Math.min(...answers);
}

/** jcmd asks by a signal that ends whoever is not a Java machine. */
function isJava(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "java";
  } catch {
    return false;
  }
}

async function heapCounted(pid) {
  try {
    const { text } = await run("jcmd", [String(pid), "GC.class_histogram"]);
    return Number(/^Total\s+\d+\s+(\d+)/m.exec(text)[1]);
  } catch {
    return null;
  }
}

export function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
