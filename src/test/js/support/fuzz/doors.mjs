import { enginePackets, frame, json, jsonFrame, mutated, text } from "./values.mjs";

const CRLF = "\r\n";
const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "FUZZ"];

const queried = (pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&");
const escaped = (random, value) => (random.chance(0.85) ? encodeURIComponent(value.toWellFormed()) : value.replace(/[\r\n ]/g, "%0a"));

const HEADERS = [
  ["Accept", ["*/*", "application/json", "text/event-stream", "text/html", ";;;/", "application/*;q=2", ""]],
  ["Accept-Encoding", ["gzip", "br;q=0", "x"]],
  ["Authorization", ["Bearer a.b.c", "Basic =", "Bearer", ""]],
  ["Connection", ["close", "keep-alive", "Upgrade", "keep-alive, Upgrade", "x"]],
  ["Content-Encoding", ["gzip", "identity"]],
  ["Content-Type", ["application/json", "text/plain;charset=UTF-8", "text/plain;charset=nope", "application/octet-stream", "multipart/form-data", "multipart/form-data; boundary=x", ";;;", "", "application/json; charset=utf-16"]],
  ["Cookie", ["a=b", "JSESSIONID=x; $Version=1", "io=x; =;"]],
  ["Expect", ["100-continue", "x"]],
  ["Forwarded", ["for=1.2.3.4", "for=\"[::1\""]],
  ["Host", ["x", "", "a:b:c", "127.0.0.1:99999", "[::1]"]],
  ["Idempotency-Key", ["k", "", "x".repeat(300), "é", '"k"']],
  ["If-Match", ["*", '"x"', "x"]],
  ["If-Modified-Since", ["Tue, 01 Dec 2026 00:00:00 GMT", "yesterday"]],
  ["If-None-Match", ["*", '"x"', 'W/"x"']],
  ["If-Range", ['"x"', "x"]],
  ["Last-Event-ID", ["1-0", "x", "", "99999999999999999999-0", "1-0-1~fuzzfuzz.2"]],
  ["Origin", ["http://127.0.0.1", "null", "https://elsewhere.example", "junk", "http://[::1"]],
  ["Range", ["bytes=0-1", "bytes=-1", "bytes=5-1", "bytes=0-,1-", "bytes=99999999999999999999-", "x=1", "bytes="]],
  ["Sec-WebSocket-Extensions", ["permessage-deflate", "permessage-deflate; client_max_window_bits=99", ";;"]],
  ["Sec-WebSocket-Protocol", ["tidings.v1.json", "x, y", ","]],
  ["Upgrade", ["websocket", "WebSocket", "h2c", "websocket, h2c", ""]],
  ["X-API-Key", ["nope", "", "é"]],
  ["X-Forwarded-For", ["1.2.3.4", "::1, x", "'"]],
  ["X-HTTP-Method-Override", ["DELETE"]],
  ["X-Long", ["y".repeat(3000), "y".repeat(20_000)]],
];

const oddHeaders = (random) =>
  random.several(random.chance(0.5) ? 1 : 4, () => {
    const [name, values] = random.pick(HEADERS);
    return [name, random.pick(values)];
  });

/**
 * A request as bytes. `odd`: it may have a wrong length, chunks, headers that are none, and bytes
 * that are changed.
 */
function request(random, method, path, { headers = [], body = "", odd = true } = {}) {
  const all = [["Host", "127.0.0.1"], ...headers, ...(odd && random.chance(0.6) ? oddHeaders(random) : [])];
  let payload = Buffer.from(body);
  if (payload.length > 0 || method === "POST" || method === "PUT") {
    if (odd && random.chance(0.1)) {
      all.push(["Transfer-Encoding", random.pick(["chunked", "chunked", "gzip, chunked", "x"])]);
      payload = chunked(random, payload);
    } else {
      all.push(["Content-Length", odd && random.chance(0.08) ? random.pick([0, payload.length + 5, Math.max(0, payload.length - 1), "-1", "x", "2000000000", "99999999999999999999"]) : payload.length]);
    }
  }
  const version = odd && random.chance(0.03) ? random.pick(["HTTP/1.0", "HTTP/1.9", "HTTP/2.0", "HTTP/", ""]) : "HTTP/1.1";
  const head = Buffer.from(`${method} ${path} ${version}${CRLF}${all.map(([name, value]) => `${name}: ${value}${CRLF}`).join("")}${CRLF}`, "latin1");
  const whole = Buffer.concat([head, payload]);
  return odd && random.chance(0.15) ? mutated(random, whole) : whole;
}

function chunked(random, payload) {
  const parts = [];
  for (let at = 0; at < payload.length; ) {
    const size = Math.min(payload.length - at, 1 + random.int(50));
    const announced = random.chance(0.95) ? size.toString(16) : random.pick(["zz", "-1", "ffffffffffffffff", `${size};x=y`, ""]);
    parts.push(Buffer.from(`${announced}${CRLF}`), payload.subarray(at, at + size), Buffer.from(random.chance(0.97) ? CRLF : ""));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from(random.chance(0.95) ? `0${CRLF}${CRLF}` : "0")]);
}

