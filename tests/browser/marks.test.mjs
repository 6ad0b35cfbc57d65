//! The searched words on the page that a hit opens.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ORIGIN, check, defined, launch, parts, search, visit } from "./harness.mjs";

const BOX = "<docent-search></docent-search>";
const FILL = "<p>More text.</p>".repeat(60);
const PAGE = `${BOX}<h1>Undoing things</h1><p>Git undoes; a digit does not.</p>${FILL}<details><summary>More</summary>
  <h2 id="undo-the-last-commit">Undo the last commit</h2><p>commit and <em>commits</em></p></details><script>"commit"</script>${FILL}`;
const head = `<script type="module" src="${ORIGIN}/docent-marks.js"></script>`;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const marks = (page) => page.evaluate(() => [...(CSS.highlights.get("docent") ?? [])].map(String));

async function opened(page, q, section) {
  await defined(page);
  await search(page, q);
  const row = section ? page.locator(`docent-search a[href$="${section}"]`) : parts(page).rows.first();
  await row.click();
  await page.locator("h1", { hasText: "Another page" }).waitFor();
}

check("the words that matched are marked, the section is in view, Escape takes the marks away", async () => {
  const page = await visit(browser, BOX, { head, elsewhere: PAGE });
  await opened(page, "undo last comit", "#undo-the-last-commit");
  await page.locator("#undo-the-last-commit").waitFor({ state: "visible" });
  assert.equal(new URL(page.url()).search, "", "the address is clean");
  assert.deepEqual([...new Set((await marks(page)).map((word) => word.toLowerCase()))].sort(), ["commit", "last", "undo"]);
  const top = await page.locator("#undo-the-last-commit").evaluate((heading) => heading.getBoundingClientRect().top);
  assert.ok(top > -1 && top < 100, `the section is ${top} from the top`);
  await page.keyboard.press("Escape");
  assert.deepEqual(await marks(page), []);
  await page.reload();
  await defined(page);
  assert.deepEqual(await marks(page), [], "once is enough");
  assert.deepEqual(page.problems.filter((problem) => !problem.includes("inline")), []);
  await page.context().close();
});

check("a page that its scripts write later is marked when it is there", async () => {
  const page = await visit(browser, BOX, { head, elsewhere: "" });
  await opened(page, "git undo");
  assert.deepEqual(await marks(page), []);
  await page.evaluate(() => {
    const text = document.createElement("p");
    text.textContent = "Undoing things in Git, not in digits";
    document.querySelector("main").append(text);
  });
  await page.waitForTimeout(0);
  assert.deepEqual(await marks(page), ["Undoing", "Git"]);
  await page.context().close();
});

check("a site that changes pages by script marks without a load", async () => {
  const page = await visit(browser, BOX, { head });
  await defined(page);
  await page.evaluate(() => document.addEventListener("docent-select", (event) => {
    event.preventDefault();
    history.pushState(null, "", event.detail.url);
    const text = document.createElement("p");
    text.textContent = "Git here";
    document.querySelector("main").append(text);
  }));
  await search(page, "git undo");
  await parts(page).rows.first().click();
  await page.waitForURL("**/git/undo/");
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 50); }));
  assert.deepEqual(await marks(page), ["Git"]);
  await page.context().close();
});

check("to another origin the words go as a text fragment, and nothing is kept", async () => {
  const page = await visit(browser, BOX, {
    prepare: (page) => page.route("**/search?**", async (route) => {
      const answer = await (await route.fetch()).json();
      for (const hit of answer.results) {
        hit.url = `http://learn.example${hit.url}`;
        for (const section of hit.sections) section.url = `http://learn.example${section.url}`;
      }
      await route.fulfill({ json: answer });
    }),
  });
  await defined(page);
  await search(page, "undo last commit");
  const href = await page.locator('docent-search a[href*="#undo-the-last-commit"]').getAttribute("href");
  assert.match(href, /^http:\/\/learn\.example\/git\/undo\/#undo-the-last-commit:~:text=\w+[\w%]*$/);
  await page.context().close();
});
