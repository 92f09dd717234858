// What the person did and the service has not acknowledged: kept over a reload, sent in order, one at a time, with
// the same key until it is taken.

import { base, page, say } from "./words.js";

const STORE = `liaison.outbox.${page.inbox}`;
const WAITS = [1, 2, 4, 8, 15, 30];
const SLOW = 2000; // after so many milliseconds it is said that work goes on

const items = [];
let busy = false;
let tries = 0;
let timer = 0;
let hooks;

export function start(given) {
  hooks = given;
  let kept = [];
  try {
    kept = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
  } catch {
    // Written by another release: there is nothing to be read.
  }
  for (const item of kept) add(item);
  addEventListener("online", again);
  addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.file)) event.preventDefault(); // a picture is not kept over a reload
  });
}

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

/** Adds {key, label, body | file}; it is sent when its turn comes. */
export function add(item) {
  items.push(item);
  keep();
  hooks.added(item);
  pump();
}

export const isWaiting = () => items.some((item) => !item.failed);

/** Tries at once: the network is back, or the person asks for it. */
export function again() {
  clearTimeout(timer);
  timer = 0;
  pump();
}

function keep() {
  try {
    const kept = items.filter((item) => item.body).map(({ key, label, body }) => ({ key, label, body }));
    sessionStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still sends.
  }
}

async function pump() {
  if (busy || timer) return;
  const item = items.find((candidate) => !candidate.failed);
  if (!item) return;
  busy = true;
  hooks.state(item, "");
  const slow = setTimeout(() => hooks.state(item, say("sending")), SLOW);
  const { status, error, wait, redraw } = await (item.file ? upload(item) : post(item));
  clearTimeout(slow);
  busy = false;
  if (status === 200) {
    tries = 0;
    remove(item);
    hooks.online();
    hooks.taken(item, redraw);
  } else if (status === 401) {
    hooks.kept(item, () => drop(item));
    hooks.signedOut();
    return;
  } else if (status >= 400 && status < 500 && status !== 408 && !(status === 429 && item.body)) {
    item.failed = true;
    keep();
    hooks.refused(item, error || say("unreadable"), () => drop(item));
  } else {
    timer = setTimeout(again, (wait || WAITS[Math.min(tries++, WAITS.length - 1)]) * 1000);
    hooks.kept(item, () => drop(item));
    hooks.offline(status ? error || say("not_taken") : say("offline"));
    return;
  }
  pump();
}

/** The person takes back what was not sent; not while it is on its way. */
function drop(item) {
  if (busy && !item.failed) return;
  remove(item);
  hooks.dropped(item);
  again();
}

function remove(item) {
  items.splice(items.indexOf(item), 1);
  keep();
}

async function post(item) {
  try {
    const answer = await fetch(`${base}input`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Liaison": "1" },
      body: JSON.stringify({ key: item.key, ...item.body }),
      signal: AbortSignal.timeout?.(30000),
    });
    const wait = Number(answer.headers.get("Retry-After")) || 0;
    return { status: answer.status, wait, ...(await answer.json().catch(() => ({}))) };
  } catch {
    return { status: 0 };
  }
}

// fetch cannot say how much of an upload has left; a picture on a bad network takes long.
function upload(item) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${base}pictures`);
    request.timeout = 180000;
    request.responseType = "json";
    request.setRequestHeader("X-Liaison", "1");
    request.setRequestHeader("X-Liaison-Key", item.key);
    request.setRequestHeader("X-Liaison-Name", encodeURIComponent(item.file.name));
    request.setRequestHeader("Content-Type", item.file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) hooks.state(item, say("sending"), event.loaded / event.total);
    });
    request.addEventListener("load", () => resolve({ status: request.status, error: request.response?.error }));
    for (const failure of ["error", "abort", "timeout"]) request.addEventListener(failure, () => resolve({ status: 0 }));
    request.send(item.file);
  });
}
