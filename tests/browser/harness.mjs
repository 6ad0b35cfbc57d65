//! What the browser tests share: a browser, pages around the box, answers held back.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { chromium } from "playwright-core";

/** Where the service under test is; `tests/it/browser.rs` starts it. */
export const ORIGIN = process.env.DOCENT_ORIGIN ?? "http://127.0.0.1:7979";

/** A site that is on another origin than the service. */
export const ELSEWHERE = "http://127.0.0.1:9999";

/** What a careful site sends: nothing inline, nothing from elsewhere. */
export const STRICT = "default-src 'self'; base-uri 'none'; require-trusted-types-for 'script'";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** A test with a limit of time: one that hangs must not keep the others from running. */
export function check(name, run) {
  return test(name, { timeout: 60_000 }, run);
}

/** Starts the browser that the machine has; none is ever fetched. */
export function launch() {
  return chromium.launch({ executablePath: process.env.DOCENT_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/**
 * Opens a page of a site with `body`, on the service's own origin or another, and waits for its boxes.
 * Every other address of the site is a page with the same boxes.
 */
export async function visit(browser, body, options = {}) {
  const { origin = ORIGIN, path = "/site/", lang = "en", csp = STRICT, head = "", context: settings = {}, prepare } = options;
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1100, height: 800 }, ...settings });
  context.setDefaultTimeout(15_000);
  // A page that is made up here has no address of its own, and would have to ask to reach this machine.
  if (origin !== ORIGIN) await context.grantPermissions(["local-network-access"], { origin });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && page.problems.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => { page.problems.push(`dialog: ${dialog.message()}`); return dialog.dismiss(); });
  const html = document(body, { lang, head, script: `${ORIGIN}/docent-search.js` });
  const ours = /^\/(search|suggest|assets\/|docent-|healthz)/;
  await page.route((url) => url.origin === origin && !(origin === ORIGIN && ours.test(url.pathname)), (route) => {
    const at = new URL(route.request().url()).pathname;
    if (at === "/site.css") return route.fulfill({ contentType: "text/css", body: "html { background: light-dark(#fff, #16181d); color: light-dark(#111, #eee); font-family: sans-serif; }" });
    return route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": csp },
      body: at === path ? html : document(`<h1>Another page</h1>${options.elsewhere ?? body}`, { lang, head, script: `${ORIGIN}/docent-search.js` }),
    });
  });
  await page.addInitScript(() => {
    globalThis.answered = [];
    globalThis.events = [];
    for (const name of ["open", "close", "results", "select", "error"]) {
      document.addEventListener(`docent-${name}`, ({ detail }) => {
        globalThis.events.push([name, detail]);
        if (name === "results") globalThis.answered.push(detail.query);
      });
    }
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await prepare?.(page);
  await page.goto(origin + path + (options.query ?? ""));
  return page;
}

function document(body, { lang, head, script }) {
  const dir = lang === "ar" ? ' dir="rtl"' : "";
  return `<!doctype html><html lang="${lang}"${dir}><head><meta charset="utf-8"><title>A site</title>
<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css">
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

/** Opens the dialog by its key and types `q`, the first letter at once. */
export async function search(page, q, state = "results") {
  await defined(page);
  await page.keyboard.press("/");
  await page.keyboard.type(q);
  await shown(page, q);
  await settled(page, state);
}

/** Waits until the scripts of the page have made its boxes. */
export function defined(page) {
  return page.locator("docent-search:defined").first().waitFor({ state: "attached" });
}

/** Waits until the answer to `q` is there: boxes say so with an event. */
export function shown(page, q) {
  return page.evaluate((wanted) => new Promise((resolve, reject) => {
    const is = () => globalThis.answered.at(-1) === wanted && resolve();
    document.addEventListener("docent-results", () => setTimeout(is));
    setTimeout(() => reject(new Error(`no answer to "${wanted}", but to ${JSON.stringify(globalThis.answered)}`)), 10_000);
    is();
  }), q);
}

/** Returns the input, the rows and the status of the box. */
export function parts(page) {
  const box = page.locator("docent-search").first();
  return {
    input: box.locator(".input"), rows: box.locator(".option"), chips: box.locator(".chip"), dialog: box.locator("dialog"),
    status: box.getByRole("status"), trigger: box.locator(".trigger"), active: box.locator(".option[aria-selected=true]"),
    note: box.locator(".note"), after: box.locator(".after"),
  };
}
