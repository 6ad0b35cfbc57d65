//! What stands before there is any answer: trigger, dialog, input, places for the rest.

import { CROSS, ERASE, LENS, button, h, icon } from "./dom.js";
import { moveInFilters } from "./filters.js";
import { written } from "./hotkeys.js";

/** Returns the parts of a box, put together; `on` has what its controls do. */
export function frame(words, inline, keys, placeholder, on) {
  const input = h("input.input", {
    type: "search", role: "combobox", "aria-label": words.search, "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": "results", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    maxlength: 512, dir: "auto", placeholder: placeholder ?? words.search,
    oninput: (event) => event.isComposing || on.typed(), oncompositionend: on.typed, onkeydown: on.key,
  });
  const filters = h("div.filters", { role: "toolbar", "aria-label": words.filters, onkeydown: moveInFilters });
  const note = h("div.note");
  const rows = h("div.listbox", {
    id: "results", role: "listbox", "aria-label": words.results,
    // A row that is pressed would take the focus from the input.
    onmousedown: (event) => event.button || event.preventDefault(),
  });
  const after = h("div.after");
  const list = h("div.list", null, note, rows, after);
  const status = h("span.status", { role: "status" });
  const tip = h("span.keys", { "aria-hidden": true }, ["↑↓", "↵"].map((key) => h("kbd.kbd", null, key)));
  let pressed;
  const panel = h(inline ? "div.panel" : "dialog.dialog", {
    role: inline && "search", "aria-label": words.search, dir: words.direction, lang: words.locale,
    // The way back of a phone, and Escape from outside the input.
    oncancel: (event) => { event.preventDefault(); on.close(); },
    // A press on the backdrop, and not the end of a selection that began inside.
    onpointerdown: (event) => { pressed = event.target; },
    onclick: (event) => { if (!inline && event.target === panel && pressed === panel) on.close(); },
  }, h("div.bar", null, icon(LENS), input, button("clear", icon(ERASE), on.clear, { "aria-label": words.clear }),
    !inline && button("close", ["Esc", icon(CROSS)], on.close, { "aria-label": words.close + " Esc" })),
  filters, list, h("div.foot", null, status, tip));
  const trigger = button("trigger", [icon(LENS), h("span", null, words.search), keys[0] && h("kbd.kbd", { "aria-hidden": true }, written(keys.at(-1)))],
    on.open, { "aria-haspopup": "dialog", "aria-keyshortcuts": keys.map((key) => written(key, true)).join(" ") || null, dir: words.direction });
  return { input, filters, note, rows, after, list, status, panel, trigger };
}
