// The conversation: entries become bubbles, in the order of their ids; what is still being sent stands at the end.

import { base, clock, day, directionOf, icon, make, page, say, written } from "./words.js";

const log = document.getElementById("log");
const shown = new Map(); // entry id -> {entry, node, seen}: seen is the edit whose buttons are shown
const changes = new Map(); // entry id -> latest edit or delete, kept for entries that are scrolled in later
const local = new Map(); // key -> node of something the person did, until the entry itself comes
let newest = 0;
let oldest = Infinity;
let question = 0; // the entry or edit that asked the newest question of a dialog

const FEW = 2; // so many rows of buttons stay in sight while a high message is read

const PENCIL = "M4 20l1-5L16 4l4 4L9 19z";
const TICK = "M5 13l5 5L19 7";
const WARN = "M12 4l9 16H3zM12 10v5M12 17.6v.2";

export const lastId = () => newest;
export const firstId = () => oldest;
export const isEmpty = () => log.childElementCount === 0;

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
  const kept = { entry, node: null, seen: null, message: null, asked: 0 };
  shown.set(entry.id, kept);
  redraw(kept);
  place(kept.node, entry);
  if (entry.key) relieve(entry.key, kept.node);
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
  const node = make("article", "entry said waiting", unseen(say("you")), bubble, make("p", "state"));
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
    button.closest(".buttons, .fields")?.classList.remove("busy");
    if (drop) button.removeAttribute("aria-pressed");
  }
}

function redraw(kept) {
  const change = changes.get(kept.entry.id);
  const node = draw(kept, change);
  kept.node?.replaceWith(node);
  kept.node = node;
  kept.asked = isQuestion(kept.message) ? (kept.seen ?? kept.entry.id) : 0;
  if (kept.asked > question) {
    question = kept.asked;
    for (const other of shown.values()) fade(other);
  }
  fade(kept);
}

/** Buttons of an older question stand back; pressing one is harmless, the answer says what is asked now. */
function fade(kept) {
  kept.node?.classList.toggle("past", kept.asked > 0 && kept.asked < question);
}

function isQuestion(message) {
  return (message?.buttons ?? []).some((row) => row.some((button) => page.verbs.dialog.includes(verb(button))));
}

const verb = (button) => button.token.split(".")[0];

function draw(kept, change) {
  const { entry } = kept;
  const mine = entry.kind === "said";
  const at = new Date(entry.at);
  const time = make("time", "", clock(at));
  time.dateTime = entry.at;
  time.title = `${day(at)} ${clock(at)}`;
  const foot = make("p", "foot", time);
  const node = make("article", `entry ${mine ? "said" : "told"}`, unseen(say(mine ? "you" : "product")));
  node.id = `e${entry.id}`;
  node.dataset.day = day(at);
  if (change?.kind === "delete") {
    kept.message = null;
    node.append(make("div", "bubble", make("p", "text gone", say("withdrawn"))), foot);
    return node;
  }
  if (mine) {
    node.append(said(entry), foot);
    return node;
  }
  const message = change?.message ?? entry.message;
  kept.message = message;
  kept.seen = change ? change.id : null;
  if (change) foot.append(` · ${say("updated")} ${clock(new Date(change.at))}`);
  node.append(told(message, kept), foot);
  const rows = buttons(message, kept);
  if (rows) node.append(rows);
  return node;
}

function said(entry) {
  const pictures = entry.message?.pictures ?? [];
  if (pictures.length) return make("div", "bubble", ...pictures.map(image));
  const words = make("p", "text", entry.text ?? "");
  words.dir = "auto";
  return make("div", "bubble", words);
}

