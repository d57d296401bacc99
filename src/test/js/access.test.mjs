/**
 * Who gets in where, by what is shown: every operation that /openapi lists, event streams and
 * sockets, at an instance and through nginx. The instance asks everybody, and knows a key and the
 * public half of TIDINGS_SIGNING_KEY:
 *
 *     TIDINGS_AUTH_REQUIRED=true MP_JWT_VERIFY_PUBLICKEY=… payara/cluster up --instances 1
 */
import assert from "node:assert/strict";
import tls from "node:tls";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { WebSocket } from "ws";
import { AccessTable } from "./support/access-table.mjs";
import { SHOWN, headersOf, isGood } from "./support/credentials.mjs";
import { client, connected, disconnectAll } from "./support/clients.mjs";
import { OPERATIONS } from "./support/doors.mjs";
import { credentials as password, instances, url } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";
import { token } from "./support/tokens.mjs";
import { next, until, within } from "./support/wait.mjs";

const [instance] = instances;
const [NOTHING, , , , , ELSEWHERE, EVERYTHING, KEY] = SHOWN;
const MAY_ALL = { namespaces: ["*"], join: ["*"], publish: ["*"] };
const STREAM = { accept: "text/event-stream" };

const table = new AccessTable();
const { json: description } = await ask(instance, "GET", "/openapi", { headers: { accept: "application/json" } });
const operations = Object.entries(description.paths).flatMap(([at, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({ at, method: method.toUpperCase(), id: operationId })))
  .sort((one, other) => (`${one.at} ${one.method}` < `${other.at} ${other.method}` ? -1 : 1));

/** One request with these headers and no others; of a stream, the headers alone. */
async function ask(base, method, at, { headers = {}, body, auth } = {}) {
  const response = await exchange(base + at, { method, headers, body, auth, bare: true, endless: headers.accept === STREAM.accept });
  let json;
  try {
    json = JSON.parse(response.text);
  } catch {
    // None.
  }
  return { ...response, json };
}

const asOperator = (method, at, { headers, ...more } = {}) =>
  ask(instance, method, at, { headers: { ...headers, ...headersOf(KEY) }, ...more });

/** Asks for an operation, at an instance or at nginx, and what it is about is there. */
async function request({ at, method, id }, base, headers, auth) {
  const { needs = () => ({}), query = "", headers: own = {}, body } = OPERATIONS[id];
  const variables = await needs({ ask: asOperator, to: instance, token: EVERYTHING.text });
  const filled = at.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(variables[name]));
  return ask(base, method, filled + query, { headers: { ...own, ...headers }, body, auth });
}

function isRefused(response, { status, title, detail, challenge }, what, { hasBody = true, atTheDoor = true } = {}) {
  assert.equal(response.status, status, `${what}: ${response.text}`);
  assert.equal(response.headers["www-authenticate"], challenge, what);
  assert.ok(response.headers["tidings-instance"], what);
  if (hasBody) {
    assert.equal(response.type, "application/problem+json", what);
    if (atTheDoor) assert.equal(response.headers["cache-control"], "no-store", what);
    assert.deepEqual(response.json, { type: "about:blank", title, status, detail }, what);
  }
}

function isServed(response, { status, says, text }, what) {
  assert.equal(response.status, status, `${what}: ${response.text}`);
  assert.equal(response.headers["www-authenticate"], undefined, what);
  if (text !== undefined) assert.equal(response.text, text, what);
  says?.(response.json);
}

/** What there is of an answer to one who is refused. */
const expected = ({ method, id }, shown) => ({ hasBody: method !== "HEAD", atTheDoor: !OPERATIONS[id].judged || shown !== ELSEWHERE });

/** The key's, and of a token only what a token may. */
const mayCome = (operation, shown) => shown === KEY || (shown === EVERYTHING && operation.tokens);

