//! `<docent-search>`: a search box for any page, as a dialog or in place.
//!
//! The input is a combobox by the ARIA practices: the focus never leaves it, the
//! rows are links. An answer is shown only if no newer one is; old rows stay
//! until then, so that nothing jumps. docs/search-box.md is its manual.

import { cards, instead, searches, understood } from "./search/cards.js";
import { address, button, fill, h, nodes } from "./search/dom.js";
import { showFilters } from "./search/filters.js";
import { frame } from "./search/frame.js";
import { boxes } from "./search/hotkeys.js";
import { Place, escaped } from "./search/place.js";
import { strings } from "./search/strings.js";
import sheet from "./search/styles.css" with { type: "css" };

/** After so many milliseconds without a change, the count is announced. */
const QUIET_MS = 250;
/** An answer that takes longer than so many milliseconds is an error. */
const PATIENCE_MS = 8000;
/** Earlier searches, on this device only, where the owner asks for it. */
const RECENT = "docent-recent";
const KEPT_SEARCHES = 6;

class DocentSearch extends HTMLElement {
  #words;
  #place;
  /** Input, panel, rows and the other parts, by name. */
  #at;
  #options = [];
  #active = -1;
  #chosen = new Map();
  /** The query that is taken as it is spelt. */
  #literal;
  /** The query whose rows are shown; none while there are none. */
  #shown;
  #turn = 0;
  #timer;
  #quiet;
  #request;
  /** Whether Enter was pressed before the answer was here. */
  #hurried = false;

  connectedCallback() {
    const field = this.querySelector("input");
    const typing = field && field === document.activeElement;
    this.#build();
    const asked = this.#place.read();
    if (typing || (field?.value && this.#inline && !asked)) {
      this.#at.input.value = field.value;
      if (typing) this.open();
      else this.#ask(0);
    } else if (asked || this.#inline) this.#restore(asked);
    // The browser may not have gone to the field yet, and cannot once it is hidden.
    if (this.#inline && field?.autofocus) this.#at.input.focus();
  }

  disconnectedCallback() {
    this.#stop();
    boxes.delete(this);
    this.#place.release();
  }

  /** Whether the dialog is open. */
  get isOpen() {
    return this.#at?.panel.open ?? false;
  }

  /** The keys that open the box. */
  get keys() {
    return this.#list("hotkeys", "/ mod+k");
  }

  /** Opens the dialog, or goes to the input of an inline box; searches `q` where it is given. */
  open(q) {
    if (!this.#inline && !this.isOpen) {
      this.#place.enter();
      this.#showDialog();
    }
    const { input } = this.#at;
    if (q !== undefined) input.value = q;
    input.focus();
    input.select();
    if (this.#shown !== this.#q || !this.#q) this.#ask(0);
  }

  /** Closes the dialog. */
  close() {
    if (!this.isOpen) return;
    this.#place.leave();
    this.#hideDialog();
  }

  get #inline() {
    return this.getAttribute("mode") === "inline";
  }

  get #q() {
    return this.#at.input.value.trim();
  }

  #list(name, otherwise) {
    return (this.getAttribute(name) ?? otherwise).split(/\s+/).filter(Boolean);
  }

  #number(name, otherwise) {
    return Number(this.getAttribute(name) ?? otherwise);
  }

