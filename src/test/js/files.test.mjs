/**
 * Files of 200 MB through nginx, to instances whose heap is not much larger than one of them.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 CLUSTER_STATE=… \
 *     node --test src/test/js/files.test.mjs
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { acknowledged, client, connected, disconnectAll } from "./support/clients.mjs";
import { credentials, instances, url } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";
import { bytes, form, Sending } from "./support/files.mjs";
import { rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const MAX = 200 * 1024 * 1024;
const folder = path.join(process.env.CLUSTER_STATE, "files");

/** What lies there of files, published or not. */
const lies = () => readdirSync(folder).length;
const through = (path, options) => exchange(url + path, { auth: credentials, ...options });
const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const report = (what, since) => console.log(`${what}: ${((performance.now() - since) / 1000).toFixed(1)} s`);

/** A room, and a client in it that keeps what it hears of files. */
async function audience() {
  const room = fresh("files");
  const listener = await connected(client());
  await acknowledged(listener, "join", room);
  const heard = [];
  for (const event of ["file-progress", "file", "file-failed"]) {
    listener.on(event, (what) => heard.push({ event, ...what, at: performance.now() }));
  }
  const to = (query = "", base = url) => `${base}/api/rooms/${encodeURIComponent(room)}/files${query}`;
  return { room, heard, to, of: (event) => heard.filter((each) => each.event === event) };
}

