/* Keeps the page for attendants on the phone, so that it opens where the wireless does not reach. Only the page and its own files: what
 * the hotel's node is asked is never kept here. */
const SHELL = 'keyrack-phone-2';
const PAGE = './phone.html';
const WAIT_MS = 2500;

async function keepShell() {
  const cache = await caches.open(SHELL);
  const answer = await fetch(PAGE, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the page answers ${answer.status}`);
  const html = await answer.clone().text();
  const files = [...html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map((match) => match[1]);
  await cache.put(PAGE, answer);
  await Promise.all(files.map((file) => cache.add(file)));
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('keyrack-phone-') && name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/* The page as the node has it now; what was kept when the node does not answer soon. */
async function freshOrKept(request) {
  const kept = await caches.match(PAGE);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) {
      await keepShell().catch(() => undefined);
      return answer;
    }
    return kept ?? answer;
  });
  if (kept === undefined) return fresh;
  const soon = new Promise((resolve) => setTimeout(() => resolve(kept), WAIT_MS));
  return Promise.race([fresh, soon]).catch(() => kept);
}

/* Files carry what is in them in their name: a kept one is the right one. */
async function keptOrFresh(request) {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate' && url.pathname.endsWith('/phone.html')) event.respondWith(freshOrKept(event.request));
  else if (url.pathname.includes('/assets/') || url.pathname.endsWith('/keyrack.svg')) event.respondWith(keptOrFresh(event.request));
});
