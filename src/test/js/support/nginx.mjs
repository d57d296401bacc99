import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { exchange } from "./exchange.mjs";
import { until } from "./wait.mjs";

const OURS = new URL("../../../../nginx.conf", import.meta.url);

/** How a request is written to the log of {@link Nginx}. A session's id is no secret in a test. */
const LOG = "log_format requests '$request_method $status \"$upstream_addr\" $arg_transport $arg_sid'";

/**
 * An nginx of the test's own, with the project's nginx.conf, in front of instances that the test
 * names. Everything but `/socket.io/` asks for {@link LOGIN}.
 */
export class Nginx {
  #process;
  #folder = mkdtempSync(path.join(tmpdir(), "tidings-nginx-"));

  static LOGIN = "tidings:secret";

  /**
   * @param instances base addresses
   * @param edit what becomes of the project's configuration before it is used
   * @param files more of them, by name
   */
  static async before(instances, edit = (configuration) => configuration, files = {}) {
    const nginx = new Nginx();
    nginx.port = await freePort();
    nginx.url = `https://127.0.0.1:${nginx.port}`;
    nginx.#write(instances, edit(readFileSync(OURS, "utf8")), files);
    await nginx.#start();
    return nginx;
  }

  #write(instances, configuration, more) {
    const parameters = "max_fails=3 fail_timeout=5s";
    const servers = instances.map((address) => `server ${new URL(address).host} ${parameters};\n`);
    const files = {
      ...more,
      "listen.conf": `listen 127.0.0.1:${this.port} ssl reuseport;`,
      "instances.conf": servers.join(""),
      htpasswd: Nginx.LOGIN.replace(":", ":{PLAIN}"),
      "nginx.conf": replaced(configuration, /access_log access.log .*;/, `${LOG}; access_log requests.log requests;`),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(this.#folder, name), content);
    mkdirSync(path.join(this.#folder, "temp"));
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
    const made = ["req", "-x509", "-subj", "/CN=localhost", "-days", "1", "-out", "certificate.pem", ...key];
    execFileSync("openssl", made, { cwd: this.#folder, stdio: "ignore" });
  }

  async #start() {
    const user = process.getuid() === 0 ? " user root;" : "";
    const args = ["-e", "error.log", "-p", this.#folder, "-c", path.join(this.#folder, "nginx.conf")];
    this.#process = spawn("nginx", [...args, "-g", `daemon off;${user}`], { stdio: "ignore" });
    this.ended = new Promise((resolve) => this.#process.once("exit", resolve));
    process.once("exit", () => this.#process.kill("SIGTERM"));
    const listens = () => exchange(`${this.url}/nothing`, { ms: 1000 }).catch(() => false);
    await until(10000, "nginx answers", listens, () => this.log("error.log"));
  }

  log(name) {
    return readFileSync(path.join(this.#folder, name), "utf8");
  }

  /**
   * The requests for `/socket.io/` that have ended: `upstreams` are the instances they were given
   * to, the last of which answered.
   */
  requests() {
    const lines = this.log("requests.log").matchAll(/^(\S+) (\d+) "([^"]*)" (polling|websocket) (\S+)$/gm);
    return Array.from(lines, ([, method, status, upstreams, transport, sid]) => ({
      method,
      status: Number(status),
      upstreams: upstreams.split(", ").map((host) => `http://${host}`),
      transport,
      sid: sid === "-" ? undefined : sid,
    }));
  }

  async stop() {
    this.#process.kill("SIGTERM");
    await this.ended;
    rmSync(this.#folder, { recursive: true });
  }
}

/** Takes the choice of instances out of the configuration: nginx then takes them in turns. */
export const roundRobin = (configuration) =>
  replaced(configuration, /^\s*(random .*|least_conn|ip_hash|hash .*);$/m, "");

/** A replacement that must find exactly one place. */
function replaced(text, pattern, replacement) {
  const places = [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))];
  assert.equal(places.length, 1, `nginx.conf has ${places.length} places like ${pattern}`);
  return text.replace(pattern, () => replacement);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
