// Keeps the shell of the app (style, script, icons, the page for “no network”) and nothing else: no page about a person, no
// answer of an address below /id/ is ever stored.
const NAME = "rathaus-shell-VERSION";
const SHELL = "SHELL";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(SHELL.map((address) => new Request(address, { cache: "reload", credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("rathaus-shell-") && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("/id/app/offline")));
    return;
  }
  const address = new URL(request.url);
  if (address.origin === self.location.origin && SHELL.includes(address.pathname + address.search))
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
