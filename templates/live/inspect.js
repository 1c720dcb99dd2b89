// Goes through blocks and articles by keyboard and sends corrections to the server.
const { token } = document.body.dataset;
const rows = () => [...document.querySelectorAll(".rows > .row[tabindex]")];
const current = () => document.activeElement.closest?.(".row") ?? document.querySelector(".row.at");

/** Set while one article leads to the next. */
const ARRIVAL = "inspector-arrival";

/** Which row is in hand. */
let hand = "";

/** Keep the row in hand marked while the page is patched and while a button has the focus. */
function go(row) {
  if (!row) return;
  hand = row.dataset.block ?? row.dataset.href;
  document.querySelector(".row.at")?.classList.remove("at");
  row.classList.add("at");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by, wanted = () => true) {
  const all = rows();
  let at = all.indexOf(current());
  if (at < 0 && by < 0) at = 0;
  for (let next = at + by; next >= 0 && next < all.length; next += by) {
    if (wanted(all[next])) {
      go(all[next]);
      return true;
    }
  }
  return false;
}

/** Whether the next article is on its way; keys that are pressed meanwhile are meant for neither. */
let leaving = false;

/** Go on to the next article. No row is in hand there until somebody chooses one, so that no key changes it unseen. */
function goOn() {
  const next = document.querySelector("a[rel=next]");
  if (!next) return say("this was the last article in doubt");
  leaving = true;
  sessionStorage.setItem(ARRIVAL, "1");
  next.click();
}

const isDoubtful = (row) => row.classList.contains("doubtful");

async function send(correction) {
  const answer = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Live-Token": token },
    body: JSON.stringify({ digest: document.body.dataset.digest, ...correction }),
  });
  const text = await answer.text();
  say(answer.ok ? `saved in ${text}` : text.replace(/^\d+ [^:]*: /, ""), !answer.ok);
  return answer.ok;
}

function say(text, wrong = false) {
  const said = document.querySelector(".said");
  if (!said) return;
  said.textContent = text;
  said.classList.toggle("wrong", wrong);
}

/** Give the block in hand a role or a voice; what was corrected before and is not named stays. */
function give(row, change) {
  if (!row?.dataset.block) return false;
  const { block, role, voice } = row.dataset;
  const both = row.classList.contains("corrected") ? { role, voice } : {};
  return send({ block: Number(block), ...both, ...change });
}

const keys = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  n: () => step(1, isDoubtful) || goOn(),
  g: () => location.assign("/_inspect/"),
  v: () => document.querySelector("h1 a")?.click(),
  "]": () => document.querySelector("a[rel=next]")?.click(),
  "[": () => document.querySelector("a[rel=prev]")?.click(),
  Backspace: () => {
    const row = current();
    if (row?.classList.contains("corrected")) send({ block: Number(row.dataset.block) });
  },
  Enter: async () => {
    const row = current();
    if (row?.dataset.href) return location.assign(row.dataset.href);
    const given = give(row, { role: row?.dataset.role, voice: row?.dataset.voice });
    // Nobody waits for the answer but who leaves the page.
    const more = row?.classList.contains("doubtful") ? step(1, isDoubtful) : step(1) || true;
    if (!(await given)) go(row);
    else if (!more) goOn();
  },
};

document.addEventListener("keydown", (event) => {
  if (leaving || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input")) return fieldKey(event);
  if (event.target.matches("button, a, summary") && event.key === "Enter") return;
  const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  const act = keys[event.key] ?? (button && (() => button.click()));
  if (!act) return;
  event.preventDefault();
  act();
});

async function fieldKey(event) {
  const field = event.target;
  if (event.key === "Escape") {
    field.value = field.dataset.value;
    field.blur();
  }
  if (event.key === "Enter" && field.value !== field.dataset.value) {
    if (await send({ field: field.name, value: field.value })) field.blur();
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.give) {
    give(document.querySelector(".row.at"), { [button.dataset.give]: button.dataset.value });
    document.querySelector(".row.at")?.focus({ preventScroll: true });
  } else if (button?.dataset.field) send({ field: button.dataset.field, value: null });
  else go(target.closest(".row[tabindex]"));
});

// A patch gives rows the classes they have on the server, and the one in hand is not known there.
document.addEventListener("live:patched", () => {
  rows().find((row) => (row.dataset.block ?? row.dataset.href) === hand)?.classList.add("at");
});

// What the reader typed is kept by a patch; a field nobody is typing into shows what is true now.
document.addEventListener("live:patched", () => {
  for (const field of document.querySelectorAll("input[data-value]")) {
    if (field !== document.activeElement) field.value = field.dataset.value;
  }
});

// Coming back to a page that was left shows it as it was.
addEventListener("pageshow", () => (leaving = false));

if (sessionStorage.getItem(ARRIVAL)) {
  sessionStorage.removeItem(ARRIVAL);
  say("the next article; n goes to its first block in doubt");
} else go(rows().find(isDoubtful) ?? rows()[0]);
