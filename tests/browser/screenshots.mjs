//! Takes a picture of every state of the box, to be looked at: `node screenshots.mjs ORIGIN FOLDER`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

const [, , origin = "http://127.0.0.1:7979", folder = "../../target/screenshots"] = process.argv;
process.env.DOCENT_ORIGIN = origin;
const { launch, searching, settled, visit } = await import("./harness.mjs");

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const DARK = { colorScheme: "dark" };
const DIALOG = "<h1>Guide</h1><p>Some text of a page of this site.</p><docent-search recent></docent-search>";
const INLINE = "<h1>Search</h1><docent-search mode=inline></docent-search>";
const fail = (page) => page.route(searching(), (route) => route.fulfill({ status: 503, body: "{}" }));

/** Each state: its name, what is typed, and what else is so. */
const STATES = [
  ["start", ""],
  ["results", "git undo"],
  ["code", "vec::new"],
  ["answer", "what is a closure"],
  ["corrected", "deplyom", { keys: ["ArrowDown", "ArrowDown"] }],
  ["empty", "qwrtzpsdfg"],
  ["error", "git", { prepare: fail }],
  ["filtered", "css", { press: "beginner" }],
  ["dark", "async await", { context: DARK, keys: ["ArrowDown"] }],
  ["dark-start", "", { context: DARK }],
  ["phone", "flexbox center", { context: PHONE }],
  ["phone-dark", "flexbox center", { context: { ...PHONE, ...DARK } }],
  ["forced-colours", "git undo", { context: { forcedColors: "active" }, keys: ["ArrowDown"] }],
  ["arabic", "css", { lang: "ar", keys: ["ArrowDown"] }],
  ["arabic-phone", "css", { lang: "ar", context: PHONE }],
  ["japanese", "データベース", { lang: "ja" }],
  ["german", "datenbank", { lang: "de" }],
  ["inline", "python list", { body: INLINE }],
  ["inline-phone", "python list", { body: INLINE, context: PHONE }],
  ["inline-dark", "python list", { body: INLINE, context: DARK }],
  ["trigger", null],
  ["recent", "", { prepare: (page) => page.addInitScript(() => localStorage.setItem("docent-recent", '["git undo","flexbox"]')) }],
];

const wanted = process.argv[4]?.split(",");
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [name, q, { body = DIALOG, keys = [], press, ...options } = {}] of STATES) {
  if (wanted && !wanted.includes(name)) continue;
  const page = await visit(browser, body, options);
  await page.evaluate(() => customElements.whenDefined("docent-search").then(() => {}));
  if (q !== null) {
    await page.evaluate((text) => document.querySelector("docent-search").open(text), q);
    await page.waitForTimeout(700);
    await settled(page);
    if (press) await page.getByRole("button", { name: press }).click();
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForTimeout(500);
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
}
await browser.close();
