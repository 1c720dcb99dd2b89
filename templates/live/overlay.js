// Says over the page what is wrong, that the page is gone, or that the archive is still being read.
// It stands in a shadow tree with a style sheet of its own, so that neither the page's styles nor a patch reach it.

let told = "";
let folded = false;
let host = null;

/** Show what there is to say of this page; nothing is shown where there is nothing. */
export function tell({ troubles, gone, leads, waiting, inspect }) {
  const text = JSON.stringify([troubles, gone, leads, waiting, inspect]);
  if (text === told) return;
  told = text;
  const parts = [
    gone && box("gone", goneWords(leads)),
    troubles.length && troubleBox(troubles),
    waiting && box("waiting", [`Still reading: ${waiting.toLocaleString("en")} articles are not in the lists yet.`]),
    inspect && box("inspect", [link("Inspect", inspect)]),
  ].filter(Boolean);
  host ??= makeHost();
  host.shadowRoot.querySelector("div").replaceChildren(...parts);
}

function makeHost() {
  const made = document.createElement("site-builder-notes");
  const root = made.attachShadow({ mode: "open" });
  const sheet = element("link", "");
  sheet.rel = "stylesheet";
  sheet.href = "/_live/live.css";
  const live = element("div", "all");
  live.setAttribute("role", "status");
  root.append(sheet, live);
  document.body.append(made);
  return made;
}

function troubleBox(troubles) {
  const errors = troubles.filter((each) => each.stops);
  const details = element("details", errors.length ? "box errors" : "box warnings");
  // Mistakes lie open; what is only worth fixing waits until somebody wants to see it.
  details.open = errors.length ? !folded : false;
  details.addEventListener("toggle", () => (folded = errors.length ? !details.open : folded));
  const many = errors.length || troubles.length;
  const what = errors.length ? "error" : "thing worth fixing";
  const title = many === 1 ? `1 ${what}` : `${many} ${what.replace("thing", "things").replace("error", "errors")}`;
  details.append(element("summary", "", [title]), ...troubles.map(troubleItem));
  return details;
}

function troubleItem({ file, line, message, hint, source }) {
  return element("div", "trouble", [
    element("p", "where", [line ? `${file}:${line}` : file]),
    element("p", "what", [message]),
    source && element("pre", "", [source]),
    hint && element("p", "hint", [hint]),
  ]);
}

function goneWords(leads) {
  const words = ["This page is gone. "];
  for (const [name, address] of leads) words.push(link(name, address), " ");
  return words;
}

function link(name, address) {
  const made = element("a", "", [name]);
  made.href = address;
  return made;
}

function box(kind, children) {
  return element("p", `box ${kind}`, children);
}

function element(name, kind, children = []) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children.filter(Boolean));
  return made;
}
