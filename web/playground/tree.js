// Generated files, as a tree of directories.

import { element } from "./dom.js";

/**
 * @param {HTMLElement} place
 * @param {string[]} names Sorted.
 * @param {(name: string) => void} open
 */
export function show(place, names, open) {
  /** @type {Map<string, HTMLElement>} */
  const lists = new Map();
  const root = element("ul");
  lists.set("", root);

  /** The list of a directory's entries, made with those above it. @param {string} directory @returns {HTMLElement} */
  const listOf = (directory) => {
    const known = lists.get(directory);
    if (known) {
      return known;
    }
    const slash = directory.lastIndexOf("/");
    const list = element("ul");
    const summary = element("summary", {}, `${directory.slice(slash + 1)}/`);
    const details = element("details", { open: true }, summary, list);
    listOf(directory.slice(0, Math.max(slash, 0))).append(element("li", {}, details));
    lists.set(directory, list);
    return list;
  };

  for (const name of names) {
    const slash = name.lastIndexOf("/");
    const button = element("button", { title: name }, name.slice(slash + 1));
    button.addEventListener("click", () => {
      place.querySelector('[aria-current="true"]')?.setAttribute("aria-current", "false");
      button.setAttribute("aria-current", "true");
      open(name);
    });
    listOf(name.slice(0, Math.max(slash, 0))).append(element("li", {}, button));
  }
  place.replaceChildren(root);
  place.querySelector("button")?.click();
}
