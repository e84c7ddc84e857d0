// Lets the playground work offline. The network is asked first, so that nobody sees an old page while online. Each version
// of the page has a cache of its own, so that no file is kept beside those of another version.

// The build puts the version in.
const VERSION = "";
const CACHE = `playground ${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepEverything());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([removeOthers(), self.clients.claim()]));
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  // The package keeps protoc itself.
  if (event.request.method === "GET" && origin === self.location.origin && !pathname.endsWith("/protoc.wasm")) {
    event.respondWith(answer(event.request));
  }
});

async function keepEverything() {
  const files = await (await fetch("files.json")).json();
  const cache = await caches.open(CACHE);
  const fresh = (file) => new Request(file, { cache: "no-cache" });
  await cache.addAll(["./", "files.json", ...files].map(fresh));
  await self.skipWaiting();
}

async function removeOthers() {
  const others = (await caches.keys()).filter((name) => name.startsWith("playground ") && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put(request, response.clone());
    }
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) {
      return kept;
    }
    throw error;
  }
}
