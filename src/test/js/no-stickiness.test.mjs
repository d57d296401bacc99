/**
 * Any request may reach any instance: real clients whose requests go round, and one whose every
 * second request is sent elsewhere; sessions that move while events flow; an owner that dies.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,… CLUSTER_STATE=…/.tidings STORM_SECONDS=60 \
 *     node --test src/test/js/no-stickiness.test.mjs
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { client, connected, disconnectAll, transportOf, upgraded } from "./support/clients.mjs";
import { addresses, isOurs, kill, ownerOf, up } from "./support/cluster.mjs";
import { instances } from "./support/environment.mjs";
import { Nginx, roundRobin } from "./support/nginx.mjs";
import { get, instanceOf } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { Storm } from "./support/storm.mjs";
import { next, until, within } from "./support/wait.mjs";
import { Points, wandering } from "./support/wandering.mjs";

const SECONDS = Number(process.env.STORM_SECONDS ?? 15);
const POLLING = ["polling"];
const UPGRADING = ["polling", "websocket"];

const times = (count, action) => Array.from({ length: count }, (_, n) => action(n));
const publisher = () => connected(client({ to: instances[0], transports: ["websocket"] }));

describe("round robin without stickiness", { timeout: SECONDS * 1000 + 120000, skip: instances.length < 2 }, () => {
  let nginx;
  let storm;
  let upgraders;
  let pollers;
  let wanderer;
  const agent = wandering(instances);

  before(async () => {
    nginx = await Nginx.before(instances, roundRobin);
    storm = new Storm(await publisher(), fresh("storm"));
    upgraders = await Promise.all(times(50, () => storm.add({ to: nginx.url, transports: UPGRADING })));
    pollers = await Promise.all(times(50, () => storm.add({ to: nginx.url, transports: POLLING })));
    wanderer = await storm.add({ to: instances[0], transports: POLLING, agent });
    await Promise.all(upgraders.map(({ socket }) => upgraded(socket)));
  });
  after(async () => {
    await disconnectAll();
    await nginx?.stop();
  });

  test(`every client hears ${200 * SECONDS} events, once, in order, and none reconnects`, async (t) => {
    await storm.begin();
    await until((SECONDS + 30) * 1000, "the storm blows", () => storm.sent >= 200 * SECONDS || storm.surprises().length > 0);
    await storm.end();
    t.diagnostic(`who upgraded: ${storm.report(upgraders)}`);
    t.diagnostic(`who polls: ${storm.report(pollers)}`);
    t.diagnostic(`who wanders: ${storm.report([wanderer])}`);
  });

  test("who upgrades is on a WebSocket, and who polls still polls", () => {
    for (const { socket } of upgraders) assert.equal(transportOf(socket), "websocket");
    for (const { socket } of [...pollers, wanderer]) assert.equal(transportOf(socket), "polling");
  });

  test("requests really went round: most of them to an instance that has not the session", async () => {
    const owners = await addresses();
    const requests = nginx.requests();
    assert.deepEqual(requests.filter(({ status }) => status !== 200 && status !== 101), []);
    for (const { sid } of pollers) {
      const served = requests.filter((each) => each.sid === sid).map(({ upstreams }) => upstreams[0]);
      const relayed = served.filter((address) => address !== owners.get(ownerOf(sid)));
      assert.ok(relayed.length > served.length / 2, `${relayed.length} of ${served.length} requests`);
      assert.ok(new Set(served).size > instances.length / 2);
    }
  });

  test("every second request of one client went to another instance than the one before", () => {
    const total = [...agent.served.values()].reduce((a, b) => a + b);
    assert.ok(total >= SECONDS, `${total} requests`);
    for (const address of instances) assert.ok(agent.served.get(address) >= Math.floor(total / 2 / instances.length));
  });

  test("most of those that upgraded moved to another instance", async () => {
    const moved = await Promise.all(upgraders.map(async ({ sid, id }) => (await instanceOf(id)) !== ownerOf(sid)));
    assert.ok(moved.filter(Boolean).length > upgraders.length / 2, `${moved.filter(Boolean).length} moved`);
  });
});

describe("sessions that move, one after the other", { timeout: 180000, skip: instances.length < 2 }, () => {
  const SESSIONS = Number(process.env.MOVES ?? 50);
  const points = [];
  after(async () => {
    await disconnectAll();
    await Promise.all(points.map((each) => each.close()));
  });

  /** Asks for an echo now and then, and notes an answer that is late, doubled or out of order. */
  const converse = (listener) => {
    let asked = 0;
    let answered = 0;
    const timer = setInterval(() => {
      const question = asked++;
      listener.socket.emit("echo", question, (answer) => {
        if (answer !== question || answered !== question) listener.surprises.push(`is answered ${answer} to ${question}`);
        answered++;
      });
    }, 200);
    return async () => {
      clearInterval(timer);
      await until(20000, "all is answered", () => answered >= asked, () => `${answered} of ${asked}`);
      assert.equal(answered, asked);
      return asked;
    };
  };

  test("nothing is lost, doubled or out of order, and no socket is ever gone", async (t) => {
    const storm = new Storm(await publisher(), fresh("move"));
    const from = (n) => instances[n % instances.length];
    const to = (n) => instances[(n + 1 + (n % (instances.length - 1))) % instances.length];
    points.push(...(await Promise.all(times(SESSIONS, (n) => Points.between(from(n), to(n))))));
    const sessions = await Promise.all(points.map(({ url }) => storm.add({ to: url, transports: UPGRADING })));
    const before = sessions.map(({ socket }) => socket.id);
    const ids = await addresses();
    const watch = watchPresence(before);
    await storm.begin();
    const conversations = sessions.map(converse);

    const took = [];
    for (const [n, { socket }] of sessions.entries()) {
      const begun = performance.now();
      points[n].release();
      await upgraded(socket);
      took.push(performance.now() - begun);
    }

    const asked = await Promise.all(conversations.map((end) => end()));
    await storm.end();
    await watch.end();
    assert.deepEqual(sessions.map(({ socket }) => socket.id), before);
    for (const [n, { socket }] of sessions.entries()) {
      assert.equal(transportOf(socket), "websocket");
      assert.equal(ids.get(await instanceOf(socket.id)), to(n), `session ${n} moved from ${from(n)} to ${to(n)}`);
    }
    took.sort((a, b) => a - b);
    t.diagnostic(storm.report());
    t.diagnostic(`${asked.reduce((a, b) => a + b)} questions, all answered`);
    t.diagnostic(`a move took ${Math.round(took[took.length >> 1])} ms (most ${Math.round(took.at(-1))})`);
  });

  /** Asks again and again who is there: each of these must be, always. */
  const watchPresence = (ids) => {
    let over = false;
    let looks = 0;
    const missing = [];
    const watching = (async () => {
      while (!over) {
        const { sockets } = await get("/api/sockets?namespace=/");
        const present = new Set(sockets.map(({ id }) => id));
        missing.push(...ids.filter((id) => !present.has(id)));
        looks++;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    return {
      async end() {
        over = true;
        await watching;
        assert.ok(looks > 5);
        assert.deepEqual(missing, []);
      },
    };
  };
});

describe("the owner of a session dies", { timeout: 360000, skip: instances.length < 2 || !isOurs }, () => {
  let killed = false;
  after(async () => {
    await disconnectAll();
    if (killed) await up();
  });

  test("its clients are connected again, once it has missed two heartbeats", async (t) => {
    const sockets = await Promise.all(times(20, () => connected(client({ transports: POLLING, reconnection: true }))));
    const owner = ownerOf(sockets[0].io.engine.id);
    const [orphans, others] = [true, false].map((is) => sockets.filter(({ io }) => (ownerOf(io.engine.id) === owner) === is));
    const address = (await addresses()).get(owner);
    const lost = others.map((socket) => Promise.race([next(socket, "disconnect", 60000).then(() => 1), within(10000, "", new Promise(() => {})).catch(() => 0)]));
    const begun = performance.now();
    const back = orphans.map((socket) => next(socket, "connect", 10000));
    killed = true;
    kill(address);
    await Promise.all(back);
    t.diagnostic(`${orphans.length} clients were back after ${Math.round(performance.now() - begun)} ms`);
    for (const socket of orphans) {
      assert.notEqual(ownerOf(socket.io.engine.id), owner);
      assert.equal(await socket.timeout(5000).emitWithAck("echo", "here"), "here");
    }
    const noticed = (await Promise.all(lost)).reduce((a, b) => a + b, 0);
    t.diagnostic(`${noticed} of ${others.length} clients of other instances lost their connection`);
  });
});
