//! The row of filters: a chip for each value of a facet, with the pages that it leaves.

import { button, h, nodes } from "./dom.js";

/** How many values of a facet are offered, and how many topics below a chosen one. */
const OFFERED = 5;
const LEVELS = ["beginner", "intermediate", "advanced"];

/** Shows facets in a toolbar; `chosen` has the values by facet, `toggle(facet, value)` is called by a chip. */
export function showFilters(bar, names, facets, chosen, words, toggle) {
  const focused = bar.getRootNode().activeElement?.dataset.chip;
  bar.replaceChildren(...nodes(names.map((name) => {
    const values = offered(facets?.[name]?.values ?? [], name, chosen.get(name) ?? new Set());
    const own = facets?.[name]?.label || name;
    return values.length > 0 && h("div.facet", { role: "group", "aria-label": own }, h("span.facet-name", { "aria-hidden": true }, own),
      values.map(({ value, count, on }) => button("chip", [h("bdi", null, label(name, value, words)), " ", h("span.count", null, words.number(count))],
        () => toggle(name, value), { "aria-pressed": String(on), "data-chip": name + ":" + value })));
  })));
  // A row of filters that another answer has not leaves its place empty, so that nothing jumps.
  bar.style.minHeight = `${bar.offsetHeight}px`;
  const chips = [...bar.querySelectorAll("button")];
  reach(chips, chips.find((chip) => chip.dataset.chip === focused) ?? chips[0]);
  if (focused) chips.find((chip) => chip.tabIndex === 0)?.focus();
}

/** Moves within the toolbar: one stop for Tab, arrows inside. */
export function moveInFilters(event) {
  const chips = [...event.currentTarget.querySelectorAll("button")];
  const ahead = event.currentTarget.matches(":dir(rtl)") ? "ArrowLeft" : "ArrowRight";
  const step = event.key === ahead ? 1 : /^Arrow(L|R)/.test(event.key) ? -1 : 0;
  const to = { Home: 0, End: -1 }[event.key] ?? (step && chips.indexOf(event.target) + step);
  if (!step && !/Home|End/.test(event.key)) return;
  event.preventDefault();
  reach(chips, chips.at(to % chips.length));
  chips.at(to % chips.length).focus();
}

function reach(chips, current) {
  for (const chip of chips) chip.tabIndex = chip === current ? 0 : -1;
}

/** Returns the values to show: those chosen and the largest; of topics the top ones and those below a chosen one. */
function offered(values, name, chosen) {
  const topic = name === "topic";
  const above = (value) => value.slice(0, Math.max(0, value.lastIndexOf("/")));
  const gone = [...chosen].filter((value) => !values.some((known) => known.value === value));
  const all = [...values, ...gone.map((value) => ({ value, count: 0 }))].map((one) => ({ ...one, on: chosen.has(one.value) }));
  const on = all.filter((one) => one.on);
  const off = all.filter((one) => !one.on && one.count > 0);
  const shown = [...on, ...off.filter(({ value }) => !topic || !above(value)).slice(0, OFFERED),
    ...off.filter(({ value }) => topic && above(value) && chosen.has(above(value))).slice(0, OFFERED)];
  if (on.length === 0 && shown.length < 2) return [];
  if (topic) shown.sort((a, b) => a.value.localeCompare(b.value));
  if (name === "level") shown.sort((a, b) => LEVELS.indexOf(a.value) - LEVELS.indexOf(b.value));
  return shown;
}

/** Returns a value as readers know it: a language in theirs, a topic without what it is under. */
export function label(name, value, words) {
  if (name === "topic") return value.slice(value.lastIndexOf("/") + 1);
  try {
    return name === "language" ? new Intl.DisplayNames(words.locale, { type: name }).of(value) : value;
  } catch {
    return value; // Not a language tag.
  }
}
