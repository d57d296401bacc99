/**
 * One instance alone, without a message queue: the same conversation as in the cluster.
 *
 *     TIDINGS_URL=http://127.0.0.1:5000 node --test src/test/js/single.test.mjs
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { disconnectAll } from "./support/clients.mjs";
import { Crowd } from "./support/crowd.mjs";
import { instances } from "./support/environment.mjs";
import { get, rest } from "./support/rest.mjs";
import { binaryEvents, everyoneHearsAll, fresh, publishBinary, publishByCurl, textEvents } from "./support/scenarios.mjs";

describe("one instance", { timeout: 60000 }, () => {
  let crowd;
  before(async () => {
    assert.equal(instances.length, 1, "this test wants one instance");
    crowd = await Crowd.of(20, { address: false });
  });
  after(disconnectAll);

  test("is alone", async () => {
    assert.equal((await get("/api/instances")).instances.length, 1);
  });

  test("describes its API, and needs neither minutes nor all memory for that", async () => {
    const { status, json } = await rest("GET", "/openapi", { headers: { accept: "application/json" } });
    assert.equal(status, 200);
    for (const path of ["/api/events", "/api/rooms/{room}", "/api/sockets/{id}/rooms/{room}", "/api/instances"]) {
      assert.ok(json.paths[path], path);
    }
    const { get: read, post: publish } = json.paths["/api/events"];
    assert.deepEqual(Object.keys(read.responses["200"].content).sort(), ["application/json", "text/event-stream"]);
    const { $ref: bad } = publish.responses["400"];
    assert.ok(json.components.responses[bad.split("/").at(-1)].content["application/problem+json"].schema);
    assert.deepEqual(Object.keys(json).sort(), ["components", "info", "openapi", "paths", "security", "servers", "tags"]);
    assert.deepEqual(json.servers, [{ url: "/" }]);
    const operations = Object.values(json.paths).flatMap((path) => Object.values(path));
    assert.ok(operations.every(({ operationId, summary }) => operationId && summary), "each has a name and says what it does");
  });

  test("200 events by curl reach each of 20 clients, once, in order", { timeout: 30000 }, () =>
    everyoneHearsAll(crowd, fresh("text"), publishByCurl, textEvents));

  test("200 events with binary arguments reach each of 20 clients, once, in order", { timeout: 30000 }, () =>
    everyoneHearsAll(crowd, fresh("binary"), publishBinary, binaryEvents));
});
