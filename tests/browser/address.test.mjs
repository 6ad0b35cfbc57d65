//! Acceptance 56: the query in the address, Back and Forward, in both modes.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { check, defined, launch, parts, search, settled, shown, visit } from "./harness.mjs";

const BOX = "<docent-search></docent-search>";
const INLINE = '<docent-search mode="inline"></docent-search>';
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

const query = (page) => decodeURIComponent(new URL(page.url()).search);

check("56: Back from a hit opens the dialog again with its query", () => on(BOX, { query: "?other=1&flag" }, async (page, box) => {
  await search(page, "git undo");
  assert.equal(query(page), "?other=1&flag=&search=git+undo");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForURL("**/git/undo/"), page.keyboard.press("Enter")]);
  await page.goBack();
  await box.dialog.waitFor();
  await settled(page, "results");
  assert.equal(await box.input.inputValue(), "git undo");
}));

check("56: Back closes the dialog and leaves the address as it was", () => on(BOX, { query: "?flag" }, async (page, box) => {
  await search(page, "git");
  await page.goBack();
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(query(page), "?flag");
  await page.goForward();
  await box.dialog.waitFor();
  assert.equal(await box.input.inputValue(), "git");
}));

check("56: closing takes the query out of the address, time and again", () => on(BOX, {}, async (page, box) => {
  const entries = await page.evaluate(() => history.length);
  for (let time = 0; time < 3; time++) {
    await search(page, "git");
    await page.evaluate(() => document.querySelector("docent-search").close());
    await box.dialog.waitFor({ state: "hidden" });
    await page.waitForURL((url) => url.search === "");
    await box.input.evaluate((input) => { input.value = ""; });
    await page.evaluate(() => { globalThis.answered.length = 0; });
  }
  assert.equal(await page.evaluate(() => history.length), entries + 1, "no entry is left over");
}));

check("56: closing and opening at once ends open", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await page.evaluate(() => {
    const box = document.querySelector("docent-search");
    box.close();
    box.open("gull");
  });
  await shown(page, "gull");
  assert.equal(await box.dialog.isVisible(), true);
  assert.equal(await box.input.inputValue(), "gull");
}));

check("56: a shared address opens the dialog; closing it cleans the address", () => on(BOX, { query: "?search=gull&search.level=advanced" }, async (page, box) => {
  await box.dialog.waitFor();
  await settled(page, "none");
  await page.getByRole("button", { name: "advanced 0", pressed: true }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(query(page), "");
}));

check("56: in place, the address has query and filters, and Back undoes a filter", () => on(INLINE, { query: "?q=git&utm=x" }, async (page, box) => {
  await settled(page, "results");
  assert.equal(await box.input.inputValue(), "git");
  await page.getByRole("button", { name: "beginner 1" }).click();
  await page.getByRole("button", { name: "beginner 1", pressed: true }).waitFor();
  assert.equal(query(page), "?utm=x&q=git&level=beginner");
  await page.goBack();
  await page.getByRole("button", { name: "beginner 1", pressed: false }).waitFor();
  assert.equal(query(page), "?q=git&utm=x");
  await box.input.fill("gull");
  await shown(page, "gull");
  assert.equal(query(page), "?utm=x&q=gull");
}));

check("56: in place, a spelling that is meant stays meant", () => on(INLINE, { query: "?q=deplyom&typo=false" }, async (page, box) => {
  await settled(page, "none");
  await box.input.fill("deplyo");
  await settled(page, "results");
  assert.equal(query(page), "?q=deplyo");
  assert.match(await box.note.textContent(), /deployment/);
}));

check("in place, what the page has inside stays until the answer is there", () => on(
  '<docent-search mode="inline"><p id=inside>from the server</p></docent-search>',
  { query: "?q=git", prepare: (page) => page.route("**/search?**", async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    await route.fallback();
  }) },
  async (page) => {
    assert.equal(await page.locator("#inside").isVisible(), true);
    await settled(page, "results");
    assert.equal(await page.locator("#inside").isVisible(), false);
  },
));

check("two boxes do not fight over a parameter", () => on(`${BOX}${BOX}${INLINE}`, { query: "?q=gull" }, async (page) => {
  await page.locator("docent-search[mode=inline] .option").first().waitFor();
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("docent-search")].map((box) => box.isOpen)), [false, false, false]);
  await page.evaluate(() => document.querySelectorAll("docent-search")[1].open("git"));
  await shown(page, "git");
  assert.equal(query(page), "?q=gull", "the first box has the parameter");
}));

check("a box that is taken away and put back works", () => on(BOX, {}, async (page, box) => {
  await page.evaluate(() => {
    const box = document.querySelector("docent-search");
    box.remove();
    document.querySelector("main").append(box);
  });
  await search(page, "git");
  assert.equal(query(page), "?search=git");
  assert.equal(await box.rows.count() > 0, true);
}));

check("the address can be left alone", () => on('<docent-search param=""></docent-search>', {}, async (page, box) => {
  const entries = await page.evaluate(() => history.length);
  await search(page, "git");
  assert.equal(query(page), "");
  await page.evaluate(() => document.querySelector("docent-search").close());
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => history.length), entries);
}));
