// The package as npm packs it, in a project.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { TARGET } from "./world.mjs";

/** What npm is told: it needs nothing but what is there. */
export const NPM_ENV = { npm_config_offline: "true", npm_config_audit: "false", npm_config_fund: "false", npm_config_loglevel: "error" };

/** Makes a project of `directory`, with the package installed from its tarball; gives where it is. */
export function install(directory) {
  const options = { encoding: "utf8", env: { ...process.env, ...NPM_ENV } };
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", directory], { ...options, cwd: join(TARGET, "web/package") });
  writeFileSync(join(directory, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  execFileSync("npm", ["install", `./${JSON.parse(packed)[0].filename}`], { ...options, cwd: directory });
  return join(directory, "node_modules/@bufwasm/web");
}
