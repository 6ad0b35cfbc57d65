//! What the box shows: cards, filters, corrections, nothing, errors, earlier searches, languages.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { check, defined, launch, parts, search, searching, settled, shown, visit } from "./harness.mjs";

const BOX = "<docent-search></docent-search>";
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Opens a page, runs a test on it; `errors` are those that it wants. */
async function on(body, options, run, errors = []) {
  const page = await visit(browser, body, options);
  await defined(page);
  await run(page, parts(page));
  assert.deepEqual(page.problems.filter((problem) => !errors.some((error) => problem.includes(error))), []);
  await page.context().close();
}

const texts = (locator) => locator.evaluateAll((elements) => elements.map((element) => element.textContent));

check("pages stand with their sections, breadcrumbs and marked words", () => on(BOX, {}, async (page, box) => {
  await search(page, "git undo");
  const group = page.getByRole("group", { name: "Undoing things in Git" });
  assert.equal(await group.getByRole("option").count(), 4);
  assert.equal(await group.locator(".title").textContent(), "Undoing things in Gitbeginner");
  assert.deepEqual(await texts(group.locator(".title mark")), ["Undoing", "Git"]);
  assert.equal(await group.locator(".group-label").textContent(), "Git");
  assert.deepEqual(await texts(group.locator(".heading")), ["Undo a pushed commit", "Undo the last commit", "Questions and answers › Does git reset delete files?"]);
}));

check("a question stands with its answer", () => on(BOX, {}, async (page) => {
  await search(page, "does git reset delete files");
  assert.equal(await page.locator("docent-search .faq .answer").first().textContent(), "Only with --hard; otherwise the files stay as they are.");
}));

check("a heading that is a name in code looks like code", () => on(BOX, {}, async (page) => {
  await search(page, "vec::new");
  const name = page.locator("docent-search .heading .name");
  assert.equal(await name.textContent(), "Vec::new");
  assert.match(await name.evaluate((element) => getComputedStyle(element).fontFamily), /monospace/);
}));

check("37: a chip shows as many pages as it says, and keeps the focus", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  const chip = page.getByRole("button", { name: "beginner 1" });
  await chip.click();
  await page.getByRole("button", { name: "beginner 1", pressed: true }).waitFor();
  await page.locator("docent-search [role=status]", { hasText: "1 result" }).waitFor();
  assert.equal(await page.locator("docent-search .group").count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.chip), "level:beginner");
  assert.equal(await page.getByRole("button", { name: "intermediate 1" }).count(), 1, "the others of its facet stay");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "beginner 1", pressed: false }).waitFor();
}));

check("15: the answer says what a word was taken for, with the way back", () => on(BOX, {}, async (page, box) => {
  await search(page, "deplyom");
  assert.equal(await box.note.textContent(), "Showing results for deployment. Search instead for deplyom");
  await page.getByRole("button", { name: "Search instead for deplyom" }).click();
  await settled(page, "none");
  assert.match(await box.after.textContent(), /No results for “deplyom”/);
  assert.equal(await box.note.textContent(), "");
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.localName), "input");
}));

check("where nothing is found there is something to do", () => on(BOX, {}, async (page, box) => {
  await search(page, "git");
  await page.getByRole("button", { name: "beginner 1" }).click();
  await page.getByRole("button", { name: "beginner 1", pressed: true }).waitFor();
  await box.input.fill("zzzzzzz");
  await settled(page, "none");
  assert.match(await box.after.textContent(), /No results for “zzzzzzz”.*fewer or other words/);
  await box.input.fill("deployment");
  await shown(page, "deployment");
  await settled(page, "none");
  await page.getByRole("button", { name: "Clear – Filters" }).click();
  await settled(page, "results");
  assert.equal(await box.input.inputValue(), "deployment");
}));

check("a suggestion is a button that searches it", () => on(BOX, {
  prepare: (page) => page.route(searching("gulll"), async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, results: [], total: { value: 0, relation: "eq" }, suggestions: ["gull"] } });
  }),
}, async (page, box) => {
  await search(page, "gulll", "none");
  await page.getByRole("button", { name: "gull", exact: true }).click();
  await shown(page, "gull");
  assert.equal(await box.input.inputValue(), "gull");
}));

check("more results come below, in one numbering", () => on(BOX, {}, async (page, box) => {
  await search(page, "rock");
  assert.equal(await page.locator("docent-search .group").count(), 6);
  await page.getByRole("button", { name: "More results" }).click();
  await page.locator("docent-search .group").nth(11).waitFor();
  const ids = await box.rows.evaluateAll((rows) => rows.map((row) => row.id));
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.localName), "input");
}));

check("an error is said, and another try mends it", () => on(BOX, {
  prepare: async (page) => {
    let broken = true;
    await page.exposeFunction("mend", () => { broken = false; });
    await page.route(searching("git"), (route) => (broken ? route.fulfill({ status: 503, json: { detail: "busy" } }) : route.fallback()));
  },
}, async (page, box) => {
  await page.keyboard.press("/");
  await page.keyboard.type("git");
  await settled(page, "error");
  await page.locator("docent-search [role=status]", { hasText: "The search is not answering." }).waitFor();
  assert.equal((await page.evaluate(() => String(globalThis.events.at(-1)[1].error))), "Error: busy");
  await page.evaluate(() => globalThis.mend());
  await page.getByRole("button", { name: "Try again" }).click();
  await settled(page, "results");
}, ["503"]));

check("what is no answer is an error, whatever it is", async () => {
  for (const body of ["", "{}", "null", "[]", '{"results":5}', "<html>"]) {
    await on(BOX, { prepare: (page) => page.route(searching(), (route) => route.fulfill({ body })) }, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("git");
      await settled(page, "error");
    });
  }
});

