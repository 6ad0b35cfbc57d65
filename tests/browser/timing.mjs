//! Measures what a reader waits for: `node timing.mjs ORIGIN [ROUNDS] [QUERY,QUERY…]`. Nothing is asserted.

const [, , origin = "http://127.0.0.1:7979", rounds = "20", queries = "git undo,flexbox center,vec::new,deplyom"] = process.argv;
process.env.DOCENT_ORIGIN = origin;
const { defined, launch, parts, shown, visit } = await import("./harness.mjs");

/** Takes times by name and says their spread. */
class Times {
  #taken = new Map();

  add(name, ms) {
    this.#taken.set(name, [...(this.#taken.get(name) ?? []), ms]);
  }

  print() {
    for (const [name, times] of this.#taken) {
      const sorted = times.sort((a, b) => a - b);
      const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(1);
      console.log(`${name.padEnd(44)} n=${sorted.length}  p50 ${at(0.5)} ms  p90 ${at(0.9)} ms  max ${at(1)} ms`);
    }
  }
}

const times = new Times();
const browser = await launch();
for (let round = 0; round < Number(rounds); round++) {
  const page = await visit(browser, '<h1>A page</h1><docent-search debounce="0"></docent-search>');
  await defined(page);
  times.add("page with the box, first paint", await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ type: "paint", buffered: true });
  })));
  times.add("script fetched (nothing cached)", await page.evaluate(() => performance.getEntriesByName(document.querySelector("script").src)[0].duration));
  times.add("slash to the dialog painted", await page.evaluate(() => new Promise((resolve) => {
    const started = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
  })));
  for (const q of queries.split(",")) {
    await parts(page).input.fill("");
    for (const letter of q) {
      // From the key to the frame that shows its answer; the debounce of 80 ms comes on top.
      times.add("key to its answer painted (debounce 0)", await page.evaluate((key) => new Promise((resolve) => {
        const box = document.querySelector("docent-search");
        const input = box.shadowRoot.querySelector("input");
        const started = performance.now();
        box.addEventListener("docent-results", () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started))), { once: true });
        input.value += key;
        input.dispatchEvent(new InputEvent("input"));
      }), letter));
    }
    await shown(page, q);
  }
  await page.context().close();
}
// The page of results, from the server, without the box.
for (let round = 0; round < Number(rounds); round++) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/search?q=${encodeURIComponent(queries.split(",")[0])}`);
  times.add("results page, first contentful paint", await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntriesByName("first-contentful-paint")[0];
      if (entry) resolve(entry.startTime);
    }).observe({ type: "paint", buffered: true });
  })));
  await context.close();
}
times.print();
await browser.close();
