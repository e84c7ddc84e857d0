// By which names imports know the files of a folder.

/** @typedef {{ name: string, text: string }} Source */

const IMPORT = /^\s*import\s+(?:public\s+|weak\s+|option\s+)?["']([^"']+)["']/gm;

/**
 * Takes from the names of opened files the folders that imports do not name. How many these are is what lets most imports be
 * found; where no import tells, the opened folder is taken for the include path.
 *
 * @param {Source[]} files
 * @returns {Source[]}
 */
export function importNames(files) {
  const imports = new Set(files.flatMap(({ text }) => [...text.matchAll(IMPORT)].map(([, path]) => path)));
  const without = (/** @type {string} */ name, /** @type {number} */ folders) => name.split("/").slice(folders).join("/");
  let best = { folders: 0, found: -1 };
  for (let folders = 0; folders <= sharedFolders(files); folders += 1) {
    const found = files.filter(({ name }) => imports.has(without(name, folders))).length;
    // The opened folder itself is a guess that is as good as none.
    if (found > best.found || (found === best.found && folders === 1)) {
      best = { folders, found };
    }
  }
  return files.map(({ name, text }) => ({ name: without(name, best.folders), text }));
}

/** How many folders all names begin with. @param {Source[]} files */
function sharedFolders(files) {
  const [first = [], ...others] = files.map(({ name }) => name.split("/").slice(0, -1));
  let count = 0;
  while (count < first.length && others.every((folders) => folders[count] === first[count])) {
    count += 1;
  }
  return count;
}
