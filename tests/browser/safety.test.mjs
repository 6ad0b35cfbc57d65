//! Acceptance 42, 43 and 57: hostile text, the site's policy, pages without scripts.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ELSEWHERE, ORIGIN, STRICT, check, defined, launch, parts, search, searching, settled, shown, visit } from "./harness.mjs";

const BOX = "<docent-search recent></docent-search>";
const EVIL = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'><svg onload=alert(3)>{q}`;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function on(body, options, run) {
  const page = await visit(browser, body, options);
  await defined(page);
  await run(page, parts(page));
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

/** Returns what stands in the box and is not made by it. */
const foreign = (page) => page.evaluate(() => {
  const { shadowRoot } = document.querySelector("docent-search");
  const known = "a b bdi button dialog div input kbd mark p path slot span svg".split(" ");
  return [...shadowRoot.querySelectorAll("*")].map((element) => element.localName).filter((name) => !known.includes(name));
});

function highlight(text) {
  return { text, parts: [{ t: text }, { t: text, m: true }], html: text };
}

/** An answer with a hostile text in every field. */
function hostile(url) {
  const section = { id: EVIL, anchor: EVIL, url, kind: "faq", headings: [EVIL, EVIL, EVIL], heading: highlight(EVIL), snippet: highlight(EVIL), answer: highlight(EVIL) };
  return {
    query: { q: EVIL, normalized: EVIL, corrections: [{ from: EVIL, to: EVIL }], dropped: [EVIL], filters: {}, sort: EVIL },
    total: { value: 1, relation: "gte" }, page: { number: 1, size: 6, count: 1, prev: null, next: 2 },
    results: [{
      id: EVIL, source: EVIL, url, breadcrumbs: [EVIL], topics: [EVIL], facets: {}, level: EVIL, language: EVIL, version: EVIL, date: EVIL,
      score: 1, title: highlight(EVIL), snippet: highlight(EVIL), versions: [], translations: [], section_count: 1,
      sections: [section, { ...section, kind: `x" onclick="alert(4)` }],
    }],
    facets: Object.fromEntries(["topic", "level", "language"].map((name) => [name, {
      label: EVIL, values: [{ value: EVIL, count: 1, selected: false }, { value: "b", count: 1, selected: false }], exhaustive: true,
    }])),
    suggestions: [EVIL], notices: [EVIL], index: { name: EVIL, generation: EVIL, documents: 1, updated_at: EVIL }, took_ms: 1,
  };
}

check("42: hostile text in every field stays text", () => on(BOX, {
  prepare: (page) => page.route(searching(), (route) => route.fulfill({ json: hostile("/page/") })),
}, async (page, box) => {
  await page.keyboard.press("/");
  await box.input.fill(EVIL);
  await shown(page, EVIL);
  assert.equal(await box.rows.count(), 3);
  assert.deepEqual(await foreign(page), []);
  assert.ok((await page.locator("docent-search .title").textContent()).startsWith(EVIL + EVIL));
  await box.chips.first().click();
  await settled(page, "results");
  await page.evaluate(() => document.addEventListener("docent-select", (event) => event.preventDefault()));
  await box.rows.first().click();
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await settled(page);
  assert.deepEqual(await foreign(page), []);
}));

check("42: hostile text stays text where nothing is found, and in the address", () => on(BOX, {
  query: `?search=${encodeURIComponent(EVIL)}`,
  prepare: (page) => page.route(searching(), (route) => route.fulfill({ json: { ...hostile("/page/"), results: [], total: { value: 0, relation: "eq" } } })),
}, async (page, box) => {
  await settled(page, "none");
  assert.deepEqual(await foreign(page), []);
  assert.ok((await box.after.textContent()).includes(EVIL));
}));

check("42: a page with markup in its text, from the real index", () => on(BOX, {}, async (page) => {
  await search(page, "script alert");
  assert.deepEqual(await foreign(page), []);
  assert.match(await page.locator("docent-search .list").textContent(), /<script>alert\(2\)<\/script>/);
}));

check("42: only http and https can be opened", async () => {
  for (const url of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:x", "http://[", null]) {
    await on(BOX, { prepare: (page) => page.route(searching(), (route) => route.fulfill({ json: hostile(url) })) }, async (page, box) => {
      await page.keyboard.press("/");
      await box.input.fill("x");
      await shown(page, "x");
      assert.equal(await box.rows.count(), url === null ? 3 : 0, String(url));
      assert.equal(await page.locator("docent-search a:not([href^='http'])").count(), 0);
    });
  }
});

check("43: a policy of default-src 'self' has nothing against it", () => on(`${BOX}<docent-search mode=inline hotkeys=""></docent-search>`, { csp: STRICT }, async (page, box) => {
  assert.doesNotMatch(STRICT, /unsafe/);
  await search(page, "git");
  await box.chips.first().click();
  await settled(page, "results");
  assert.equal(await box.dialog.evaluate((dialog) => getComputedStyle(dialog).display), "flex", "its styles are there");
}));

check("43: a site on another origin names the service in its policy, and no more", () => on(`<docent-search endpoint="${ORIGIN}/search"></docent-search>`, {
  origin: ELSEWHERE, csp: `default-src 'self'; script-src ${ORIGIN}; connect-src ${ORIGIN}`,
}, async (page, box) => {
  await search(page, "git undo");
  assert.equal(await box.rows.first().getAttribute("href"), `${ELSEWHERE}/git/undo/`);
}));

check("the endpoint of a script from elsewhere is where the script is", () => on("<docent-search></docent-search>", {
  origin: ELSEWHERE, csp: `default-src 'self' ${ORIGIN}`,
}, async (page) => {
  await search(page, "git");
}));

check("57: without scripts the form inside is what readers have", async () => {
  const page = await visit(browser, `<docent-search><form role="search" action="/find"><label>Search <input type="search" name="q"></label><button>Search</button></form></docent-search>`,
    { context: { javaScriptEnabled: false } });
  await page.getByLabel("Search").fill("git undo");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL("**/find?q=git+undo");
  await page.context().close();
});

check("57: in a browser too old for the box the form stays", async () => {
  const page = await visit(browser, '<docent-search><form action="/find"><input name="q" aria-label="Search"></form></docent-search>', {
    prepare: (page) => page.addInitScript(() => { delete URL.parse; }),
  });
  await page.waitForLoadState("load");
  assert.equal(await page.getByLabel("Search").isVisible(), true);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

check("closed storage does no harm", () => on(BOX, {
  prepare: (page) => page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(globalThis, name, { get() { throw new DOMException("closed", "SecurityError"); } });
  }),
}, async (page, box) => {
  await search(page, "git undo");
  await Promise.all([page.waitForURL("**/git/undo/"), page.keyboard.press("Enter")]);
  await page.keyboard.press("/");
  await settled(page, "start");
  assert.equal(await box.rows.count(), 0);
}));
