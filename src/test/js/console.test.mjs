// The console in a real browser, against a running server or cluster.
//
//   TIDINGS_URL       where the console is, for example https://127.0.0.1:8443 (required)
//   TIDINGS_USER, TIDINGS_PASSWORD   basic auth, where the proxy asks for it
//   TIDINGS_INSTANCES   comma-separated addresses of the instances themselves, for what is about two of them
//   CHROMIUM          the browser; default /usr/bin/chromium, else chromium on the PATH
//   SCREENSHOTS       folder for the pictures; default target/screenshots
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { launch } from "./support/browser.mjs";

const { TIDINGS_URL, TIDINGS_USER, TIDINGS_PASSWORD, TIDINGS_API_KEY } = process.env;
const INSTANCES = (process.env.TIDINGS_INSTANCES ?? "").split(",").filter(Boolean);
const SCREENSHOTS = process.env.SCREENSHOTS ?? "target/screenshots";
const LIMIT = 15_000; // milliseconds that any awaited condition may take
const HOSTILE = "<img src=x onerror=\"window.hostile='ran'\">";

const room = `console-${process.pid}-${Date.now()}`;
let browser;
let people = [];

before(async () => {
  assert.ok(TIDINGS_URL, "TIDINGS_URL says where the console is");
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

after(() => browser?.close());

afterEach(async () => {
  await Promise.all(people.map(({ page }) => page.context().close()));
  people = [];
});

test("says who serves the page and over what, and lists all instances", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  await shows(page.locator("#transport"), /^polling → websocket$/);
  await shows(page.locator("#socket-id"), /^[\w-]{8,}$/);
  await shows(page.locator("#latency"), /^\d+(\.\d)? ms$/);
  const { instances } = await page.evaluate(async () => (await fetch("api/instances")).json());
  for (const { id, address } of instances) {
    await page.locator("#instances tbody tr").filter({ hasText: id }).filter({ hasText: address }).waitFor();
  }
  assert.equal(await page.locator("#instances tbody tr").count(), instances.length);
  const mine = page.locator('#instances tr[data-mine="true"]');
  await mine.getByText("serves you").waitFor();
  assert.equal(await mine.locator(".id").textContent(), await page.locator("#instance-id").textContent());
  assertQuiet();
});

test("what one publishes in a room, the other sees", { timeout: 60_000 }, async () => {
  const [{ page: one }, { page: two }] = await visits(2);
  await join(one);
  await join(two);
  await shows(one.locator("#memberships .count"), /^2 members$/); // counted again without a reload
  await one.locator("#rooms tbody tr").filter({ hasText: room }).getByText("2", { exact: true }).waitFor();

  await publish(one, { event: "news", args: "The ferry is late." });
  await arrival(two, "news", '"The ferry is late."');
  await arrival(one, "news", '"The ferry is late."'); // the sender is a member too

  await publish(two, { event: "reading", args: '[{"wind":14.2},7]', way: "as REST" });
  await shows(two.locator("#publish-result"), /^202, id ./);
  await arrival(one, "reading", '{"wind": 14.2}, 7');

  await one.locator("#memberships").getByRole("button", { name: `Leave ${room}` }).click();
  await one.locator("#no-memberships").waitFor();
  await shows(two.locator("#memberships .count"), /^1 member$/);
  assertQuiet();
});

test("two on different instances talk to each other", { timeout: 60_000, skip: INSTANCES.length < 2 }, async () => {
  people = await Promise.all(INSTANCES.slice(0, 2).map((instance) => visit(instance)));
  const [{ page: one }, { page: two }] = people;
  await Promise.all(people.map(showKey));
  for (const page of [one, two]) await shows(page.locator("#instance-id"), /^[0-9a-z]{8}$/);
  assert.notEqual(await one.locator("#instance-id").textContent(), await two.locator("#instance-id").textContent());
  await join(one);
  await join(two);
  await publish(one, { event: "across", args: "from one instance" });
  await arrival(two, "across", '"from one instance"');
  await publish(two, { event: "back", args: "to the other" });
  await arrival(one, "back", '"to the other"');
  assertQuiet();
});

test("says inline what is wrong with an event, before it is sent", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  await page.getByLabel("Room", { exact: true }).fill(room);
  await page.getByLabel(/^Arguments/).fill("[1, 2");
  await page.getByRole("button", { name: "Publish" }).click();
  await shows(page.locator("#publish-error"), /^Not a JSON array: /);
  assert.equal(await page.getByLabel(/^Arguments/).getAttribute("aria-invalid"), "true");
  await page.getByLabel("Event", { exact: true }).fill("connect");
  await page.getByLabel(/^Arguments/).fill("[1, 2]");
  await page.getByRole("button", { name: "Publish" }).click();
  await shows(page.locator("#publish-error"), /./); // the server's refusal of a reserved name
});

