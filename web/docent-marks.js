//! Marks the words of a search on the page that its hit opens; Escape takes them away.
//!
//! The box leaves the words in the session storage of the site, so that addresses
//! stay clean. Nothing of the page is changed: browsers paint the marks over it
//! (CSS custom highlights), so no framework notices. Where the site is on another
//! origin than the box, the box writes a text fragment, which browsers mark alone.

const NAME = "docent";
/** So long is waited for a page that its scripts still write, in milliseconds. */
const PATIENCE_MS = 3000;
/** So many places are marked at most. */
const MAX_MARKS = 500;
const NOT_TEXT = "script, style, noscript, template, textarea, select, svg, docent-search, [hidden], [aria-hidden=true]";

/** Returns the words left for this page, once. */
function left() {
  try {
    const { url, words } = JSON.parse(sessionStorage.getItem("docent-marks"));
    const { origin, pathname } = new URL(url);
    if (origin + pathname !== location.origin + location.pathname || !Array.isArray(words)) return null;
    sessionStorage.removeItem("docent-marks");
    return words.filter((word) => typeof word === "string" && word.trim());
  } catch {
    return null; // Nothing was left, or storage is closed.
  }
}

/** Returns what finds any of the words: the longest first, and words of letters only where they begin. */
function finder(words) {
  const longest = [...words].sort((a, b) => b.length - a.length);
  const escaped = longest.map((word) => {
    const text = word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\s+/g, "\\s+");
    // Chinese and Japanese write words without blanks between them.
    return /^[\p{L}\p{N}_]/u.test(word) && !/^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]/u.test(word) ? `(?<![\\p{L}\\p{N}_])${text}` : text;
  });
  return new RegExp(escaped.join("|"), "giu");
}

function ranges(root, words) {
  const find = finder(words);
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement?.closest(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  });
  for (let node = walker.nextNode(); node && found.length < MAX_MARKS; node = walker.nextNode()) {
    for (const match of node.data.matchAll(find)) {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      found.push(range);
    }
  }
  return found;
}

/** Returns the section that the address names, if it is there already. */
function section() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

function scrollTo(target) {
  for (let outer = target; outer; outer = outer.parentElement) if (outer.localName === "details") outer.open = true;
  target.scrollIntoView({ block: "start" });
}

function paint(words) {
  const root = document.querySelector("main, [role=main], article") ?? document.body;
  const found = ranges(root, words);
  if (found.length === 0) return false;
  CSS.highlights.set(NAME, new Highlight(...found));
  const target = location.hash.length > 1 ? section() : found[0].startContainer.parentElement;
  if (target) scrollTo(target);
  return true;
}

let watcher;

/** Marks what was left for this page, now or when the page has it. */
function mark() {
  const words = left();
  if (!words?.length) return;
  clear();
  if (paint(words)) return;
  watcher = new MutationObserver(() => paint(words) && watcher.disconnect());
  watcher.observe(document.documentElement, { childList: true, subtree: true });
  const own = watcher;
  setTimeout(() => own.disconnect(), PATIENCE_MS);
}

function clear() {
  watcher?.disconnect();
  CSS.highlights.delete(NAME);
}

if ("highlights" in CSS) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`::highlight(${NAME}) { background-color: var(--docent-mark-bg, #ffe58a); color: var(--docent-mark-fg, #1c2127); }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) clear();
  });
  // A site that changes its pages by script does so after the event, and after Back.
  document.addEventListener("docent-select", (event) => setTimeout(() => event.detail.newTab || mark()));
  addEventListener("popstate", clear);
  addEventListener("pageshow", mark);
  mark();
}
