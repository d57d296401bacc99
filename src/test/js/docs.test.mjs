/**
 * The commands of README and of every page under src/docs, as they are written, against a cluster
 * that runs. Only the ports are others, and what is checked is that each succeeds: HTTP by its
 * status, a stream by its beginning, a server by being ready.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 CLUSTER_STATE=…/.tidings CLUSTER_BASE_PORT=5000 CLASSPATH=… \
 *     node --test src/test/js/docs.test.mjs
 *
 * An indented block is commands, unless it looks like one of OUTPUT. CLASSPATH has the compiled tests
 * and what they need.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isOurs } from "./support/cluster.mjs";

const TOP = fileURLToPath(new URL("../../..", import.meta.url));
const { CLUSTER_STATE, CLUSTER_BASE_PORT = "5000", TIDINGS_URL } = process.env;

/** What does not run here, and why; each line must be there. */
const LEFT_OUT = new Map([
  ["mvn verify", "runs this test"],
  ["mvn -DskipTests package", "has run before this test"],
  ["npm install socket.io-client", "the build has installed it"],
  // Two instances by hand: nothing here would end what a shell leaves in the background.
  ["redis-server --bind 127.0.0.1 --port 6390 --maxmemory-policy noeviction &", "goes on in the background"],
  ["for port in 5000 5001; do", "goes on in the background"],
  ["  TIDINGS_MESSAGE_QUEUE=redis://127.0.0.1:6390 TIDINGS_INSTANCE_ADDRESS=127.0.0.1:$port \\", "goes on in the background"],
  ["    java -jar target/payara/payara-micro.jar --nohazelcast --port $port \\", "goes on in the background"],
  ["    --prebootcommandfile payara/pre-boot.asadmin --logproperties payara/logging.properties \\", "goes on in the background"],
  ["    --deploy target/tidings.war >$port.log 2>&1 &", "goes on in the background"],
  ["done", "goes on in the background"],
]);

/** Ports as they are written, and as they are here. */
const PORTS = {
  "localhost:8443": `localhost:${new URL(TIDINGS_URL).port}`,
  "localhost:5000": `localhost:${CLUSTER_BASE_PORT}`,
  "server 127.0.0.1:5000": `server 127.0.0.1:${CLUSTER_BASE_PORT}`,
  "--port 5000": "--port 5781",
  "--port 3000": "--port 5782",
  "localhost:8444": "localhost:8749",
  "127.0.0.1:8444": "127.0.0.1:8749",
};

