//! An answer as rows: pages with their sections, earlier searches, what to do where nothing is found.

import { LENS, address, button, fill, h, icon, marked } from "./dom.js";
import { label } from "./filters.js";

/** A heading that is a name in code: no blank, and a sign that words have not. */
const CODE_NAME = /^\S*[_:(<{@$=#]\S+$/;

/** Returns a group of rows for each page; what leads nowhere safe is left out. `open(event, found)` is called by a row. */
export function cards(results, words, open) {
  return results.map((hit, place) => {
    const option = (of, kind, name, content) => {
      const url = address(of.url);
      if (!url) return null;
      const found = { url: passage(url, of), title: name, position: place + 1, words: matched(of) };
      return url && h("a.option " + kind, { role: "option", tabindex: -1, href: found.url, onclick: (event) => open(event, found) }, content);
    };
    const sections = (hit.sections ?? []).map((section) => {
      const name = section.heading?.text ?? "";
      const above = (section.headings ?? []).slice(1, -1).map((heading) => heading + " › ");
      return option(section, section.kind, name, [
        h("span.heading", { dir: "auto" }, h("span.above", null, above), h(CODE_NAME.test(name) ? "span.name" : "span", null, marked(section.heading))),
        text(section.answer ?? section.snippet, section.answer ? " answer" : section.kind === "code" ? " code" : ""),
      ]);
    });
    const foreign = hit.language && !hit.language.startsWith(words.locale) && label("language", hit.language, words);
    const page = option(hit, "page", hit.title?.text, [
      h("span.title", { dir: "auto" }, marked(hit.title), [hit.level, hit.version, foreign].map((name) => name && h("bdi.badge", null, name))),
      hit.breadcrumbs?.length > 0 && h("span.group-label", { dir: "auto" }, hit.breadcrumbs.join(" › ")),
      text(hit.snippet, ""),
    ]);
    return page && h("div.group", { role: "group", "aria-label": hit.title?.text }, page, sections);
  });
}

function text(highlight, kind) {
  return highlight?.text && h("span.snippet" + kind, { dir: "auto" }, marked(highlight));
}

/** Returns the words of a hit that matched, as they stand there. */
function matched(hit) {
  const parts = [hit.title, hit.heading, hit.answer, hit.snippet].flatMap((highlight) => highlight?.parts ?? []);
  return [...new Set(parts.filter(({ m }) => m).map(({ t }) => t))];
}

/** Returns where a hit leads: on another origin with the words to mark, which browsers understand themselves. */
function passage({ origin, href, hash }, { snippet }) {
  const parts = snippet?.parts ?? [];
  const first = parts.findIndex(({ m }) => m);
  if (origin === location.origin || first < 0) return href;
  const after = parts[first + 1]?.t.split(/(?<=\S)(?=\s)/).slice(0, 2).join("") ?? "";
  const words = encodeURIComponent((parts[first].t + after).replace("…", "").trim());
  return `${href}${hash ? "" : "#"}:~:text=${words.replaceAll("-", "%2D")}`;
}

/** Returns rows of searches that can be repeated. */
export function searches(name, queries, ask) {
  return h("div.group", { role: "group", "aria-label": name }, h("span.group-label", { "aria-hidden": true }, name),
    queries.map((q) => h("div.option recent", { role: "option", dir: "auto", onclick: () => ask(q) }, q)));
}

/** Returns what was changed in the query to find something, with the way back. */
export function understood({ q, corrections, dropped }, words, literally) {
  const strong = (texts) => h("b", null, [...new Set(texts)].join(", "));
  return [
    corrections?.length > 0 && h("p", null, fill(words.showing, { to: strong(corrections.map(({ to }) => to)) }), " ",
      button("link", fill(words.instead, { q: h("bdi", null, q) }), literally)),
    dropped?.length > 0 && h("p", null, fill(words.dropped, { words: strong(dropped) })),
  ];
}

/** Returns what stands where there are no rows: what is so, and what can be done. */
export function instead(say, ...content) {
  return h("div.empty", null, icon(LENS), h("p.say", { dir: "auto" }, say), content);
}
