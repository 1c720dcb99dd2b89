// Keeps the page as the site is now. Only `site-builder serve` puts this script into pages; no built site has it.
import { morph, remember } from "./morph.js";
import { offerNotes } from "./notes.js";
import { tell } from "./overlay.js";
import { connect } from "./tabs.js";

remember(document.documentElement);

const own = document.querySelector("script[data-shown]");
let shown = own.dataset.shown;
let there = own.dataset.status !== "404";
let files = null;
let work = Promise.resolve();

document.addEventListener("DOMContentLoaded", () => offerNotes().catch(() => {}));

// One after the other: a second edit may come while the first is being fetched.
connect(location.pathname, (state) => {
  work = work.then(() => follow(state)).catch(() => {});
});

/** Bring this page in line with what the server says of it; nothing happens where nothing differs. */
async function follow(state) {
  const gone = there && state.status === 404;
  tell({ ...state, gone });
  const known = files ?? state.files;
  files = state.files;
  for (const [name, digest] of Object.entries(files)) {
    if (name in known && known[name] !== digest) {
      if (!name.endsWith(".css")) return location.reload();
      swapStyle(name, digest);
    }
  }
  if (!gone && state.shown !== shown) await patch();
}

async function patch() {
  const answer = await fetch(location.pathname + location.search);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (scripts(next) !== scripts(document)) return location.reload();
  morph(document.documentElement, next.documentElement);
  const now = next.querySelector("script[data-shown]");
  shown = now.dataset.shown;
  there = now.dataset.status !== "404";
  document.dispatchEvent(new Event("live:patched"));
}

/** Scripts do not run again when they are patched, so other scripts need another page. */
function scripts(page) {
  return [...page.querySelectorAll("script[src]")].map((each) => each.getAttribute("src")).join();
}

/** Put the new sheet beside the old, and take the old away once the new one is there: nothing flickers. */
function swapStyle(name, digest) {
  for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
    const address = new URL(old.href);
    if (!address.pathname.endsWith("/" + name)) continue;
    address.searchParams.set("live", digest);
    const link = old.cloneNode();
    link.href = address.href;
    link.addEventListener("load", () => old.remove());
    link.addEventListener("error", () => link.remove());
    old.after(link);
    remember(link);
  }
}
