// Text with line numbers and colours: to be edited, or to be read.

import { element } from "./dom.js";
import { highlight } from "./highlight.js";
import { ABOVE, LINE, PaintedLines } from "./painted.js";

/** By how many columns the room for the longest line grows, and by how many lines that for a long text. */
const COLUMNS = 40;
const LINES = 32;
/** Lines from which on a text is long. */
const LONG = 500;
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
  #painted = new PaintedLines();
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
      this.#blame([]);
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
    const { gutter, colours } = this.#painted;
    this.#code.append(gutter, element("div", { className: "layers" }, colours, this.#text));
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
    this.#blame(wrong);
    if (this.#text.value !== text) {
      this.#text.value = text;
    }
    this.#text.setAttribute("aria-label", `Source of ${name}`);
    this.#measure();
    this.#paint();
  }

  /** @param {Wrong[]} wrong */
  #blame(wrong) {
    if (wrong.length > 0 || this.#wrong.length > 0) {
      this.#text.setAttribute("aria-invalid", String(wrong.length > 0));
    }
    this.#wrong = wrong;
  }

  /** Puts the caret at a place. @param {Wrong} place */
  goTo({ line, column }) {
    const before = this.#lines.slice(0, line - 1);
    const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    // The browser would bring the caret to the edge of the page, where other things lie upon it.
    this.#text.focus({ preventScroll: true });
    this.#text.setSelectionRange(at, at);
    this.reveal(line);
    this.#place.scrollIntoView({ block: "nearest" });
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

  /**
   * Puts `text` in the place of a part, so that it can be undone.
   *
   * @param {number} start
   * @param {number} end
   * @param {string} text
   */
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
    const text = this.#text.value;
    this.#lines = text.split("\n");
    let columns = 0;
    for (const line of this.#lines) {
      columns = Math.max(columns, line.length);
    }
    const tabs = text.includes("\t") ? 4 : 1;
    const { length } = this.#lines;
    // In steps, because another size lays the whole text out again.
    columns = Math.ceil((columns * tabs + 8) / COLUMNS) * COLUMNS;
    const lines = length < LONG ? length : Math.ceil(length / LINES) * LINES;
    const digits = String(length).length;
    this.#code.style.height = `max(100%, ${lines * LINE + 2 * ABOVE}px)`;
    this.#code.style.minWidth = `${columns + digits + 6}ch`;
    this.#painted.gutter.style.width = `calc(${digits}ch + ${2 * ABOVE}px)`;
  }

  /** Colours what is seen. */
  #paint() {
    this.#painted.paint(this.#name, this.#lines, new Set(this.#wrong.map(({ line }) => line - 1)), this.#seen);
  }
}