  get #facets() {
    return this.#list("facets", "topic level language");
  }

  #build() {
    const inline = this.#inline;
    this.#words = strings(this.closest("[lang]")?.lang || navigator.language, this.getAttribute("messages") ?? "{}");
    this.#place = new Place(this.getAttribute("param") ?? (inline ? "q" : "search"), this.#facets, inline, (asked) => this.#restore(asked));
    this.#at = frame(this.#words, inline, this.keys, this.getAttribute("placeholder"), {
      open: () => this.open(), close: () => this.close(), clear: () => this.#replace(""),
      typed: () => this.#ask(this.#number("debounce", 80)), key: (event) => this.#key(event),
    });
    this.#options = [];
    this.#shown = undefined;
    boxes.add(this);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    // What the page has inside an inline box is shown until there is an answer.
    root.replaceChildren(...(inline ? [this.#at.panel, h("slot")] : [this.#at.trigger, this.#at.panel]));
  }

  #showDialog() {
    this.#at.panel.showModal();
    this.#emit("open");
  }

  #hideDialog() {
    this.#stop();
    this.#at.panel.close();
    // Else the next key goes to the input, which is seen no more.
    this.#at.input.blur();
    this.#emit("close");
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#turn++;
    this.#at.panel.removeAttribute("data-busy");
  }

  #emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent("docent-" + name, { bubbles: true, composed: true, cancelable, detail }));
  }

  /** Makes the box what the address asks for. */
  #restore(asked) {
    if (!this.#inline && !asked) return this.isOpen && this.#hideDialog();
    const { q, chosen, literal } = asked ?? { q: "", chosen: new Map() };
    if (!this.#inline && !this.isOpen) this.#showDialog();
    this.#at.input.value = q;
    this.#chosen = chosen;
    this.#literal = literal ? q : null;
    this.#search();
  }

  /** Asks for what stands in the box, after `wait` ms without another question. */
  #ask(wait, step) {
    clearTimeout(this.#timer);
    this.#hurried = false;
    this.#shown = undefined;
    this.#timer = setTimeout(() => {
      this.#place.write({ q: this.#q, chosen: this.#chosen, literal: this.#literal === this.#q }, step);
      this.#search();
    }, wait);
  }

  async #search(page = 1) {
    const q = this.#q;
    const asks = q.length >= this.#number("min-chars", 1) || this.#chosen.size > 0;
    const turn = ++this.#turn;
    const started = performance.now();
    this.#request?.abort();
    this.#request = new AbortController();
    this.#at.panel.setAttribute("data-busy", "");
    try {
      const response = await fetch(this.#address(asks, page), {
        signal: AbortSignal.any([this.#request.signal, AbortSignal.timeout(PATIENCE_MS)]), headers: { accept: "application/json" },
      });
      const answer = await response.json();
      if (turn !== this.#turn) return;
      if (!response.ok) throw new Error(answer.detail ?? response.status);
      this.#show(answer, q, asks, page);
      if (asks) this.#emit("results", { query: q, total: answer.total.value, ms: performance.now() - started });
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#fail(page);
      this.#emit("error", { query: q, error });
    }
    this.#at.panel.removeAttribute("data-busy");
    if (this.#hurried) this.#enter(false);
  }

  #address(asks, page) {
    const url = new URL(this.getAttribute("endpoint") ?? "/search", this.hasAttribute("endpoint") ? document.baseURI : import.meta.url);
    const language = this.closest("[lang]")?.lang;
    if (/^[a-z][\w-]*$/i.test(language)) url.searchParams.set("prefer_language", language);
    for (const [name, value] of new URLSearchParams(this.getAttribute("filters") ?? "")) url.searchParams.append(name, value);
    if (asks) this.#describe(url);
    url.searchParams.set("per_page", asks ? this.#number("limit", this.#inline ? 10 : 6) : 0);
    url.searchParams.set("facets", this.#facets.join() || "none");
    if (page > 1) url.searchParams.set("page", page);
    return url;
  }

  /** Where the page of all results is, if the site has one. */
  get #results() {
    const url = this.hasAttribute("results-page") && address(this.getAttribute("results-page"));
    if (url) this.#describe(url);
    return url;
  }

  /** Writes what is searched into an address. */
  #describe({ searchParams }) {
    searchParams.set("q", this.#q);
    if (this.#literal === this.#q) searchParams.set("typo", "false");
    for (const [name, values] of this.#chosen) for (const value of values) searchParams.append(name, escaped(value));
  }

  #show(answer, q, asks, page) {
    const words = this.#words;
    const at = this.#at;
    // Where no site is known and the page around shows pages' own text, rows lead there.
    const lead = (url) => address((url?.[0] === "/" && this.getAttribute("pages") || "") + url);
    const groups = nodes(cards(answer.results, words, lead, (event, found) => this.#opened(event, found)));
    const total = asks && answer.total.value;
    let after = [];
    if (!asks) after = this.#start(groups);
    else if (!total) after = this.#nothing(q, answer.suggestions ?? []);
    else if (answer.page.next) {
      const results = this.#results;
      after = results ? h("a.more button", { href: results }, words.more)
        : button("more button", words.more, () => { this.#search(answer.page.next); at.input.focus({ preventScroll: true }); });
    }
    if (page > 1) at.rows.append(...groups);
    else {
      at.rows.replaceChildren(...groups);
      at.list.scrollTop = 0;
    }
    at.note.replaceChildren(...nodes(total ? understood(answer.query, words, () => { this.#literal = q; this.#replace(q); }) : []));
    at.after.replaceChildren(...nodes([after]));
    showFilters(at.filters, this.#facets, answer.facets, this.#chosen, words, (name, value) => this.#toggle(name, value));
    this.#shown = asks ? q : undefined;
    this.#settle(asks ? (total ? "results" : "none") : "start");
    this.#say(!asks ? "" : total ? words.counted(total, answer.total.relation === "gte" ? "+" : "") : words.none.replace("{q}", () => q));
  }

  #nothing(q, suggestions) {
    const words = this.#words;
    return instead(fill(words.none, { q }),
      suggestions.length > 0 && h("p", null, words.mean, suggestions.map((text) => [" ", button("link", h("bdi", null, text), () => this.#replace(text))])),
      h("p", null, words.hint),
      this.#chosen.size > 0 && this.#clearing(words.filters, () => { this.#chosen = new Map(); }));
  }

  /** Puts the earlier searches among the rows. */
  #start(groups) {
    const last = this.#recent();
    if (last.length === 0) return [];
    groups.push(searches(this.#words.recent, last, (q) => this.#replace(q)));
    return this.#clearing(this.#words.recent, () => this.#keep([]));
  }

  /** Returns a button that takes something away. */
  #clearing(name, clear) {
    const text = `${this.#words.clear} – ${name}`;
    return button("link", text, () => { clear(); this.#replace(this.#q); });
  }

  #fail(page) {
    const at = this.#at;
    const again = button("button", this.#words.retry, () => { at.input.focus(); this.#search(page); });
    at.after.replaceChildren(instead(this.#words.error, again));
    at.note.replaceChildren();
    if (page === 1) at.rows.replaceChildren();
    this.#settle("error");
    this.#say(this.#words.error);
  }

  /** Takes up the rows that are shown now. */
  #settle(state) {
    const { panel, rows, input } = this.#at;
    panel.dataset.state = state;
    this.#options = [...rows.querySelectorAll(".option")];
    this.#options.forEach((option, place) => { option.id = "option-" + place; });
    input.setAttribute("aria-expanded", String(this.#options.length > 0));
    this.#activate(-1);
    if (state !== "start") this.shadowRoot.querySelector("slot")?.remove();
  }

  #say(text) {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => { this.#at.status.textContent = text; }, QUIET_MS);
  }

  #activate(place) {
    this.#active = place;
    this.#options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = this.#options[place];
    this.#at.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
    if (place === 0) this.#at.list.scrollTop = 0;
  }

  #key(event) {
    const { key } = event;
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step && !event.altKey && !event.shiftKey) {
      // One place more than there are rows: that of the input itself.
      const places = this.#options.length + 1;
      this.#activate((this.#active + 1 + step + places) % places - 1);
    } else if (key === "Enter") this.#enter(event.ctrlKey || event.metaKey || event.shiftKey);
    else if (key === "Escape" && this.#at.input.value) this.#replace("");
    else return;
    event.preventDefault();
  }

  #enter(newTab) {
    let option = this.#options[this.#active];
    if (!option && this.#results && this.#q) {
      this.#remember();
      if (newTab) return open(this.#results, "_blank", "noopener");
      return location.assign(this.#results);
    }
    if (!option) {
      // The first hit of what is typed, which may not be here yet.
      this.#hurried = this.#shown !== this.#q && this.#q !== "";
      option = this.#shown === this.#q && this.#options[0];
    }
    if (option) option.dispatchEvent(new MouseEvent("click", { ctrlKey: newTab, bubbles: true, cancelable: true, composed: true }));
  }

  /** A hit is being opened, by a click or by Enter. */
  #opened(event, { words, ...found }) {
    const newTab = event.ctrlKey || event.metaKey || event.shiftKey;
    this.#remember();
    // For docent-marks.js on the page that opens.
    this.#store("sessionStorage", "docent-marks", { url: found.url, words });
    const goes = this.#emit("select", { ...found, query: this.#q, newTab }, !newTab);
    if (!goes || (newTab && !event.isTrusted)) event.preventDefault();
    if (newTab && !event.isTrusted) open(found.url, "_blank", "noopener");
    if (newTab) return;
    this.#place.stay();
    if (this.isOpen) this.#hideDialog();
  }

  #remember() {
    const q = this.#q;
    if (q && this.hasAttribute("recent")) this.#keep([q, ...this.#recent().filter((known) => known !== q)].slice(0, KEPT_SEARCHES));
  }

  #recent() {
    try {
      return this.hasAttribute("recent") ? JSON.parse(localStorage.getItem(RECENT)) ?? [] : [];
    } catch {
      return [];
    }
  }

  #keep(searched) {
    this.#store("localStorage", RECENT, searched);
  }

  #store(storage, key, value) {
    try {
      window[storage].setItem(key, JSON.stringify(value));
    } catch {
      // It is full or closed: nothing is kept.
    }
  }

  #toggle(name, value) {
    const values = new Set(this.#chosen.get(name));
    if (!values.delete(value)) values.add(value);
    this.#chosen.set(name, values);
    if (!values.size) this.#chosen.delete(name);
    this.#ask(0, true);
  }

  /** Searches something else. */
  #replace(q) {
    this.#at.input.value = q;
    this.#at.input.focus();
    this.#ask(0, true);
  }
}

// Older browsers keep the form that the page has inside.
if ("parse" in URL && !customElements.get("docent-search")) customElements.define("docent-search", DocentSearch);
