import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { command, kill, leaves, pidOf, up } from "./cluster.mjs";
import { instances } from "./environment.mjs";

/**
 * What may happen to a cluster, by name. `away` is milliseconds; an act that is `deaf` takes Redis
 * away for longer than instances wait before they deliver their own events by themselves.
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
      kill("redis");
      await up();
    },
  },
  pause: { title: "Redis: CLIENT PAUSE", deaf: true, run: ({ away }) => clientPause(away).then(() => pause(away)) },
  stop: {
    title: "Redis: SIGSTOP",
    deaf: true,
    async run({ away }) {
      const pid = pidOf("redis");
      process.kill(pid, "SIGSTOP");
      try {
        await pause(away);
      } finally {
        process.kill(pid, "SIGCONT");
      }
    },
  },
  leave: {
    title: "SIGTERM to one, and back",
    async run() {
      await leaves(instances.at(-1));
      await up();
    },
  },
  restart: { title: "rolling restart", run: () => command("restart") },
};

function clientPause(ms) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(process.env.CLUSTER_REDIS_PORT), "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (answer) => {
      socket.destroy();
      if (answer.toString().startsWith("+OK")) resolve();
      else reject(new Error(answer.toString()));
    });
    socket.write(`CLIENT PAUSE ${ms} ALL\r\n`);
  });
}
