//! Acceptance 56: answers that are late, early, out of order; the first key; what is composed.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { check, defined, launch, parts, searching, settled, shown, visit } from "./harness.mjs";

const BOX = '<docent-search debounce="0"></docent-search>';
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Holds every search back until it is let go by its query; and says when it holds one. */
async function held(page) {
  const waiting = new Map();
  let arrived = () => {};
  await page.route(searching(), async (route) => {
    const q = new URL(route.request().url()).searchParams.get("q");
    if (q) await new Promise((resolve) => { waiting.set(q, resolve); arrived(); });
    await route.fallback().catch(() => {});
  });
  const has = async (q) => {
    while (!waiting.has(q)) await new Promise((resolve) => { arrived = resolve; });
  };
  return {
    has,
    async release(q) {
      await has(q);
      waiting.get(q)();
    },
  };
}

async function on(body, run) {
  const page = await visit(browser, body);
  await defined(page);
  await run(page, parts(page));
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const titles = (page) => page.locator("docent-search .title").allTextContents();

check("56: the answer to the last key is shown, whatever the order of answers", () => on(BOX, async (page, box) => {
  const network = await held(page);
  await page.keyboard.press("/");
  for (const q of ["deployment", "branches", "vectors"]) {
    await box.input.fill(q);
    await network.has(q);
  }
  await network.release("vectors");
  await shown(page, "vectors");
  await network.release("branches");
  await network.release("deployment");
  await page.evaluate(() => fetch("/healthz"));
  await settled(page, "results");
  assert.match((await titles(page)).join(), /^Vectors in Rust/);
  assert.deepEqual(await page.evaluate(() => globalThis.answered), ["vectors"]);
}));

check("56: a request that nobody waits for is given up", () => on(BOX, async (page, box) => {
  const network = await held(page);
  const failed = [];
  page.on("requestfailed", (request) => failed.push(new URL(request.url()).searchParams.get("q")));
  await page.keyboard.press("/");
  await box.input.fill("git");
  await network.has("git");
  const gone = page.waitForEvent("requestfailed", (request) => searching("git")(new URL(request.url())));
  await box.input.fill("git undo");
  await gone;
  assert.deepEqual(failed.filter(Boolean), ["git"]);
  await network.release("git undo");
  await shown(page, "git undo");
}));

check("56: an answer that comes after the dialog is closed shows nothing", () => on(BOX, async (page, box) => {
  const network = await held(page);
  await page.keyboard.press("/");
  await box.input.fill("git");
  await network.has("git");
  await page.evaluate(() => document.querySelector("docent-search").close());
  await network.release("git");
  await page.keyboard.press("/");
  await page.keyboard.type("gull");
  await network.release("gull");
  await shown(page, "gull");
  assert.deepEqual(await page.evaluate(() => globalThis.answered.filter((q) => q === "git")), []);
}));

check("56: keys that come fast ask once", () => on('<docent-search debounce="2000"></docent-search>', async (page) => {
  const asked = [];
  page.on("request", (request) => searching()(new URL(request.url())) && asked.push(new URL(request.url()).searchParams.get("q")));
  await page.keyboard.press("/");
  await page.keyboard.type("undo");
  await shown(page, "undo");
  assert.deepEqual(asked.filter(Boolean), ["undo"]);
}));

check("56: the key right after the slash is not lost", () => on(BOX, async (page, box) => {
  await page.evaluate(() => {
    // Both keys in one go, as a fast reader has them: the box may not wait for anything between.
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, composed: true, cancelable: true }));
    document.execCommand("insertText", false, "g");
  });
  assert.equal(await box.input.inputValue(), "g");
  await page.keyboard.type("ull");
  await shown(page, "gull");
}));

check("56: what was typed into the plain form goes on in the box", async () => {
  const page = await visit(browser, `<docent-search><form action="/find"><label>Search <input name="q" autofocus></label></form></docent-search>`, {
    prepare: async (page) => {
      await page.route("**/docent-search.js", async (route) => {
        await page.locator("form input").pressSequentially("gu");
        await route.fallback();
      });
    },
  });
  await defined(page);
  const box = parts(page);
  await box.dialog.waitFor();
  await page.keyboard.press("End");
  await page.keyboard.type("ll");
  await shown(page, "gull");
  assert.equal(await box.input.inputValue(), "gull");
  await page.context().close();
});

check("what is being composed is not searched, its Enter opens nothing", () => on(BOX, async (page, box) => {
  const asked = [];
  page.on("request", (request) => searching()(new URL(request.url())) && asked.push(new URL(request.url()).searchParams.get("q")));
  await page.keyboard.press("/");
  await settled(page, "start");
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "でー", selectionStart: 2, selectionEnd: 2 });
  await box.input.evaluate((input) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
  assert.deepEqual(asked.filter(Boolean), []);
  await session.send("Input.insertText", { text: "データ" });
  await shown(page, "データ");
  assert.deepEqual(asked.filter(Boolean), ["データ"]);
}));
