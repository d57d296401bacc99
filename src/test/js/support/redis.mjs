import { existsSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setting } from "./cluster.mjs";
import { until } from "./wait.mjs";

/** All keys of Tidings have one hash tag, the channel, and so one slot. */
const TAG = "{tidings}";

const masters = Number(setting("MASTERS") ?? 0);
const replicas = Number(setting("REPLICAS") ?? 0);
const port = Number(process.env.CLUSTER_REDIS_PORT);

const secret = path.join(process.env.CLUSTER_STATE ?? "", "redis-password");
const password = existsSync(secret) ? readFileSync(secret, "utf8").trim() : undefined;

/** Whether Redis is a Redis Cluster whose masters have replicas. */
export const clustered = masters > 0 && replicas > 0;

/** The servers of Redis, by the names that `payara/cluster` gives them. */
export const nodes =
  masters === 0
    ? [{ member: "redis", port }]
    : Array.from({ length: masters * (1 + replicas) }, (_, n) => ({ member: `redis-${n + 1}`, port: port + n }));

/**
 * Sends one command; resolves with its answer: text, a number, null or an array of these.
 *
 * @param words may hold bytes that are no text
 */
export function ask(node, ...words) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(node.port, "127.0.0.1");
    const chunks = [];
    socket.setTimeout(15000, () => socket.destroy(new Error(`no answer from ${node.member}`)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`${node.member} hung up`)));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      const answers = Buffer.concat(chunks);
      const first = parsed(answers, 0);
      const read = password === undefined || !first || first.value instanceof Error ? first : parsed(answers, first.next);
      if (!read) return;
      if (read.value instanceof Error) reject(read.value);
      else resolve(read.value);
      socket.destroy();
    });
    const logIn = password === undefined ? [] : [command("AUTH", password)];
    socket.write(Buffer.concat([...logIn, command(...words)]));
  });
}

function command(...words) {
  const parts = words.flatMap((word) => {
    const bytes = Buffer.from(String(word), "latin1");
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

/** A value of RESP at an offset, and where it ends; undefined where it is not whole yet. */
function parsed(bytes, at) {
  const end = bytes.indexOf("\r\n", at);
  if (end < 0) return undefined;
  const text = bytes.toString("latin1", at + 1, end);
  const next = end + 2;
  switch (String.fromCharCode(bytes[at])) {
    case "+":
      return { value: text, next };
    case "-":
      return { value: new Error(text), next };
    case ":":
      return { value: Number(text), next };
    case "$": {
      const length = Number(text);
      if (length < 0) return { value: null, next };
      if (bytes.length < next + length + 2) return undefined;
      return { value: bytes.toString("latin1", next, next + length), next: next + length + 2 };
    }
    default: {
      const items = [];
      let from = next;
      for (let i = 0; i < Number(text); i++) {
        const item = parsed(bytes, from);
        if (!item) return undefined;
        items.push(item.value);
        from = item.next;
      }
      return { value: items, next: from };
    }
  }
}

/** The first answer of a node that answers. */
async function askAny(candidates, ...words) {
  let failure;
  for (const node of candidates) {
    try {
      return await ask(node, ...words);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

const ourSlot = (candidates) => askAny(candidates, "CLUSTER", "KEYSLOT", TAG);

/** The masters and their ids, the owner of our slot first. */
async function mastersAsSeenBy(candidates) {
  const slot = await ourSlot(candidates);
  const ranges = await askAny(candidates, "CLUSTER", "SLOTS");
  const all = new Map();
  for (const [first, last, [, at, id]] of ranges) {
    const master = all.get(id) ?? { ...nodes.find((node) => node.port === at), id, ours: false };
    master.ours ||= first <= slot && slot <= last;
    all.set(id, master);
  }
  return [...all.values()].sort((one, other) => other.ours - one.ours);
}

/** The server that has what Tidings keeps: the only one, or the master of its slot. */
export async function masterOfOurSlot() {
  return masters === 0 ? nodes[0] : (await mastersAsSeenBy(nodes))[0];
}

/** Resolves when another node is the master of our slot. */
export async function takenOver(dead, ms = 60000) {
  const others = nodes.filter(({ member }) => member !== dead.member);
  await until(ms, "a replica has taken over", async () => (await mastersAsSeenBy(others))[0].id !== dead.id);
}

/** Moves our slot to another master, with all its keys, while it is used. */
export async function moveOurSlot() {
  const slot = await ourSlot(nodes);
  const [source, target, ...others] = await mastersAsSeenBy(nodes);
  await ask(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", source.id);
  await ask(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", target.id);
  for (;;) {
    const keys = await ask(source, "CLUSTER", "GETKEYSINSLOT", slot, 10);
    if (keys.length === 0) break;
    await ask(source, "MIGRATE", "127.0.0.1", target.port, "", 0, 5000, ...(password === undefined ? [] : ["AUTH", password]), "KEYS", ...keys);
    await pause(20);
  }
  for (const node of [target, source, ...others]) await ask(node, "CLUSTER", "SETSLOT", slot, "NODE", target.id);
}
