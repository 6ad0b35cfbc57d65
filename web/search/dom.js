//! Makes DOM nodes: elements, icons, marked text. Nothing here reads HTML.

/**
 * Returns an element: `tag.class`, which is its part too, what it has, and its children, nodes or text.
 * `on…` are listeners; what is null or false is left out, of attributes and of children.
 */
export function h(name, has, ...children) {
  const [tag, classes] = name.split(".");
  const element = document.createElement(tag);
  const attributes = classes ? { class: classes, part: classes, ...has } : { ...has };
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) element.setAttribute(name, value);
  }
  element.append(...nodes(children));
  return element;
}

/** Returns what there is of nested lists of children. */
export function nodes(children) {
  return children.flat(Infinity).filter((child) => child || child === 0);
}

/** Returns a button with a text, or with an icon and a name. */
export function button(classes, content, onclick, has) {
  return h("button." + classes, { type: "button", onclick, ...has }, content);
}

/** Returns a line drawing of 24 × 24. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}

export const LENS = "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5l5 5";
export const CROSS = "M6 6l12 12M18 6L6 18";
export const ERASE = "M9 6h12v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5";

/** Returns the parts of a highlight as text, those that matched in `<mark>`. */
export function marked(highlight) {
  return (highlight?.parts ?? []).map(({ t, m }) => (m ? h("mark.mark", null, t) : t));
}

/** Returns a URL that may be opened, or nothing: only http and https lead anywhere. */
export function address(url) {
  const parsed = URL.parse(url, document.baseURI);
  return /^https?:$/.test(parsed?.protocol) ? parsed : null;
}

/** Returns a text with its `{names}` replaced by text or nodes. */
export function fill(text, values) {
  return text.split(/[{}]/).map((piece) => values[piece] ?? piece);
}