describe("files", { timeout: 240000 }, () => {
  let content;
  let hash;
  before(() => {
    content = bytes(MAX);
    hash = sha256(content);
  });
  after(disconnectAll);

  test("200 MB pass, the room sees them come, and another instance gives them out", async () => {
    const { heard, of, to } = await audience();
    const since = performance.now();
    const sending = Sending.begin(to("?name=large%20%C3%BC.bin"), { length: MAX, type: "image/PNG" });
    let sent = MAX / 2;
    await sending.write(content.subarray(0, sent));
    // Were it gathered by nginx first, nobody could know of it before the end.
    await until(20000, "progress while it comes", async () => {
      await sending.write(content.subarray(sent, (sent += 1000)));
      return of("file-progress").some(({ received }) => received > MAX / 4);
    });
    await sending.write(content.subarray(sent));
    const { status, headers, text } = await sending.end();
    report("200 MB in", since);
    assert.equal(status, 201, text);
    const file = JSON.parse(text);
    assert.deepEqual(file, {
      id: file.id,
      name: "large ü.bin",
      type: "image/png",
      size: MAX,
      sha256: hash,
      url: `/api/files/${file.id}`,
    });
    assert.match(file.id, /^[0-9a-f]{32}$/);
    assert.equal(headers.location, file.url);

    await until(5000, "the room hears of it", () => of("file").length === 1);
    const { event, at, ...announced } = heard.at(-1);
    assert.equal(event, "file");
    assert.deepEqual(announced, file);
    const progress = of("file-progress");
    assert.ok(progress.every(({ id, name, size }) => id === file.id && name === file.name && size === MAX));
    assert.ok(progress.every(({ received }, i) => i === 0 || received > progress[i - 1].received));
    assert.ok(progress.length <= 2 + (at - progress[0].at) / 250, `${progress.length} reports in ${at - progress[0].at} ms`);

    const took = headers["tidings-instance"];
    const answers = await Promise.all(
      instances.map((each) => exchange(each + file.url, { headers: { range: "bytes=104857590-104857609" } })),
    );
    for (const part of answers) {
      assert.equal(part.status, 206);
      assert.equal(part.headers["content-range"], `bytes 104857590-104857609/${MAX}`);
      assert.equal(part.headers["content-length"], "20");
    }
    assert.ok(answers.some((part) => part.headers["tidings-instance"] !== took));

    const again = performance.now();
    const other = instances[answers.findIndex((part) => part.headers["tidings-instance"] !== took)];
    assert.equal(await Sending.hashOf(other + file.url), hash);
    assert.equal(await Sending.hashOf(url + file.url), hash);
    assert.equal(
      await Sending.hashOf(url + file.url, { range: `bytes=${MAX - 1000}-` }),
      sha256(content.subarray(MAX - 1000)),
    );
    report("200 MB out, twice", again);
    assert.equal((await through(file.url, { method: "DELETE" })).status, 204);
    for (const each of instances) assert.equal((await exchange(each + file.url)).status, 404);
    assert.equal((await through(file.url, { method: "DELETE" })).status, 404);
    assert.equal(lies(), 0);
  });

  test("200 MB pass as a form", async () => {
    const { of, to } = await audience();
    const { type, head, tail } = form("../ü\u202E.bin", "text/html");
    const sending = Sending.begin(to(), { length: head.length + MAX + tail.length, type });
    for (const each of [head, content, tail]) await sending.write(each);
    const { status, text } = await sending.end();
    assert.equal(status, 201, text);
    const { id, name, size, sha256: was } = JSON.parse(text);
    assert.deepEqual([name, size, was], ["ü.bin", MAX, hash]);
    await until(5000, "the room hears of it", () => of("file").length === 1);
    await through(`/api/files/${id}`, { method: "DELETE" });
  });

  test("201 MB are refused before they are read", async () => {
    const { heard, to } = await audience();
    for (const base of [url, ...instances]) {
      const sending = Sending.begin(to("", base), { length: 201 * 1024 * 1024, type: "a/b", expect: base === url });
      const { status, headers, continued, written } = await sending.answer();
      assert.equal(status, 413);
      assert.equal(headers["content-type"], "application/problem+json");
      // nginx, which is asked first whether to go on, says no; an instance without that reads nothing.
      assert.equal(continued, false);
      assert.equal(written, 0);
    }
    assert.deepEqual(heard, []);
    assert.equal(lies(), 0);
  });

  test("201 MB of unsaid length are refused when they turn out to be", async () => {
    for (const base of [url, instances[0]]) {
      const { of, to } = await audience();
      const sending = Sending.begin(to("", base), { type: "a/b" });
      const answered = sending.answer();
      await sending.write(content).catch(() => {});
      await sending.write(bytes(1024 * 1024)).catch(() => {});
      assert.equal((await answered).status, 413);
      await until(5000, "the room hears of it", () => of("file-failed").length === 1);
      assert.equal(of("file-failed")[0].id, of("file-progress")[0].id);
      assert.equal(of("file").length, 0);
      await until(5000, "nothing is left", () => lies() === 0);
    }
  });

  const cuts = {
    "of a known length": (to) => Sending.begin(to, { length: MAX, type: "a/b" }),
    "of unsaid length": (to) => Sending.begin(to, { type: "a/b" }),
    "as a form": (to) => Sending.begin(to, { type: "multipart/form-data; boundary=x-of-the-test" }),
  };
  for (const [kind, begin] of Object.entries(cuts)) {
    test(`an upload ${kind} that is cut leaves nothing`, async () => {
      const { head } = form("a", "a/b");
      for (const base of [url, instances[1]]) {
        const { of, to } = await audience();
        const sending = begin(to("", base));
        if (kind === "as a form") await sending.write(head);
        await sending.write(content.subarray(0, 1 << 20));
        await until(10000, "it has begun", () => of("file-progress").length > 0 && lies() > 0);
        sending.cut();
        await until(10000, "the room hears of it", () => of("file-failed").length === 1);
        assert.equal(of("file-failed")[0].id, of("file-progress")[0].id);
        await until(5000, "nothing is left", () => lies() === 0);
        assert.equal(of("file").length, 0);
      }
    });
  }

  test("conditions and ranges", async () => {
    const { to } = await audience();
    const { text, headers: { location } } = await exchange(to(), {
      method: "POST",
      auth: credentials,
      body: "0123456789",
      headers: { "content-disposition": 'attachment; filename="a/b\\"c.txt"' },
    });
    const file = JSON.parse(text);
    assert.equal(file.type, "application/octet-stream");
    assert.equal(file.name, 'b"c.txt');
    const ask = (headers, method) => exchange(instances[1] + location, { headers, method });

    const whole = await ask();
    const { etag, "last-modified": modified } = whole.headers;
    assert.deepEqual([whole.status, whole.text, etag], [200, "0123456789", `"${file.sha256}"`]);
    assert.equal(whole.headers["x-content-type-options"], "nosniff");
    assert.equal(whole.headers["content-disposition"], `attachment; filename="b_c.txt"; filename*=UTF-8''b%22c.txt`);
    const head = await ask({}, "HEAD");
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, "10", ""]);
    const expected = [
      [{ range: "bytes=2-3" }, 206, "23"],
      [{ range: "bytes=7-" }, 206, "789"],
      [{ range: "bytes=-4" }, 206, "6789"],
      [{ range: "bytes=0-0,2-3" }, 200, "0123456789"],
      [{ range: "lines=1-2" }, 200, "0123456789"],
      [{ range: "bytes=2-3", "if-range": etag }, 206, "23"],
      [{ range: "bytes=2-3", "if-range": modified }, 206, "23"],
      [{ range: "bytes=2-3", "if-range": '"other"' }, 200, "0123456789"],
      [{ "if-none-match": etag }, 304, ""],
      [{ "if-none-match": "*" }, 304, ""],
      [{ "if-none-match": '"other"' }, 200, "0123456789"],
      [{ "if-modified-since": modified }, 304, ""],
      [{ "if-match": "x" }, 400],
      [{ "if-modified-since": new Date(0).toUTCString() }, 200, "0123456789"],
      [{ "if-match": '"other"' }, 412],
    ];
    for (const [headers, status, body] of expected) {
      const answer = await ask(headers);
      assert.equal(answer.status, status, JSON.stringify(headers));
      if (body !== undefined) assert.equal(answer.text, body, JSON.stringify(headers));
    }
    const beyond = await ask({ range: "bytes=10-" });
    assert.deepEqual([beyond.status, beyond.headers["content-range"]], [416, "bytes */10"]);
    assert.equal(beyond.type, "application/problem+json");
    assert.equal((await ask({}, "DELETE")).status, 204);
  });

  test("what is no file, no form and no room is a problem with a reason", async () => {
    const post = (path, headers, body = "x") => exchange(instances[0] + path, { method: "POST", headers, body });
    const asked = [
      [await exchange(`${instances[0]}/api/files/..%2f..%2fetc%2fpasswd`), [400, 404]],
      [await exchange(`${instances[0]}/api/files/${"0".repeat(32)}`), [404]],
      [await exchange(`${instances[0]}/api/files/${"0".repeat(32)}.json`), [404]],
      [await post("/api/rooms/r/files?namespace=/nowhere"), [400]],
      [await post(`/api/rooms/${"r".repeat(257)}/files`), [400]],
      [await post("/api/rooms/r/files", { "content-type": "multipart/form-data" }), [400]],
      [await post("/api/rooms/r/files", { "content-type": "multipart/form-data; boundary=x" }, "--x--\r\n"), [400]],
      [await post("/api/rooms/r/files", { "content-type": "multipart/form-data; boundary=x" }, "junk"), [400]],
    ];
    for (const [{ status, text }, allowed] of asked) assert.ok(allowed.includes(status), `${status} ${text}`);
    assert.equal(lies(), 0);
  });

  test("the description of the API has all of it", async () => {
    const { status, json } = await rest("GET", "/openapi", { headers: { accept: "application/json" } });
    assert.equal(status, 200);
    const methods = (path) => Object.keys(json.paths[path]).filter((key) => ["get", "head", "post", "delete"].includes(key));
    assert.deepEqual(methods("/api/rooms/{room}/files"), ["post"]);
    assert.deepEqual(methods("/api/files/{id}").sort(), ["delete", "get", "head"]);
    assert.ok(json.paths["/api/rooms/{room}"] && json.paths["/api/sockets/{id}"]);
  });

  test("a hundred at once: who finds no place is told so", async () => {
    const { to } = await audience();
    const sent = await Promise.all(
      Array.from({ length: 100 }, (_, i) => exchange(to(`?name=${i}`), { method: "POST", auth: credentials, body: `${i}` })),
    );
    const statuses = new Set(sent.map(({ status }) => status));
    assert.ok([...statuses].every((status) => status === 201 || status === 503), [...statuses].join());
    const there = sent.filter(({ status }) => status === 201).map(({ headers }) => headers.location);
    assert.ok(there.length > 0);
    await Promise.all(there.map((each) => through(each, { method: "DELETE" })));
    assert.equal(lies(), 0);
  });
});
