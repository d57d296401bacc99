/**
 * Handler beans as a real client sees them, against the conformance WAR.
 *
 *     TIDINGS_URL=http://127.0.0.1:3000 node --test src/test/js/handlers.test.mjs
 */
import assert from "node:assert/strict";
import { request } from "node:http";
import { afterEach, before, describe, test } from "node:test";
import { acknowledged, client, connected, disconnectAll, transportOf, upgraded } from "./support/clients.mjs";
import { next, until } from "./support/wait.mjs";

const BYTES = Buffer.from([0, 1, 0x1e, 254, 255]);

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  describe(`handlers over ${transports.join(", then ")}`, { timeout: 30000 }, () => {
    afterEach(disconnectAll);
    const make = (options) => client({ transports, ...options });

    // Cold, a server on a busy machine may take longer for its first client than that one's pings do.
    before(() =>
      until(30000, "a first client is served", () =>
        next(make(), "auth", 2000).catch(() => false).finally(disconnectAll)));

    async function join(options) {
      const socket = await connected(make(options));
      if (transports.length > 1) await upgraded(socket);
      assert.equal(transportOf(socket), transports.at(-1));
      return socket;
    }

    test("auth is what the client gave", async () => {
      for (const [namespace, auth] of [["/", { token: "123", deep: [1] }], ["/custom", { token: "abc" }], ["/", undefined]]) {
        const socket = make({ namespace, auth });
        assert.deepEqual(await next(socket, "auth"), [auth ?? {}]);
      }
    });

    test("an event is answered by an event", async () => {
      const socket = await join();
      const args = [1, "2", { 3: [true, null] }, "Grüße 👋"];
      const answer = next(socket, "message-back");
      socket.emit("message", ...args);
      assert.deepEqual(await answer, args);
    });

    test("binary goes there and back", async () => {
      const socket = await join();
      const args = [BYTES, { deep: [Buffer.alloc(0), BYTES] }, "text"];
      const answer = next(socket, "message-back");
      socket.emit("message", ...args);
      assert.deepEqual(await answer, args);
    });

    test("the server acknowledges, with all arguments, binary too", async () => {
      const socket = await join();
      for (const args of [[1, "two", { three: 3 }], [], [BYTES, { deep: BYTES }]]) {
        assert.deepEqual(await acknowledged(socket, "message-with-ack", ...args), args);
      }
    });

    test("acks find their callers", async () => {
      const socket = await join();
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      const answers = await Promise.all(numbers.map((n) => acknowledged(socket, "message-with-ack", n)));
      assert.deepEqual(answers, numbers.map((n) => [n]));
    });

    test("the client acknowledges", async () => {
      const socket = await join();
      for (const answer of [42, "text", { a: [1] }, BYTES]) {
        socket.once("question", (respond) => respond(answer));
        const asked = next(socket, "asked");
        socket.emit("ask", "question", 5000);
        assert.deepEqual(await asked, [{ answer }]);
      }
    });

    test("an ack that never comes times out, and one too late does no harm", async () => {
      const socket = await join();
      let late;
      socket.once("question", (respond) => (late = respond));
      const begun = performance.now();
      const asked = next(socket, "asked");
      socket.emit("ask", "question", 300);
      assert.deepEqual(await asked, [{ error: "timeout" }]);
      assert.ok(performance.now() - begun >= 290, "not too early");
      late(1);
      assert.deepEqual(await acknowledged(socket, "message-with-ack", "still here"), ["still here"]);
    });

    test("an unanswered ack holds up nobody", async () => {
      const socket = await join();
      const order = [];
      socket.once("question", () => {});
      const asked = next(socket, "asked").then(() => order.push("timeout"));
      socket.emit("ask", "question", 1500);
      await acknowledged(socket, "message-with-ack", 1);
      order.push("ack");
      await asked;
      assert.deepEqual(order, ["ack", "timeout"]);
    });

    test("a connect handler refuses with a message and data", async () => {
      const [error] = await next(make({ namespace: "/refused" }), "connect_error");
      assert.equal(error.message, "no");
      assert.deepEqual(error.data, { code: 42 });
    });

    test("an unknown namespace is refused", async () => {
      const [error] = await next(make({ namespace: "/nowhere" }), "connect_error");
      assert.equal(error.message, "Invalid namespace");
    });

    test("the server's disconnect leaves the connection and its other namespaces", async () => {
      const socket = await join();
      const custom = await connected(socket.io.socket("/custom"));
      const left = next(socket, "disconnect");
      socket.emit("leave-me");
      assert.equal((await left)[0], "io server disconnect");
      assert.equal(custom.connected, true);
      socket.connect();
      await connected(socket);
      assert.deepEqual(await acknowledged(socket, "message-with-ack", "back"), ["back"]);
      assert.equal(custom.connected, true, "no namespace but the one was left");
    });

    test("the server's disconnect with close ends all", async () => {
      const socket = await join();
      const custom = await connected(socket.io.socket("/custom"));
      const ends = Promise.all([next(socket, "disconnect"), next(custom, "disconnect"), next(socket.io, "close")]);
      socket.emit("close-me");
      const [[main], [other]] = await ends;
      assert.equal(main, "io server disconnect");
      assert.ok(["io server disconnect", "transport close"].includes(other), other);
    });

    test("the client's disconnect of one namespace leaves the other", async () => {
      const socket = await join();
      const custom = await connected(socket.io.socket("/custom"));
      custom.disconnect();
      assert.deepEqual(await acknowledged(socket, "message-with-ack", 1), [1]);
      const auth = next(custom, "auth");
      custom.connect();
      assert.deepEqual(await auth, [{}]);
    });
  });
}

describe("a filter of requests", { timeout: 30000 }, () => {
  const url = process.env.TIDINGS_URL;
  afterEach(disconnectAll);

  test("refuses a connection before there is one", async () => {
    const path = "/socket.io/?EIO=4&transport=polling&refuse=no%20%22way%22";
    const answer = await fetch(url + path);
    assert.equal(answer.status, 403);
    assert.deepEqual(await answer.json(), { code: 4, message: `no "way" ${path}` });
    const socket = client({ transports: ["websocket"], query: { refuse: "x" } });
    assert.equal((await next(socket, "connect_error"))[0].message, "websocket error");
  });

  test("refuses a WebSocket of JSON, whose address is told without its query", async () => {
    const headers = {
      Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    const response = await new Promise((resolve, reject) =>
      request(`${url}/ws?refuse=no&auth=secret`, { headers }).on("response", resolve).on("error", reject).end());
    assert.equal(response.statusCode, 403);
    let text = "";
    for await (const chunk of response) text += chunk;
    assert.equal(text, "no /ws\n");
  });
});