test("shows markup in events as text", { timeout: 60_000 }, async () => {
  const [{ page: one }, { page: two }] = await visits(2);
  await join(one);
  await join(two);
  await publish(one, { event: HOSTILE, args: JSON.stringify([HOSTILE, { [HOSTILE]: 1 }]) });
  for (const page of [one, two]) {
    await page.locator("#arrivals-list .event").getByText(HOSTILE, { exact: true }).waitFor();
    assert.ok((await page.locator("#arrivals-list pre").first().textContent()).includes("<img src=x"));
    assert.equal(await page.locator("#arrivals-list img").count(), 0);
    assert.equal(await page.evaluate(() => window.hostile), undefined);
  }
  assertQuiet();
});

test("filters, pauses and clears what arrives", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  const rows = page.locator("#arrivals-list li");
  await join(page);
  await publish(page, { event: "first", args: "herring" });
  await publish(page, { event: "second", args: "mackerel" });
  await arrival(page, "second", '"mackerel"');
  await page.getByLabel("Filter by event or content").fill("HERR");
  await shows(page.locator("#arrivals-count"), /^2 received, 1 shown$/);
  assert.equal(await rows.locator(".event").textContent(), "first");
  await page.getByLabel("Filter by event or content").fill("");
  await page.getByRole("button", { name: "Pause" }).click();
  await publish(page, { event: "third", args: "cod" });
  await shows(page.locator("#arrivals-count"), /paused, 1 waiting$/);
  assert.equal(await rows.count(), 2);
  await page.getByRole("button", { name: "Resume" }).click();
  await arrival(page, "third", '"cod"');
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator("#arrivals-empty").waitFor();
  assert.equal(await rows.count(), 0);
});

test("keeps the newest 500", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  await join(page);
  await page.evaluate(async (name) => {
    const { io } = await import("/client/socket.io.esm.min.js");
    const socket = io({ transports: ["websocket"], forceNew: true });
    await Promise.all(Array.from({ length: 600 }, (_, index) => socket.emitWithAck("publish", name, "count", index)));
    socket.disconnect();
  }, room);
  await shows(page.locator("#arrivals-count"), /^600 received, 500 shown$/);
  await arrival(page, "count", "599");
  assert.equal(await page.locator("#arrivals-list li").count(), 500);
  assert.equal(await page.locator("#arrivals-list li:last-child pre").textContent(), "100");
  assertQuiet();
});

test("says that its tables are stale when nobody answers, until somebody does", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  await page.locator("#instances tbody tr").first().waitFor();
  const rows = await page.locator("#instances tbody tr").count();
  await page.route("**/api/**", (route) => route.abort());
  await shows(page.locator("#instances-note"), /^Stale, \d+ s old: the server cannot be reached$/);
  await page.locator('#rooms[data-stale="true"]').waitFor();
  assert.equal(await page.locator("#instances tbody tr").count(), rows);
  await page.unroute("**/api/**");
  await page.locator('#instances[data-stale="false"]').waitFor();
  await page.locator("#instances-note:empty").waitFor({ state: "attached" });
});

test("connects as told: namespace, transport, and off", { timeout: 60_000 }, async () => {
  const [{ page }] = await visits(1);
  await page.getByLabel("Transport", { exact: true }).selectOption("polling");
  await page.getByRole("button", { name: "Reconnect" }).click();
  await shows(page.locator("#transport"), /^polling$/);
  await page.getByLabel("Transport", { exact: true }).selectOption("websocket");
  await page.getByRole("button", { name: "Reconnect" }).click();
  await shows(page.locator("#transport"), /^websocket$/);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.locator('#state[data-phase="disconnected"]').waitFor();
  await page.getByLabel("Namespace").fill("/there-is-none");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.locator('#state[data-phase="refused"]').waitFor();
  await shows(page.locator("#connection-error"), /Invalid namespace/);
});

