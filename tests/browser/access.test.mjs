//! Acceptance 54: axe-core has nothing to say, in each state and theme.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { check, defined, launch, parts, searching, settled, violations, visit } from "./harness.mjs";

const HEADING = "<h1>A page</h1>";
const DIALOG = `${HEADING}<docent-search recent></docent-search>`;
const INLINE = `${HEADING}<docent-search mode="inline"></docent-search>`;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const THEMES = {
  light: {},
  dark: { context: { colorScheme: "dark" } },
  "forced colours": { context: { forcedColors: "active" } },
  phone: { context: PHONE },
  "right to left": { lang: "ar" },
};

/** What is typed, the state it leads to, and what else is done. */
const STATES = {
  start: ["", "start"],
  results: ["git undo", "results", (page) => page.keyboard.press("ArrowDown")],
  answer: ["does git reset delete files", "results"],
  filtered: ["git", "results", async (page, box) => {
    await box.chips.first().click();
    await page.locator("docent-search .chip[aria-pressed=true]").waitFor();
  }],
  corrected: ["deplyom", "results"],
  none: ["zzzzzz", "none"],
  error: ["broken", "error"],
  recent: ["", "start"],
};

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const prepare = async (page) => {
  await page.route(searching("broken"), (route) => route.fulfill({ status: 500, json: {} }));
  await page.addInitScript(() => localStorage.setItem("docent-recent", '["git","gull"]'));
};

for (const [theme, options] of Object.entries(THEMES)) {
  for (const [mode, body] of Object.entries({ dialog: DIALOG, inline: INLINE })) {
    check(`54: ${theme}, ${mode}`, async () => {
      const page = await visit(browser, body, { ...options, prepare });
      await defined(page);
      const box = parts(page);
      // Before it is opened, then every state one after the other.
      const found = (await violations(page)).map((violation) => `closed: ${violation}`);
      for (const [name, [q, state, more]] of Object.entries(STATES)) {
        await page.evaluate((text) => {
          const box = document.querySelector("docent-search");
          box.shadowRoot.querySelector("[data-state]")?.removeAttribute("data-state");
          box.open(text);
        }, q);
        await settled(page, state);
        await more?.(page, box);
        found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
        const pressed = page.locator("docent-search .chip[aria-pressed=true]");
        if (await pressed.count()) await pressed.first().click();
      }
      assert.deepEqual(found, []);
      await page.context().close();
    });
  }
}

check("motion stops where the reader asks for it", async () => {
  const page = await visit(browser, DIALOG, { context: { reducedMotion: "reduce" } });
  await defined(page);
  await page.evaluate(() => document.querySelector("docent-search").open());
  await settled(page, "start");
  const names = await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("docent-search");
    shadowRoot.querySelector("dialog").setAttribute("data-busy", "");
    return shadowRoot.getAnimations({ subtree: true }).length;
  });
  assert.equal(names, 0);
  await page.context().close();
});
