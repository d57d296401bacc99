/**
 * What nginx.conf promises about instances that are down, with real nginx and instances that fail
 * as the test wants.
 *
 *     node --test src/test/js/nginx.test.mjs
 */
import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";
import { after, afterEach, before, describe, test } from "node:test";
import { Nginx } from "./support/nginx.mjs";
import { exchange } from "./support/exchange.mjs";
import { until } from "./support/wait.mjs";

/** What an instance does with a request. */
const answers = (request, response) => request.resume().on("end", () => response.end(String(request.socket.localPort)));
const dies = (request) => request.resume().on("end", () => request.socket.destroy());
const stops = (request, response) => request.resume().on("end", () => response.writeHead(503).end("stopping"));
const parks = (request) => request.resume();

class Instance {
  received = [];

  static async start(port = 0) {
    const instance = new Instance();
    instance.server = http.createServer((request, response) => {
      instance.received.push(request.method);
      instance.does(request, response);
    });
    instance.server.listen(port, "127.0.0.1");
    await once(instance.server, "listening");
    instance.port = instance.server.address().port;
    instance.address = `http://127.0.0.1:${instance.port}`;
    return instance;
  }

  does = answers;

  async stop() {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}

describe("nginx", { timeout: 90000 }, () => {
  let nginx;
  let instances;
  const received = (method) => instances.flatMap((each) => each.received).filter((each) => each === method).length;
  const ask = (method, path = "/socket.io/?EIO=4&transport=polling&sid=x") =>
    exchange(nginx.url + path, { method, auth: Nginx.LOGIN, body: method === "POST" ? "3" : undefined });
  const times = (count, action) => Promise.all(Array.from({ length: count }, action));

  before(async () => {
    instances = await times(3, () => Instance.start());
  });
  // Each test has an nginx that remembers no failures.
  const fresh = async () => {
    nginx = await Nginx.before(instances.map(({ address }) => address));
  };
  afterEach(async () => {
    await nginx.stop();
    for (const each of instances) Object.assign(each, { does: answers, received: [] });
  });
  after(() => Promise.all(instances.map((each) => each.stop())));

  test("gives requests of one client to all instances", async () => {
    await fresh();
    const served = new Set((await times(60, () => ask("GET"))).map(({ text }) => text));
    assert.deepEqual([...served].sort(), instances.map(({ port }) => String(port)).sort());
  });

  test("gives what an instance refuses to connect for to another, a POST too", async () => {
    await fresh();
    const [down] = instances;
    await down.stop();
    try {
      const statuses = (await times(40, (_, n) => ask(n % 2 ? "GET" : "POST"))).map(({ status }) => status);
      assert.deepEqual(new Set(statuses), new Set([200]));
      assert.deepEqual([received("GET"), received("POST")], [20, 20]);
    } finally {
      instances[0] = await Instance.start(down.port);
    }
  });

  test("gives a parked GET to another instance when its own dies", async () => {
    await fresh();
    for (const each of instances) each.does = parks;
    const parked = ask("GET");
    await until(5000, "a GET is parked", () => received("GET") === 1);
    const owner = instances.find((each) => each.received.length === 1);
    for (const each of instances) each.does = answers;
    owner.server.closeAllConnections();
    const { status, text } = await parked;
    assert.equal(status, 200);
    assert.notEqual(text, String(owner.port));
  });

  for (const path of ["/socket.io/?EIO=4&transport=polling&sid=x", "/api/events"]) {
    test(`sends a POST of ${path.split("?")[0]} once, whatever becomes of it`, async () => {
      await fresh();
      for (const each of instances) each.does = dies;
      assert.equal((await ask("POST", path)).status, 502);
      assert.equal(received("POST"), 1);
    });
  }

  test("sends a GET elsewhere when the application stops, and soon everything", async () => {
    await fresh();
    instances[0].does = stops;
    const statuses = (await times(40, () => ask("GET"))).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([200]));
    await until(5000, "it has failed often enough", async () => {
      await ask("GET");
      return instances[0].received.length >= 3;
    });
    assert.deepEqual(new Set((await times(20, () => ask("POST"))).map(({ status }) => status)), new Set([200]));
  });

  test("does not leave an instance alone for one failure", async () => {
    await fresh();
    instances[0].does = dies;
    await until(5000, "it has failed once", async () => {
      await ask("GET");
      return instances[0].received.length === 1;
    });
    instances[0].does = answers;
    await until(2000, "it is asked again", async () => (await ask("GET")).text === String(instances[0].port));
  });

  const HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

  test("asks another instance for what one that is frozen does not answer", { timeout: 80000 }, async () => {
    await fresh();
    const [frozen] = instances;
    frozen.does = parks;
    for (const path of [HANDSHAKE, "/api/sockets", "/api/events"]) {
      frozen.received = [];
      const begun = Date.now();
      const answered = [];
      await until(20000, "the frozen one is asked", async () => {
        answered.push(ask("GET", path));
        await Promise.race([answered.at(-1), new Promise((resolve) => setTimeout(resolve, 200))]);
        return frozen.received.length > 0;
      });
      const all = await Promise.all(answered);
      assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]), path);
      assert.ok(all.every(({ text }) => text !== String(frozen.port)));
      assert.ok(Date.now() - begun < 25000, `${path}: ${Date.now() - begun} ms`);
    }
  });

  test("leaves polls parked for longer, and sends their POSTs once", async () => {
    await fresh();
    for (const each of instances) each.does = parks;
    const stream = () =>
      exchange(nginx.url + "/api/events", { auth: Nginx.LOGIN, headers: { accept: "text/event-stream" } });
    const parked = [ask("GET"), ask("POST"), stream()];
    const first = await Promise.race([...parked, new Promise((resolve) => setTimeout(resolve, 7000, "none"))]);
    assert.equal(first, "none");
    assert.deepEqual([received("GET"), received("POST")], [2, 1]);
    for (const each of instances) Object.assign(each, { does: answers }).server.closeAllConnections();
    await Promise.all(parked);
    assert.equal(received("POST"), 1);
  });

  test("upgrades to WebSocket alone", async () => {
    await fresh();
    const seen = async (upgrade) => {
      let headers;
      for (const each of instances) {
        each.does = (request, response) => {
          headers = request.headers;
          answers(request, response);
        };
      }
      await exchange(nginx.url + "/socket.io/?EIO=4", { headers: { Connection: "Upgrade", Upgrade: upgrade } });
      return [headers?.upgrade, headers?.connection];
    };
    assert.deepEqual(await seen("h2c"), [undefined, undefined]);
    assert.deepEqual(await seen("websocket, h2c"), [undefined, undefined]);
    assert.deepEqual(await seen("tls/1.0"), [undefined, undefined]);
  });

  test("takes no path that an instance could read otherwise", async () => {
    await fresh();
    for (const path of ["/ws%3b/x", "/socket.io%3B/", "/api/rooms/a%3bb"]) {
      assert.equal((await ask("GET", path)).status, 400, path);
    }
    assert.equal((await ask("GET", "/api/rooms/a?x=%3b")).status, 200);
  });

  test("takes heads of up to 16 KiB a line", async () => {
    await fresh();
    const send = (length) =>
      exchange(nginx.url + HANDSHAKE, { headers: { authorization: "x".repeat(length) } });
    assert.equal((await send(15000)).status, 200);
    assert.equal((await send(17000)).status, 400);
  });

  describe("limits of one address", () => {
    const opening = "/socket.io/?EIO=4&transport=polling";
    const statuses = async (count, path = opening) => (await times(count, () => ask("GET", path))).map(({ status }) => status);
    const refused = (all) => all.filter((status) => status === 429).length;

    test("leave an office alone whose people all come back at once", async () => {
      await fresh();
      assert.deepEqual(new Set(await statuses(400)), new Set([200]));
    });

    /** The numbers, but small. */
    const strict = (configuration) =>
      configuration
        .replace("limit_conn open 2000", "limit_conn open 20")
        .replace("rate=100r/s", "rate=1r/m")
        .replace("zone=sessions burst=2000", "zone=sessions burst=9");

    test("answer 429 and when to come back, and leave the sessions alone that are open", async () => {
      nginx = await Nginx.before(instances.map(({ address }) => address), strict);
      assert.equal(refused(await statuses(15)), 5);
      const { status, headers } = await ask("GET", opening);
      assert.deepEqual([status, headers["retry-after"]], [429, "5"]);
      assert.equal(refused(await statuses(15, `${opening}&sid=x`)), 0);
      const fine = await ask("GET", `${opening}&sid=x`);
      assert.equal(fine.headers["retry-after"], undefined);
    });

    test("count what is open", async () => {
      nginx = await Nginx.before(instances.map(({ address }) => address), strict);
      for (const each of instances) each.does = parks;
      const parked = times(20, () => ask("GET", `${opening}&sid=x`)).catch(() => {});
      await until(5000, "20 polls are parked", () => received("GET") === 20);
      assert.equal((await ask("GET", `${opening}&sid=x`)).status, 429);
      await Promise.all(instances.map((each) => each.server.closeAllConnections()));
      await parked;
    });

    test("are nobody's where limits-off.conf says so", async () => {
      nginx = await Nginx.before(instances.map(({ address }) => address), strict, { "limits-off.conf": '"~." "";' });
      assert.equal(refused(await statuses(60)), 0);
    });
  });
});
