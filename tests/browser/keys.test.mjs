//! Acceptance 54 and 55: the dialog and its keys.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { check, defined, launch, ORIGIN, parts, search, settled, shown, visit } from "./harness.mjs";

const BOX = "<docent-search></docent-search>";
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Opens a page, runs a test on it and wants it without errors. */
async function on(body, options, run) {
  const page = await visit(browser, body, options);
  await defined(page);
  await run(page, parts(page));
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const focused = (page) => page.evaluate(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element.localName;
});

check("54: the input is a combobox in a dialog with a name, and the focus comes back", () => on(BOX, {}, async (page, box) => {
  await box.trigger.focus();
  assert.equal(await box.trigger.getAttribute("aria-haspopup"), "dialog");
  assert.equal(await box.trigger.getAttribute("aria-keyshortcuts"), "/ Control+K");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Search" }).waitFor();
  const input = page.getByRole("combobox", { name: "Search" });
  assert.equal(await focused(page), "input");
  assert.equal(await input.getAttribute("aria-expanded"), "false");
  await page.keyboard.type("git");
  await shown(page, "git");
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  assert.equal(await page.getByRole("listbox", { name: "Results" }).count(), 1);
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.localName !== "a"), true, "the focus stays inside");
  }
  await box.chips.first().focus();
  await page.keyboard.press("Escape");
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(await focused(page), "button");
}));

check("55: arrows go through the rows and the input, round and round", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  const n = await box.rows.count();
  assert.ok(n > 3);
  assert.equal(await box.active.count(), 0, "nothing is chosen at first");
  await page.keyboard.press("ArrowDown");
  assert.equal(await box.input.getAttribute("aria-activedescendant"), await box.rows.first().getAttribute("id"));
  assert.equal(await box.active.count(), 1);
  await page.keyboard.press("ArrowUp");
  assert.equal(await box.input.getAttribute("aria-activedescendant"), "");
  await page.keyboard.press("ArrowUp");
  assert.equal(await box.input.getAttribute("aria-activedescendant"), await box.rows.nth(n - 1).getAttribute("id"));
  await page.keyboard.press("ArrowDown");
  assert.equal(await box.active.count(), 0);
  assert.equal(await focused(page), "input");
}));

check("55: Home, End, left and right stay in the text", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  assert.equal(await box.input.evaluate((input) => input.selectionStart), 1);
  await page.keyboard.press("End");
  assert.equal(await box.input.evaluate((input) => input.selectionStart), 3);
}));

check("55: Enter opens the row, and the first one where none is chosen", () => on(BOX, {}, async (page, box) => {
  await search(page, "git undo");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const href = await box.active.getAttribute("href");
  assert.match(href, /#/);
  await Promise.all([page.waitForURL(href), page.keyboard.press("Enter")]);
  await search(page, "git undo");
  await Promise.all([page.waitForURL("**/git/undo/"), page.keyboard.press("Enter")]);
}));

check("55: Control with Enter opens a new tab and leaves the dialog", () => on(BOX, {}, async (page, box) => {
  await search(page, "git undo");
  await page.keyboard.press("ArrowDown");
  const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
  assert.equal(new URL(opened.url()).pathname === "/git/undo/" || opened.url() === "about:blank", true);
  assert.equal(await box.dialog.isVisible(), true);
  const [, detail] = (await page.evaluate(() => globalThis.events)).at(-1);
  assert.deepEqual([detail.newTab, detail.position, detail.query], [true, 1, "git undo"]);
}));

check("Enter before the answer opens its first hit when it is there", () => on(BOX, {
  prepare: (page) => page.route("**/search?**", async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    await route.fallback();
  }),
}, async (page) => {
  await page.keyboard.press("/");
  await page.keyboard.type("git undo");
  await Promise.all([page.waitForURL("**/git/undo/"), page.keyboard.press("Enter")]);
}));

check("Enter goes to the page of results where the site has one", () => on('<docent-search results-page="/find?lang=x"></docent-search>', {}, async (page) => {
  await search(page, "git undo");
  assert.equal(await page.locator("docent-search .more").count(), 0, "three hits are all");
  await Promise.all([page.waitForURL("**/find?lang=x&q=git+undo"), page.keyboard.press("Enter")]);
}));

check("Escape clears first and closes then", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await page.keyboard.press("Escape");
  assert.equal(await box.input.inputValue(), "");
  assert.equal(await box.dialog.isVisible(), true);
  await settled(page, "start");
  await page.keyboard.press("Escape");
  await box.dialog.waitFor({ state: "hidden" });
}));

check("Control with K opens and closes, also from a field", () => on(`<input id=f>${BOX}`, {}, async (page, box) => {
  await page.locator("#f").focus();
  await page.keyboard.press("Control+k");
  assert.equal(await box.dialog.isVisible(), true);
  await page.keyboard.press("Control+k");
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(await focused(page), "input");
  for (const chord of ["Control+Shift+K", "Control+Alt+k", "k", "Alt+/"]) await page.locator("main").press(chord);
  assert.equal(await box.dialog.isVisible(), false);
}));

