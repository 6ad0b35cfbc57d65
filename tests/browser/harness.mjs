//! What the browser tests share: a browser, pages around the box, answers held back.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

/** Where the service under test is; `tests/it/browser.rs` starts it. */
export const ORIGIN = process.env.DOCENT_ORIGIN ?? "http://127.0.0.1:7979";

/** What a careful site sends: nothing inline, nothing from elsewhere. */
export const STRICT = "default-src 'self'; base-uri 'none'; require-trusted-types-for 'script'";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Starts the browser that the machine has; none is ever fetched. */
export function launch() {
  return chromium.launch({ executablePath: process.env.DOCENT_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/**
 * Opens a page of a site with `body`, on the service's own origin or another, and waits for its boxes.
 * Every other address of the site is a page with the same heading for each of its sections.
 */
export async function visit(browser, body, options = {}) {
  const { origin = ORIGIN, path = "/site/", lang = "en", csp = STRICT, head = "", context: settings = {}, prepare } = options;
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...settings });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && page.problems.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => { page.problems.push(`dialog: ${dialog.message()}`); return dialog.dismiss(); });
  const html = document(body, { lang, head, script: `${ORIGIN}/docent-search.js` });
  const ours = /^\/(search|suggest|assets\/|docent-|healthz)/;
  await page.route((url) => url.origin === origin && !(origin === ORIGIN && ours.test(url.pathname)), (route) => {
    const at = new URL(route.request().url()).pathname;
    return route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": csp },
      body: at === path ? html : document(`<h1>${at.replace(/[<&]/g, "")}</h1>`, { lang, head, script: `${ORIGIN}/docent-search.js` }),
    });
  });
  await prepare?.(page);
  await page.goto(origin + path + (options.query ?? ""));
  return page;
}

function document(body, { lang, head, script }) {
  const dir = lang === "ar" ? ' dir="rtl"' : "";
  return `<!doctype html><html lang="${lang}"${dir}><head><meta charset="utf-8"><title>A site</title>
<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="${script}"></script>${head}</head><body><main>${body}</main></body></html>`;
}

/** Returns what axe-core has against the page as it is. */
export async function violations(page) {
  // Through the browser's own channel, so that the site's policy need not allow it.
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: { type: "tag", values: [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
  ] } }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.flat().join(" ")} ${failureSummary}`).join("; ")}`);
}

/** Returns whether a search for `q` is being asked, as `page.route` wants it. */
export function searching(q) {
  return (url) => url.pathname === "/search" && (q === undefined || url.searchParams.get("q") === q);
}

/** Waits until a box shows the answer to what it asks; in `state`, if it is named. */
export function settled(page, state) {
  const of = state ? `="${state}"` : "";
  return page.locator(`docent-search [data-state${of}]:not([data-busy])`).first().waitFor({ state: "attached" });
}
