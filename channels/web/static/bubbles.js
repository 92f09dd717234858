// The conversation: entries become bubbles, in the order of their ids; what is still being sent stands at the end.

import { close, draw, isQuestion, unpressed } from "./drawing.js";
import { make, say, unseen } from "./words.js";

const log = document.getElementById("log");
const shown = new Map(); // entry id -> {entry, node, seen}: seen is the edit whose buttons are shown
const changes = new Map(); // entry id -> latest edit or delete, kept for entries that are scrolled in later
const local = new Map(); // key -> node of something the person did, until the entry itself comes
const presses = new Map(); // entry id -> labels of its buttons that were pressed, latest last
let newest = 0;
let oldest = Infinity;
let question = null; // what asks the newest question of a dialog
let told = 0; // the newest message

export const lastId = () => newest;
export const firstId = () => oldest;
export const isEmpty = () => log.childElementCount === 0;

/** Takes everything away that was told and said, but not what waits to be sent. */
export function forget() {
  for (const { node } of shown.values()) if (!node.matches(".waiting")) node.remove();
  for (const line of log.querySelectorAll(".day")) line.remove();
  for (const kept of [shown, changes, presses]) kept.clear();
  oldest = Infinity;
  question = null;
  told = 0;
}

/** Takes one entry in, whatever its order. Returns true when it is a message the person had not seen. */
export function take(entry) {
  newest = Math.max(newest, entry.id);
  if (entry.kind === "edit" || entry.kind === "delete") {
    if (!(changes.get(entry.of)?.id > entry.id)) changes.set(entry.of, entry);
    const old = shown.get(entry.of);
    if (old) redraw(old);
    return false;
  }
  if (shown.has(entry.id)) return false;
  oldest = Math.min(oldest, entry.id);
  const kept = { entry, node: null, seen: null, message: null, asked: 0, answered: 0 };
  shown.set(entry.id, kept);
  if (entry.kind === "message") told = Math.max(told, entry.id);
  else if (entry.of) presses.set(entry.of, [...(presses.get(entry.of) ?? []), entry.text]);
  redraw(kept);
  place(kept.node, entry);
  if (entry.key) relieve(entry.key, kept.node);
  if (question) look(question);
  return entry.kind === "message";
}

/** The entry takes the place of the bubble that stood for it; shown is not yet taken in, so it may go on waiting. */
function relieve(key, node) {
  const before = local.get(key);
  before?.remove();
  local.delete(key);
  if (!before?.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.append(before.querySelector(".state"));
  local.set(key, node);
}

/** Shows something the person did and that is on its way. */
export function pend(item) {
  const bubble = make("div", "bubble");
  if (item.preview) {
    const picture = make("img", "picture");
    picture.src = item.preview;
    picture.alt = item.label;
    picture.addEventListener("error", () => picture.replaceWith(make("p", "text", item.label)));
    bubble.append(picture);
  } else {
    bubble.append(make("p", "text", item.label));
    bubble.lastChild.dir = "auto";
  }
  const state = make("p", "state");
  state.ariaLive = "polite";
  const node = make("article", "entry said waiting", unseen(say("you")), bubble, state);
  node.setAttribute("aria-live", "off");
  node.dataset.key = item.key;
  local.set(item.key, node);
  log.append(node);
  return node;
}

/** Says how far something on its way is: a sentence, a share (0 to 1), and ways to go on. */
export function tell(key, sentence, { share = null, actions = [], failed = false } = {}) {
  const node = local.get(key);
  const state = node?.querySelector(".state");
  if (!state) return;
  state.replaceChildren(sentence);
  if (share !== null) {
    const bar = make("progress");
    bar.value = share;
    state.append(" ", bar);
  }
  for (const [label, act] of actions) {
    const button = make("button", "link", label);
    button.type = "button";
    button.addEventListener("click", act);
    state.append(" ", button);
  }
  node.classList.toggle("failed", failed);
}

/** Something was acknowledged (or given up): nothing is waiting for it any more. */
export function settle(key, { drop = false } = {}) {
  const node = local.get(key);
  node?.classList.remove("waiting");
  node?.querySelector(".state")?.replaceChildren();
  if (drop) {
    node?.remove();
    local.delete(key);
  }
  for (const button of log.querySelectorAll(`button[data-key="${key}"]`)) {
    delete button.dataset.key;
    const kept = shown.get(Number(button.closest("article").id.slice(1)));
    button.closest("article").classList.remove("busy");
    if (drop || !kept?.asked) unpressed(button); // what a card's button did, the card or its answer says
    else answered(kept);
  }
}

/** A question whose button was taken in is over, also when no other follows it. */
function answered(kept) {
  kept.answered = kept.asked;
  look(kept);
}

function redraw(kept) {
  const change = changes.get(kept.entry.id);
  const node = draw(kept, change);
  const focused = kept.node?.contains(document.activeElement);
  kept.node?.replaceWith(node);
  kept.node = node;
  if (focused) {
    node.tabIndex = -1; // whoever goes by keyboard goes on from here
    node.focus({ preventScroll: true });
  }
  kept.asked = isQuestion(kept.message) ? (kept.seen ?? kept.entry.id) : 0;
  if (kept.asked > (question?.asked ?? 0)) {
    const before = question;
    question = kept;
    if (before) look(before);
  }
  look(kept);
}

/** A question that was answered keeps only the button that was pressed; cards and alerts ask nothing and keep theirs. */
function look(kept) {
  if (!kept.asked || !(kept !== question || kept.answered === kept.asked || wasAnswered(kept))) return;
  kept.node.classList.add("past");
  close(kept, presses.get(kept.entry.id) ?? []);
}

/** Whether the person said something to the newest question, and was answered by more than another question. */
function wasAnswered({ entry: { id }, asked }) {
  for (const { entry } of shown.values()) {
    const said = entry.kind === "said" && entry.id > asked && entry.id < told;
    if (said && (!entry.of || entry.of === id)) return true;
  }
  return false;
}

function place(node, entry) {
  let after = log.querySelector(".waiting:not([id], .failed)"); // what is still to be sent stays at the end
  for (let other = log.lastElementChild; other; other = other.previousElementSibling) {
    if (!other.id) continue;
    if (Number(other.id.slice(1)) < entry.id) break;
    after = other;
  }
  if (after?.previousElementSibling?.matches(".day")) after = after.previousElementSibling;
  log.insertBefore(node, after);
  dayLine(node);
  const next = neighbour(node, "nextElementSibling");
  if (next) dayLine(next);
}

function neighbour(node, way) {
  let other = node[way];
  while (other && !other.id) other = other[way];
  return other;
}

/** A line with the day stands before the first entry of each day. */
function dayLine(node) {
  const before = node.previousElementSibling;
  const line = before?.matches(".day") ? before : null;
  if (neighbour(node, "previousElementSibling")?.dataset.day === node.dataset.day) line?.remove();
  else if (!line) log.insertBefore(make("p", "day", node.dataset.day), node);
  else line.textContent = node.dataset.day;
}