/** Writes in one piece or in some. */
async function pieces(fuzz, random, wire, bytes) {
  let at = 0;
  while (at < bytes.length && wire.isOpen) {
    const size = random.chance(0.7) ? bytes.length - at : 1 + random.int(bytes.length - at);
    wire.write(bytes.subarray(at, at + size));
    at += size;
    if (at < bytes.length) await fuzz.rest(random.pick([0, 1, 3]));
  }
}

/** One request on a connection of its own; resolves with what came, as latin-1. */
async function ask(fuzz, random, bytes, { ms = 150, until = /\r\n\r\n/ } = {}) {
  const wire = fuzz.wire(random);
  await pieces(fuzz, random, wire, bytes);
  if (random.chance(0.05)) await pieces(fuzz, random, wire, bytes);
  await Promise.race([wire.hears(until, ms), wire.closed]);
  wire.end();
  return wire.heard;
}

const keyed = (fuzz, random, share = 0.85) => (fuzz.key && random.chance(share) ? [["X-API-Key", fuzz.key]] : []);

function engineQuery(random, transport, sid) {
  const pairs = [["EIO", 4], ["transport", transport], ...(sid ? [["sid", sid]] : [])];
  if (random.chance(0.12)) pairs[random.int(pairs.length)][1] = escaped(random, text(random));
  if (random.chance(0.08)) pairs.push([random.pick(["t", "b64", "j", "recovery", "sid", "EIO"]), escaped(random, text(random))]);
  if (random.chance(0.03)) pairs.splice(random.int(pairs.length), 1);
  return `${random.chance(0.97) ? "/socket.io/" : random.pick(["/socket.io", "/socket.io//", "/socket.io/x", "/SOCKET.IO/", "/socket.io/;x=y", "/socket.io/%2e%2e/"])}?${queried(pairs)}`;
}

function payload(random) {
  const packets = [];
  for (let n = 1 + random.int(4); n > 0; n--) {
    packets.push(...enginePackets(random).map((part) => (typeof part === "string" ? part : `b${part.toString("base64")}`)));
  }
  const body = Buffer.from(packets.join("\x1e"));
  if (random.chance(0.15)) return mutated(random, body);
  return random.chance(0.03) ? random.bytes(random.length()) : body;
}

async function polling(fuzz, random) {
  const opened = await ask(fuzz, random, request(random, "GET", engineQuery(random, "polling"), { odd: random.chance(0.2) }), { ms: 2000, until: /"sid":"[^"]+"|HTTP\/1\.1 [45]/ });
  const sid = /"sid":"([^"]+)"/.exec(opened)?.[1];
  if (!sid) return;
  fuzz.opened(sid);
  const path = (transport = "polling") => engineQuery(random, transport, sid);
  if (random.chance(0.9)) await ask(fuzz, random, request(random, "POST", path(), { body: "40", odd: false }), { ms: 1000 });
  const open = [];
  for (let n = 1 + random.int(5); n > 0; n--) {
    switch (random.int(6)) {
      case 0:
        open.push(ask(fuzz, random, request(random, "GET", path()), { ms: 300 }));
        break;
      case 1: {
        const wire = fuzz.wire(random);
        wire.write(handshake(random, path("websocket")));
        if (await wire.hears(/101/, 500)) {
          for (const each of random.pick([["2probe", "5"], ["2probe"], ["5"], ["2probe", "2probe"], ["40"], ["3probe", "5"]])) {
            wire.write(frame(random, each));
            await fuzz.rest(random.pick([0, 5, 20]));
          }
        }
        await messages(fuzz, random, wire, 2);
        if (random.chance(0.5)) wire.end();
        break;
      }
      default: {
        const bytes = request(random, random.chance(0.95) ? "POST" : random.pick(METHODS), path(), { body: payload(random) });
        if (random.chance(0.8)) await ask(fuzz, random, bytes);
        else open.push(ask(fuzz, random, bytes));
      }
    }
  }
  await Promise.all(open);
}

