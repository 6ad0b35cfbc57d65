//! The query in the address: so that it can be shared, and Back brings it back.
//!
//! A box owns one parameter, and for filters those of their names; a dialog's
//! begin with its parameter and a dot. A dialog makes an entry in the history
//! when it opens, so that Back closes it.

/** Which box has a parameter: the first that asked for it. */
const owners = new Map();

/** The part of the address that a box owns. */
export class Place {
  #parameter;
  #names;
  #inline;
  /** Whether this document made the history entry that the dialog is on. */
  #entered = false;
  /** Whether a step back of ours has not arrived yet. */
  #leaving = false;
  /** What was to be written meanwhile. */
  #late;
  #listener;

  /** `moved(asked)` is called when the reader went back or forward. */
  constructor(parameter, facets, inline, moved) {
    if (!parameter || owners.has(parameter)) return;
    owners.set(parameter, this);
    this.#parameter = parameter;
    this.#inline = inline;
    this.#names = [...facets, "typo"].map((name) => [name, inline ? name : `${parameter}.${name}`]);
    this.#listener = (event) => {
      if (this.#leaving) {
        this.#leaving = false;
        if (this.#late) this.#put("pushState", this.#late);
        this.#late = null;
      } else if (event.persisted !== false) moved(this.read());
    };
    addEventListener("popstate", this.#listener);
    addEventListener("pageshow", this.#listener);
  }

  /** Gives the parameter to the next box that asks. */
  release() {
    owners.delete(this.#parameter);
    removeEventListener("popstate", this.#listener);
    removeEventListener("pageshow", this.#listener);
  }

  /** Returns what the address asks for: `{q, chosen, literal}`, or nothing. */
  read() {
    const asked = new URLSearchParams(location.search);
    if (!this.#parameter) return null;
    const chosen = new Map();
    for (const [name, written] of this.#names) {
      const values = asked.getAll(written).flatMap((text) => text.split(/(?<!\\),/)).filter(Boolean);
      if (values.length) chosen.set(name, new Set(values.map((value) => value.replace(/\\(.)/g, "$1"))));
    }
    const literal = chosen.get("typo")?.has("false") ?? false;
    chosen.delete("typo");
    const q = asked.get(this.#parameter);
    return q === null && chosen.size === 0 ? null : { q: q ?? "", chosen, literal };
  }

  /** Makes an entry for the dialog that opens. */
  enter() {
    this.#entered = this.#put("pushState", { q: "" });
  }

  /** Writes what is searched; `step` makes an entry of its own, so that Back undoes it. */
  write(searched, step) {
    this.#put(step && this.#inline ? "pushState" : "replaceState", searched);
  }

  /** Takes the query out of the address, for the dialog is closed. */
  leave() {
    if (this.#entered) {
      this.#leaving = true;
      history.back();
    } else if (this.read()) this.#put("replaceState", {});
    this.#entered = false;
  }

  /** Leaves the entry as it is, for a hit is opened from it: Back comes here again. */
  stay() {
    this.#entered = false;
  }

  #put(how, { q, chosen, literal }) {
    if (!this.#parameter) return false;
    if (this.#leaving) return !!(this.#late = { q, chosen, literal });
    const url = new URL(location);
    const asked = url.searchParams;
    // Only what is there: a deletion writes the whole query anew, also what others have in it.
    for (const name of [this.#parameter, ...this.#names.map(([, written]) => written), ...(this.#inline ? ["page"] : [])]) {
      if (asked.has(name)) asked.delete(name);
    }
    if (q || (q === "" && !this.#inline)) asked.set(this.#parameter, q);
    for (const [name, written] of this.#names) for (const value of chosen?.get(name) ?? []) asked.append(written, escaped(value));
    if (literal) asked.set(this.#names.at(-1)[1], "false");
    try {
      history[how](history.state, "", url);
      return true;
    } catch {
      return false; // A sandboxed frame, or too many entries at once.
    }
  }
}

/** Returns a facet's value as a parameter has it: its commas, and a `-` before it, are no signs. */
export function escaped(value) {
  return value.replace(/^-|[,\\]/g, "\\$&");
}
