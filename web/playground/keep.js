// What survives a reload: a tab's own state, and the state that a new tab begins with.

/**
 * @typedef {{ name: string, parameter: string, from: "ready" | "dropped" | "url", url?: string, key?: string }} KeptPlugin
 * @typedef {{ timeoutMs: number, memoryBytes: number }} KeptLimits
 * @typedef {{
 *   files: { name: string, text: string }[], plugins: KeptPlugin[], compiler: string, open: string, limits?: KeptLimits,
 *   linked?: boolean, link?: string,
 * }} Kept `linked`: it began with a link; `link`: the one that was made of it.
 */

const KEY = "bufwasm playground";
/** Milliseconds that changes are collected for. */
const PAUSE_MS = 300;

/** What this tab had, or else what a tab had last. @returns {Kept | undefined} */
export function recall() {
  return read(() => sessionStorage) ?? read(() => localStorage);
}

/** @param {() => Storage} storage Reading the property fails where storage is forbidden. @returns {Kept | undefined} */
function read(storage) {
  try {
    const kept = JSON.parse(storage().getItem(KEY) ?? "null");
    const isText = (/** @type {unknown} */ value) => typeof value === "string";
    const isFile = (/** @type {any} */ file) => isText(file?.name) && isText(file?.text);
    const isPlugin = (/** @type {any} */ plugin) => isText(plugin?.name) && isText(plugin?.parameter);
    const valid = Array.isArray(kept?.files) && kept.files.length > 0 && kept.files.every(isFile);
    return valid && Array.isArray(kept.plugins) && kept.plugins.every(isPlugin) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps what `state` gives, a little after it is told of a change.
 *
 * Each tab keeps its own, so that two of them do not take each other's place. What a new tab begins with is what was last
 * changed anywhere, except what came by a link: looking at another's sources does not end one's own.
 *
 * @param {() => Kept} state
 * @param {(isKept: boolean) => void} told Hears when that begins to fail, and when it works again.
 */
export function keeper(state, told) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let isKept = true;
  const write = () => {
    clearTimeout(waiting);
    waiting = undefined;
    const now = state();
    const succeeded = store(now);
    if (succeeded !== isKept) {
      isKept = succeeded;
      told(isKept);
    }
  };
  const finish = () => waiting !== undefined && write();
  addEventListener("pagehide", finish);
  // On a phone, a page that is put away may be ended without another word.
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && finish());
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE_MS);
  };
}

/** @param {Kept} state @returns {boolean} Whether there was room, and storage at all. */
function store(state) {
  try {
    const text = JSON.stringify(state);
    sessionStorage.setItem(KEY, text);
    if (!state.linked) {
      localStorage.setItem(KEY, text);
    }
    return true;
  } catch {
    return false;
  }
}
