// The tabs of the sources, which are found by name where there are many.

import { byId, element } from "./dom.js";

/** Files from which on a field to find them is shown. */
const MANY = 13;

export class Tabs {
  #place = byId("files");
  #find = /** @type {HTMLInputElement} */ (byId("find-file"));
  #choose;
  /** @type {string[]} */
  #names = [];
  #open = 0;

  /** @param {(index: number) => void} choose Hears which file is to be opened. */
  constructor(choose) {
    this.#choose = choose;
    this.#place.addEventListener("keydown", (event) => this.#move(event));
    this.#find.addEventListener("input", () => this.#filter());
  }

  /**
   * @param {string[]} names
   * @param {number} open The one that is being edited.
   * @param {Set<string>} wrong Those in which there are errors.
   */
  show(names, open, wrong) {
    this.#names = names;
    this.#open = open;
    const tabs = names.map((name, index) => {
      const isOpen = index === open;
      const properties = { role: "tab", "aria-selected": isOpen, "aria-controls": "editor", tabIndex: isOpen ? 0 : -1 };
      const mark = wrong.has(name) ? [element("span", { className: "sign", role: "img", "aria-label": "has errors" }, "!")] : [];
      const tab = element("button", { ...properties, className: mark.length > 0 ? "wrong" : "" }, name, ...mark);
      tab.addEventListener("click", () => this.#choose(index));
      return tab;
    });
    this.#place.replaceChildren(...tabs);
    byId("find").hidden = names.length < MANY;
    this.#filter();
    this.#reveal();
  }

  /** Hides the tabs whose names do not hold what is looked for, except the open one's. */
  #filter() {
    const wanted = byId("find").hidden ? "" : this.#find.value.trim().toLowerCase();
    this.#names.forEach((name, index) => {
      this.#tab(index).hidden = index !== this.#open && !name.toLowerCase().includes(wanted);
    });
  }

  /** Scrolls the strip, and nothing around it, to the open tab. */
  #reveal() {
    const { offsetTop, offsetHeight } = this.#tab(this.#open);
    const { scrollTop, clientHeight } = this.#place;
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight) {
      this.#place.scrollTop = offsetTop - (clientHeight - offsetHeight) / 2;
    }
  }

  /** Arrows, Home and End choose among the tabs that are shown. @param {KeyboardEvent} event */
  #move(event) {
    const shown = this.#names.flatMap((_, index) => (this.#tab(index).hidden ? [] : [index]));
    const at = shown.indexOf(this.#open);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : shown.at(to % shown.length);
    if (next !== undefined) {
      event.preventDefault();
      this.#choose(next);
      this.#tab(next).focus();
    }
  }

  /** @param {number} index */
  #tab(index) {
    return /** @type {HTMLElement} */ (this.#place.children[index]);
  }
}
