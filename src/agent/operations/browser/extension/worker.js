// What the agent of this computer wants to know of this browser, and nothing else, goes to it.
const host = 'org.muster.agent';
/** Kept while the agent does not answer. */
const mostWaiting = 200;
/** Files that somebody gave to a page and that were not sent yet. */
const mostChosen = 200;
const chosenForMs = 1_800_000;
const longest = 2_083;
const waiting = [];
/** By tab: the address that was told last, and the files that were chosen there. */
const told = new Map();
const chosen = new Map();
let port = null;
/** What is recorded; null until the agent has said it. */
let wanted = null;

function connect() {
  if (port !== null) return;
  port = chrome.runtime.connectNative(host);
  port.onMessage.addListener(message => {
    wanted = new Set(Array.isArray(message?.wanted) ? message.wanted : []);
    for (const each of waiting.splice(0)) say(each);
  });
  port.onDisconnect.addListener(() => {
    // Whoever does not read it finds it in the log of errors.
    void chrome.runtime.lastError;
    port = null;
    wanted = null;
  });
}

function say(message) {
  if (wanted?.has(message.detail)) port.postMessage(message);
  else if (wanted === null) {
    waiting.push(message);
    if (waiting.length > mostWaiting) waiting.shift();
  }
}

const cut = text => (text ?? '').slice(0, longest);
const isWeb = address => /^https?:/.test(address ?? '');

chrome.tabs.onUpdated.addListener((id, change, { url, title, incognito }) => {
  if (change.status !== 'complete' || incognito || !isWeb(url) || told.get(id) === url) return;
  told.set(id, url);
  say({ detail: 'web-access', at: Date.now(), url: cut(url), title: cut(title) });
});

chrome.tabs.onRemoved.addListener(id => {
  told.delete(id);
  chosen.delete(id);
});

chrome.downloads.onChanged.addListener(async ({ id, state }) => {
  if (state?.current !== 'complete') return;
  const [one] = await chrome.downloads.search({ id });
  if (one === undefined || one.incognito) return;
  const { filename, finalUrl, url, referrer, fileSize } = one;
  say({
    detail: 'web-download',
    at: Date.now(),
    path: filename,
    url: cut(finalUrl || url),
    page: cut(referrer),
    size: Math.max(0, fileSize),
  });
});

chrome.runtime.onMessage.addListener((message, { id, tab }) => {
  if (id !== chrome.runtime.id || tab === undefined || tab.incognito) return;
  const at = Date.now();
  const files = message.files.map(file => ({ ...file, at, page: tab.url, requests: new Set() }));
  // Fields say more than once what was chosen, and somebody may choose the same anew.
  const isAnew = ({ name, size }) => files.some(file => file.name === name && file.size === size);
  const before = (chosen.get(tab.id) ?? []).filter(file => at - file.at < chosenForMs && !isAnew(file));
  chosen.set(tab.id, [...before, ...files].slice(-mostChosen));
});

chrome.webRequest.onBeforeRequest.addListener(
  ({ tabId, requestId, method, url, requestBody }) => {
    const files = chosen.get(tabId);
    if (files === undefined || !/^(POST|PUT|PATCH)$/.test(method)) return;
    for (const file of carried(requestBody, files)) {
      // The same request may come by once more, where it is led elsewhere.
      if (file.requests.has(requestId)) continue;
      file.requests.add(requestId);
      const { name, size, modified, page } = file;
      say({
        detail: 'web-upload',
        at: Date.now(),
        url: cut(url),
        page: cut(page),
        name: name.slice(0, 520),
        size,
        modified,
      });
    }
  },
  { urls: ['http://*/*', 'https://*/*'] },
  ['requestBody'],
);

/** Which of the chosen files a request carries. What else stands in its body is not looked at. */
function carried(body, files) {
  if (!body) return [];
  if (body.formData) {
    const values = new Set(Object.values(body.formData).flat());
    return files.filter(({ name }) => values.has(name));
  }
  const parts = body.raw ?? [];
  const names = new Set(parts.flatMap(({ file }) => (file ? [file.split(/[\\/]/).pop()] : [])));
  if (names.size > 0) return files.filter(({ name }) => names.has(name));
  const bytes = parts.reduce((sum, part) => sum + (part.bytes?.byteLength ?? 0), 0);
  if (bytes > 0) return files.filter(({ size }) => size === bytes);
  // A body that browsers do not show is one that is read from a file; in pieces, it is one upload all the same.
  return files.filter(({ requests }) => requests.size === 0).slice(0, 1);
}

// A browser may be there before its agent, or the agent come back under it.
chrome.alarms.create('connect', { periodInMinutes: 0.5 });
chrome.alarms.onAlarm.addListener(connect);
connect();