describe("at an instance", { timeout: 120000 }, () => {
  after(disconnectAll);

  test("there is a row for each operation of /openapi", () => {
    assert.deepEqual(operations.map(({ id }) => id).sort(), Object.keys(OPERATIONS).sort());
    for (const [at, methods] of Object.entries(description.paths)) {
      for (const [method, { summary, responses, operationId }] of Object.entries(methods)) {
        assert.ok(operationId && summary && responses[401] && responses[403], `${method} ${at}`);
      }
    }
  });

  for (const operation of operations) {
    const door = `${operation.method} ${operation.at}`;
    test(door, async () => {
      for (const shown of SHOWN) {
        const response = await request(operation, instance, headersOf(shown));
        const what = `${door} with ${shown.name}`;
        if (mayCome(OPERATIONS[operation.id], shown)) isServed(response, OPERATIONS[operation.id], what);
        else isRefused(response, shown.answer, what, expected(operation, shown));
        table.saw(door, shown.name, response.status);
      }
    });
  }

  for (const [door, method, at, headers] of [
    ["HEAD /api/events", "HEAD", "/api/events?room=news", {}],
    ["GET /api/events as text/event-stream", "GET", "/api/events?room=news", STREAM],
    ["any other path below /api", "GET", "/api/nothing", {}],
  ]) {
    test(door, async () => {
      for (const shown of SHOWN) {
        const response = await ask(instance, method, at, { headers: { ...headers, ...headersOf(shown) } });
        const isListening = at.startsWith("/api/events");
        const may = shown === KEY || (shown === EVERYTHING && isListening);
        if (may) assert.equal(response.status, isListening ? 200 : 404);
        else isRefused(response, shown.answer, `${door} with ${shown.name}`, { hasBody: method !== "HEAD" });
        table.saw(door, shown.name, response.status);
      }
    });
  }

  test("a token in the address, of listeners alone", async () => {
    for (const shown of SHOWN) {
      const at = `/api/events?room=news${shown.text ? `&access_token=${shown.text}` : ""}`;
      for (const headers of [{}, STREAM]) {
        const response = await ask(instance, "GET", at, { headers });
        const answer = /key$/.test(shown.name)
          ? { ...SHOWN[1].answer, detail: "access_token is for tokens, not for API keys" }
          : shown.answer;
        if (shown === EVERYTHING) {
          assert.equal(response.status, 200);
          assert.equal(response.headers["cache-control"], "private, no-store");
        } else {
          isRefused(response, answer, `access_token, ${shown.name}`);
        }
        table.saw("GET /api/events?access_token=…", shown.name, response.status);
      }
    }
  });

  test("one way of showing a token at a time", async () => {
    const good = `access_token=${EVERYTHING.text}`;
    const twice = { status: 400, title: "Bad Request", detail: "access_token must be all that is shown, once", challenge: 'Bearer realm="Tidings", error="invalid_request"' };
    isRefused(await ask(instance, "GET", `/api/events?${good}`, { headers: headersOf(EVERYTHING) }), twice, "and a header");
    isRefused(await ask(instance, "GET", `/api/events?${good}`, { headers: { "x-api-key": KEY.text } }), twice, "and a key");
    isRefused(await ask(instance, "GET", `/api/events?${good}&${good}`), twice, "twice");
    for (const [method, at] of [["GET", "/api/rooms"], ["POST", "/api/events"], ["GET", "/api/events/"], ["GET", "/api/events;x"]]) {
      isRefused(await ask(instance, method, `${at}?${good}`), NOTHING.answer, `${method} ${at}`);
    }
    isRefused(await ask(instance, "GET", `/api/events?room=news&access_token=${ELSEWHERE.text}`, { headers: STREAM }), ELSEWHERE.answer, "elsewhere");
  });

  test("no page of another origin changes anything, whatever its browser adds", async () => {
    const foreign = { ...headersOf(KEY), origin: "https://elsewhere.example" };
    const form = { ...foreign, "content-type": "text/plain" };
    const forbidden = { status: 403, title: "Forbidden", detail: "pages of this origin may not" };
    isRefused(await ask(instance, "POST", "/api/rooms/news/files", { headers: form, body: "x" }), forbidden, "a file");
    isRefused(await ask(instance, "DELETE", "/api/sockets/x", { headers: foreign }), forbidden, "a socket");
    assert.equal((await ask(instance, "GET", "/api/rooms", { headers: foreign })).status, 200);
    const own = { ...headersOf(KEY), origin: instance, "content-type": "text/plain" };
    assert.equal((await ask(instance, "POST", "/api/rooms/news/files", { headers: own, body: "x" })).status, 201);
  });

  for (const transports of [["polling"], ["websocket"]]) {
    const door = `/socket.io connect, ${transports}`;
    test(door, async () => {
      for (const shown of SHOWN) {
        const socket = client({ to: instance, transports, auth: shown.text ? { token: shown.text } : {} });
        table.saw(door, shown.name, outcome(await answered(socket), shown));
        socket.disconnect();
      }
    });
  }

  /** Nothing when a socket is let in, or the error that says why not. */
  const answered = (socket) =>
    within(15000, "an answer", new Promise((resolve) => socket.once("connect", () => resolve()).once("connect_error", resolve)));

  /** The cell of a socket that was let in, or told by an error why not. */
  function outcome(refused, shown) {
    if (refused === undefined) {
      assert.equal(shown, EVERYTHING);
      return "connected";
    }
    isSocketRefused(refused.message, refused.data, shown);
    return refused.data.code;
  }

  function isSocketRefused(message, data, shown) {
    const said = { nothing: "a token is asked for", "expired token": "the token has expired", "token for something else": "not allowed" };
    assert.equal(message, said[shown.name] ?? "the token is not valid", shown.name);
    assert.deepEqual(data, { code: shown === ELSEWHERE ? 403 : 401 }, shown.name);
  }

  for (const where of ["address", "frame"]) {
    const door = `/ws connect, by the ${where}`;
    test(door, async () => {
      for (const shown of SHOWN) {
        const auth = shown.text ? { token: shown.text } : {};
        const query = where === "address" ? `?auth=${encodeURIComponent(JSON.stringify(auth))}&namespace=/` : "";
        const socket = new WebSocket(`${instance.replace("http", "ws")}/ws${query}`);
        if (where === "frame") socket.once("open", () => socket.send(JSON.stringify({ type: "connect", namespace: "/", auth })));
        const [message] = await next(socket, "message");
        const frame = JSON.parse(message);
        if (frame.type === "connected") assert.equal(shown, EVERYTHING);
        else isSocketRefused(frame.message, frame.data, shown);
        table.saw(door, shown.name, frame.data?.code ?? frame.type);
        socket.terminate();
      }
    });
  }

  test("the room service and authenticate", async () => {
    const namespaces = ["/"];
    const bounds = { join: ["news*"], publish: ["news"] };
    const who = [[EVERYTHING, await connected(client({ to: instance, auth: { token: EVERYTHING.text } }))],
      [ELSEWHERE, await connected(client({ to: instance, auth: { token: token({ namespaces, join: [], publish: [] }) } }))]];
    for (const [shown, socket] of who) {
      for (const [event, ...args] of [["join", "news"], ["publish", "news", "headline", "Hello"]]) {
        const answer = await socket.emitWithAck(event, ...args);
        if (shown === EVERYTHING) assert.equal(answer.ok, true);
        else assert.deepEqual(answer, { ok: false, error: "not allowed" });
        table.saw(`the event ${event}`, shown.name, answer.ok ? "ok" : answer.error);
      }
    }
    const socket = await connected(client({ to: instance, auth: { token: token({ namespaces, ...bounds }) } }));
    for (const shown of SHOWN.filter(({ text }) => text)) {
      const answer = await socket.emitWithAck("authenticate", shown.text);
      assert.equal(answer.ok, shown === EVERYTHING);
      if (answer.ok) assert.ok(answer.expires > Date.now() / 1000);
      table.saw("the event authenticate", shown.name, answer.ok ? "ok" : answer.error);
    }
    assert.deepEqual(await socket.emitWithAck("authenticate", token(MAY_ALL, { sub: "eve" })), { ok: false, error: "the token is somebody else's" });
  });

  test("the table in src/docs/access.md is what was seen", () => {
    const { committed, seen } = table.pages();
    assert.equal(committed, seen, "copy target/access.md to src/docs when this is as it should be");
  });
});

