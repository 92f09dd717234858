// What can be done beside writing: the menu, signing out, a picture.

import { pend, settle, tell } from "./bubbles.js";
import { add, newKey } from "./outbox.js";
import { make, page, say } from "./words.js";

const $ = (id) => document.getElementById(id);
export const LAST = "liaison.last"; // where this browser keeps the way back to a chat
const PICTURE_BYTES = 20 * 1024 * 1024;

let hooks;

/** Brings the buttons to life. hooks: notify(sentence), speakUp(words), toEnd(). */
export function offer(given) {
  hooks = given;
  closing();
  menu();
  pictures();
}

/** Menus close with Escape, a choice, or a press elsewhere. */
function closing() {
  for (const menu of document.querySelectorAll("details.menu")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target) || event.target.closest(".sheet button")) menu.open = false;
    }
  });
}

function menu() {
  $("says").addEventListener("click", (event) => event.target.dataset.says && hooks.speakUp(event.target.dataset.says));
  showMenu();

  $("leave")?.addEventListener("click", async () => {
    const answer = await fetch($("leave").dataset.to, { method: "POST", headers: { "X-Liaison": "1" } }).catch(() => null);
    if (answer?.ok) {
      remember(null);
      sessionStorage.clear(); // nothing typed stays behind on a shared computer
      location.replace("/");
    } else hooks.notify(say("sign_out_failed"));
  });
}

function showMenu() {
  $("menu").hidden = !page.menu.length && !$("leave");
}

/** Draws what the person may want to say often. */
export function drawMenu() {
  showMenu();
  $("says").replaceChildren(
    ...page.menu.map(({ label, says }) => {
      const button = make("button", "", label);
      button.type = "button";
      button.dataset.says = says;
      return button;
    }),
    ...page.pages.map(({ label, to }) => {
      const link = make("a", "", label);
      link.href = to;
      return link;
    }),
  );
}

function sendPictures(files) {
  for (const file of files) {
    if (file.type && !file.type.startsWith("image/")) refuse(file, say("not_a_picture"));
    else if (file.size > PICTURE_BYTES) refuse(file, say("too_large"));
    else add({ key: newKey(), label: say("picture_sent"), file, preview: URL.createObjectURL(file) });
  }
}

/** Says at once what the service would say after a long upload. */
function refuse(file, sentence) {
  const key = newKey();
  pend({ key, label: file.name });
  const drop = () => settle(key, { drop: true });
  tell(key, `${say("not_sent")} ${sentence}`, { actions: [[say("remove"), drop]], failed: true });
  hooks.toEnd();
}

function pictures() {
  $("pick-picture").addEventListener("click", () => $("pictures").click());
  $("pictures").addEventListener("change", () => {
    sendPictures([...$("pictures").files]);
    $("pictures").value = "";
  });
  $("text").addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    sendPictures(event.clipboardData.files);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    sendPictures(event.dataTransfer.files);
  });
}

/** Where the sign-in page offers to go on; an address, no secret. A browser that keeps nothing is fine. */
export function remember(place) {
  try {
    if (place) localStorage.setItem(LAST, place);
    else localStorage.removeItem(LAST);
  } catch {
    // Then the way back is the bookmark.
  }
}
