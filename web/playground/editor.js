// Text with line numbers and colours: to be edited, or to be read.

import { element } from "./dom.js";
import { highlight } from "./highlight.js";

/** Pixels of a line, and above the first; `style.css` has the same. */
const LINE = 20;
const ABOVE = 8;
/** Lines that are coloured above and below those that are seen. */
const AROUND = 30;
/** By how many columns the room for the longest line grows. */
const COLUMNS = 40;
/** What Tab inserts. */
const INDENT = "  ";

/**
 * Shows `text` to be read.
 *
 * @param {HTMLElement} place
 * @param {string} name
 * @param {string} text
 */
export function show(place, name, text) {
  const numbers = Array.from({ length: text.split("\n").length }, (_, index) => `${index + 1}\n`).join("");
  const gutter = element("pre", { className: "gutter", "aria-hidden": true }, numbers);
  const pre = element("pre", { tabIndex: 0, "aria-label": name }, ...highlight(name, text));
  place.replaceChildren(element("div", { className: "code" }, gutter, pre));
  place.scrollTo(0, 0);
}

/** @typedef {{ line: number, column: number }} Wrong */

/**
 * An editor: a plain text field above its own coloured text, so that keys, selection and screen readers work as ever. Only
 * what is seen is coloured, so that typing is as fast in a long file as in a short one.
 */
export class Editor {
  #place;
  #code = element("div", { className: "code edited" });
  #gutter = element("pre", { className: "gutter", "aria-hidden": true });
  #colours = element("pre", { "aria-hidden": true });
  #name = "";
  /** @type {Wrong[]} */
  #wrong = [];
  /** Of the text, so that scrolling does not split it again. */
  #lines = [""];
  /** Pixels of the text that are seen. To ask for them while typing would cost a layout. */
  #seen = { top: 0, height: 0 };
  /** Whether the next Tab leaves the field. */
  #leaving = false;
  #text = /** @type {HTMLTextAreaElement} */ (
    element("textarea", {
      spellcheck: false, wrap: "off", autocapitalize: "off", "aria-label": "Source", "aria-describedby": "tab-hint",
    })
  );

  /**
   * @param {HTMLElement} place
   * @param {(text: string) => void} onChange
   */
  constructor(place, onChange) {
    this.#place = place;
    this.#text.addEventListener("input", () => {
      this.#wrong = [];
      this.#text.setAttribute("aria-invalid", "false");
      this.#measure();
      this.#paint();
      onChange(this.#text.value);
    });
    this.#text.addEventListener("keydown", (event) => this.#indent(event));
    const look = () => {
      this.#seen = { top: place.scrollTop, height: place.clientHeight };
      this.#paint();
    };
    place.addEventListener("scroll", look);
    new ResizeObserver(look).observe(place);
    this.#code.append(this.#gutter, element("div", { className: "layers" }, this.#colours, this.#text));
    place.replaceChildren(this.#code);
  }

  /**
   * Shows the file `name`, and marks what is wrong in it.
   *
   * @param {string} name
   * @param {string} text
   * @param {Wrong[]} wrong
   */
  open(name, text, wrong) {
    this.#name = name;
    this.#wrong = wrong;
    this.#text.value = text;
    this.#text.setAttribute("aria-label", `Source of ${name}`);
    this.#text.setAttribute("aria-invalid", String(wrong.length > 0));
    this.#measure();
    this.#paint();
  }

  /** Puts the caret at a place. @param {Wrong} place */
  goTo({ line, column }) {
    const before = this.#lines.slice(0, line - 1);
    const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    this.#text.focus();
    this.#text.setSelectionRange(at, at);
    this.reveal(line);
  }

  /** Scrolls to a line, with some before it. @param {number} line */
  reveal(line) {
    this.#place.scrollTop = Math.max(0, (line - 4) * LINE);
  }

  /** Tab indents, and Shift and Tab take that back; after Escape they lead out of the field. @param {KeyboardEvent} event */
  #indent(event) {
    const leaving = this.#leaving;
    this.#leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    if (event.key !== "Tab" || leaving || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = this.#text;
    const first = value.lastIndexOf("\n", start - 1) + 1;
    if (!event.shiftKey && start === end) {
      this.#replace(start, end, INDENT);
      return;
    }
    const lines = value.slice(first, end).split("\n");
    const changed = lines.map((line) => (event.shiftKey ? line.replace(/^(\t| {1,2})/, "") : line && INDENT + line)).join("\n");
    this.#replace(first, end, changed);
    this.#text.setSelectionRange(first, first + changed.length);
  }

  /** Puts `text` in the place of a part, so that it can be undone. @param {number} start @param {number} end @param {string} text */
  #replace(start, end, text) {
    this.#text.setSelectionRange(start, end);
    // The only way that keeps the field's own history of changes.
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      this.#text.setRangeText(text, start, end, "end");
      this.#text.dispatchEvent(new Event("input"));
    }
  }

  /** Makes room for the whole text, of which only a part is painted. */
  #measure() {
    this.#lines = this.#text.value.split("\n");
    let columns = 0;
    for (const line of this.#lines) {
      columns = Math.max(columns, line.length);
    }
    const tabs = this.#text.value.includes("\t") ? 4 : 1;
    // In steps, because another width lays the whole text out again.
    columns = Math.ceil((columns * tabs + 8) / COLUMNS) * COLUMNS;
    this.#code.style.height = `max(100%, ${this.#lines.length * LINE + 2 * ABOVE}px)`;
    this.#code.style.minWidth = `${columns + String(this.#lines.length).length + 6}ch`;
    this.#gutter.style.width = `calc(${String(this.#lines.length).length}ch + ${2 * ABOVE}px)`;
  }

  /** Colours what is seen. */
  #paint() {
    const { top, height } = this.#seen;
    const first = Math.min(Math.max(0, Math.floor(top / LINE) - AROUND), this.#lines.length - 1);
    const last = Math.min(this.#lines.length, Math.ceil((top + height) / LINE) + AROUND);
    const wrong = new Set(this.#wrong.map(({ line }) => line - 1));
    /** @type {(Node | string)[]} */
    const colours = [];
    /** @type {(Node | string)[]} */
    const numbers = [];
    let from = first;
    for (let line = first; line <= last; line += 1) {
      if (line === last || wrong.has(line)) {
        colours.push(...this.#coloured(from, line));
        from = line + 1;
      }
      if (line < last && wrong.has(line)) {
        colours.push(element("span", { className: "wrong" }, this.#lines[line] || " "), "\n");
        numbers.push(element("span", { className: "wrong" }, `${line + 1}\n`));
      } else if (line < last) {
        numbers.push(`${line + 1}\n`);
      }
    }
    this.#colours.replaceChildren(...colours);
    this.#gutter.replaceChildren(...numbers);
    for (const layer of [this.#colours, this.#gutter]) {
      layer.style.paddingTop = `${ABOVE + first * LINE}px`;
    }
  }

  /** The lines from `from` up to `to`, each with its end. @param {number} from @param {number} to */
  #coloured(from, to) {
    const text = this.#lines.slice(from, to).map((line) => `${line}\n`).join("");
    // A comment that begins above goes on here.
    const above = this.#lines.slice(Math.max(0, from - 2000), from).join("\n");
    const open = above.lastIndexOf("/*") > above.lastIndexOf("*/");
    const end = open ? text.indexOf("*/") + 2 : 0;
    const comment = open ? text.slice(0, end > 1 ? end : text.length) : "";
    const rest = highlight(this.#name, text.slice(comment.length));
    return comment ? [element("span", { className: "comment" }, comment), ...rest] : rest;
  }
}
