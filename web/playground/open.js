// Files and folders that are dropped on the page, or chosen.

/** @typedef {{ path: string, file: File }} Opened In a folder, the path begins with its name. */

/**
 * Calls `take` with what is dropped anywhere on the page.
 *
 * @param {(files: Promise<Opened[]>) => void} take
 */
export function onDrop(take) {
  // Text that is dragged from one place of a field to another is the field's.
  const hasFiles = (/** @type {DragEvent} */ { dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      document.body.classList.add("dropping");
    }
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) {
      document.body.classList.remove("dropping");
    }
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (hasFiles(event)) {
      event.preventDefault();
      take(dropped(/** @type {DataTransfer} */ (event.dataTransfer)));
    }
  });
}

/**
 * Calls `take` with what is chosen in `input`.
 *
 * @param {HTMLInputElement} input
 * @param {(files: Promise<Opened[]>) => void} take
 */
export function onChoice(input, take) {
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    input.value = "";
    take(Promise.resolve(files));
  });
}

/** @param {DataTransfer} data @returns {Promise<Opened[]>} */
async function dropped(data) {
  // Both have to be asked for before anything is awaited.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.());
  const files = [...data.files].map((file) => ({ path: file.name, file }));
  return entries.some((entry) => entry) ? (await Promise.all(entries.map((entry) => below(entry)))).flat() : files;
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
    found.push(...(await Promise.all(some.filter(isWanted).map(below))));
  }
}

/**
 * Whether an entry of a folder is looked at: not what is hidden, such as `.git`, and no file of another kind.
 *
 * @param {FileSystemEntry} entry
 */
function isWanted({ name, isDirectory }) {
  return !name.startsWith(".") && (isDirectory || /\.(proto|wasm)$/.test(name));
}
