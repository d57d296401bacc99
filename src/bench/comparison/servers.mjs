// How each server is started: several of it share a Redis. start(ports, redis) gives
// { pids, stop }; missing() says why a server cannot be part of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { say } from "./options.mjs";
import { bench, family, out, refuseTaken, run, start, stop, stopAll, succeeds, top, untilAccepting, untilServing } from "./processes.mjs";

async function startAll(name, ports, command) {
  await refuseTaken(ports);
  const children = ports.map((port) => command(port));
  const stopThem = () => Promise.all(children.map(stop));
  try {
    await Promise.all(ports.map((port, i) => untilServing(port, children[i])));
  } catch (e) {
    await stopThem();
    throw e;
  }
  return { pids: children.flatMap((child) => family(child.pid)), stop: stopThem };
}

const withRedis = (redis) => (redis ? [redis] : []);

const python = [process.env.PYTHON, "python3", "/usr/bin/python3"]
  .filter(Boolean)
  .find((each) => succeeds(each, ["-c", "import flask_socketio, gunicorn, geventwebsocket, redis"]));

const flask = {
  name: "Flask-SocketIO",
  missing: () =>
    python ? null : "no Python with flask-socketio, gunicorn, gevent-websocket and redis (PYTHON names one)",
  start: (ports, redis) =>
    startAll("flask-socketio", ports, (port) =>
      start(
        `flask-socketio-${port}`,
        python,
        ["-m", "gunicorn.app.wsgiapp", "-k", "geventwebsocket.gunicorn.workers.GeventWebSocketWorker", "-w", "1"].concat(
          ["--worker-connections", "20000", "--backlog", "4096", "--log-level", "warning", "-b", `127.0.0.1:${port}`],
          ["app:app"],
        ),
        { cwd: join(bench, "peers/flask-socketio"), env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", REDIS: redis ?? "" } },
      ),
    ),
};

const socketIo = {
  name: "socket.io",
  missing: () => null,
  start: (ports, redis) =>
    startAll("socket.io", ports, (port) =>
      start(`socket.io-${port}`, process.execPath, [join(bench, "peers/socket.io/server.mjs"), String(port), ...withRedis(redis)], {
        env: { ...process.env, NODE_ENV: "production" },
      }),
    ),
};

const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
const nettyJars = join(out, "netty-socketio");

const netty = {
  name: "netty-socketio",
  missing: () => null,
  start: (ports, redis) =>
    startAll("netty-socketio", ports, (port) =>
      start(`netty-socketio-${port}`, java, [
        ...["-cp", `${join(nettyJars, "server.jar")}:${join(nettyJars, "lib")}/*`, "bench.NettySocketIo"],
        ...[String(port), ...withRedis(redis)],
      ]),
    ),
};

const ours = join(out, "tidings");
const place = (port, state = ours) => ({ CLUSTER_BASE_PORT: String(port), CLUSTER_STATE: state });

/** Ends this program in the middle, with all that it started: Tidings' processes are not our children. */
export function stopWhenTold(port) {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, async () => {
      say("stopping ...");
      await stopAll();
      await run(join(top, "payara/cluster"), ["down"], { last: true, env: { ...process.env, ...place(port) } });
      process.exit(130);
    });
  }
}

/** One generator is many clients: what protects from one must not be what is measured. */
const UNLIMITED = {
  TIDINGS_LIMITS_CONNECTIONS: "0",
  TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS: "0",
  TIDINGS_LIMITS_EVENTS_PER_SECOND: "0",
};

/** As shipped, but for the limits: by the command that users start it with, of this checkout or another. */
const tidings = (name, environment, { cluster = join(top, "payara/cluster"), state = ours } = {}) => ({
  name,
  missing: () => null,
  async start(ports, redis) {
    await refuseTaken(ports);
    const { TIDINGS_MESSAGE_QUEUE: _, ...inherited } = process.env;
    const env = {
      ...inherited,
      ...place(ports[0], state),
      TIDINGS_BENCH: "true",
      ...UNLIMITED,
      ...environment,
      ...(redis && { TIDINGS_MESSAGE_QUEUE: redis }),
    };
    const down = () => run(cluster, ["down"], { env });
    const errors = [];
    const args = ["up", "--instances", String(ports.length), "--port", String(ports[0] + 20)];
    const { code } = await run(cluster, args, { env, onLine: (line) => errors.push(line) });
    if (code !== 0) {
      await down();
      throw new Error(`payara/cluster up failed: ${errors.join("\n")}`);
    }
    const pids = ports.map((port) => parseInt(readFileSync(join(state, "run", `${port}.pid`), "utf8")));
    return { pids, stop: down };
  },
});

export const servers = {
  flask,
  "socket.io": socketIo,
  "netty-socketio": netty,
  tidings: tidings("Tidings", {}),
  "tidings-no-recovery": tidings("Tidings, recovery off", { TIDINGS_RECOVERY_WINDOW: "0" }),
  // An earlier build, in the same run: the folder of a checkout in which its WAR is built.
  ...(process.env.TIDINGS_BEFORE && {
    "tidings-before": tidings("Tidings, before", {}, {
      cluster: join(process.env.TIDINGS_BEFORE, "payara/cluster"),
      state: join(out, "tidings-before"),
    }),
  }),
};

export const isOurs = (key) => key.startsWith("tidings");

export async function startRedis(port) {
  await refuseTaken([port]);
  const child = start("redis", "redis-server", [
    join(top, "payara/redis.conf"),
    ...["--port", String(port), "--dir", out, "--appenddirname", "redis-data"],
    // The history of one server is nothing to the next.
    ...["--appendonly", "no"],
  ]);
  await untilAccepting(port, child);
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid, stop: () => stop(child) };
}
