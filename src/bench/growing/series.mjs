// What grows, and what is asked at each size. A series has starts; what shares a start is measured
// one after the other, in steps. `columns` are a heading, a number of the runs, and its format.
import { count, kib, mib, one } from "../comparison/results.mjs";
import { idle, load } from "../comparison/scenarios.mjs";
import { cost, costOfAll, publish, rss, warmUpAndRest } from "./measure.mjs";

const cores = (n) => n.toFixed(2);
const micros = (n) => (Math.abs(n) < 10 ? n.toFixed(2) : one(n));

const EVENTS = ["events/s", "events", one];
const DELIVERIES = ["deliveries/s", "deliveries", count];
const COST = [
  ["CPU cores", "cores", cores],
  ["of them idle", "idleCores", (n) => n.toFixed(3)],
];
const PER_EVENT = ["CPU µs an event", "perEvent", micros];
const PER_DELIVERY = ["CPU µs a delivery", "perDelivery", micros];
const LATENCY = [
  ["p50 ms", "p50", one],
  ["p99 ms", "p99", one],
];
const LOAD = ["load's cores", "loadCores", cores];

/** One start for crowds of several sizes: { at, ...crowd }. One of them is there for warmth before. */
const crowds = (start, sizes, { warm = sizes.at(-1), tell } = {}) => ({
  ...start,
  warmUp: warmUpAndRest(warm),
  steps: sizes.map(({ at, ...crowd }) => ({
    at,
    async run(target, o) {
      const placed = { ...crowd, ports: crowd.places?.map((place) => target.ports[place]) };
      const measured = await publish(target, placed, o);
      return { ...measured, ...costOfAll(target, measured), ...tell?.(target, measured) };
    },
  })),
});

const sizesOf = ({ connections, deliveries }) =>
  connections.map((clients) => ({ at: count(clients), clients, rate: Math.max(0.5, deliveries / clients) }));

/** Deliveries are the same at all sizes: so what differs is what connections cost, not events. */
const connections = {
  title: "Connections of one instance: all are sent all events",
  key: "clients",
  columns: [EVENTS, DELIVERIES, ...COST, PER_DELIVERY, ...LATENCY, ["RSS", "rss", mib], LOAD],
  starts: (o) => [
    crowds({ instances: 1, redis: false }, sizesOf(o), {
      // More than these would leave the memory of a crowd that is gone to all.
      warm: sizesOf(o)[0],
      tell: (target) => ({ rss: rss(target.pids[0]) }),
    }),
  ],
};

const ROOM_CLIENTS = 1000;
const ROOM_DELIVERIES = 20_000;

/**
 * Deliveries are the same here too, and with them what each client is sent a second: what differs
 * is of how many events it comes. With one room that is hardly any, and shows what a delivery
 * costs; with a room for each client it is one event for each delivery.
 */
const rooms = {
  title: "Rooms of one instance: 1,000 clients, one room each",
  key: "rooms",
  columns: [EVENTS, DELIVERIES, ...COST, PER_EVENT, PER_DELIVERY, ...LATENCY, LOAD],
  starts: (o) => [
    crowds(
      { instances: 1, redis: false },
      o.rooms.map((n) => ({
        at: count(n),
        clients: ROOM_CLIENTS,
        publishers: 100,
        rooms: n,
        rate: (ROOM_DELIVERIES * n) / ROOM_CLIENTS,
      })),
    ),
  ],
};

const only = (name, pids) => (target, measured) => {
  const { perEvent, cores, idleCores } = cost(target, measured, pids(target));
  return { [`${name}PerEvent`]: perEvent, [`${name}Cores`]: cores, [`${name}IdleCores`]: idleCores };
};

const firstOnly = only("first", ({ pids }) => [pids[0]]);
const secondOnly = only("second", ({ pids }) => [pids[1]]);
const redisOnly = only("redis", ({ redis }) => (redis === null ? [] : [redis]));

/** Alone with a Redis too: so the step from one to two is that to the second, and not to Redis. */
const instances = {
  title: "Instances and one Redis: 200 clients, all are sent all events",
  key: "instances",
  columns: [EVENTS, DELIVERIES, ...COST, ["of them Redis", "redisCores", cores], PER_EVENT, PER_DELIVERY, ...LATENCY, LOAD],
  starts(o) {
    const start = (at, instances, redis) =>
      crowds({ instances, redis }, [{ at, clients: 200, rate: 200 }], { tell: redisOnly });
    const alone = o.instances.includes(1) ? [start("1 without Redis", 1, false)] : [];
    return [...alone, ...o.instances.map((n) => start(count(n), n, true))];
  },
};

/**
 * The one publisher is on the first, in both cases. Few members, many events: it is what the second
 * does for each event that is looked for, not for each member.
 */
const uninterested = {
  title: "Two instances and Redis: one room, 10 members on an instance",
  key: "members",
  columns: [
    EVENTS,
    DELIVERIES,
    ["second instance: CPU µs an event", "secondPerEvent", micros],
    ["its cores", "secondCores", (n) => n.toFixed(3)],
    ["of them idle", "secondIdleCores", (n) => n.toFixed(3)],
    ["first: CPU µs an event", "firstPerEvent", micros],
    ["Redis: CPU µs an event", "redisPerEvent", micros],
    ...LATENCY,
  ],
  starts: () => [
    crowds(
      { instances: 2, redis: true },
      [
        { at: "on the first only", places: [0], clients: 10 },
        { at: "on both", places: [0, 1], clients: 20 },
      ].map((each) => ({ ...each, rooms: 1, publishers: 1, rate: 2000 })),
      { tell: (...args) => ({ ...firstOnly(...args), ...secondOnly(...args), ...redisOnly(...args) }) },
    ),
  ],
};

/** What the first clients need once and for all is no part of what each of them takes. */
const few = (transport) => (target) =>
  load(target, ["--mode", "idle", "--transport", transport, "--clients", 20, "--hold", 1]);

const waiting = {
  title: "Clients that do nothing",
  key: "clients",
  columns: [
    ["s until all are open", "seconds", one],
    ["not accepted", "refused", count],
    ["heap a client", "heapPerClient", kib],
    ["RSS a client", "rssPerClient", kib],
    ["RSS before", "rssBefore", mib],
    ["RSS", "rss", mib],
  ],
  starts: (o) =>
    ["websocket", "polling"].map((transport) => ({
      instances: 1,
      redis: false,
      warmUp: few(transport),
      steps: [
        { at: `${count(o[transport])} ${transport}`, run: (target) => idle(target, o[transport], ["--transport", transport]) },
      ],
    })),
};

export const series = { connections, rooms, instances, uninterested, idle: waiting };