describe("through nginx", { timeout: 120000, skip: instances.includes(url) }, () => {
  after(disconnectAll);

  for (const operation of operations) {
    const door = `${operation.method} ${operation.at}`;
    test(door, async () => {
      const known = OPERATIONS[operation.id];
      const nothing = await request(operation, url, {});
      assert.equal(nothing.status, 401, door);
      assert.equal(nothing.headers["www-authenticate"], 'Basic realm="Tidings"');
      assert.equal(nothing.headers["tidings-instance"], undefined, "no instance was asked");
      isServed(await request(operation, url, {}, password), known, `${door} with the password`);
      assert.equal((await request(operation, url, {}, "tidings:wrong")).status, 401);
      for (const shown of SHOWN.slice(1)) {
        const what = `${door} with ${shown.name}`;
        const response = await request(operation, url, headersOf(shown));
        if (mayCome(known, shown)) isServed(response, known, what);
        else isRefused(response, shown.answer, what, expected(operation, shown));
      }
      isServed(await request(operation, url, { "x-api-key": KEY.text }, password), known, `${door} with key and password`);
      isRefused(await request(operation, url, { "x-api-key": "x" }, password), SHOWN[1].answer, "a wrong key and the password", expected(operation, SHOWN[1]));
    });
  }

  test("a token in the address passes without the password, to listeners alone", async () => {
    for (const method of ["GET", "HEAD"]) {
      assert.equal((await ask(url, method, `/api/events?room=news&access_token=${EVERYTHING.text}`)).status, 200);
    }
    // The password does not make more of a token, nor a token less of the password.
    const elsewhere = await ask(url, "GET", `/api/events?room=news&access_token=${ELSEWHERE.text}`, { auth: password });
    isRefused(elsewhere, ELSEWHERE.answer, "elsewhere, with the password");
    isRefused(await ask(url, "GET", `/api/events?access_token=${KEY.text}`), { ...SHOWN[1].answer, detail: "access_token is for tokens, not for API keys" }, "a key");
    for (const [method, at] of [["POST", "/api/events"], ["GET", "/api/rooms"], ["GET", "/openapi"], ["GET", "/"], ["GET", "/api/events/x"]]) {
      const response = await ask(url, method, `${at}?access_token=${EVERYTHING.text}`);
      assert.equal(response.status, 401, at);
      assert.equal(response.headers["www-authenticate"], 'Basic realm="Tidings"', at);
    }
  });

  /** The first bytes of the answer to a request as it is written here. */
  function raw(path, ...headers) {
    const lines = [`GET ${path} HTTP/1.1`, "Host: localhost", "Connection: close", ...headers];
    const { hostname, port } = new URL(url);
    const answered = new Promise((resolve, reject) => {
      let text = "";
      const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false }, () => socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
      socket.setEncoding("latin1").on("data", (part) => (text += part)).on("error", reject);
      socket.on("close", () => resolve({ status: Number(text.slice(9, 12)), text }));
    });
    return within(15000, path, answered);
  }

  const WAYS_AROUND = [
    "/api/#/../../index.html", "/api/#/../../metrics", "/ws/#/../../metrics", "/ws/#/../../", "/socket.io/#/../../api/instances",
    "/ws#/../metrics", "/health/#/../../metrics", "/API/instances", "//api/instances", "/api;x/instances", "/%2fapi/instances",
    "/%61pi/instances", "/./api/instances", "/x/../api/instances", "/api/../metrics", "/api/..;/metrics", "/api/..%2fmetrics",
    "/api/%2e%2e/metrics", "/api/%2e%2e;/metrics", "/api/..\\metrics", "/api/..%5cmetrics", "/api/..%252fmetrics", "/api/x/..;/..;/metrics",
    "/ws/..;/metrics", "/ws/%2e%2e;/metrics", "/ws/..%2fmetrics", "/ws/%2f../../metrics", "/ws/;/../../metrics", "/ws;/../metrics",
    "/socket.io/..;/metrics", "/socket.io/..;/api/instances", "/metrics/%2f../api/x", "/metrics;/../api/x", "/api/events/..;/..;/metrics",
    "http://localhost/metrics", "http://localhost/api/../metrics", "http://localhost/api/#/../../metrics",
  ];

  test("no way around by an address that is written in another way", async () => {
    for (const headers of [[], ["X-API-Key: x"], ["Authorization: bearer garbage"]]) {
      for (const at of WAYS_AROUND) {
        const { status, text } = await raw(at, ...headers);
        assert.ok([400, 401, 404].includes(status), `${at} ${headers}: ${text.slice(0, 300)}`);
      }
    }
  });

  test("no way in by headers that are empty, double or out of shape", async () => {
    const basic = `Authorization: Basic ${Buffer.from(password).toString("base64")}`;
    const refused = [
      ["X-API-Key:"], ["X-API-Key:   "], ["X-API-Key: \t"], ["X-API-Key: %20"], ["X-API-Key: \xa0"], ["X-API-Key: \x0b"], ["X-API-Key: |bearer x"],
      [`X_API_Key: ${KEY.text}`], [`X-API-Key : ${KEY.text}`], ["X-API-Key: x", `X-API-Key: ${KEY.text}`], ["Authorization: bearer"], ["Authorization: bearer "],
      ["Authorization: bearer x"], ["Authorization: Bearer |"], ["Authorization: x|token"], ["Authorization: Bearer x", basic], [basic, "Authorization: Bearer x"],
      ["Authorization: Basic x", "X-API-Key: x"], [`Authorization: Bearer ${KEY.text} x`],
    ];
    for (const headers of refused) {
      const { status, text } = await raw("/api/instances", ...headers);
      assert.ok(status === 400 || status === 401, `${headers}: ${text.slice(0, 300)}`);
    }
    // What opens /api opens nothing else.
    for (const at of ["/", "/openapi", "/metrics", "/console/main.js"]) {
      for (const header of [`X-API-Key: ${KEY.text}`, `Authorization: Bearer ${KEY.text}`, `Authorization: Bearer ${EVERYTHING.text}`]) {
        assert.equal((await raw(at, header)).status, 401, `${at} ${header}`);
      }
    }
  });

  test("sockets are let through, and asked by the instance", async () => {
    await connected(client({ to: url, auth: { token: EVERYTHING.text } }));
    const [{ message }] = await next(client({ to: url }), "connect_error");
    assert.equal(message, "a token is asked for");
  });

  test("no log has a token or a key in it", async (t) => {
    const { CLUSTER_STATE: state } = process.env;
    if (!state) return t.skip("CLUSTER_STATE says where the logs are");
    const access = path.join(state, "nginx", "access.log");
    await until(5000, "nginx has written", () => readFileSync(access, "utf8").includes('"GET /api/events" 200'));
    const logs = [access, ...readdirSync(path.join(state, "log")).map((name) => path.join(state, "log", name))];
    for (const log of logs) {
      const text = readFileSync(log, "utf8");
      for (const { name, text: secret } of SHOWN.filter(isGood)) assert.ok(!text.includes(secret), `${name} in ${log}`);
    }
  });
});