check("55: a slash is a slash in whatever is written in", () => on(`
  <input id=a><textarea id=b></textarea><select id=c><option>x</select><div id=d contenteditable>e</div>
  <x-open></x-open><x-closed tabindex=0></x-closed><p id=p tabindex=0>text</p>${BOX}`, {}, async (page, box) => {
  await page.evaluate(() => {
    for (const mode of ["open", "closed"]) {
      const root = document.querySelector(`x-${mode}`).attachShadow({ mode });
      root.append(document.createElement("input"));
      document.querySelector(`x-${mode}`).enter = () => root.firstChild.focus();
    }
  });
  for (const field of ["a", "b", "c", "d"]) await page.locator(`#${field}`).press("/");
  for (const mode of ["open", "closed"]) {
    await page.evaluate((name) => document.querySelector(name).enter(), `x-${mode}`);
    await page.keyboard.press("/");
  }
  assert.equal(await box.dialog.isVisible(), false);
  assert.equal(await page.locator("#a").inputValue(), "/");
  await page.locator("#d").press("Control+k");
  assert.equal(await box.dialog.isVisible(), false, "an editor has its own Control-K");
  await page.locator("#p").press("/");
  assert.equal(await box.dialog.isVisible(), true);
  assert.equal(await box.input.inputValue(), "", "the key itself is not typed");
}));

check("55: the keys can be others, and none", () => on('<docent-search hotkeys="s"></docent-search>', {}, async (page, box) => {
  await page.keyboard.press("/");
  await page.keyboard.press("Control+k");
  assert.equal(await box.dialog.isVisible(), false);
  await page.keyboard.press("s");
  assert.equal(await box.dialog.isVisible(), true);
  const none = await visit(browser, '<docent-search hotkeys=""></docent-search>');
  await defined(none);
  await none.keyboard.press("/");
  await none.keyboard.press("Control+k");
  assert.equal(await parts(none).dialog.isVisible(), false);
  assert.equal(await parts(none).trigger.getAttribute("aria-keyshortcuts"), null);
  await none.context().close();
}));

check("55: a mouse that rests under the rows chooses none", () => on(BOX, {}, async (page, box) => {
  await defined(page);
  await page.mouse.move(550, 400);
  await search(page, "git");
  assert.equal(await box.active.count(), 0);
  await page.keyboard.press("ArrowDown");
  await page.mouse.move(550, 460);
  assert.equal(await box.rows.first().getAttribute("aria-selected"), "true");
}));

check("several boxes answer a key once, each keeps its own", () => on(`<docent-search id=one></docent-search><docent-search id=two hotkeys="t"></docent-search>
  <docent-search id=three mode=inline hotkeys=""></docent-search>`, {}, async (page) => {
  const open = () => page.evaluate(() => [...document.querySelectorAll("docent-search")].map((box) => box.isOpen));
  await page.keyboard.press("/");
  assert.deepEqual(await open(), [true, false, false]);
  await page.keyboard.press("Control+k");
  assert.deepEqual(await open(), [false, false, false]);
  await page.keyboard.press("t");
  assert.deepEqual(await open(), [false, true, false]);
  await page.keyboard.type("git");
  await shown(page, "git");
  assert.equal(await page.locator("#two .option").count() > 0, true);
  assert.equal(await page.locator("#one .option").count(), 0);
  await page.evaluate(() => document.querySelector("#two").close());
  await page.evaluate(() => document.querySelector("#one").remove());
  await page.keyboard.press("/");
  assert.deepEqual(await open(), [false, false], "the key of a box that is gone does nothing");
}));

check("a press beside the dialog closes it, the end of a selection does not", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await page.mouse.move(500, 110);
  await page.mouse.down();
  await page.mouse.move(20, 700);
  await page.mouse.up();
  assert.equal(await box.dialog.isVisible(), true);
  await page.mouse.click(20, 700);
  await box.dialog.waitFor({ state: "hidden" });
}));

check("filters are one stop of the Tab key with arrows inside", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await box.chips.first().waitFor();
  assert.equal(await box.chips.evaluateAll((chips) => chips.filter((chip) => chip.tabIndex === 0).length), 1);
  await box.chips.first().focus();
  await page.keyboard.press("ArrowRight");
  const second = await box.chips.nth(1).getAttribute("data-chip");
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.chip), second);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  const first = await box.chips.first().getAttribute("data-chip");
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.chip), first);
}));

check("a site with its own router takes a hit over", () => on(BOX, {}, async (page, box) => {
  await page.evaluate(() => document.addEventListener("docent-select", (event) => event.preventDefault()));
  await search(page, "git undo");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await box.dialog.waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).pathname, "/site/");
  const events = await page.evaluate(() => globalThis.events.map(([name]) => name));
  assert.deepEqual(events.filter((name, place) => name !== events[place - 1]), ["open", "results", "select", "close"]);
  const found = await page.evaluate(() => globalThis.events.find(([name]) => name === "select")[1]);
  assert.deepEqual({ ...found, url: found.url.replace(ORIGIN, "") },
    { url: "/git/undo/", title: "Undoing things in Git", position: 1, query: "git undo", newTab: false });
}));
