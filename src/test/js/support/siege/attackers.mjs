import { setTimeout as pause } from "node:timers/promises";
import { SOCKET_IO, Wire, frame, handshake, request, socket } from "./wire.mjs";

const KIB = 1024;
const LARGE = Buffer.alloc(990 * KIB, 0x61);
const POLLING = "/socket.io/?EIO=4&transport=polling";
const REFUSED = /HTTP\/1\.1 (4\d\d|5\d\d)/;

/**
 * Everything that a client may do to an instance. Each attacker goes on until `siege.isOver()`,
 * counts what it does by `siege.sent()` and what is refused by `siege.refused()`, and holds all
 * that it opens by `siege.hold()`.
 *
 * `key`: what it shows at /api, for those that have one.
 */
export const ATTACKERS = {
  "partial packets, not joined": (siege) =>
    siege.crowd(60, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n, joined: false }));
      if (!wire) return siege.refused();
      wire.write(frame('459-/other,["e"]'));
      for (let i = 0; i < 9 && wire.isOpen; i++) await siege.drained(wire.write(frame(LARGE)));
      siege.sent();
      await siege.closedOrOver(wire);
    }),

  "partial packets, joined": (siege) =>
    siege.crowd(120, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      wire.write(frame('459-["e"]'));
      for (let i = 0; i < 9 && wire.isOpen; i++) await siege.drained(wire.write(frame(LARGE)));
      siege.sent();
      await siege.closedOrOver(wire);
    }),

  "partial messages": (siege) =>
    siege.crowd(300, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n, joined: n % 2 === 0 }));
      if (!wire) return siege.refused();
      wire.write(frame("42[", { fin: false }));
      for (let i = 0; i < 9 && wire.isOpen; i++) await siege.drained(wire.write(frame(Buffer.alloc(100 * KIB, 0x61), { opcode: 0, fin: false })));
      siege.sent();
      await siege.closedOrOver(wire);
    }),

  "frames of announced length": (siege) =>
    siege.crowd(300, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      wire.write(frame("x", { length: [999_999n, 1n << 31n, 1n << 62n, 1n << 63n][n % 4] }));
      siege.sent();
      await Promise.race([siege.closedOrOver(wire), pause(2000)]);
      wire.end();
    }),

  "frames that are no frames": (siege) =>
    siege.crowd(40, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      const bad = [frame("2", { masked: false }), frame("2", { opcode: 11 }), frame("2", { opcode: 9, fin: false }), frame("x".repeat(126), { opcode: 8 }), frame(Buffer.from([0xff, 0xfe]), { opcode: 1 }), Buffer.from([0xff, 0xff])];
      wire.write(bad[n % bad.length]);
      siege.sent();
      await Promise.race([siege.closedOrOver(wire), pause(500)]);
      wire.end();
    }),

  "a frame behind the handshake": (siege) =>
    siege.crowd(150, async (n) => {
      const path = n % 3 === 0 ? "/ws" : SOCKET_IO;
      const wire = siege.hold(new Wire(siege.port, { n }));
      wire.write(Buffer.concat([handshake(path), frame(n % 2 ? "40" : "2probe")]));
      siege.sent();
      await Promise.race([siege.closedOrOver(wire), pause(1000)]);
      siege.refusedIf(REFUSED.test(wire.heard));
      wire.end();
    }),

  "bad handshakes": (siege) =>
    siege.crowd(50, async (n) => {
      const wire = siege.hold(new Wire(siege.port, { n }));
      const bad = [{ "Sec-WebSocket-Key": "" }, { "Sec-WebSocket-Key": "short" }, { "Sec-WebSocket-Key": "%%%%%%%%%%%%%%%%%%%%%%%%" }, { Connection: "close" }, { "Sec-WebSocket-Version": 99 }, { Upgrade: "h2c" }];
      wire.write(handshake(n % 2 ? SOCKET_IO : "/ws", { headers: bad[n % bad.length] }));
      siege.sent();
      await Promise.race([siege.closedOrOver(wire), wire.hears(/HTTP/, 1000)]);
      siege.refusedIf(REFUSED.test(wire.heard));
      wire.end();
    }),

  "slow bodies": (siege) =>
    siege.crowd(150, async (n) => {
      const wire = siege.hold(new Wire(siege.port, { n }));
      const path = n % 2 ? "/api/events" : "/api/files/slow";
      const head = n % 3 === 0 ? "POST /socket.io/?EIO=4&transport=polling&sid=x" : `POST ${path}`;
      wire.write(`${head} HTTP/1.1\r\nHost: x\r\n${siege.key ? `X-API-Key: ${siege.key}\r\n` : ""}Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n`);
      siege.sent();
      while (wire.isOpen && !siege.isOver()) {
        wire.write(" ");
        await pause(1000);
      }
      siege.refusedIf(REFUSED.test(wire.heard));
    }),

  "slow headers": (siege) =>
    siege.crowd(300, async (n) => {
      const wire = siege.hold(new Wire(siege.port, { n }));
      wire.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n");
      siege.sent();
      for (let i = 0; wire.isOpen && !siege.isOver(); i++) {
        wire.write(`X-${i}: y\r\n`);
        await pause(1000);
      }
    }),

  "lost sockets": (siege) =>
    siege.crowd(20, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n, path: `${SOCKET_IO}&recovery=true` }));
      if (!wire) return siege.refused();
      wire.write(frame(`42["echo","${"x".repeat(60 * KIB)}"]`));
      siege.sent();
      await wire.hears(/x{100}/, 500);
      wire.end();
    }),

  "answers that nobody reads": (siege) =>
    siege.crowd(100, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n, reads: false }));
      if (!wire) return siege.refused();
      for (let i = 0; wire.isOpen && !siege.isOver(); i++) {
        await siege.drained(wire.write(frame(i % 2 ? `42${i}["join","r${i}"]` : `42${i}["echo","${"x".repeat(900 * KIB)}"]`)));
        siege.sent();
        if (i % 10 === 0) await pause(20);
      }
    }),

  "polls that nobody reads": (siege) =>
    siege.crowd(100, async (n) => {
      const sid = await siege.open(n);
      if (!sid) return siege.refused();
      await siege.ask(n, request("POST", `${POLLING}&sid=${sid}`, { body: "40" }));
      await siege.ask(n, request("POST", `${POLLING}&sid=${sid}`, { body: `42["echo","${"x".repeat(500 * KIB)}"]` }));
      const wire = siege.hold(new Wire(siege.port, { n, reads: false }));
      wire.write(request("GET", `${POLLING}&sid=${sid}`));
      siege.sent();
      await siege.closedOrOver(wire, 5000);
    }),

  "a flood of events": (siege) =>
    siege.crowd(50, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      const many = Buffer.concat(Array.from({ length: 200 }, (_, i) => frame(`42${i}["join","r${i}"]`)));
      while (wire.isOpen && !siege.isOver()) {
        await siege.drained(wire.write(many));
        siege.sent(200);
        await pause(5);
      }
      siege.refused();
    }),

  "a flood of pings": (siege) =>
    siege.crowd(20, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      const many = Buffer.concat(Array.from({ length: 500 }, () => frame("x", { opcode: 9 })));
      while (wire.isOpen && !siege.isOver()) {
        await siege.drained(wire.write(many));
        siege.sent(500);
        await pause(20);
      }
    }),

  "connections without end": (siege) =>
    siege.crowd(50, async (n) => {
      const wires = [];
      for (let i = 0; i < 60 && !siege.isOver(); i++) {
        const wire = siege.hold(await socket(siege.port, { n: n % 4, joined: false }));
        siege.sent();
        if (wire) wires.push(wire);
        else siege.refused();
      }
      await siege.over(2000);
      wires.forEach((wire) => wire.end());
    }),

  "polling sessions without end": (siege) =>
    siege.crowd(50, async (n) => {
      siege.sent();
      if (!(await siege.open(n % 4))) {
        siege.refused();
        await pause(20);
      }
    }),

  "event streams without end": (siege) =>
    siege.crowd(50, async (n) => {
      const wires = [];
      for (let i = 0; i < 40 && !siege.isOver(); i++) {
        const wire = siege.hold(new Wire(siege.port, { n: n % 4, reads: i % 2 === 0 }));
        wire.write(request("GET", "/api/events?namespace=/", { headers: { Accept: "text/event-stream", ...(siege.key ? { "X-API-Key": siege.key } : {}) } }));
        siege.sent();
        wires.push(wire);
        await pause(10);
      }
      await siege.over(1000);
      wires.forEach((wire) => {
        siege.refusedIf(REFUSED.test(wire.heard));
        wire.end();
      });
    }),

  "rooms and namespaces": (siege) =>
    siege.crowd(30, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      for (let i = 0; i < 900 && wire.isOpen && !siege.isOver(); i += 100) {
        await siege.drained(wire.write(Buffer.concat(Array.from({ length: 100 }, (_, k) => frame(`42["join","${Math.random()}-${"y".repeat(200)}-${i + k}"]`)))));
        siege.sent(100);
        await pause(120);
      }
      await siege.closedOrOver(wire, 3000);
      wire.end();
    }),

  "idempotency keys": (siege) =>
    siege.crowd(5, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      for (let i = 0; wire.isOpen && !siege.isOver(); i++) {
        await siege.drained(wire.write(frame(`42${i}["echo","${"x".repeat(900 * KIB)}",{"idempotencyKey":"${Math.random()}"}]`)));
        siege.sent();
        await pause(100);
      }
    }),

  "bad packets": (siege) =>
    siege.crowd(20, async (n) => {
      const bad = ['42["x",{"idempotencyKey":1e99999999999}]', "42", "9", '42{"a":1}', `42["x",${"[".repeat(5000)}`, '451-["x"]', '43[]', '42["connect"]', '40{"pid":"x","offset":"y"}', '42["join",null]', '42["join","\\ud800"]'];
      const wire = siege.hold(await socket(siege.port, { n }));
      if (!wire) return siege.refused();
      for (let i = 0; i < 200 && wire.isOpen && !siege.isOver(); i++) {
        await siege.drained(wire.write(frame(bad[(n + (i > 100 ? i : 0)) % bad.length])));
        siege.sent();
        if (i % 50 === 0) await pause(10);
      }
      await Promise.race([siege.closedOrOver(wire), pause(200)]);
      siege.refused();
      wire.end();
    }),

  "bad requests": (siege) =>
    siege.crowd(20, async (n) => {
      const sid = await siege.open(n);
      const bad = [
        request("GET", "/api/%zz"),
        request("POST", `${POLLING}&sid=${sid}`, { body: "garbage", headers: { "Content-Type": "application/octet-stream" } }),
        `POST ${POLLING}&sid=${sid} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
        `GET ${POLLING} HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`,
        request("PUT", POLLING),
        request("POST", `${POLLING}&sid=${sid}`, { headers: { "Content-Length": 2_000_000_000 } }),
        request("POST", "/api/events", { body: "{".repeat(10_000), headers: { "Content-Type": "application/json", ...(siege.key ? { "X-API-Key": siege.key } : {}) } }),
        request("DELETE", `/api/sockets/${"z".repeat(3000)}`),
        "GET\r\n\r\n",
      ];
      for (const each of bad) {
        siege.sent();
        siege.refusedIf(REFUSED.test(await siege.ask(n, each)));
      }
    }),

  "bad tokens": (siege) =>
    siege.crowd(20, async (n) => {
      const wire = siege.hold(await socket(siege.port, { n, joined: false }));
      if (!wire) return siege.refused();
      const part = () => Buffer.from(JSON.stringify({ alg: "RS256", x: "y".repeat(Math.floor(Math.random() * 20_000)) })).toString("base64url");
      wire.write(frame(`40{"token":"${part()}.${part()}.${part()}"}`));
      siege.sent();
      await Promise.race([siege.closedOrOver(wire), pause(200)]);
      wire.end();
    }),

  "batches": (siege) =>
    siege.crowd(4, async (n) => {
      if (!siege.key) return siege.over(1000);
      const events = Array.from({ length: 2000 }, (_, i) => ({ rooms: [`flood-${i % 7}`], event: "flood", args: [i] }));
      const headers = { "Content-Type": "application/json", "X-API-Key": siege.key };
      const answer = await siege.ask(n, request("POST", "/api/events", { body: JSON.stringify(events), headers }), 10_000);
      siege.sent(events.length);
      siege.refusedIf(REFUSED.test(answer));
      await siege.ask(n, request("POST", "/api/events?ack=true&timeout=200", { body: JSON.stringify({ rooms: ["flood-1"], event: "asked", args: [] }), headers }), 3000);
    }),
};
