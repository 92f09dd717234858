// One entry as a bubble: marking, title, fields, text, pictures, files, and its buttons below.

import { base, clock, day, directionOf, icon, make, page, say, unseen, whole, written } from "./words.js";

const DOUBLE = 400; // milliseconds between the halves of a double tap
const FEW = 2; // so many rows of buttons stay in sight while a high message is read

const PENCIL = "M4 20l1-5L16 4l4 4L9 19z";
const TICK = "M5 13l5 5L19 7";
const WARN = "M12 4l9 16H3zM12 10v5M12 17.6v.2";

const verb = (button) => button.token.split(".")[0];

/** Whether a message asks a question of a dialog. */
export const isQuestion = (message) =>
  (message?.buttons ?? []).flat().some((button) => page.verbs.dialog.includes(verb(button)));

/** Draws an entry as it stands after its latest change; notes on `kept` what is shown now. */
export function draw(kept, change) {
  const { entry } = kept;
  const mine = entry.kind === "said";
  const at = new Date(entry.at);
  const foot = make("p", "foot", moment(at));
  const node = make("article", `entry ${mine ? "said" : "told"}`, unseen(say(mine ? "you" : "product")));
  if (mine) node.setAttribute("aria-live", "off"); // one's own words are not read back
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
  if (change) foot.append(` · ${say("updated")} `, moment(new Date(change.at)));
  node.append(told(message, kept), foot);
  node.append(...buttons(message, kept));
  return node;
}

/** A clock time, which runs from left to right in every language. */
function moment(at) {
  const time = make("time", "");
  time.dateTime = at.toISOString();
  time.dir = "ltr";
  show(time);
  return time;
}

function show(time) {
  const at = new Date(time.dateTime);
  time.textContent = clock(at);
  time.title = `${day(at)} ${clock(at)}`;
}

/** Every time that is there, by the clock the person goes by now. */
export const showTimes = () => document.querySelectorAll("#log time").forEach(show);

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
    const label = make("bdi");
    label.dir = "ltr";
    message.mark.label.split(" · ").forEach((piece, place) => label.append(place ? " · " : "", whole(piece)));
    label.style.color = message.mark.colour;
    mark.append(label);
    bubble.append(mark);
    if (message.mark.guarded) bubble.classList.add("guarded");
  }
  if (message.title) bubble.append(make("h2", "title", written(message.title, direction)));
  if (message.text) bubble.append(make("p", "text", written(message.text, direction)));
  if (message.fields?.length) bubble.append(fields(message, kept, direction));
  for (const [label, url] of message.links ?? []) {
    const link = make("a", "away", written(label, direction));
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    bubble.append(link);
  }
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
  // Where numbers stand for lines there is no column narrow enough for them: each is the heading of its line.
  const list = make("dl", message.fields.some(([label]) => /\d{4}/.test(label)) ? "fields listed" : "fields");
  for (const [label, value] of message.fields) {
    const shown = make("dd", "", written(value, direction));
    const change = pencilFor(message, label);
    if (change) {
      const pencil = pressable(make("button", "pencil", icon(PENCIL)), change, kept);
      pencil.setAttribute("aria-label", `${say("change")}: ${label}`);
      pencil.title = `${say("change")}: ${label}`;
      shown.append(pencil);
    }
    list.append(make("div", "", make("dt", "", written(label, direction)), shown));
  }
  return list;
}

const isChange = (button) => page.verbs.change.includes(verb(button));
const bare = (label) => label.replace(/^[^\p{L}\p{N}]+/u, "");

const pencilFor = (message, label) =>
  (message.buttons ?? []).flat().find((button) => isChange(button) && bare(button.label) === label);

const isAddition = (button) => button.label.startsWith("+ ");

/** The groups of buttons below a bubble: lines that can be added, then what to do with the whole. */
function buttons(message, kept) {
  const labels = new Set((message.fields ?? []).map(([label]) => label));
  const atField = (button) => isChange(button) && labels.has(bare(button.label));
  const given = message.buttons ?? [];
  const chips = given.flat().filter((button) => !atField(button) && (isChange(button) || isAddition(button)));
  const rows = given.map((row) => row.filter((button) => !isChange(button) && !chips.includes(button)));
  const lines = rows.filter((row) => row.length);
  const direction = directionOf(message.language);
  const group = (name, content, line) => {
    const all = make("div", name, ...content.map((row) => make("div", line, ...row.map((button) => face(button, kept, direction)))));
    all.lang = message.language;
    all.dir = direction;
    return all;
  };
  return [
    ...(chips.length ? [group("buttons", [chips], "row chips")] : []),
    ...(lines.length ? [group(lines.length > FEW ? "buttons" : "buttons few", lines, "row")] : []),
  ];
}

function face(button, kept, direction) {
  const made = make("button", button.style, make("span", "", written(button.label, direction)));
  if (button.style === "danger") made.prepend(icon(WARN));
  return pressable(made, button, kept);
}

let touched = { at: 0, entry: 0 }; // the latest press by a finger

/** The second half of a double tap, which may meet a button that has just come up under the finger. */
function isSlip(event, entry) {
  if (event.detail > 1) return true;
  if (event.pointerType !== "touch") return false;
  const before = touched;
  touched = { at: event.timeStamp, entry };
  return before.entry !== entry && event.timeStamp - before.at < DOUBLE;
}

function pressable(face, button, kept) {
  face.type = "button";
  face.dataset.press = button.label;
  face.addEventListener("click", (event) => {
    if (face.hasAttribute("aria-disabled") || isSlip(event, kept.entry.id)) return;
    if (face.closest(".busy")) return; // one press, one key, until it is acknowledged
    const detail = { token: button.token, label: button.label, on: kept.entry.id, seen: kept.seen, face };
    face.dispatchEvent(new CustomEvent("press", { bubbles: true, detail }));
  });
  return face;
}

/** Shows on the button itself that it was pressed. */
export function pressed(face, key) {
  const group = face.closest("article");
  for (const other of group.querySelectorAll("[aria-pressed]")) unpressed(other);
  group.classList.add("busy");
  face.dataset.key = key;
  check(face);
}

function check(face) {
  face.setAttribute("aria-pressed", "true");
  if (face.querySelector(".tick")) return;
  const tick = icon(TICK);
  tick.classList.add("tick");
  if (face.classList.contains("pencil")) face.replaceChildren(tick);
  else face.append(tick);
}

/** Takes a pressed button's sign away again. */
export function unpressed(face) {
  face.closest(".busy")?.classList.remove("busy");
  face.removeAttribute("aria-pressed");
  if (face.classList.contains("pencil")) face.replaceChildren(icon(PENCIL));
  else face.querySelector(".tick")?.remove();
}

/** Leaves of a question's buttons only the one that was pressed: the last of `labels` that is there. */
export function close({ node }, labels) {
  const faces = [...node.querySelectorAll("[data-press]")];
  const chosen =
    faces.find((face) => face.hasAttribute("aria-pressed")) ??
    labels.map((label) => faces.find((face) => face.dataset.press === label)).findLast(Boolean);
  for (const face of faces) if (face !== chosen) face.remove();
  for (const row of node.querySelectorAll(".row:empty")) row.remove();
  for (const group of node.querySelectorAll(".buttons:empty")) group.remove();
  if (!chosen) return;
  check(chosen);
  chosen.setAttribute("aria-disabled", "true");
  chosen.tabIndex = -1;
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
