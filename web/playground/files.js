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

export class Files {
  /** @type {{ name: string, text: string }[]} */
  #files;
  #open = 0;
  /** @type {{ file: string, line: number, column: number } | undefined} */
  #wrong;
  #tabs = byId("files");
  #name = /** @type {HTMLInputElement} */ (byId("file-name"));
  #editor;

  /** @param {{ name: string, text: string }[]} files */
  constructor(files) {
    this.#files = files;
    this.#editor = new Editor(byId("editor"), (text) => {
      this.#current.text = text;
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

  /**
   * Marks what is wrong, and opens its file.
   *
   * @param {{ file: string, line: number, column: number }} [wrong]
   */
  mark(wrong) {
    this.#wrong = wrong;
    const index = this.#files.findIndex(({ name }) => name === wrong?.file);
    this.#open = index < 0 ? this.#open : index;
    this.#show();
  }

  goToWrong() {
    this.mark(this.#wrong);
    this.#editor.goToWrong();
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
    this.#name.select();
  }

  #remove() {
    this.#files.splice(this.#open, 1);
    if (this.#files.length === 0) {
      this.#files.push({ name: "file.proto", text: 'syntax = "proto3";\n\n' });
    }
    this.#open = Math.min(this.#open, this.#files.length - 1);
    this.#show();
  }

  /** @param {string} name */
  #rename(name) {
    if (name && !this.#files.some((file) => file !== this.#current && file.name === name)) {
      this.#current.name = name;
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
      const className = this.#wrong?.file === name ? "wrong" : "";
      const properties = { role: "tab", "aria-selected": isOpen, "aria-controls": "editor", tabIndex: isOpen ? 0 : -1 };
      const tab = element("button", { ...properties, className }, name);
      tab.addEventListener("click", () => {
        this.#open = index;
        this.#show();
      });
      return tab;
    });
    this.#tabs.replaceChildren(...tabs);
    const { name, text } = this.#current;
    this.#name.value = name;
    this.#editor.open(name, text, this.#wrong?.file === name ? this.#wrong : undefined);
  }
}
