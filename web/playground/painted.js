// The coloured lines and the numbers below an editor's text. What has not changed is not made anew: typing is to cost no
// more than the field itself does.

import { element } from "./dom.js";
import { endsInComment, highlight } from "./highlight.js";

/** Pixels of a line, and above the first; `style.css` has the same. */
export const LINE = 20;
export const ABOVE = 8;
/** Lines that are coloured above and below those that are seen. */
const AROUND = 20;
/** Lines above those that are coloured in which a comment may begin that goes on in them. */
const COMMENT = 2000;

/** @typedef {{ key: string, open: boolean, element: HTMLElement }} Painted A line, and whether a comment is open at its end. */

export class PaintedLines {
  gutter = element("pre", { className: "gutter", "aria-hidden": true });
  colours = element("pre", { "aria-hidden": true });
  /** @type {Painted[]} */
  #painted = [];
  #numbers = "";

  /**
   * Paints what is seen of `lines`.
   *
   * @param {string} name The file's, which tells the language.
   * @param {string[]} lines
   * @param {Set<number>} wrong The lines that are wrong; the first is 0.
   * @param {{ top: number, height: number }} seen Pixels.
   */
  paint(name, lines, wrong, { top, height }) {
    const first = Math.min(Math.max(0, Math.floor(top / LINE) - AROUND), lines.length - 1);
    const last = Math.min(lines.length, Math.ceil((top + height) / LINE) + AROUND);
    this.#number(first, last, wrong);
    this.#colour(name, lines, first, last, wrong);
    for (const layer of [this.colours, this.gutter]) {
      layer.style.paddingTop = `${ABOVE + first * LINE}px`;
    }
  }

  /** @param {number} first @param {number} last @param {Set<number>} wrong */
  #number(first, last, wrong) {
    const numbers = `${first} ${last} ${[...wrong].join()}`;
    if (numbers !== this.#numbers) {
      this.#numbers = numbers;
      const shown = Array.from({ length: last - first }, (_, index) => {
        const number = `${first + index + 1}\n`;
        return wrong.has(first + index) ? element("span", { className: "wrong" }, number) : number;
      });
      this.gutter.replaceChildren(...shown);
    }
  }

  /** @param {string} name @param {string[]} lines @param {number} first @param {number} last @param {Set<number>} wrong */
  #colour(name, lines, first, last, wrong) {
    /** @type {Map<string, Painted[]>} */
    const old = new Map();
    this.#painted.forEach((line) => old.set(line.key, [...(old.get(line.key) ?? []), line]));
    let open = opensAbove(lines, first);
    this.#painted = lines.slice(first, last).map((text, index) => {
      const isWrong = wrong.has(first + index);
      const key = `${name}\n${isWrong} ${open}\n${text}`;
      const line = old.get(key)?.shift() ?? painted(key, name, text, isWrong, open);
      open = line.open;
      return line;
    });
    [...old.values()].flat().forEach((line) => line.element.remove());
    let next = this.colours.firstChild;
    for (const { element } of this.#painted) {
      if (element === next) {
        next = next.nextSibling;
      } else {
        this.colours.insertBefore(element, next);
      }
    }
  }
}

/**
 * A line, coloured.
 *
 * @param {string} key
 * @param {string} name
 * @param {string} text
 * @param {boolean} isWrong
 * @param {boolean} open Whether it begins in a comment.
 * @returns {Painted}
 */
function painted(key, name, text, isWrong, open) {
  const content = isWrong ? [element("span", { className: "wrong" }, text || " ")] : highlight(name, text, open);
  return { key, open: endsInComment(text, open), element: element("span", { className: "line" }, ...content, "\n") };
}

/** Whether a comment that begins above the line `first` goes on there. @param {string[]} lines @param {number} first */
function opensAbove(lines, first) {
  for (let line = first - 1; line >= Math.max(0, first - COMMENT); line -= 1) {
    const text = lines[line] ?? "";
    if (text.includes("*/") || text.includes("/*")) {
      return text.lastIndexOf("/*") > text.lastIndexOf("*/");
    }
  }
  return false;
}
