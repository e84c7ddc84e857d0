// Files and folders that are dropped on the page, or chosen.

/** @typedef {{ path: string, file: File }} Opened */

/**
 * Calls `take` with what is dropped anywhere on the page.
 *
 * @param {(files: Opened[]) => void} take
 */
export function onDrop(take) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    // Entries have to be asked for before anything is awaited.
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.());
    const files = [...(event.dataTransfer?.files ?? [])].map((file) => ({ path: file.name, file }));
    const found = entries.some((entry) => entry) ? (await Promise.all(entries.map((entry) => below(entry)))).flat() : files;
    take(found);
  });
}

/**
 * Calls `take` with what is chosen in `input`.
 *
 * @param {HTMLInputElement} input
 * @param {(files: Opened[]) => void} take
 */
export function onChoice(input, take) {
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    input.value = "";
    take(files);
  });
}

/**
 * Names that imports use, for files of one folder: without the folder's own name, as if it were the include path.
 *
 * @param {Opened[]} files
 */
export function withoutFolder(files) {
  const first = files[0]?.path.split("/")[0];
  const shared = files.every(({ path }) => path.startsWith(`${first}/`));
  return shared ? files.map(({ path, file }) => ({ path: path.slice(`${first}/`.length), file })) : files;
}

/** The files of `entry` and below it. @param {FileSystemEntry | null | undefined} entry @returns {Promise<Opened[]>} */
async function below(entry) {
  if (!entry) {
    return [];
  }
  if (entry.isFile) {
    const file = /** @type {FileSystemFileEntry} */ (entry);
    const path = entry.fullPath.replace(/^\//, "");
    return [{ path, file: await new Promise((resolve, reject) => file.file(resolve, reject)) }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const found = [];
  // A reader gives some entries at a time, and none at the end.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return found.flat();
    }
    found.push(...(await Promise.all(some.map(below))));
  }
}