/** How what is printed begins. */
const OUTPUT = /^(Tidings {2}|\{|→|←|\d{3} \{|retry: |:\n|id: |\/ws\?)/;

/** On these pages it is said once that requests have a key. */
const KEYED = ["src/docs/rest.md"];

const PRELUDE = `
set -euo pipefail
servers=()
trap '[ $? = 0 ] || echo "failed: $BLOCK" >&2; for each in "\${servers[@]}"; do kill "\${each#* }" 2>/dev/null || true; done; wait' EXIT

function payara/cluster { "$TOP/payara/cluster" "$@"; }

# A stream is left when it has begun; anything else must be answered well.
curl() {
  case " $* " in
    *" -N "*)
      local heard
      heard=$(command curl -sS --fail-with-body --max-time 3 \${KEY_HEADER:+-H "$KEY_HEADER"} "$@") || [ $? = 28 ]
      case $heard in retry:*) ;; *) echo "no stream: $heard" >&2; return 1 ;; esac ;;
    *) command curl -sS --fail-with-body --max-time 20 \${KEY_HEADER:+-H "$KEY_HEADER"} "$@" ;;
  esac
}

# One that goes on until it is ended has printed what it should.
node() {
  command node "$@" >node.out 2>&1 &
  local pid=$! tries=200
  until grep -q Hello node.out; do
    [ $((tries -= 1)) -gt 0 ] && kill -0 $pid || { cat node.out >&2; return 1; }
    sleep 0.1
  done
  kill $pid
}

# Servers start side by side.
java() {
  case " $* " in
    *" -jar "*)
      local port
      port=$(sed 's/.*--port \\([0-9]*\\).*/\\1/' <<<"$*")
      command java -Xmx400m "$@" >"server-$port.log" 2>&1 &
      servers+=("$port $!") ;;
    *) command java "$@" ;;
  esac
}

await_servers() {
  local each tries=600
  for each in "\${servers[@]}"; do
    until command curl -fs -o /dev/null "http://127.0.0.1:\${each% *}/health/ready"; do
      [ $((tries -= 1)) -gt 0 ] && kill -0 "\${each#* }" || { tail -n 40 "server-\${each% *}.log" >&2; return 1; }
      sleep 0.2
    done
    echo "ready at \${each% *}"
  done
}
`;

const pages = ["README.md", ...readdirSync(path.join(TOP, "src/docs"), { recursive: true }).filter((name) => name.endsWith(".md")).map((name) => `src/docs/${name}`)];

/** The indented blocks of a page as {line, text}, parted at empty lines, and the fenced ones as {language, text}. */
function blocks(markdown) {
  const indented = [];
  const fenced = [];
  let fence;
  let open;
  let above = "";
  for (const [n, line] of markdown.split("\n").entries()) {
    if (line.startsWith("```")) {
      if (fence) fenced.push(fence);
      fence = fence ? undefined : { language: line.slice(3), text: "" };
    } else if (fence) {
      fence.text += `${line}\n`;
    } else if (line.startsWith("    ") && (open || above.trim() === "")) {
      if (!open) indented.push((open = { line: n + 1, text: "" }));
      open.text += `${line.slice(4)}\n`;
    } else {
      open = undefined;
    }
    above = line;
  }
  return { indented, fenced };
}

/** Programs that are shown, by the names of the files that commands have for them. */
function programs(fenced) {
  const files = new Map();
  for (const { language, text } of fenced) {
    if (language === "java" && text.includes(" main(String")) files.set(`${/public class (\w+)/.exec(text)[1]}.java`, text);
    if (language === "js" && text.startsWith("import ")) files.set("listen.mjs", text);
  }
  return files;
}

const here = (text) => Object.entries(PORTS).reduce((all, [from, to]) => all.replaceAll(from, to), text);

describe("what the documentation says to type", { skip: !isOurs }, () => {
  const scratches = [];
  const leftOut = new Set();
  after(() => scratches.forEach((each) => rmSync(each, { recursive: true, force: true })));

  function lay(files) {
    const scratch = mkdtempSync(path.join(tmpdir(), "tidings-docs-"));
    scratches.push(scratch);
    symlinkSync(CLUSTER_STATE, path.join(scratch, ".tidings"));
    symlinkSync(path.join(TOP, "src/node_modules"), path.join(scratch, "node_modules"));
    for (const name of ["payara", "target", "nginx.conf"]) symlinkSync(path.join(TOP, name), path.join(scratch, name));
    writeFileSync(path.join(scratch, "report.pdf"), "%PDF-1.7\n");
    for (const [name, text] of files) writeFileSync(path.join(scratch, name), here(text));
    return scratch;
  }

  async function run(script, cwd) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TIDINGS_")));
    const shell = spawn("bash", ["-c", script], { cwd, env: { ...env, TOP }, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    for (const output of [shell.stdout, shell.stderr]) output.setEncoding("utf8").on("data", (text) => (printed += text));
    const status = await new Promise((resolve) => shell.on("close", resolve));
    assert.equal(status, 0, printed);
  }

  for (const page of pages) {
    const { indented, fenced } = blocks(readFileSync(path.join(TOP, page), "utf8"));
    const commands = indented.filter(({ text }) => !OUTPUT.test(text));
    if (commands.length === 0) continue;

    test(`${page}: ${commands.length} blocks`, { timeout: 180000 }, async () => {
      const cwd = lay(programs(fenced));
      const script = [PRELUDE];
      if (KEYED.includes(page)) script.push('KEY_HEADER="X-API-Key: $(cat .tidings/nginx/api-key)"');
      for (const { line, text } of commands) {
        script.push(`BLOCK=${page}:${line}`);
        for (const each of text.split("\n")) {
          if (LEFT_OUT.has(each)) leftOut.add(each);
          else script.push(here(each));
        }
      }
      script.push("BLOCK='the servers are ready'", "await_servers");
      await run(script.join("\n"), cwd);
    });
  }

  test("leaves nothing out that is not there", () => assert.deepEqual([...LEFT_OUT.keys()].filter((each) => !leftOut.has(each)), []));
});
