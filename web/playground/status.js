// What the page says in its last line: what has happened, and a way back from it.

import { byId, element } from "./dom.js";

const line = byId("status");

/**
 * Says `text`, which a screen reader reads out.
 *
 * @param {string} text
 * @param {() => void} [undo] What a button beside it takes back.
 */
export function say(text, undo) {
  line.replaceChildren(text);
  if (undo) {
    const button = element("button", {}, "Undo");
    button.addEventListener("click", () => {
      undo();
      say("Undone.");
    });
    line.append(" ", button);
  }
}