function handshake(random, path, odd = random.chance(0.15)) {
  const headers = [
    ["Upgrade", "websocket"],
    ["Connection", "Upgrade"],
    ["Sec-WebSocket-Version", "13"],
    ["Sec-WebSocket-Key", random.bytes(16).toString("base64")],
  ];
  if (odd) {
    const at = random.int(headers.length);
    if (random.chance(0.4)) headers.splice(at, 1);
    else headers[at][1] = random.pick(["", "x", "99", "websocket", "dGhlIHNhbXBsZSBub25jZQ==", "%%%%%%%%%%%%%%%%%%%%%%%%", "close", "13, 8"]);
  }
  return request(random, odd && random.chance(0.1) ? random.pick(METHODS) : "GET", path, { headers, odd });
}

/** Messages of Socket.IO, each in frames that may be wrong. */
async function messages(fuzz, random, wire, most) {
  for (let n = 1 + random.int(most); n > 0 && wire.isOpen; n--) {
    for (const part of enginePackets(random)) await send(fuzz, random, wire, part);
  }
}

async function send(fuzz, random, wire, message) {
  let bytes;
  const kind = random.int(20);
  if (kind < 2) {
    bytes = frame(random, message, { wrong: true });
  } else if (kind === 2) {
    bytes = mutated(random, frame(random, message));
  } else if (kind === 3) {
    const whole = Buffer.from(message);
    const at = random.int(whole.length + 1);
    const opcode = typeof message === "string" ? 1 : 2;
    const between = random.chance(0.3) ? frame(random, "p", { opcode: random.pick([9, 10, 1, 8]) }) : Buffer.alloc(0);
    bytes = Buffer.concat([frame(random, whole.subarray(0, at), { opcode, fin: false }), between, frame(random, whole.subarray(at), { opcode: 0 })]);
  } else {
    bytes = frame(random, message);
  }
  await pieces(fuzz, random, wire, bytes);
  if (random.chance(0.3)) await fuzz.rest(1);
}

async function webSocket(fuzz, random, path, first, say) {
  const wire = fuzz.wire(random);
  const opening = handshake(random, path);
  if (random.chance(0.1)) {
    await pieces(fuzz, random, wire, Buffer.concat([opening, frame(random, first)]));
  } else {
    await pieces(fuzz, random, wire, opening);
    await Promise.race([wire.hears(/"sid"|HTTP\/1\.1 [1245]/, 1000), wire.closed]);
    if (random.chance(0.9)) wire.write(frame(random, first));
  }
  await say(wire);
  await Promise.race([wire.closed, fuzz.rest(random.pick([5, 20, 100]))]);
  if (random.chance(0.3)) {
    wire.write(frame(random, random.pick([Buffer.from([3, 232]), Buffer.alloc(0)]), { opcode: 8 }));
    await fuzz.rest(20);
  }
  wire.end();
}

const NAMES = ["fuzz", "fuzz-2", "nobody", "%2F", "a%20b", "%00", "%zz", "%ff%fe", "..", "%2e%2e", ";x=y", "é", "x".repeat(300), "*", "a,b"];

/** A part of a path: most often whole. */
const segment = (random, known = []) => (random.chance(0.6) ? random.pick(["fuzz", ...known.slice(-5)]) : random.chance(0.8) ? random.pick(NAMES) : escaped(random, text(random)));

