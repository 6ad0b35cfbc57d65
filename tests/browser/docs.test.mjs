//! The lines of docs/search-box.md, each pasted into a page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { ORIGIN, check, defined, launch, parts, shown, visit } from "./harness.mjs";

const manual = readFileSync(new URL("../../docs/search-box.md", import.meta.url), "utf8");
const examples = [...manual.matchAll(/```html\n(.*?)```/gs)].map(([, text]) => text.replaceAll("https://search.example.com", ORIGIN));
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

check("every example gives a box that finds", async () => {
  assert.ok(examples.length >= 4);
  for (const example of examples.filter((text) => text.includes("<docent-search"))) {
    const page = await visit(browser, example, { csp: "script-src 'self' 'unsafe-inline'" });
    await defined(page);
    await page.evaluate(() => document.querySelector("docent-search").open("git undo"));
    await shown(page, "git undo");
    assert.ok(await parts(page).rows.count() > 0, example);
    assert.deepEqual(page.problems, [], example);
    await page.context().close();
  }
});

check("the example of a router opens hits without a load", async () => {
  const example = examples.find((text) => text.includes("router.push"));
  const page = await visit(browser, example, {
    csp: "script-src 'self' 'unsafe-inline'",
    prepare: (page) => page.addInitScript(() => { globalThis.router = { push: (to) => { globalThis.went = to; } }; }),
  });
  await defined(page);
  await page.getByRole("button", { name: "Find" }).click();
  await page.keyboard.type("git undo");
  await shown(page, "git undo");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => globalThis.went), "/git/undo/");
  await page.context().close();
});

check("every attribute and part that the manual names is one", async () => {
  const { execFileSync } = await import("node:child_process");
  const source = execFileSync("cat", ["docent-search.js", "search/frame.js", "search/cards.js", "search/filters.js", "search/styles.css"],
    { cwd: new URL("../../web/", import.meta.url), encoding: "utf8" });
  const attributes = [...manual.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
  const variables = manual.match(/--ds-[a-z-]+/g);
  const named = manual.match(/Parts for `::part\(\)`: `([^`]+)`/)[1].split(/\s+/);
  assert.ok(attributes.length > 10 && variables.length > 8 && named.length > 20);
  for (const name of [...attributes, ...variables, ...named]) assert.ok(source.includes(name), `${name} is in the manual only`);
  for (const name of source.match(/--ds-[a-z-]+/g)) assert.ok(variables.includes(name), `${name} is not in the manual`);
});
