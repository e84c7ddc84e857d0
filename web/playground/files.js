// The .proto sources: their names and texts, and which one is being edited.

import { byId } from "./dom.js";
import { Editor } from "./editor.js";
import { say } from "./status.js";
import { Tabs } from "./tabs.js";

const NEW = 'syntax = "proto3";\n\n';

/**
 * @typedef {{ name: string, text: string }} Source
 * @typedef {{ file: string, line: number, column: number }} Wrong
 */

export class Files {
  /** @type {Source[]} */
  #files;
  #open = 0;
  /** @type {Wrong[]} */
  #wrong = [];
  #onChange;
  #tabs = new Tabs((index) => this.#choose(index));
  #name = /** @type {HTMLInputElement} */ (byId("file-name"));
  #editor;

  /**
   * @param {Source[]} files
   * @param {string | undefined} open The name of the one to begin with.
   * @param {(isText: boolean) => void} onChange Hears whether more has changed than which one is open.
   */
  constructor(files, open, onChange) {
    this.#files = files;
    this.#open = Math.max(0, files.findIndex(({ name }) => name === open));
    this.#onChange = onChange;
    this.#editor = new Editor(byId("editor"), (text) => {
      this.#current.text = text;
      onChange(true);
    });
    this.#name.addEventListener("change", () => this.#rename(this.#name.value.trim()));
    byId("add-file").addEventListener("click", () => this.#add());
    byId("remove-file").addEventListener("click", () => this.#remove());
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

  /** How the files are now: what is given back brings that back. */
  remember() {
    const [files, open] = [this.#files.map((file) => ({ ...file })), this.#open];
    return () => {
      [this.#files, this.#open] = [files, open];
      this.#changed();
    };
  }

  /**
   * Marks what is wrong, and shows the first.
   *
   * @param {Wrong[]} wrong
   */
  mark(wrong) {
    this.#wrong = wrong;
    const [first] = wrong;
    this.#openFile(first?.file);
    if (first) {
      this.#editor.reveal(first.line);
    }
  }

  /** Opens a file that is wrong, with the caret where it is. @param {Wrong} wrong */
  goTo(wrong) {
    this.#openFile(wrong.file);
    this.#editor.goTo(wrong);
  }

  /**
   * Adds files, or gives those of their names another text, and opens the first.
   *
   * @param {Source[]} files
   * @returns {number} How many were there already, with another text.
   */
  take(files) {
    const known = new Map(this.#files.map((file) => [file.name, file]));
    let replaced = 0;
    for (const { name, text } of files) {
      const old = known.get(name);
      if (old) {
        replaced += old.text === text ? 0 : 1;
        old.text = text;
      } else {
        this.#files.push({ name, text });
      }
    }
    this.#openFile(files[0]?.name);
    this.#onChange(true);
    return replaced;
  }

  /** Takes `files` in the place of all there are. @param {Source[]} files */
  replace(files) {
    [this.#files, this.#open] = [files, 0];
    this.#changed();
  }

  /** @param {string | undefined} name */
  #openFile(name) {
    const index = this.#files.findIndex((file) => file.name === name);
    this.#open = index < 0 ? this.#open : index;
    this.#show();
  }

  get #current() {
    return /** @type {Source} */ (this.#files[this.#open]);
  }

  #add() {
    const names = new Set(this.#files.map(({ name }) => name));
    let number = this.#files.length + 1;
    while (names.has(`file${number}.proto`)) {
      number += 1;
    }
    this.#files.push({ name: `file${number}.proto`, text: NEW });
    this.#open = this.#files.length - 1;
    this.#changed();
    this.#name.focus();
    this.#name.select();
  }

  #remove() {
    const [undo, name] = [this.remember(), this.open];
    this.#files.splice(this.#open, 1);
    if (this.#files.length === 0) {
      this.#files.push({ name: "file.proto", text: NEW });
    }
    this.#open = Math.min(this.#open, this.#files.length - 1);
    this.#changed();
    say(`Removed ${name}.`, undo);
  }

  /** @param {string} name */
  #rename(name) {
    if (!name) {
      say(`A file needs a name, so it is still ${this.open}.`);
    } else if (this.#files.some((file) => file !== this.#current && file.name === name)) {
      say(`There is a ${name} already, so this one is still ${this.open}.`);
    } else {
      this.#current.name = name;
      this.#onChange(true);
    }
    this.#show();
  }

  /** @param {number} index */
  #choose(index) {
    this.#open = index;
    this.#show();
    this.#onChange(false);
  }

  #changed() {
    this.#wrong = [];
    this.#show();
    this.#onChange(true);
  }

  #show() {
    const { name, text } = this.#current;
    this.#tabs.show(this.#files.map(({ name }) => name), this.#open, new Set(this.#wrong.map(({ file }) => file)));
    this.#name.value = name;
    this.#editor.open(name, text, this.#wrong.filter(({ file }) => file === name));
  }
}
