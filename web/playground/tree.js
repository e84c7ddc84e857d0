// Generated files, as a tree of directories.

import { element } from "./dom.js";

/**
 * @param {HTMLElement} place
 * @param {string[]} names Sorted.
 * @param {string} source The .proto file whose generated file is opened first.
 * @param {(name: string) => void} open
 */
export function show(place, names, source, open) {
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

  const first = belongingTo(source, names);
  /** @type {HTMLElement | undefined} */
  let opened;
  for (const name of names) {
    const slash = name.lastIndexOf("/");
    const button = element("button", { title: name }, name.slice(slash + 1));
    button.addEventListener("click", () => {
      place.querySelector('[aria-current="true"]')?.setAttribute("aria-current", "false");
      button.setAttribute("aria-current", "true");
      open(name);
    });
    listOf(name.slice(0, Math.max(slash, 0))).append(element("li", {}, button));
    opened = name === first ? button : opened;
  }
  place.replaceChildren(...(names.length > 0 ? [root] : []));
  opened?.click();
  opened?.scrollIntoView({ block: "nearest" });
}

/**
 * The one of `names` that is most like that of the .proto file `source`: `shop/v1/money.proto` is like `shop/v1/money.pb.go`,
 * `money_pb2.py` and `com/shop/Money.java`. Otherwise the first.
 *
 * @param {string} source
 * @param {string[]} names
 */
export function belongingTo(source, names) {
  const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[^a-z0-9/]/g, "");
  const path = source.replace(/\.proto$/, "");
  const base = plain(path.slice(path.lastIndexOf("/") + 1));
  const likeness = (/** @type {string} */ name) => {
    const file = name.slice(name.lastIndexOf("/") + 1).replace(/\..*/, "");
    if (!plain(file).startsWith(base)) {
      return 0;
    }
    return 1 + (plain(name).includes(plain(path)) ? 2 : 0) + (plain(file) === base ? 1 : 0);
  };
  return names.reduce((best, name) => (likeness(name) > likeness(best) ? name : best), names[0] ?? "");
}
