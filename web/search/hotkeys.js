//! Keys that open a box from anywhere on the page; listened for once, however many boxes there are.

const MAC = /^(Mac|iP)/.test(navigator.platform);

/** The boxes of the page in the order in which they came. */
export const boxes = new Set();

/** Returns how a key is written for readers, or for `aria-keyshortcuts`. */
export function written(key, forAria) {
  const mod = forAria ? (MAC ? "Meta" : "Control") : MAC ? "⌘" : "Ctrl";
  return key.replace("mod", mod).replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replaceAll("+", forAria ? "+" : " ");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const all = [...boxes];
  const box = all.find((box) => box.isOpen) ?? all.find((box) => box.checkVisibility() && box.keys.some((key) => matches(event, key)));
  if (!box?.keys.some((key) => matches(event, key)) || writes(event)) return;
  event.preventDefault();
  if (box.isOpen) box.close();
  else box.open();
});

function matches(event, key) {
  const [name, mod] = key.toLowerCase().split("+").reverse();
  const [command, other] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // On many keyboards a sign needs Shift; a letter with it is another key.
  return event.key.toLowerCase() === name && command === (mod === "mod") && !other && !event.altKey && !(event.shiftKey && /[a-z]/.test(name));
}

/** Returns whether the key is for something that is written in: also in a shadow root, seen or not. */
function writes(event) {
  const target = event.composedPath()[0];
  if (target.isContentEditable || document.designMode === "on") return true;
  // Nobody sees into a closed shadow root: what has the focus there may well be a field.
  const field = target.matches?.("input, textarea, select, [role=textbox]") || (target.localName?.includes("-") && !target.shadowRoot);
  return field && !event.ctrlKey && !event.metaKey;
}
