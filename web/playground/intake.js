// Takes in what people bring: sources, and plugins as files, by URL, or from those that are ready.

import { byId, counted } from "./dom.js";
import { onChoice, onDrop } from "./open.js";
import { hideProblem, scrollToProblem, showProblem, showRefused } from "./problem.js";
import { done } from "./progress.js";
import { offer } from "./ready.js";
import { sort } from "./sort.js";
import { say } from "./status.js";

const urlField = /** @type {HTMLInputElement} */ (byId("plugin-url"));

export class Intake {
  #files;
  #plugins;

  /**
   * @param {import("./files.js").Files} files
   * @param {import("./plugins.js").Plugins} plugins
   * @param {import("./ready.js").ReadyPlugin[]} ready
   */
  constructor(files, plugins, ready) {
    this.#files = files;
    this.#plugins = plugins;
    const take = (/** @type {Promise<import("./open.js").Opened[]>} */ opened) => this.#take(opened);
    onDrop(take);
    for (const id of ["add-plugin", "open-files", "open-folder"]) {
      onChoice(/** @type {HTMLInputElement} */ (byId(id)), take);
    }
    offer(ready, (name) => this.add(name, () => plugins.addReady(name)));
    byId("by-url").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#addByUrl(urlField.value.trim());
    });
  }

  /** @param {Promise<import("./open.js").Opened[]>} opened */
  async #take(opened) {
    hideProblem();
    try {
      const { plugins, sources, refused } = await sort(await opened);
      for (const { name, bytes } of plugins) {
        await this.add(name, () => this.#plugins.drop(name, bytes));
      }
      if (sources.length > 0) {
        this.#takeSources(sources);
      }
      if (refused.length > 0) {
        showRefused(refused);
        scrollToProblem();
      }
      if (plugins.length + sources.length === 0) {
        say(refused.length > 0 ? "Nothing was opened." : "There is no .proto file and no plugin among these.");
      }
    } catch (error) {
      showProblem(error, () => {});
      say("Nothing was opened.");
    }
  }

  /** @param {import("./files.js").Source[]} sources */
  #takeSources(sources) {
    const undo = this.#files.remember();
    const replaced = this.#files.take(sources);
    const which = replaced > 0 ? `, and replaced what you had of ${replaced} of them` : "";
    say(`Opened ${counted(sources.length, ".proto file")}${which}.`, undo);
  }

  /**
   * Adds a plugin. What goes wrong says nothing of what was generated before, so that this stays.
   *
   * @param {string} name
   * @param {() => Promise<unknown>} add Gives `false` if the plugin will not be there on the next visit.
   */
  async add(name, add) {
    hideProblem();
    say(`Adding ${name}…`);
    try {
      const isKept = await add();
      say(isKept === false ? `Added ${name}, for this visit: the browser has no room to keep it.` : `Added ${name}.`);
    } catch (error) {
      showProblem(error, () => {});
      say(`${name} was not added.`);
      scrollToProblem();
    } finally {
      done();
    }
  }

  /** @param {string} given */
  async #addByUrl(given) {
    if (!given) {
      urlField.focus();
      return;
    }
    await this.add(given, async () => {
      const url = URL.canParse(given, location.href) ? new URL(given, location.href) : undefined;
      if (!url) {
        throw new Error(`${given} is no URL.`);
      }
      if (url.origin !== location.origin) {
        const why = "is of another origin, and this page's policy allows requests to its own alone";
        throw new Error(`${given} ${why}: download the plugin, and drop it here.`);
      }
      await this.#plugins.addUrl(given);
      urlField.value = "";
    });
  }
}
