// On every page: `/` leads to the search box. On articles: remembers lens and place, copies citations, marks what a search found.
// Nothing here is needed to read.
// A plain deferred script, not a module: modules do not load from the file system.
"use strict";
{
  const key = "lens";
  const lenses = document.querySelectorAll('input[name="lens"]');
  try {
    const kept = localStorage.getItem(key);
    for (const lens of lenses) {
      if (lens.value === kept) lens.checked = true;
      lens.addEventListener("change", () => localStorage.setItem(key, lens.value));
    }
  } catch {
    // Storage is switched off: the lens works, and is forgotten.
  }

  showTarget();
  addEventListener("hashchange", showTarget);

  for (const link of document.querySelectorAll("[data-packed]")) {
    link.addEventListener("click", openPacked);
  }

  if (location.hash.startsWith("#hits")) {
    const script = document.createElement("script");
    script.src = document.currentScript.dataset.words;
    document.head.append(script);
  }

  for (const note of document.querySelectorAll("article .note")) {
    tieNote(note);
  }

  const cite = document.querySelector(".cite");
  if (cite && navigator.clipboard) {
    if (cite.dataset.cite) {
      const address = location.protocol === "file:" ? "" : ` ${location.href.split("#")[0]}`;
      const line = document.createElement("dd");
      cite.append(line);
      offerCopy(line, "Copy as text", () => cite.dataset.cite + address);
    }
    for (const format of cite.querySelectorAll("details")) {
      offerCopy(format, "Copy", () => format.querySelector("pre").textContent);
    }
  }
}

// Shows everything where the remembered lens hides what the address leads to, such as a note; this is not remembered.
function showTarget() {
  const all = document.getElementById("lens-all");
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // An address that is encoded wrongly leads nowhere.
  }
  if (!all || !target || target.getClientRects().length) return;
  all.checked = true;
  target.scrollIntoView();
}

// Shows both ends of a note while the pointer or the focus is on one of them.
function tieNote(note) {
  const name = note.id.replace(/^note-/, "");
  const marks = document.querySelectorAll(`mark[data-notes~="${name}"]`);
  const ends = [note, ...marks];
  const number = document.getElementById(`noteref-${name}`);
  if (number) ends.push(number);
  const light = (on) => ends.forEach((end) => end.classList.toggle("is-lit", on));
  for (const end of ends) {
    for (const event of ["pointerenter", "focusin"]) end.addEventListener(event, () => light(true));
    for (const event of ["pointerleave", "focusout"]) end.addEventListener(event, () => light(false));
  }
}

// Fetches a part of an article out of a pack and offers it as a file; without this the link leads to the packs.
async function openPacked(event) {
  const link = event.currentTarget;
  const folder = link.href.replace(/index\.json$/, "");
  const read = async (name) => (await fetch(folder + name)).json();
  event.preventDefault();
  try {
    const { digits } = await read("index.json");
    const pack = link.dataset.key.slice(0, digits) || "all";
    const entry = (await read(`${pack}.json`))[link.dataset.address];
    const [start, length] = entry[link.dataset.packed];
    const range = `bytes=${start}-${start + length - 1}`;
    const response = await fetch(folder + entry.pack, { headers: { Range: range } });
    const bytes = await response.arrayBuffer();
    const part = response.status === 206 ? bytes : bytes.slice(start, start + length);
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([part]));
    file.download = link.dataset.packed;
    file.click();
  } catch {
    location.href = link.href;
  }
}

// Adds a button that puts a text on the clipboard, and says beside it whether it did.
function offerCopy(place, name, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      status.textContent = "Copied";
    } catch {
      status.textContent = "Not copied";
    }
  });
  place.append(button, " ", status);
}

// Keeps the reader's place in an article, and goes back to it on return; an address with a fragment says its own.
if (document.querySelector("main article")) {
  const key = `place:${location.pathname}`;
  const AGAIN = 0.05;
  const DONE = 0.95;
  const depth = () => {
    const article = document.querySelector("main article").getBoundingClientRect();
    return article.height > innerHeight ? -article.top / (article.height - innerHeight) : 0;
  };
  try {
    const kept = Number(localStorage.getItem(key));
    const [entry] = performance.getEntriesByType("navigation");
    if (kept && !location.hash && !location.search && entry && entry.type === "navigate") {
      const article = document.querySelector("main article").getBoundingClientRect();
      scrollTo({ top: scrollY + article.top + kept * (article.height - innerHeight), behavior: "instant" });
      offerStart();
    }
    addEventListener("pagehide", () => {
      const place = depth();
      if (place > AGAIN && place < DONE) localStorage.setItem(key, place.toFixed(4));
      else localStorage.removeItem(key);
    });
  } catch {
    // Storage is switched off: every article opens at its beginning.
  }
}

// Says that the page was opened where the reader left it, until the reader goes on.
function offerStart() {
  const line = document.createElement("p");
  const link = document.createElement("a");
  line.className = "resumed";
  line.setAttribute("role", "status");
  link.href = "#main";
  link.textContent = "Begin at the top";
  line.append("Opened where you left it. ", link);
  document.body.append(line);
  const close = () => line.remove();
  link.addEventListener("click", close);
  setTimeout(() => addEventListener("scroll", close, { once: true }), 500);
}

// Puts the cursor into the search box when `/` is pressed.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // What stands in a shadow tree, such as the box for notes, is not the event's target.
  if (event.composedPath()[0].closest?.("input, textarea, select, dialog, [contenteditable]")) return;
  const box = document.querySelector("#words, .find input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
