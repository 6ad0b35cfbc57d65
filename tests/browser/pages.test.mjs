//! The service's own pages: axe-core, no shift, no sideways scrolling, no script needed.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ORIGIN, check, defined, launch, parts, settled, shown, violations } from "./harness.mjs";

const PAGES = {
  "search page": "/",
  "search page in Arabic": "/?prefer_language=ar",
  results: "/search?q=git",
  filtered: "/search?q=git&topic=git&sort=title",
  corrected: "/search?q=deplyom",
  nothing: "/search?q=zzzzzz&topic=git",
  "all pages in Arabic": "/search?prefer_language=ar",
  missing: "/p/no/such-page",
};

const THEMES = {
  light: {},
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "320 pixels": { viewport: { width: 320, height: 640 } },
  "without JavaScript": { javaScriptEnabled: false },
};

/** The most that may move while a page loads; 0.1 is called good. */
const MOST_SHIFT = 0.02;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function visit(path, settings = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1200, height: 900 }, ...settings });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const isMissing = message.text().includes("404");
    if (message.type() === "error" && !isMissing) page.problems.push(message.text());
  });
  await page.addInitScript(() => {
    globalThis.answered = [];
    globalThis.shift = 0;
    document.addEventListener("docent-results", ({ detail }) => globalThis.answered.push(detail.query));
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(ORIGIN + path, { waitUntil: "load" });
  return page;
}

/** Returns the address of the first result. */
async function firstHit() {
  const page = await visit("/search?q=git");
  const href = await page.locator(".hit h2 a").first().getAttribute("href");
  await page.context().close();
  return href;
}

for (const [theme, settings] of Object.entries(THEMES)) {
  check(`the pages, ${theme}`, async () => {
    const found = [];
    for (const [name, path] of Object.entries({ ...PAGES, "own text": await firstHit() })) {
      const page = await visit(path, settings);
      const says = (problem) => found.push(`${name}: ${problem}`);
      page.problems.forEach(says);
      assert.equal(await page.locator("h1").count(), 1, name);
      if (settings.javaScriptEnabled !== false) {
        if (await page.locator("docent-search").count()) await settled(page);
        (await violations(page)).forEach(says);
        const { wide, shift } = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, shift: globalThis.shift,
        }));
        if (wide > 0) says(`${wide} pixels too wide`);
        if (shift > MOST_SHIFT) says(`moved by ${shift}`);
      }
      await page.context().close();
    }
    assert.deepEqual(found, []);
  });
}

check("57: without JavaScript the form leads to the results and they lead to the pages", async () => {
  const page = await visit("/", { javaScriptEnabled: false });
  await page.getByRole("searchbox").fill("git undo");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=git\+undo/);
  await page.locator(".hit h2 a").first().click();
  await page.waitForURL(/\/p\//);
  assert.ok(await page.locator("mark").count() > 0);
  assert.ok((await page.locator(".back a").textContent()).includes("git undo"));
  await page.context().close();
});

check("the search page searches while one types, and its rows lead to the pages", async () => {
  const page = await visit("/");
  await defined(page);
  assert.equal(await page.locator("form.search:visible").count(), 0, "one box, not two");
  const box = parts(page);
  const look = await page.locator("docent-search .bar").evaluate((bar) => [getComputedStyle(bar).borderTopLeftRadius, getComputedStyle(bar, "::after").backgroundColor]);
  assert.ok(!look.includes("0px") && !look.includes("rgba(0, 0, 0, 0)"), `the page's look reaches the box: ${look}`);
  await page.waitForFunction(() => document.activeElement?.localName === "docent-search");
  await page.keyboard.type("git");
  await shown(page, "git");
  assert.deepEqual(await violations(page), []);
  const href = await box.rows.first().getAttribute("href");
  assert.match(href, /\/p\//);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/p\//);
  await page.goBack();
  await shown(page, "git");
  await box.input.press("Enter");
  await page.waitForURL(/\/search\?q=git/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
