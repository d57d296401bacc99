/**
 * Two of the four kinds of clients that io.tidings.endtoend.FourKinds brings together: Socket.IO, and
 * an EventSource in Chromium. When both listen, the conversation begins; when all was said, it ends.
 *
 *     TIDINGS_URL, TIDINGS_USER, TIDINGS_PASSWORD   the cluster, behind nginx
 *     ROOM       where the others listen already
 *     PLAN       {"talkers":4,"turns":…,"burst":…}, see Talker
 *     ELSEWHERE  instances that the others are on, separated by commas
 *     HEARD      the file to write, a line of JSON for each client: {name, instance, heard, answered, failures}
 */
import { readFile, writeFile } from "node:fs/promises";
import { launch } from "./support/browser.mjs";
import { client, connected, disconnectAll } from "./support/clients.mjs";
import { credentials, url } from "./support/environment.mjs";
import { instanceOf, rest } from "./support/rest.mjs";
import { Talker } from "./support/talker.mjs";
import { until, within } from "./support/wait.mjs";

const { ROOM: room, PLAN, ELSEWHERE, HEARD } = process.env;
const plan = JSON.parse(PLAN);
const taken = new Set(ELSEWHERE.split(","));

/** Seconds that it takes to say all of it, at most; some two on a machine that does nothing else. */
const PATIENCE = 60;

/** Connects, and again, until it is at an instance that has none of the others. */
async function alone(connect) {
  return until(60000, "an instance for each client", async () => {
    const { instance, leave, ...rest } = await connect();
    if (!taken.has(instance)) return taken.add(instance) && { instance, ...rest };
    await leave();
  });
}

async function socketio() {
  const { socket, instance } = await alone(async () => {
    const socket = await connected(client());
    return { socket, instance: await instanceOf(socket.id), leave: () => socket.disconnect() };
  });
  const binary = (value) => (value?.$binary ? Buffer.from(value.$binary, "base64") : value);
  const text = (value) => {
    if (Buffer.isBuffer(value)) return { $binary: value.toString("base64") };
    return value?.$binary ? { $$binary: value.$binary } : value;
  };
  const talker = new Talker("Socket.IO", plan, async (args) => {
    const answer = await socket.timeout(10000).emitWithAck("publish", room, "said", ...args.map(binary));
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.id;
  });
  socket.onAny((event, ...args) => talker.hears(args.pop(), event, args.map(text)));
  socket.on("disconnect", (reason) => talker.failures.push(reason));
  const answer = await socket.timeout(10000).emitWithAck("join", room);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return Object.assign(talker, { instance });
}

async function eventSource(browser) {
  const [username, password] = credentials.split(":");
  const context = await browser.newContext({ ignoreHTTPSErrors: true, httpCredentials: { username, password } });
  for (const [path, file] of [["page", "listening-page.html"], ["talker.mjs", "talker.mjs"]]) {
    const body = await readFile(new URL(`support/${file}`, import.meta.url));
    await context.route(`${url}/${path}*`, (route) => route.fulfill({ body, contentType: file.endsWith("html") ? "text/html" : "text/javascript" }));
  }
  return alone(async () => {
    const page = await context.newPage();
    const stream = page.waitForResponse((response) => response.status() === 200 && response.request().resourceType() === "eventsource");
    await page.goto(`${url}/page?${new URLSearchParams({ room, plan: PLAN })}`);
    return { page, instance: (await (await stream).allHeaders())["tidings-instance"], leave: () => page.close() };
  });
}

async function publish(event) {
  const { status, text } = await rest("POST", "/api/events", { body: { rooms: [room], event, args: [] } });
  if (status !== 202) throw new Error(`${status} ${text}`);
}

const browser = await launch();
try {
  const io = await socketio();
  const { page, instance } = await eventSource(browser);
  await publish("begin");
  // Who has not heard all by then is seen by what all have heard.
  await within(PATIENCE * 1000, "all", io.heardAll).catch((error) => io.failures.push(error.message));
  await publish("end");
  const pageIsOver = page.evaluate(() => window.talker.over.then(() => {}));
  await within(20000, "the end", Promise.all([io.over, pageIsOver])).catch((error) => io.failures.push(error.message));
  const seen = await page.evaluate(() => {
    const { name, heard, answered, failures } = window.talker;
    return { name, heard, answered, failures };
  });
  const { name, heard, answered, failures } = io;
  const lines = [{ name, instance: io.instance, heard, answered, failures }, { ...seen, instance }];
  await writeFile(HEARD, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
} finally {
  await disconnectAll();
  await browser.close();
}
