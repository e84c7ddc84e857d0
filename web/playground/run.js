// A generation: begun, stopped, and what comes of it.

import { BufwasmError } from "./bufwasm/index.js";
import { byId, counted, element, isOneColumn } from "./dom.js";
import { showFigures } from "./figures.js";
import { markStale, showOutput, unchanged } from "./output.js";
import { hideProblem, scrollToProblem, showProblem, showWarnings } from "./problem.js";
import { begin, done, tell, took } from "./progress.js";
import { say } from "./status.js";

/**
 * @typedef {import("./bufwasm/index.js").Bufwasm} Bufwasm
 * @typedef {import("./bufwasm/index.js").GenerateOptions} GenerateOptions
 * @typedef {Pick<GenerateOptions, "compiler" | "plugins" | "limits">} Settings
 */

const button = /** @type {HTMLButtonElement} */ (byId("generate"));

export class Runs {
  #bufwasm;
  #files;
  #settings;
  /** Of the generation that is going on. @type {AbortController | undefined} */
  #running;

  /**
   * @param {Bufwasm} bufwasm
   * @param {import("./files.js").Files} files
   * @param {() => Settings} settings What is to be run, and how.
   */
  constructor(bufwasm, files, settings) {
    this.#bufwasm = bufwasm;
    this.#files = files;
    this.#settings = settings;
    button.addEventListener("click", () => (this.#running ? this.#running.abort() : this.#generate()));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.#running && !button.disabled) {
        event.preventDefault();
        void this.#generate();
      }
    });
  }

  async #generate() {
    this.#running = new AbortController();
    button.textContent = "Stop";
    this.#files.mark([]);
    hideProblem();
    markStale(true);
    say("Generating…");
    begin(this.#files.list.reduce((size, { text }) => size + text.length, 0));
    const [start, isCurrent] = [performance.now(), unchanged()];
    try {
      const options = { files: this.#files.sources, ...this.#settings(), signal: this.#running.signal, onProgress: tell };
      this.#succeed(await this.#bufwasm.generate(options), performance.now() - start);
      markStale(!isCurrent());
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = undefined;
      done();
      button.replaceChildren("Generate ", element("kbd", {}, "Ctrl ⏎"));
    }
  }

  /** @param {import("./bufwasm/index.js").GenerateResult} result @param {number} ms */
  #succeed(result, ms) {
    showOutput(result.files, this.#files.open, "The plugins generated nothing for these sources.");
    showFigures(result);
    showWarnings(result.warnings, (place) => this.#files.goTo(place));
    result.runs.forEach(({ plugin, stats }) => took(plugin, stats.compileMs + stats.runMs));
    say(`${counted(Object.keys(result.files).length, "file")} in ${Math.round(ms)} ms.`);
    scrollTo(byId("output"));
  }

  /** Shows an error where it is: in its .proto file, and below the sources. @param {unknown} error */
  #fail(error) {
    const known = error instanceof BufwasmError ? error : undefined;
    if (known?.kind === "cancelled") {
      say("Stopped.");
      return;
    }
    const errors = known?.diagnostics.filter(({ message }) => !message.startsWith("warning: ")) ?? [];
    this.#files.mark(errors.flatMap(({ file, line, column }) => (file && line ? [{ file, line, column: column ?? 1 }] : [])));
    showProblem(error, (place) => this.#files.goTo(place));
    // What an earlier run made is not what these sources make.
    showOutput({}, "", "Nothing was generated.");
    const { plugin, stats } = known ?? {};
    // What it wrote to stderr stands in the error.
    showFigures(plugin && stats ? { runs: [{ plugin, stats, stderr: "" }] } : undefined, "There are no figures of it.");
    say(errors.length > 0 ? `${counted(errors.length, "error")} in .proto files.` : `${plugin ?? "The run"} failed.`);
    scrollToProblem();
  }
}

/** Scrolls to what came of a run, where the page is one column. @param {HTMLElement} place */
function scrollTo(place) {
  if (isOneColumn()) {
    place.scrollIntoView({ block: "start" });
  }
}
