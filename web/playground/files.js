// The .proto sources: tabs, names, and which one is being edited.

import { byId, element } from "./dom.js";
import { Editor } from "./editor.js";

/** What the playground begins with. */
export const EXAMPLE = [
  {
    name: "shop/v1/shop.proto",
    text: `// Things for sale.
syntax = "proto3";

package shop.v1;

import "google/protobuf/timestamp.proto";
import "shop/v1/money.proto";

option go_package = "example.com/shop/v1;shopv1";

// A thing for sale.
message Item {
  string name = 1;
  Money price = 2;
  map<string, string> labels = 3;
  google.protobuf.Timestamp since = 4;
  // Where it is kept.
  oneof place {
    string shelf = 5;
    uint32 box = 6;
  }
}
`,
  },
  {
    name: "shop/v1/money.proto",
    text: `syntax = "proto3";

package shop.v1;

option go_package = "example.com/shop/v1;shopv1";

// An amount of money.
message Money {
  Currency currency = 1;
  // Hundredths of the currency's unit.
  int64 cents = 2;
}

enum Currency {
  CURRENCY_UNSPECIFIED = 0;
  CURRENCY_EUR = 1;
  CURRENCY_USD = 2;
}
`,
  },
];

/** @typedef {{ file: string, line: number, column: number }} Wrong */

export class Files {
  /** @type {{ name: string, text: string }[]} */
  #files;
  #open = 0;
  /** @type {Wrong[]} */
  #wrong = [];
  #onChange;
  #tabs = byId("files");
  #name = /** @type {HTMLInputElement} */ (byId("file-name"));
  #editor;

  /**
   * @param {{ name: string, text: string }[]} files
   * @param {string | undefined} open The name of the one to begin with.
   * @param {() => void} onChange
   */
  constructor(files, open, onChange) {
    this.#files = files;
    this.#open = Math.max(0, files.findIndex(({ name }) => name === open));
    this.#onChange = onChange;
    this.#editor = new Editor(byId("editor"), (text) => {
      this.#current.text = text;
      onChange();
    });
    this.#name.addEventListener("change", () => this.#rename(this.#name.value.trim()));
    byId("add-file").addEventListener("click", () => this.#add());
    byId("remove-file").addEventListener("click", () => this.#remove());
    this.#tabs.addEventListener("keydown", (event) => this.#arrow(event));
    this.#show();
  }

  /** The files' texts by their names. */
  get sources() {
    return Object.fromEntries(this.#files.map(({ name, text }) => [name, text]));
  }

  get list() {
    return this.#files;
  }

  /** The name of the file that is being edited. */
  get open() {
    return this.#current.name;
  }

  /**
   * Marks what is wrong, and opens the file of the first.
   *
   * @param {Wrong[]} wrong
   */
  mark(wrong) {
    this.#wrong = wrong;
    this.#openFile(wrong[0]?.file);
  }

  /** Opens a file that is wrong, with the caret where it is. @param {Wrong} wrong */
  goTo(wrong) {
    this.#openFile(wrong.file);
    this.#editor.goTo(wrong);
  }

  /**
   * Adds files, or gives those of their names another text, and opens the first.
   *
   * @param {{ name: string, text: string }[]} files
   */
  take(files) {
    for (const { name, text } of files) {
      const known = this.#files.find((file) => file.name === name);
      if (known) {
        known.text = text;
      } else {
        this.#files.push({ name, text });
      }
    }
    this.#openFile(files[0]?.name);
    this.#onChange();
  }

  /** Takes `files` in the place of all there are. @param {{ name: string, text: string }[]} files */
  replace(files) {
    this.#files = files;
    this.#open = 0;
    this.mark([]);
    this.#onChange();
  }

  /** @param {string | undefined} name */
  #openFile(name) {
    const index = this.#files.findIndex((file) => file.name === name);
    this.#open = index < 0 ? this.#open : index;
    this.#show();
  }

  get #current() {
    return /** @type {{ name: string, text: string }} */ (this.#files[this.#open]);
  }

  #add() {
    const names = new Set(this.#files.map(({ name }) => name));
    let number = this.#files.length + 1;
    while (names.has(`file${number}.proto`)) {
      number += 1;
    }
    this.#files.push({ name: `file${number}.proto`, text: 'syntax = "proto3";\n\n' });
    this.#open = this.#files.length - 1;
    this.#show();
    this.#onChange();
    this.#name.select();
  }

  #remove() {
    this.#files.splice(this.#open, 1);
    if (this.#files.length === 0) {
      this.#files.push({ name: "file.proto", text: 'syntax = "proto3";\n\n' });
    }
    this.#open = Math.min(this.#open, this.#files.length - 1);
    this.#show();
    this.#onChange();
  }

  /** @param {string} name */
  #rename(name) {
    if (name && !this.#files.some((file) => file !== this.#current && file.name === name)) {
      this.#current.name = name;
      this.#onChange();
    }
    this.#show();
  }

  /** Left and right choose among tabs. @param {KeyboardEvent} event */
  #arrow(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      this.#open = (this.#open + step + this.#files.length) % this.#files.length;
      this.#show();
      /** @type {HTMLElement} */ (this.#tabs.children[this.#open]).focus();
    }
  }

  #show() {
    const tabs = this.#files.map(({ name }, index) => {
      const isOpen = index === this.#open;
      const className = this.#wrong.some(({ file }) => file === name) ? "wrong" : "";
      const properties = { role: "tab", "aria-selected": isOpen, "aria-controls": "editor", tabIndex: isOpen ? 0 : -1 };
      const tab = element("button", { ...properties, className }, name);
      tab.addEventListener("click", () => {
        this.#open = index;
        this.#show();
        this.#onChange();
      });
      return tab;
    });
    this.#tabs.replaceChildren(...tabs);
    const { name, text } = this.#current;
    this.#name.value = name;
    this.#editor.open(name, text, this.#wrong.filter(({ file }) => file === name));
  }
}