test("looks right on a desk by day, by night, and in the hand", { timeout: 60_000 }, async () => {
  const [{ page }, { page: other }] = await visits(2);
  await join(page);
  await join(other);
  await publish(other, { event: "news", args: "The ferry from Aberdeen is two hours late." });
  await publish(other, { event: "reading", args: '[{"station":"Lerwick","wind":{"speed":14.2,"gust":21,"from":"NNW"},"tags":["gale","warning"],"visibility":"good"}]' });
  await publish(other, { event: "berth", args: '[4,"Hrossey",{"arrives":"07:30"}]' });
  await arrival(page, "berth", '4, "Hrossey", {"arrives": "07:30"}');
  await page.getByText("serves you").locator("visible=true").waitFor();
  await shows(page.locator("#latency"), /ms$/);
  for (const [name, width, height, colorScheme] of [
    ["console-light", 1440, 900, "light"],
    ["console-dark", 1440, 900, "dark"],
    ["console-390", 390, 844, "light"],
  ]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} needs no sideways scrolling`);
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: width < 600 });
  }
  assertQuiet();
});

/** So many persons; they are `people` until the test ends. */
async function visits(count) {
  people = await Promise.all(Array.from({ length: count }, () => visit()));
  return people;
}

/** A person with a browser of their own, connected. */
async function visit(baseURL = TIDINGS_URL) {
  const context = await browser.newContext({
    baseURL,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    ...(TIDINGS_USER && { httpCredentials: { username: TIDINGS_USER, password: TIDINGS_PASSWORD ?? "" } }),
  });
  context.setDefaultTimeout(LIMIT);
  const page = await context.newPage();
  const complaints = [];
  let loads = 0;
  page.on("console", (message) => message.type() === "error" && complaints.push(`${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => complaints.push(error.stack));
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("load", () => loads++);
  await page.goto("/");
  await page.locator('#state[data-phase="connected"]').waitFor();
  return { page, complaints, loads: () => loads };
}

/** Nobody's browser complained, and nobody's page was loaded a second time. */
function assertQuiet() {
  for (const { complaints, loads, wasRefused } of people) {
    assert.deepEqual(complaints.filter((line) => !(wasRefused && line.includes("401"))), []);
    assert.equal(loads(), 1);
  }
}

/** Instances that are asked without a proxy want a key; the page says so by opening the place for it. */
async function showKey(person) {
  if (!TIDINGS_API_KEY) return;
  const { page } = person;
  person.wasRefused = true;
  await shows(page.locator("#instances-note"), /401/);
  await page.getByLabel(/^API key/).fill(TIDINGS_API_KEY);
  await page.getByLabel(/^API key/).blur();
  await page.locator("#instances tbody tr").first().waitFor();
}

async function join(page) {
  await page.getByLabel("Room to join").fill(room);
  await page.getByLabel("Room to join").press("Enter");
  await page.locator("#memberships li").filter({ hasText: room }).waitFor();
}

async function publish(page, { event, args, way = "on this socket" }) {
  await page.getByLabel("Room", { exact: true }).fill(room);
  await page.getByLabel("Event", { exact: true }).fill(event);
  await page.getByLabel(/^Arguments/).fill(args);
  await page.getByLabel(way).check();
  await page.getByRole("button", { name: "Publish" }).click();
  await shows(page.locator("#publish-result"), / id \S/); // the click has blanked the result before
}

/** The newest row is this event with these arguments. */
async function arrival(page, event, text) {
  await page.locator("#arrivals-list li:first-child .event").getByText(event, { exact: true }).waitFor();
  assert.equal(await page.locator("#arrivals-list li:first-child pre").textContent(), text);
}

async function shows(locator, pattern) {
  await locator.filter({ hasText: pattern }).waitFor();
}
