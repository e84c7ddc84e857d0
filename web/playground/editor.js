// Text with line numbers and colours: to be edited, or to be read.

import { element } from "./dom.js";
import { highlight } from "./highlight.js";

/**
 * Shows `text` to be read.
 *
 * @param {HTMLElement} place
 * @param {string} name
 * @param {string} text
 */
export function show(place, name, text) {
  const gutter = element("pre", { className: "gutter", "aria-hidden": true }, ...numbers(text));
  const pre = element("pre", { tabIndex: 0, "aria-label": name }, ...highlight(name, text));
  place.replaceChildren(element("div", { className: "code" }, gutter, pre));
  place.scrollTo(0, 0);
}

/**
 * An editor: a plain text field above its own coloured text, so that keys, selection and screen readers work as ever.
 */
export class Editor {
  #place;
  #gutter = element("pre", { className: "gutter", "aria-hidden": true });
  #colours = element("pre", { "aria-hidden": true });
  #name = "";
  /** @type {{ line: number, column: number } | undefined} */
  #wrong;
  #text = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { spellcheck: false, wrap: "off", autocapitalize: "off", "aria-label": "Source" })
  );

  /**
   * @param {HTMLElement} place
   * @param {(text: string) => void} onChange
   */
  constructor(place, onChange) {
    this.#place = place;
    this.#text.addEventListener("input", () => {
      this.#wrong = undefined;
      this.#paint();
      onChange(this.#text.value);
    });
    place.replaceChildren(element("div", { className: "code" }, this.#gutter, this.#colours, this.#text));
  }

  /**
   * Shows the file `name`, and marks what is wrong in it.
   *
   * @param {string} name
   * @param {string} text
   * @param {{ line: number, column: number }} [wrong]
   */
  open(name, text, wrong) {
    this.#name = name;
    this.#wrong = wrong;
    this.#text.value = text;
    this.#text.setAttribute("aria-label", `Source of ${name}`);
    this.#text.setAttribute("aria-invalid", String(wrong !== undefined));
    this.#paint();
  }

  /** Puts the caret at what is wrong. */
  goToWrong() {
    if (this.#wrong) {
      const { line, column } = this.#wrong;
      const before = this.#text.value.split("\n").slice(0, line - 1);
      const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
      this.#text.focus();
      this.#text.setSelectionRange(at, at);
      this.#place.scrollTop = Math.max(0, (line - 4) * 20);
    }
  }

  #paint() {
    const text = this.#text.value;
    const lines = text.split("\n");
    const wrong = this.#wrong && lines[this.#wrong.line - 1] !== undefined ? this.#wrong.line : 0;
    const before = lines.slice(0, wrong - 1).join("\n") + (wrong > 1 ? "\n" : "");
    const after = lines.slice(wrong).join("\n");
    const marked = wrong
      ? [
          ...highlight(this.#name, before),
          element("span", { className: "wrong" }, lines[wrong - 1] || " "),
          "\n",
          ...highlight(this.#name, after),
        ]
      : highlight(this.#name, text);
    // The last line has its height even when it is empty.
    this.#colours.replaceChildren(...marked, "\n");
    this.#gutter.replaceChildren(...numbers(text, wrong));
  }
}

/**
 * The numbers of the lines, one of which may be marked.
 *
 * @param {string} text
 * @param {number} [wrong]
 * @returns {(Node | string)[]}
 */
function numbers(text, wrong = 0) {
  return Array.from({ length: text.split("\n").length }, (_, index) => {
    const number = `${index + 1}\n`;
    return index + 1 === wrong ? element("span", { className: "wrong" }, number) : number;
  });
}