const query = (random, names) => {
  const pairs = random.several(3, () => [random.pick(names), random.chance(0.5) ? random.pick(["/", "1", "2", "fuzz", "true", "200"]) : escaped(random, text(random))]);
  return pairs.length === 0 ? "" : `?${queried(pairs)}`;
};

function events(random) {
  const one = () => {
    const members = [`"event":${JSON.stringify(random.chance(0.8) ? "said" : text(random))}`];
    if (random.chance(0.8)) members.push(`"rooms":${random.chance(0.8) ? '["fuzz"]' : json(random)}`);
    if (random.chance(0.8)) members.push(`"args":${random.chance(0.7) ? `[${json(random)}]` : json(random)}`);
    if (random.chance(0.2)) members.push(`"namespace":${random.chance(0.6) ? '"/"' : json(random, 0)}`);
    if (random.chance(0.2)) members.push(`"except":${json(random, 1)}`);
    if (random.chance(0.05)) members.push(`${JSON.stringify(text(random))}:${json(random)}`);
    return `{${members.join(",")}}`;
  };
  if (random.chance(0.1)) return json(random);
  const body = random.chance(0.6) ? one() : `[${random.several(5, one).join(",")}]`;
  return random.chance(0.15) ? mutated(random, Buffer.from(body)) : body;
}

async function rest(fuzz, random) {
  const names = ["namespace", "room", "after", "limit", "since", "ack", "timeout", "close", "name", "x"];
  const headers = keyed(fuzz, random);
  const [method, path, body] = random.pick([
    () => ["POST", `/api/events${query(random, ["ack", "timeout", "x"])}`, events(random)],
    () => ["POST", "/api/events", events(random)],
    () => ["GET", `/api/events${query(random, names)}`],
    () => ["GET", `/api/rooms${query(random, names)}`],
    () => ["GET", `/api/rooms/${segment(random)}${query(random, names)}`],
    () => ["GET", `/api/sockets${query(random, names)}`],
    () => ["GET", `/api/sockets/${segment(random, fuzz.ids)}`],
    () => ["DELETE", `/api/sockets/${segment(random, fuzz.ids)}${query(random, ["close"])}`],
    () => [random.pick(["PUT", "DELETE"]), `/api/sockets/${segment(random, fuzz.ids)}/rooms/${segment(random)}`],
    () => ["GET", "/api/instances"],
    () => [random.pick(METHODS), `/api/${segment(random)}/${segment(random)}`, json(random)],
  ])();
  if (method === "POST") {
    headers.push(["Content-Type", random.chance(0.95) ? "application/json" : "text/plain"]);
    if (random.chance(0.2)) headers.push(["Idempotency-Key", random.pick(["k1", "k2", "", "x".repeat(300)])]);
  }
  await ask(fuzz, random, request(random, random.chance(0.95) ? method : random.pick(METHODS), path, { headers, body }), { ms: 400 });
}

async function eventStream(fuzz, random) {
  const path = random.chance(0.9) ? "/api/events" : random.pick(["/api/events/", "/api/events;x=y", "/api/%65vents"]);
  const headers = [["Accept", "text/event-stream"], ...keyed(fuzz, random)];
  const wire = fuzz.wire(random);
  await pieces(fuzz, random, wire, request(random, "GET", `${path}${query(random, ["namespace", "room", "since", "limit", "token", "heartbeat", "x"])}`, { headers }));
  await Promise.race([wire.closed, wire.hears(/\r\n\r\n/, 300)]);
  if (random.chance(0.2)) wire.write(random.bytes(random.length()));
  await Promise.race([wire.closed, fuzz.rest(random.pick([0, 20, 200]))]);
  wire.end();
}

function form(random) {
  const part = () => {
    const disposition = random.chance(0.8)
      ? `form-data; name="file"; filename="${random.pick(["a.txt", "../a", "é.png", "", 'a"b', "a\\", "\u0000", "x".repeat(300)])}"`
      : random.pick(["form-data", "form-data; name=file", "attachment; filename*=UTF-8''%zz", ";;;", ""]);
    const content = random.chance(0.7) ? random.bytes(random.length()) : Buffer.from(`--x${CRLF}`);
    return Buffer.concat([Buffer.from(`--x${CRLF}Content-Disposition: ${disposition}${CRLF}${random.chance(0.5) ? `Content-Type: ${random.pick(["text/plain", "image/png", ";;", ""])}${CRLF}` : ""}${random.chance(0.95) ? CRLF : ""}`), content, Buffer.from(CRLF)]);
  };
  const whole = Buffer.concat([...random.several(3, part), Buffer.from(random.chance(0.9) ? `--x--${CRLF}` : "")]);
  return random.chance(0.15) ? mutated(random, whole) : whole;
}

