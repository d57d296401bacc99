/**
 * The page of the console that shows REST, in a real browser; environment as in `console.test.mjs`.
 * Pictures go to target/screenshots.
 */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { launch } from "./support/browser.mjs";

const { TIDINGS_URL, TIDINGS_USER, TIDINGS_PASSWORD } = process.env;
const SCREENSHOTS = process.env.SCREENSHOTS ?? "target/screenshots";
const PAGE = "/console/reference.html";
let browser;
let page;
let complaints;

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
  const context = await browser.newContext({
    baseURL: TIDINGS_URL,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    ...(TIDINGS_USER && { httpCredentials: { username: TIDINGS_USER, password: TIDINGS_PASSWORD ?? "" } }),
  });
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(`${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => complaints.push(error.stack));
});
afterEach(() => page.context().close());

test("leads from the console to every operation, with what it takes and answers", { timeout: 60000 }, async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "REST", exact: true }).click();
  await page.getByRole("article").first().waitFor({ timeout: 45000 });
  const { paths } = await page.evaluate(async () => (await fetch("../openapi?format=json", { headers: { accept: "application/json" } })).json());
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  assert.deepEqual((await page.locator("article.operation").evaluateAll((all) => all.map(({ id }) => id))).sort(), ids.sort());
  assert.equal(await page.locator("#contents a").count(), ids.length);

  await page.locator("#contents a[href='#publishEvents']").click();
  const publish = page.locator("#publishEvents");
  assert.ok(await publish.evaluate((node) => node.getBoundingClientRect().top < innerHeight / 2), "it is in sight");
  await publish.getByText("asks for key or bearer").waitFor();
  const parameter = publish.getByRole("table", { name: "Parameters" }).getByRole("row");
  assert.match(await parameter.filter({ hasText: "timeout" }).textContent(), /integer, 1 to 60000.*10000 where it is not given/);
  const member = publish.getByRole("table", { name: /^Members of Event/ }).getByRole("row");
  assert.match(await member.filter({ hasText: /^event/ }).textContent(), /required/);
  await publish.getByText('"event": "headline"').waitFor();
  const answers = publish.getByRole("table", { name: "Answers" });
  for (const status of ["202", "401", "403", "422"]) await answers.getByRole("rowheader", { name: status, exact: true }).waitFor();
  await publish.getByText("202 as application/json").click();
  await publish.getByRole("table", { name: "Members of 202" }).getByText("array of BatchResult").waitFor();

  await page.locator("#problem").getByText("the field, parameter or header at fault").waitFor();
  await page.locator("#credentials").getByText("X-API-Key: …").waitFor();
  await page.locator("#credentials").getByText("?access_token=…").waitFor();
  await page.getByRole("link", { name: "Console" }).click();
  await page.waitForURL("**/");
  assert.deepEqual(complaints, []);
});

test("says so when there is no description", { timeout: 60000 }, async () => {
  await page.route("**/openapi?format=json", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(PAGE);
  await page.getByRole("alert").filter({ hasText: "the server answers 404; /openapi may be turned off" }).waitFor();
  await page.unroute("**/openapi?format=json");
  await page.route("**/openapi?format=json", (route) => route.fulfill({ json: { openapi: "3.0.0", info: {}, paths: {} } }));
  await page.reload();
  await page.getByRole("alert").filter({ hasText: "it lists no operations" }).waitFor();
});

test("shows markup in a description as text", { timeout: 60000 }, async () => {
  const summary = "<img src=x onerror=\"window.hostile='ran'\">";
  await page.route("**/openapi?format=json", (route) => route.fulfill({ json: { paths: { "/x": { get: { operationId: "x", summary, responses: {} } } } } }));
  await page.goto(PAGE);
  await page.getByRole("heading", { name: summary }).waitFor();
  assert.equal(await page.evaluate(() => window.hostile), undefined);
});

test("is read on a desk by day, by night, and in the hand", { timeout: 60000 }, async () => {
  await page.goto(PAGE);
  await page.getByRole("article").first().waitFor({ timeout: 45000 });
  for (const [name, width, height, colorScheme] of [
    ["reference-light", 1440, 900, "light"],
    ["reference-dark", 1440, 900, "dark"],
    ["reference-400", 400, 860, "light"],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} needs no sideways scrolling`);
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    await page.locator("#publishEvents").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById("publishEvents").scrollIntoView());
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-publish.png`) });
    await page.evaluate(() => scrollTo(0, 0));
  }
  assert.deepEqual(complaints, []);
});
