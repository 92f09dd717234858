// Words, times and writing direction. Text is data: everything ends in text nodes, nothing in innerHTML.

export const page = JSON.parse(document.body.dataset.page);
export const base = `/c/${encodeURIComponent(page.inbox)}/`;

let texts = page.texts;
export const say = (name) => texts[name] ?? "";

/** Puts the words of another language onto the page that is already there. */
export function speak(data) {
  Object.assign(page, data);
  texts = data.texts;
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    node.title = say(node.dataset.label);
  }
  document.getElementById("name").textContent = data.name;
  document.getElementById("text").placeholder = say("compose");
  formats.clear();
}

export const directionOf = (language) =>
  page.rightToLeft.includes(language.split("-")[0].toLowerCase()) ? "rtl" : "ltr";

// "en" alone is read as American; the product writes 13 November 2026.
const locale = () => (page.language === "en" ? "en-GB" : page.language);

const formats = new Map();

function format(name, options) {
  if (!formats.has(name)) {
    let made;
    try {
      made = new Intl.DateTimeFormat(name === "offset" ? "en-GB" : locale(), { timeZone: page.zone, ...options });
    } catch {
      made = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }); // a zone this browser does not know yet
    }
    formats.set(name, made);
  }
  return formats.get(name);
}

/** A clock time with the name of its zone, as "14:02 EAT"; a zone without a name is its distance from UTC. */
export function clock(at) {
  const zone = part("offset", { timeZoneName: "longOffset" }, at, "timeZoneName");
  const name = page.zoneNames[zone] ?? part("zone", { timeZoneName: "short" }, at, "timeZoneName");
  return `${format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at)} ${name}`;
}

const part = (name, options, at, kind) =>
  format(name, options)
    .formatToParts(at)
    .find(({ type }) => type === kind).value;

/** The day in the reader's zone, for the lines between days. */
export const day = (at) =>
  format("day", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);

// A run of Latin letters and digits with what joins them: a number and its unit, a day, a container's number. It
// stays left to right, whole, in a line that runs the other way; so does a way between places in Latin letters.
const RUN = /[A-Za-z0-9](?:[A-Za-z0-9 .,:;/+–×%°#_'’→-]*[A-Za-z0-9%°])?/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

// A number such as KE-2026-000123, which no line may break.
const CODE = /\b(?=[A-Z0-9-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+\b/g;

function leftToRight(text) {
  const node = document.createElement("bdi");
  node.dir = "ltr";
  node.append(...unbroken(text));
  return node;
}

// From the first place to the next one is to the left there, and no browser turns an arrow.
const turned = (text) => text.replaceAll("→", "←");

function* unbroken(text) {
  let end = 0;
  for (const found of text.matchAll(CODE)) {
    yield text.slice(end, found.index);
    yield whole(found[0]);
    end = found.index + found[0].length;
  }
  yield text.slice(end);
}

/** Words that stay on one line. */
export const whole = (text) => make("span", "whole", text);

/** The text as nodes: numbers are not broken; in right-to-left text, numbers and codes keep their own direction. */
export function written(text, direction) {
  const parts = document.createDocumentFragment();
  if (direction !== "rtl") {
    parts.append(...unbroken(text));
    return parts;
  }
  text.split("\n").forEach((line, place) => {
    if (place) parts.append("\n");
    if (!RIGHT_TO_LEFT.test(line)) {
      parts.append(leftToRight(line));
      return;
    }
    let end = 0;
    for (const found of line.matchAll(RUN)) {
      parts.append(turned(line.slice(end, found.index)), leftToRight(found[0]));
      end = found.index + found[0].length;
    }
    parts.append(turned(line.slice(end)));
  });
  return parts;
}

/** An element with a class and children. */
export function make(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Who speaks, for those who hear the page instead of seeing on which side a bubble stands. */
export const unseen = (text) => make("span", "unseen", `${text}: `);

/** A line drawing of the page's own. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
