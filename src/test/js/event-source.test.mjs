/**
 * A page in a real browser that listens with a token, through nginx. As `access.test.mjs`, and
 * CHROMIUM as in `console.test.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./support/browser.mjs";
import { url } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";
import { token } from "./support/tokens.mjs";
import { until } from "./support/wait.mjs";

const SECONDS = 4; // that the token of the page is good for
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("an EventSource hears its rooms until its token expires, and then stops", { timeout: 60000 }, async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const asked = [];
  page.on("response", (response) => response.url().includes("/api/events") && asked.push(response.status()));
  await page.route("**/a-page", (route) => route.fulfill({ contentType: "text/html", body: "<title>A page</title>" }));
  await page.goto(`${url}/a-page`);

  const shown = token({ namespaces: ["/"], join: ["news"] }, { expires: Math.floor(Date.now() / 1000) + SECONDS });
  await page.evaluate((access) => {
    window.heard = [];
    window.source = new EventSource(`/api/events?room=news&access_token=${access}`);
    window.source.addEventListener("headline", ({ data }) => window.heard.push(data));
  }, shown);
  await page.waitForFunction(() => window.source.readyState === EventSource.OPEN);

  const publisher = token({ namespaces: ["/"], publish: ["news"] });
  const { status } = await exchange(`${url}/api/events`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${publisher}` },
    body: JSON.stringify({ rooms: ["news"], event: "headline", args: ["Hello"] }),
  });
  assert.equal(status, 202);
  await page.waitForFunction(() => window.heard.length === 1);
  assert.deepEqual(await page.evaluate(() => window.heard), ['["Hello"]']);

  // The stream ends, the browser comes back with the same address, and is told that it is too late.
  await page.waitForFunction(() => window.source.readyState === EventSource.CLOSED, undefined, { timeout: 20000 });
  await until(2000, "two answers", () => asked.length === 2);
  assert.deepEqual(asked, [200, 401]);
  await context.close();
});