check("54: the count is said once, after the typing, in words of its number", () => on(BOX, {}, async (page, box) => {
  await page.evaluate(() => {
    globalThis.said = [];
    const status = document.querySelector("docent-search").shadowRoot.querySelector("[role=status]");
    new MutationObserver(() => globalThis.said.push(status.textContent)).observe(status, { childList: true });
  });
  await search(page, "rock");
  await page.locator("docent-search [role=status]", { hasText: "15 results" }).waitFor();
  const said = await page.evaluate(() => globalThis.said.filter(Boolean));
  assert.ok(said.length <= 2 && said.at(-1) === "15 results", said.join());
  await box.input.fill("deployment");
  await page.locator("docent-search [role=status]", { hasText: /^1 result$/ }).waitFor();
}));

check("earlier searches are kept where the owner asks for it, and only there", async () => {
  await on("<docent-search recent></docent-search>", {}, async (page, box) => {
    await page.evaluate(() => document.addEventListener("docent-select", (event) => event.preventDefault()));
    for (const q of ["git", "gull", "git"]) {
      await search(page, q);
      await page.keyboard.press("Enter");
      await box.dialog.waitFor({ state: "hidden" });
      await box.input.evaluate((input) => { input.value = ""; });
    }
    assert.equal(await page.evaluate(() => localStorage.getItem("docent-recent")), '["git","gull"]');
    await page.keyboard.press("/");
    await page.getByRole("group", { name: "Recent searches" }).waitFor();
    assert.deepEqual(await texts(box.rows), ["git", "gull"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await shown(page, "gull");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear – Recent searches" }).click();
    await box.rows.first().waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => localStorage.getItem("docent-recent")), "[]");
  });
  await on(BOX, {}, async (page) => {
    await page.evaluate(() => document.addEventListener("docent-select", (event) => event.preventDefault()));
    await search(page, "git");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });
});

check("36: eight languages, each with its plurals and direction", async () => {
  const said = {
    en: "15 results", es: "15 resultados", de: "15 Ergebnisse", fr: "15 résultats", pt: "15 resultados", zh: "15 个结果", ja: "15 件の結果",
    ar: "15 نتيجة", "pt-BR": "15 resultados", tlh: "15 results",
  };
  for (const [lang, count] of Object.entries(said)) {
    await on(BOX, { lang }, async (page, box) => {
      await search(page, "rock");
      await page.locator("docent-search [role=status]", { hasText: count }).waitFor();
      assert.equal(await box.dialog.evaluate((dialog) => getComputedStyle(dialog).direction), lang === "ar" ? "rtl" : "ltr");
      for (const part of [box.trigger, box.input]) {
        const words = await part.evaluate((element) => `${element.textContent}${element.placeholder ?? ""}${element.getAttribute("aria-label") ?? ""}`);
        assert.doesNotMatch(words, /undefined|null|\{/);
      }
    });
  }
});

check("the owner's words come before ours, and broken ones do no harm", async () => {
  await on(`<docent-search messages='{"search":"Find","other":"{n} finds"}' placeholder="Find birds"></docent-search>`, {}, async (page, box) => {
    await search(page, "rock");
    await page.locator("docent-search [role=status]", { hasText: "15 finds" }).waitFor();
    assert.equal(await box.input.getAttribute("aria-label"), "Find");
    assert.equal(await box.input.getAttribute("placeholder"), "Find birds");
  });
  await on("<docent-search messages='{oops'></docent-search>", {}, (page) => search(page, "rock"), ["messages"]);
});

check("what the page filters is always asked for", () => on('<docent-search filters="topic=git&amp;level=beginner" facets="" limit="2"></docent-search>', {}, async (page, box) => {
  const asked = page.waitForRequest((request) => searching("git")(new URL(request.url())));
  await search(page, "git");
  const parameters = new URL((await asked).url()).searchParams;
  assert.deepEqual(Object.fromEntries(parameters), { prefer_language: "en", topic: "git", level: "beginner", q: "git", per_page: "2", facets: "none" });
  assert.equal(await page.locator("docent-search .group").count(), 1);
  assert.equal(await box.chips.count(), 0);
}));

check("a phone has the whole screen and rows to touch", () => on(BOX, { context: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true } }, async (page, box) => {
  await box.trigger.tap();
  await box.input.fill("rock");
  await settled(page, "results");
  const { width, height } = await box.dialog.boundingBox();
  assert.deepEqual([width, height], [360, 640]);
  for (const target of [...await box.rows.all(), ...await box.chips.all(), page.locator("docent-search .close")]) {
    const size = await target.boundingBox();
    assert.ok(size.height >= 44, `${await target.textContent()} is ${size.height} high`);
  }
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing is wider than the screen");
  assert.ok(Number.parseFloat(await box.input.evaluate((input) => getComputedStyle(input).fontSize)) >= 16, "a phone would zoom in");
  await page.getByRole("button", { name: "Close" }).tap();
  await box.dialog.waitFor({ state: "hidden" });
}));

check("what is shown does not move while the next answer is awaited", () => on(BOX, {
  prepare: (page) => page.route(searching("rock 01"), async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 400); });
    await route.fallback();
  }),
}, async (page, box) => {
  await search(page, "rock");
  const first = await box.rows.first().boundingBox();
  await page.keyboard.type(" 01");
  await page.locator("docent-search [data-busy]").waitFor();
  assert.deepEqual(await box.rows.first().boundingBox(), first);
  await shown(page, "rock 01");
  assert.deepEqual((await box.rows.first().boundingBox()).y, first.y);
}));
