/**
 * The programs of src/docs/examples, as those run them who copy them: they hear each other.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… TIDINGS_API_KEY=… \
 *     TIDINGS_CA=.tidings/nginx/certificate.pem CLASSPATH=… \
 *     node --test src/test/js/examples.test.mjs
 *
 * CLASSPATH has the compiled tests and what they need. Without it the examples in Java are left out.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "./support/browser.mjs";
import { credentials, url } from "./support/environment.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const { TIDINGS_CA, TIDINGS_API_KEY, CLASSPATH, JAVA_HOME } = process.env;
const ID = /\d{13}-\d+/;
const scratch = mkdtempSync(path.join(tmpdir(), "tidings-examples-"));
const example = (name) => fileURLToPath(new URL(`../../docs/examples/${name}`, import.meta.url));
const tool = (name) => (JAVA_HOME ? path.join(JAVA_HOME, "bin", name) : name);
const java = (name, ...args) => [
  tool("java"),
  `-Djavax.net.ssl.trustStore=${scratch}/trust.p12`,
  "-Djavax.net.ssl.trustStorePassword=changeit",
  `io.tidings.examples.${name}`,
  ...args,
];

/** A program that runs until it is ended; what it prints is kept. */
class Program {
  #printed = "";

  constructor([command, ...args]) {
    this.process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const output of [this.process.stdout, this.process.stderr]) {
      output.setEncoding("utf8").on("data", (text) => (this.#printed += text));
    }
    this.process.on("error", (error) => (this.#printed += error.message));
  }

  printed() {
    return this.#printed;
  }

  end() {
    this.process.kill();
  }
}

/** A page that nginx would have to serve, were it not for the browser that is told what is in it. */
class Page {
  static async of(file) {
    const browser = await launch();
    const [username, password] = credentials.split(":");
    const page = await browser.newPage({ ignoreHTTPSErrors: true, httpCredentials: { username, password } });
    await page.route(`${url}/listen.html`, (route) => route.fulfill({ body: readFileSync(file), contentType: "text/html" }));
    await page.goto(`${url}/listen.html`);
    return Object.assign(new Page(), { browser, page });
  }

  printed() {
    return this.page.locator("#news").evaluate((list) => [...list.children].map((item) => `${item.title} ${item.textContent}\n`).join(""));
  }

  end() {
    return this.browser.close();
  }
}

describe("the examples that listen", { timeout: 120000 }, () => {
  const listeners = new Map();
  const published = new Map();

  /** Resolves when all listeners have heard a text with its id. */
  async function allHear(text, id) {
    for (const [name, listener] of listeners) {
      let printed;
      const hears = async () => {
        printed = await listener.printed();
        return printed.includes(text) && printed.includes(id);
      };
      await until(20000, `${name} hears "${text}"`, hears, () => `but:\n${printed}`);
    }
    published.set(text, id);
  }

  before(async () => {
    assert.ok(TIDINGS_CA && TIDINGS_API_KEY, "TIDINGS_CA and TIDINGS_API_KEY are what the examples want to know");
    listeners.set("curl", new Program([example("listen.sh")]));
    listeners.set("Python", new Program([example("listen.py")]));
    if (CLASSPATH) {
      const keystore = ["-keystore", `${scratch}/trust.p12`, "-storepass", "changeit"];
      execFileSync(tool("keytool"), ["-importcert", "-noprompt", "-alias", "tidings", "-file", TIDINGS_CA, ...keystore], { stdio: "pipe" });
      listeners.set("Jakarta WebSocket", new Program(java("Feed")));
      listeners.set("JAX-RS", new Program(java("News")));
    }
    listeners.set("EventSource", await Page.of(example("listen.html")));
  });

  after(async () => {
    await Promise.all([...listeners.values()].map((listener) => listener.end()));
    rmSync(scratch, { recursive: true, force: true });
  });

  const publishes = (name, text, words, options) =>
    test(`hear what that in ${name} publishes`, options, async () => {
      const [command, ...args] = words(text);
      const { stdout } = await promisify(execFile)(command, args, { timeout: 20000 });
      const [id] = ID.exec(stdout) ?? assert.fail(stdout);
      await allHear(text, id);
    });

  test("begin to hear", async () => {
    const hello = fresh("hello");
    let n = 0;
    const hear = async ([, listener]) => (await listener.printed()).includes(hello);
    await until(
      60000,
      "all hear something",
      async () => {
        await promisify(execFile)(example("publish.sh"), [JSON.stringify([`${hello} ${n++}`])], { timeout: 20000 });
        return (await Promise.all([...listeners].map(hear))).every(Boolean);
      },
      () => [...listeners].map(([name, { process }]) => `${name} ${process?.exitCode ?? ""}`).join(),
    );
  });

  publishes("curl", fresh("from curl"), (text) => [example("publish.sh"), JSON.stringify([text])]);
  publishes("Python", fresh("from Python"), (text) => [example("publish.py"), text]);
  publishes("Java", "Hello from Java", () => java("Publish"), { skip: !CLASSPATH });

  publishes("JAX-RS", fresh("from JAX-RS"), (text) => java("News", text), { skip: !CLASSPATH });

  test("hear each once", async () => {
    for (const [name, listener] of listeners) {
      const printed = await listener.printed();
      for (const text of published.keys()) assert.equal(printed.split(text).length - 1, 1, `${name}: "${text}"`);
    }
  });
});
