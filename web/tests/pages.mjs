// Directories of static files, served and visited.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Serves the files in `directory`, as any server does, and what `other` gives for a path. Gives the URL, and what ends it. */
export async function serveFiles(directory, other = () => undefined) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    try {
      const body = other(path) ?? readFileSync(join(directory, path));
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/plain");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return { url: `http://localhost:${server.address().port}/`, stop: () => server.close() };
}

/** What `result` gives in the page at `url`, once it gives something, and what failed by then. */
export async function visit(context, url, result) {
  const tab = await context.newPage();
  const failures = [];
  tab.on("pageerror", (error) => failures.push(String(error)));
  tab.on("response", (response) => response.status() === 404 && failures.push(`404: ${response.url()}`));
  try {
    await tab.goto(url);
    await tab.waitForFunction(result, undefined, { timeout: 60_000 }).catch(() => {});
    return [await tab.evaluate(result), failures.filter((failure) => !failure.endsWith("favicon.ico"))];
  } finally {
    await tab.close();
  }
}
