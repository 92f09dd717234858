// The demo's page: one stream for all frames and the caught mail.

const page = JSON.parse(document.body.dataset.page);
const $ = (id) => document.getElementById(id);
const frames = new Map([...document.querySelectorAll("iframe[data-inbox]")].map((frame) => [frame.dataset.inbox, frame]));
const kept = new Map([...frames.keys()].map((inbox) => [inbox, []]));

// --- frames --------------------------------------------------------------------------------------------------

function hand(inbox, entries) {
  frames.get(inbox)?.contentWindow.postMessage({ inbox, entries }, location.origin);
}

// A frame says when it has read its history; what came since the page was made is handed to it then.
addEventListener("message", (event) => {
  const { ready: inbox, after } = event.data ?? {};
  if (event.origin !== location.origin || frames.get(inbox)?.contentWindow !== event.source) return;
  hand(inbox, kept.get(inbox).filter((entry) => entry.id > after));
});

let last = page.after;
let lost = 0;

function listen() {
  const source = new EventSource(`/demo/events?after=${last}`);
  source.addEventListener("open", () => {
    lost = 0;
    $("notice").hidden = true;
  });
  source.addEventListener("message", (event) => {
    last = event.lastEventId;
    const { inbox, entry, mail } = JSON.parse(event.data);
    if (mail) {
      caught(mail);
      bump("mail");
      return;
    }
    kept.get(inbox)?.push(entry);
    hand(inbox, [entry]);
    if (entry.kind !== "said") bump(frames.get(inbox)?.closest(".pane").id.slice(5));
  });
  source.addEventListener("error", () => {
    source.close();
    lost += 1;
    if (lost > 2) {
      $("notice").textContent = page.texts.demo_lost;
      $("notice").hidden = false;
    }
    setTimeout(listen, Math.min(10, lost) * 1000);
  });
}

// --- tabs, on narrow screens ---------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll("[role=tab]")];

function choose(tab) {
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
    $(other.getAttribute("aria-controls")).classList.toggle("chosen", other === tab);
  }
  tab.querySelector(".badge").hidden = true;
}

tabs.forEach((tab, place) => {
  tab.tabIndex = place === 0 ? 0 : -1;
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const way = document.documentElement.dir === "rtl" ? -step : step;
    const next = tabs[(place + way + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
});

function bump(name) {
  const tab = name && $(`tab-${name}`);
  if (!tab || tab.getAttribute("aria-selected") === "true") return;
  const badge = tab.querySelector(".badge");
  badge.textContent = badge.hidden ? "1" : String(Number(badge.textContent) + 1);
  badge.hidden = false;
}

// --- mail ----------------------------------------------------------------------------------------------------

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
let chosen = null;
let form = "page";

function make(tag, ...children) {
  const node = document.createElement(tag);
  node.append(...children);
  return node;
}

function caught(mail) {
  const button = document.createElement("button");
  button.type = "button";
  const subject = make("b");
  subject.dir = "auto";
  mail.subject.split(" · ").forEach((piece, place) => subject.append(place ? " · " : "", make("span", piece)));
  const time = make("time", clock.format(new Date(mail.at)));
  time.dateTime = mail.at;
  time.dir = "ltr";
  button.append(subject, make("small", make("span", `${page.texts.mail_to}: `, make("bdi", mail.to)), time));
  button.addEventListener("click", () => {
    chosen = mail;
    show();
    for (const other of $("mails").querySelectorAll("button")) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
  });
  const line = document.createElement("li");
  line.append(button);
  $("mails").prepend(line);
  $("no-mail").hidden = true;
}

function show() {
  $("mail").hidden = false;
  $("as-page").hidden = !chosen.html;
  $("as-page").setAttribute("aria-pressed", String(form === "page"));
  $("as-text").setAttribute("aria-pressed", String(form === "text"));
  $("shown").src = `/demo/mail/${chosen.id}/${chosen.html ? form : "text"}`;
}

for (const name of ["page", "text"]) {
  $(`as-${name}`).addEventListener("click", () => {
    form = name;
    show();
  });
}

page.mails.forEach(caught);
listen();