function told(message, kept) {
  const direction = directionOf(message.language);
  const bubble = make("div", "bubble");
  bubble.lang = message.language;
  bubble.dir = direction;
  if (message.mark) {
    const mark = make("p", "mark");
    const label = make("bdi", "", message.mark.label);
    label.dir = "ltr";
    label.style.color = message.mark.colour;
    mark.append(label);
    bubble.append(mark);
    if (message.mark.guarded) bubble.classList.add("guarded");
  }
  if (message.title) bubble.append(make("h2", "title", written(message.title, direction)));
  if (message.fields?.length) bubble.append(fields(message, kept, direction));
  if (message.text) bubble.append(make("p", "text", written(message.text, direction)));
  if (message.pictures?.length) bubble.append(make("div", "pictures", ...message.pictures.map(image)));
  (message.files ?? []).forEach((file, place) => {
    const link = make("a", "file", file.name, ` (${size(file.bytes)})`);
    link.href = `${base}files/${kept.seen ?? kept.entry.id}/${place}`;
    link.download = file.name;
    bubble.append(link);
  });
  return bubble;
}

function fields(message, kept, direction) {
  const list = make("dl", "fields");
  for (const [label, value] of message.fields) {
    const row = make("div", "", make("dt", "", written(label, direction)), make("dd", "", written(value, direction)));
    const change = pencilFor(message, label);
    if (change) {
      const pencil = pressable(make("button", "pencil", icon(PENCIL)), change, kept);
      pencil.setAttribute("aria-label", `${say("change")}: ${label}`);
      pencil.title = `${say("change")}: ${label}`;
      row.append(pencil);
    }
    list.append(row);
  }
  return list;
}

const isChange = (button) => page.verbs.change.includes(verb(button));
const bare = (label) => label.replace(/^[^\p{L}\p{N}]+/u, "");

const pencilFor = (message, label) =>
  (message.buttons ?? []).flat().find((button) => isChange(button) && bare(button.label) === label);

function buttons(message, kept) {
  const labels = new Set((message.fields ?? []).map(([label]) => label));
  const atField = (button) => isChange(button) && labels.has(bare(button.label));
  const rows = (message.buttons ?? []).map((row) => row.filter((button) => !atField(button))).filter((row) => row.length);
  if (!rows.length) return null;
  const direction = directionOf(message.language);
  const all = make("div", rows.length > FEW ? "buttons" : "buttons few");
  all.lang = message.language;
  all.dir = direction;
  for (const row of rows) {
    const line = make("div", "row");
    for (const button of row) {
      const face = make("button", button.style, written(button.label, direction));
      if (button.style === "danger") face.prepend(icon(WARN));
      line.append(pressable(face, button, kept));
    }
    all.append(line);
  }
  return all;
}

function pressable(face, button, kept) {
  face.type = "button";
  face.addEventListener("click", () => {
    const group = face.closest(".buttons, .fields");
    if (group.classList.contains("busy")) return; // one press, one key, until it is acknowledged
    const detail = { token: button.token, label: button.label, on: kept.entry.id, seen: kept.seen, face };
    face.dispatchEvent(new CustomEvent("press", { bubbles: true, detail }));
  });
  return face;
}

/** Shows on the button itself that it was pressed. */
export function pressed(face, key) {
  const group = face.closest(".buttons, .fields");
  group.classList.add("busy");
  for (const other of group.querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
  face.dataset.key = key;
  face.setAttribute("aria-pressed", "true");
  for (const old of group.querySelectorAll(".tick")) old.remove();
  if (!face.classList.contains("pencil")) {
    const tick = icon(TICK);
    tick.classList.add("tick");
    face.append(tick);
  }
}

function image(picture) {
  const link = make("a", "frame");
  link.href = `${base}pictures/${encodeURIComponent(picture.ref)}`;
  link.target = "_blank";
  link.rel = "noopener";
  const node = make("img", "picture");
  node.src = link.href;
  node.alt = picture.alt;
  node.loading = "lazy";
  node.addEventListener("error", () => link.replaceWith(make("p", "text", picture.alt)));
  link.append(node);
  return link;
}

const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

const unseen = (text) => make("span", "unseen", `${text}: `);

function place(node, entry) {
  let after = log.querySelector(".waiting:not([id])"); // what has no entry yet stays at the end
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
