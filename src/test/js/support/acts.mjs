import { setTimeout as pause } from "node:timers/promises";
import { kill, leaves, pidOf, command, up } from "./cluster.mjs";
import { instances } from "./environment.mjs";
import { ask, clustered, masterOfOurSlot, moveOurSlot, nodes, takenOver } from "./redis.mjs";

/** Milliseconds between two times at which all subscriptions are cut. */
const CUT = 2000;

/**
 * What may happen to a cluster, by name. `away` is milliseconds; an act that is `deaf` takes Redis
 * away for longer than instances wait before they deliver their own events by themselves. One that is
 * `ofCluster` needs a Redis Cluster.
 */
export const ACTS = {
  calm: { title: "nothing", run: async () => {} },
  kill: {
    title: "kill -9, each instance",
    async run({ away, some = instances }) {
      for (const address of some) {
        kill(address);
        await pause(Math.min(away, 3000));
        await up();
      }
    },
  },
  redis: {
    title: "Redis restarted",
    deaf: true,
    async run() {
      for (const { member } of nodes) kill(member);
      await up();
    },
  },
  pause: {
    title: "Redis: CLIENT PAUSE",
    deaf: true,
    async run({ away }) {
      await ask(await masterOfOurSlot(), "CLIENT", "PAUSE", away, "ALL");
      await pause(away);
    },
  },
  stop: {
    title: "Redis: SIGSTOP",
    deaf: true,
    async run({ away }) {
      await frozen((await masterOfOurSlot()).member, away);
    },
  },
  pubsub: {
    title: "subscriptions cut",
    async run({ away }) {
      for (let past = 0; past < away; past += CUT) {
        await Promise.all(nodes.map((node) => ask(node, "CLIENT", "KILL", "TYPE", "pubsub")));
        await pause(CUT);
      }
    },
  },
  freeze: {
    title: "SIGSTOP to one instance",
    run: ({ freeze, some = instances }) => frozen(some.at(-1), freeze),
  },
  master: {
    title: "master of Redis killed",
    deaf: true,
    ofCluster: true,
    async run() {
      const master = await masterOfOurSlot();
      kill(master.member);
      await takenOver(master);
      await up();
    },
  },
  slot: { title: "slot of Redis moved", deaf: true, ofCluster: true, run: moveOurSlot },
  leave: {
    title: "SIGTERM to one, and back",
    async run() {
      await leaves(instances.at(-1));
      await up();
    },
  },
  restart: { title: "rolling restart", run: () => command("restart") },
};

/** Why acts cannot be played here, as text; undefined when they can. */
export function unplayable(acts) {
  const lacking = acts.filter((act) => ACTS[act].ofCluster && !clustered);
  if (lacking.length > 0) return `${lacking.join(" and ")} need a Redis Cluster with replicas: payara/cluster up --redis-cluster 3`;
}

async function frozen(member, ms) {
  const pid = pidOf(member);
  process.kill(pid, "SIGSTOP");
  try {
    await pause(ms);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}
