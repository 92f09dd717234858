// The page put together: history, news, what is written, and what the person is told about the connection.

import { firstId, forget, isEmpty, lastId, pend, settle, take, tell } from "./bubbles.js";
import { pressed, showTimes, unpressed } from "./drawing.js";
import { drawMenu, LAST, offer, remember } from "./menus.js";
import { add, again, isWaiting, newKey, start } from "./outbox.js";
import { follow } from "./stream.js";
import { base, make, page, say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const scroller = $("scroller");
const text = $("text");
const notice = $("notice");
const DRAFT = `liaison.draft.${page.inbox}`;
const NEAR = 80; // pixels from the end that still count as being there

// --- where the reader is -------------------------------------------------------------------------------------

let unread = 0;
let stuck = true; // the reader is at the end and wants to stay there
const title = document.title;

/** Where the newest entry is seen: the end, but of one higher than the window its beginning. */
function end() {
  const bottom = scroller.scrollHeight - scroller.clientHeight;
  const newest = $("log").lastElementChild;
  return newest ? Math.min(bottom, newest.offsetTop - 12) : bottom;
}

const atEnd = () => scroller.scrollTop > end() - NEAR;
const toEnd = () => scroller.scrollTo({ top: end() });

function count() {
  document.title = unread ? `(${unread}) ${title}` : title;
  $("newer").hidden = atEnd() || !unread;
}

function seen() {
  if (document.hasFocus() && atEnd()) unread = 0;
  count();
}

scroller.addEventListener("scroll", seen, { passive: true });
addEventListener("focus", seen);
$("newer").addEventListener("click", () => {
  unread = 0;
  toEnd();
  count();
});
// The window changes, a picture comes in, a sentence is added below what waits: who was at the end stays there.
const growth = new ResizeObserver(() => stuck && toEnd());
growth.observe(scroller);
growth.observe($("log"));
let before = 0;
scroller.addEventListener(
  "scroll",
  () => {
    // What grows below the end is not the reader going up.
    if (atEnd()) stuck = true;
    else if (scroller.scrollTop < before) stuck = false;
    before = scroller.scrollTop;
  },
  { passive: true },
);

// --- what is said about the connection -----------------------------------------------------------------------

function notify(sentence, action = null) {
  if (notice.textContent === sentence && !action) return;
  notice.replaceChildren(sentence);
  if (action) notice.append(" ", action);
  notice.hidden = !sentence;
}

let later = () => {}; // ends the stream for now
let out = false; // the session is over: nothing is shown to whoever sits here now

function signedOut() {
  out = true;
  later();
  forget();
  $("earlier").hidden = true;
  const link = make("a", "", say("sign_in"));
  link.href = "/";
  notify(say("signed_out"), link);
}

/** Whether the session still stands: a stream does not say why it was refused, and another tab may have ended it. */
async function check() {
  try {
    const answer = await fetch(`${base}page`);
    if (answer.status === 401) signedOut();
    else if (!answer.ok) notify(say("offline"));
    else if (out) await online();
  } catch {
    notify(say("offline"));
  }
}

/** The service answers again: what was taken away is shown, what waits is sent. */
async function online() {
  if (out) {
    out = false;
    await history(0).catch(() => null);
    toEnd();
  }
  if (isWaiting()) again();
  else notify("");
}

addEventListener("storage", ({ key, newValue }) => key === LAST && !newValue && check());
addEventListener("pageshow", ({ persisted }) => persisted && check()); // back from the browser's memory of pages
addEventListener("offline", () => notify(say("offline")));

// --- history and news ----------------------------------------------------------------------------------------

async function history(before) {
  const answer = await fetch(`${base}history${before ? `?before=${before}` : ""}`);
  if (answer.status === 401) signedOut();
  if (!answer.ok) throw new Error("no history");
  const { entries, more } = await answer.json();
  for (const entry of entries) take(entry);
  $("earlier").hidden = !more;
  $("empty").hidden = !isEmpty();
  $("empty").replaceChildren(say("begin"));
}

$("earlier").addEventListener("click", async () => {
  const height = scroller.scrollHeight;
  $("log").setAttribute("aria-live", "off");
  try {
    await history(firstId());
    scroller.scrollTop += scroller.scrollHeight - height;
  } catch {
    notify(say("offline"));
  }
  setTimeout(() => $("log").setAttribute("aria-live", "polite"), 500);
});

function news(entry) {
  const follows = stuck;
  const told = take(entry);
  $("empty").hidden = true;
  if (told && (!follows || !document.hasFocus())) unread += 1;
  if (follows) toEnd();
  count();
  // Elsewhere the person has chosen another language, or somebody has let them in.
  if (told && (entry.message.language !== page.language || !page.menu.length)) redraw();
}

/** The person is somebody else to the service now: words, menu and clock around the conversation follow. */
async function redraw() {
  const answer = await fetch(`${base}page`).catch(() => null);
  if (!answer?.ok) return;
  speak(await answer.json());
  drawMenu();
  showTimes();
}

// --- what the person does ------------------------------------------------------------------------------------

start({
  added(item) {
    if (item.face) pressed(item.face, item.key);
    pend(item);
    $("empty").hidden = true;
    stuck = true;
    toEnd();
  },
  state: (item, sentence, share = null) => tell(item.key, sentence, { share }),
  taken(item, changed) {
    settle(item.key);
    if (changed) redraw();
  },
  refused(item, sentence, drop) {
    if (item.face) unpressed(item.face);
    tell(item.key, `${say("not_sent")} ${sentence}`, { actions: [[say("remove"), drop]], failed: true });
  },
  kept: (item, drop) => tell(item.key, say("not_yet"), { actions: [[say("remove"), drop]] }),
  dropped: (item) => settle(item.key, { drop: true }),
  offline(sentence) {
    const retry = make("button", "link", say("send_again"));
    retry.type = "button";
    retry.addEventListener("click", again);
    notify(sentence, retry);
  },
  online: () => notify(""),
  signedOut,
});

function speakUp(words) {
  const said = words.trim();
  if (said) add({ key: newKey(), label: said, body: { said } });
}

$("log").addEventListener("press", ({ detail: { token, label, on, seen: edit, face } }) => {
  const body = { pressed: { token, on, ...(edit ? { seen: edit } : {}) } };
  add({ key: newKey(), label, body, face });
});

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (tooLong()) {
    notify(say("too_long")); // and it stays where it is, whole
    return;
  }
  speakUp(text.value);
  text.value = "";
  grow();
  text.focus();
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
  try {
    sessionStorage.setItem(DRAFT, text.value);
  } catch {
    // Then a reload forgets what was not sent.
  }
}
const tooLong = () => [...text.value.trim()].length > page.longest; // characters, as the service counts them

text.addEventListener("input", () => {
  grow();
  if (notice.textContent === say("too_long") && !tooLong()) notify("");
});

// A key held down presses once.
$("log").addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && event.preventDefault());

// --- begin ---------------------------------------------------------------------------------------------------

async function begin(tries = 0) {
  try {
    await history(0);
  } catch {
    if (!notice.querySelector("a")) notify(say("offline"));
    setTimeout(() => begin(tries + 1), Math.min(30, 2 ** tries) * 1000);
    return;
  }
  if (!isWaiting()) notify("");
  toEnd();
  // The whole of a history is not read aloud, what comes after it is.
  setTimeout(() => $("log").setAttribute("aria-live", "polite"), 500);
  later = follow({ after: lastId, news, online, lost: check });
}

try {
  text.value = sessionStorage.getItem(DRAFT) ?? "";
} catch {
  // As above.
}
grow();
offer({ notify, speakUp, toEnd });
document.documentElement.classList.toggle("framed", window.parent !== window);
if (window.parent === window) remember(base);
begin();
if (matchMedia("(pointer: fine)").matches && window.parent === window) text.focus();