async function files(fuzz, random) {
  const path = `/api/rooms/${segment(random)}/files${random.chance(0.3) ? `?${queried([[random.pick(["name", "namespace", "x"]), escaped(random, text(random))]])}` : "?name=fuzz.txt"}`;
  const isForm = random.chance(0.6);
  const headers = [...keyed(fuzz, random), ["Content-Type", isForm ? random.pick(["multipart/form-data; boundary=x", 'multipart/form-data; boundary="x"', "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x"]) : random.pick(["application/octet-stream", "text/plain", "image/png", ";;"])]];
  const body = isForm ? form(random) : random.bytes(random.length());
  const answer = await ask(fuzz, random, request(random, "POST", path, { headers, body }), { ms: 400, until: /"id":"[^"]+"|HTTP\/1\.1 [45]/ });
  const id = /"id":"([^"]+)"/.exec(answer)?.[1] ?? segment(random);
  for (let n = random.int(3); n > 0; n--) {
    await ask(fuzz, random, request(random, random.pick(["GET", "GET", "HEAD", "OPTIONS"]), `/api/files/${id}`, { headers: keyed(fuzz, random) }));
  }
  await ask(fuzz, random, request(random, "DELETE", `/api/files/${id}`, { headers: keyed(fuzz, random, 1), odd: false }), { ms: 400 });
}

async function pages(fuzz, random) {
  const known = ["/", "/index.html", "/health", "/health/live", "/health/ready", "/health/started", "/metrics", "/metrics?scope=base", "/metrics?scope=%zz", "/metrics/base", "/openapi", "/openapi.json", "/console/reference.html", "/console/main.js", "/client/socket.io.min.js", "/favicon.ico", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/console/", "/console/../index.html", "/%2e%2e/", "//", "/;x=y", "/console/%3b/", "*", "http://elsewhere.example/", "/\\", "/%"];
  let path = random.pick(known);
  if (random.chance(0.15)) path += random.pick(["/", "?", "?x=%zz", ";", "%00", "/..", "\\", "#x"]) + (random.chance(0.5) ? escaped(random, text(random)) : "");
  await ask(fuzz, random, request(random, random.chance(0.8) ? "GET" : random.pick(METHODS), path, { body: random.chance(0.1) ? json(random) : "" }), { ms: 300 });
}

/** Bytes that resemble a request in their beginning at most. */
async function noise(fuzz, random) {
  const begin = random.pick(["", "GET ", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n", "\r\n\r\n", "\u0016\u0003\u0001\u0002"]);
  await ask(fuzz, random, Buffer.concat([Buffer.from(begin, "latin1"), random.bytes(random.length())]), { ms: 50 });
}

/** Each by its name: a case of it, which leaves no connection open that it cares for. */
export const DOORS = {
  polling,
  websocket: (fuzz, random) => webSocket(fuzz, random, engineQuery(random, "websocket"), "40", (wire) => messages(fuzz, random, wire, 8)),
  ws: (fuzz, random) => {
    const path = random.chance(0.7) ? "/ws?namespace=/" : `/ws${query(random, ["namespace", "auth", "pid", "offset", "recovery", "x"])}`;
    return webSocket(fuzz, random, path, '{"type":"connect","namespace":"/"}', async (wire) => {
      for (let n = 1 + random.int(6); n > 0 && wire.isOpen; n--) {
        const text = jsonFrame(random);
        await send(fuzz, random, wire, random.chance(0.1) ? mutated(random, Buffer.from(text)) : text);
      }
    });
  },
  rest,
  "event streams": eventStream,
  files,
  pages,
  noise,
};

export const DOOR_NAMES = Object.keys(DOORS);
