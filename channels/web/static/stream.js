// News of the inbox: one stream while the page is visible; in the demo's frames the page around hands them over.

import { base, page } from "./words.js";

const WAITS = [1, 2, 4, 8, 15, 30];

/** Calls hooks.news(entry) for what is new after hooks.after(), hooks.online() and hooks.lost() as it goes. What it
 * returns ends the stream, to be tried again later. */
export function follow(hooks) {
  if (window.parent !== window && "framed" in document.body.dataset) return framed(hooks);
  return streamed(hooks);
}

function framed(hooks) {
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    if (event.data?.inbox !== page.inbox || !Array.isArray(event.data.entries)) return;
    for (const entry of event.data.entries) hooks.news(entry);
  });
  window.parent.postMessage({ ready: page.inbox, after: hooks.after() }, location.origin);
  return () => {};
}

function streamed(hooks) {
  let source = null;
  let timer = 0;
  let tries = 0;

  function open() {
    clearTimeout(timer);
    if (source || document.hidden) return;
    source = new EventSource(`${base}events?after=${hooks.after()}`);
    source.addEventListener("open", () => {
      tries = 0;
      hooks.online();
    });
    source.addEventListener("message", (event) => hooks.news(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      later();
      if (tries > 1) hooks.lost(); // a stream that ended and comes back at once is no news to anybody
    });
  }

  function later() {
    close();
    timer = setTimeout(open, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("online", () => {
    close();
    open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  return later;
}
