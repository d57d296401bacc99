/**
 * The offset goes to clients that can use it. Each client hears two events, loses its connection,
 * misses one, comes back, and hears two more: it is given the arguments that were sent and no more,
 * and what can recover has missed nothing.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_INSTANCES=http://127.0.0.1:5000 TIDINGS_USER=… \
 *     TIDINGS_PASSWORD=… TIDINGS_API_KEY=… CLASSPATH=… node --test src/test/js/offsets.test.mjs
 *
 * CLASSPATH has the compiled tests and what they need; without it the client in Java is left out.
 * Without python3-socketio, -requests, -websocket and -aiohttp that in Python is.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { launch } from "./support/browser.mjs";
import { client, disconnectAll } from "./support/clients.mjs";
import { credentials, instances, url } from "./support/environment.mjs";
import { rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const { CLASSPATH, JAVA_HOME } = process.env;
const PYTHON = "/usr/bin/python3";
const TRANSPORTS = ["polling", "websocket"];
const reconnects = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 500 };
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const rows = [];

/** A way to the server that can be cut and mended. */
class Line {
  #wires = new Set();
  isCut = false;
  turnedAway = 0;

  static async to(address) {
    const line = new Line();
    const { hostname, port } = new URL(address);
    const server = net.createServer((near) => {
      const far = net.connect(Number(port), hostname);
      for (const wire of [near, far]) {
        line.#wires.add(wire);
        wire.on("error", () => {}).on("close", () => [near, far].forEach((end) => line.#wires.delete(end) && end.destroy()));
      }
      if (line.isCut) {
        line.turnedAway++;
        near.destroy();
      }
      near.pipe(far).pipe(near);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return Object.assign(line, { server, address: address.replace(/\/\/[^/]*/, `//127.0.0.1:${server.address().port}`) });
  }

  cut() {
    this.isCut = true;
    this.#wires.forEach((wire) => wire.destroy());
  }

  mend() {
    this.isCut = false;
  }

  end() {
    this.cut();
    this.server.close();
  }
}

/** What a client says of itself: `joined` with its id, `recovered` with its id, and its events. */
class Diary {
  lines = [];
  note = (line) => this.lines.push(line);
  events = () => this.lines.filter(({ event }) => event).map(({ event, args }) => [event, ...args]);
  arrivals = () => this.lines.filter(({ joined, recovered }) => joined || recovered);
}

/** A connection for each request, as it is where nobody gives it an agent. */
const listenInNode = (diary, address, transport, room, options = {}) => {
  const socket = client({ to: address, transports: [transport], agent: false, ...reconnects, ...options });
  socket.on("connect", () =>
    socket.recovered ? diary.note({ recovered: socket.id }) : socket.emit("join", room, () => diary.note({ joined: socket.id })));
  for (const event of ["one", "two"]) {
    // The client itself keeps the offset, and gives it to listeners as well: as it has always been in JavaScript.
    socket.on(event, (...args) => diary.note({ event, args: args.slice(0, event === "one" ? 1 : 2), offset: args[event === "one" ? 1 : 2] }));
  }
  return () => socket.disconnect();
};

const listenInChromium = async (diary, address, transport, room) => {
  const browser = await launch();
  const [username, password] = (credentials ?? ":").split(":");
  const page = await browser.newPage({ bypassCSP: true, ignoreHTTPSErrors: true, httpCredentials: { username, password } });
  await page.exposeFunction("note", diary.note);
  await page.goto(`${address}/`);
  await page.addScriptTag({ content: readFileSync(here("../../node_modules/socket.io-client/dist/socket.io.js"), "utf8") });
  await page.evaluate(
    ([transports, room, reconnects]) => {
      const socket = window.io({ transports, ...reconnects });
      socket.on("connect", () =>
        socket.recovered ? window.note({ recovered: socket.id }) : socket.emit("join", room, () => window.note({ joined: socket.id })));
      socket.on("one", (first, offset) => window.note({ event: "one", args: [first], offset }));
      socket.on("two", (first, second, offset) => window.note({ event: "two", args: [first, second], offset }));
    },
    [[transport], room, reconnects],
  );
  return () => browser.close();
};

const listenInProgram = (command) => (diary, address, transport, room) => {
  const [program, ...args] = command(address, transport, room);
  const running = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  createInterface({ input: running.stdout }).on("line", (line) => line.startsWith("{") && diary.note(JSON.parse(line)));
  return () => running.kill("SIGKILL");
};

const listenByFrames = (diary, address, transport, room) => {
  let socket;
  let pid;
  let last = "";
  let ended = false;
  const open = () => {
    socket = new WebSocket(`${address.replace(/^http/, "ws")}/ws?namespace=/${last}`, { rejectUnauthorized: false });
    socket.on("error", () => {}).on("close", () => ended || setTimeout(open, 100));
    socket.on("message", (data) => {
      const frame = JSON.parse(data);
      if (frame.type === "connected") {
        pid = frame.pid;
        if (frame.recovered) diary.note({ recovered: frame.sid });
        else socket.send(JSON.stringify({ type: "event", event: "join", args: [room], id: 1 }));
      } else if (frame.type === "ack") diary.note({ joined: "ws" });
      else if (frame.type === "event") {
        diary.note({ event: frame.event, args: frame.args, offset: frame.offset });
        last = `&pid=${pid}&offset=${encodeURIComponent(frame.offset)}`;
      }
    });
  };
  open();
  return () => {
    ended = true;
    socket.terminate();
  };
};

const publish = async (room, event, ...args) => {
  const { status, text } = await rest("POST", "/api/events", { body: { rooms: [room], event, args } });
  assert.equal(status, 202, text);
};

/** What a client makes of a cut, and that this is what is expected of it. */
async function hears({ name, transport, listen, recovers, offsets = recovers, through = instances[0] }) {
  const line = await Line.to(through);
  const diary = new Diary();
  const room = fresh("offsets");
  const stop = await listen(diary, line.address, transport, room);
  const heard = (events) => () => diary.events().length >= events;
  const tell = () => JSON.stringify(diary.lines);
  const what = { text: "Grüße 👋", list: [1, null] };
  try {
    await until(20000, "it is in its room", () => diary.arrivals().length === 1, tell);
    await publish(room, "one", "a string");
    await publish(room, "two", what, 2);
    await until(10000, "it hears both", heard(2), tell);
    line.cut();
    await publish(room, "one", "missed");
    // Browsers repeat a request by themselves: only what fails as well is a lost connection.
    await until(10000, "it tries to come back", () => line.turnedAway > 0, tell);
    line.mend();
    await until(30000, "it is back", () => diary.arrivals().length === 2, tell);
    await publish(room, "two", 3, what);
    await publish(room, "one", "the end");
    await until(10000, "it hears the end", () => diary.events().at(-1)?.at(-1) === "the end", tell);
  } finally {
    await stop();
    line.end();
  }
  const [, second] = diary.arrivals();
  rows.push([name, transport, recovers ? "recovered" : "anew", offsets ? "sent, kept by the library" : "exactly those sent"]);
  assert.equal("recovered" in second, recovers, tell());
  assert.deepEqual(diary.events(), [
    ["one", "a string"],
    ["two", what, 2],
    ...(recovers ? [["one", "missed"]] : []),
    ["two", 3, what],
    ["one", "the end"],
  ]);
  for (const { event, offset } of diary.lines) if (event) assert.equal(typeof offset, offsets ? "string" : "undefined", tell());
}

const hasPython = () => {
  try {
    execFileSync(PYTHON, ["-c", "import socketio, requests, websocket, aiohttp"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
};

const python = (kind) => (address, transport, room) => [PYTHON, here("../python/listen.py"), kind, address, transport, room];
const java = (...args) => [JAVA_HOME ? path.join(JAVA_HOME, "bin", "java") : "java", "io.tidings.endtoend.SocketIoListener", ...args];
const named = { extraHeaders: { "user-agent": "mine/1.0", "x-more": "1" }, query: { token: "a&b" }, auth: {} };

describe("a client that loses its connection", { timeout: 240000 }, () => {
  before(() => assert.ok(instances.length > 0 && url));
  after(async () => {
    await disconnectAll();
    console.log(rows.map((row) => row.join(" | ")).join("\n"));
  });

  for (const transport of TRANSPORTS) {
    const each = (name, listen, recovers, { skip = false, ...more } = {}) =>
      test(`${name}, ${transport}`, { skip }, () => hears({ name, transport, listen, recovers, ...more }));

    each("socket.io-client in Node", listenInNode, true);
    each("socket.io-client in Node under a name of its own", (...all) => listenInNode(...all, named), true);
    each("socket.io-client in Node through nginx", listenInNode, true, { through: url });
    each("socket.io-client in Node with recovery=false", (...all) => listenInNode(...all, { query: { recovery: "false" } }), false);
    each("socket.io-client in Chromium", listenInChromium, true);
    each("socket.io-client in Chromium through nginx", listenInChromium, true, { through: url });
    each("python-socketio, sync", listenInProgram(python("sync")), false, { skip: !hasPython() });
    each("python-socketio, asyncio", listenInProgram(python("async")), false, { skip: !hasPython() });
    each("socket.io-client in Java", listenInProgram(java), false, { skip: !CLASSPATH });
  }

  test("JSON over WebSocket", () => hears({ name: "/ws", transport: "websocket", listen: listenByFrames, recovers: true }));
});
