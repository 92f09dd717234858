// The few pages outside the chat: one button that uses a link's token, and one field that asks for a link.

const said = document.getElementById("said");

function tell(sentence, wrong) {
  said.textContent = sentence;
  said.classList.toggle("wrong", wrong);
  said.focus();
}

async function post(to, content) {
  const answer = await fetch(to, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
  return answer.json();
}

function answered(form, to, content) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const posted = content();
    if (!posted) return tell(form.dataset.missing, true);
    button.disabled = true;
    const slow = setTimeout(() => tell(form.dataset.working ?? "", false), 2000);
    try {
      const { to: next, done, error } = await post(to, posted);
      clearTimeout(slow);
      if (next) return location.replace(next);
      tell(done ?? error, Boolean(error));
      if (done) form.hidden = true;
    } catch {
      clearTimeout(slow);
      tell(form.dataset.failed, true);
    }
    button.disabled = false;
  });
}

const door = document.getElementById("door");
if (door) {
  const token = () => decodeURIComponent(location.hash.slice(1));
  answered(door, door.dataset.to || location.pathname, () => token() && { token: token() });
}

const ask = document.getElementById("ask");
if (ask) {
  answered(ask, "/link", () => ({ mailbox: ask.elements.mailbox.value }));
  let last = null;
  try {
    last = localStorage.getItem("liaison.last");
  } catch {
    // A browser that keeps nothing has no way back to offer.
  }
  if (last?.startsWith("/c/")) {
    document.querySelector("#last a").href = last;
    document.getElementById("last").hidden = false;
  }
}
