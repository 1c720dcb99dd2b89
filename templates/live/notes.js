// Writes notes on the words of an article while it is served: select words, write, save; edit, delete, undo.
// It stands in a shadow tree of its own, so that neither the page's styles nor a patch reach it.

const GAPS = /^(?:P|LI|TD|TH|TR|DIV|H[1-6]|BLOCKQUOTE|BR|DT|DD|FIGCAPTION|SECTION|UL|OL|TABLE|PRE)$/;
const OWN = ".keeper, .md-note, .md-back, .md-handle, .md-noteref, .md-image, .md-lang, .note-edit, .lost";
const AROUND = 32;
const address = `/_notes${location.pathname}`;

let root = null;
let state = null;
let selected = null;
let opener = null;

/** Offer notes on this page, if it is an article's. */
export async function offerNotes() {
  if (!document.querySelector("article section[data-role]") || !(await load())) return;
  root = makeRoot();
  document.addEventListener("selectionchange", follow);
  document.addEventListener("keydown", (event) => {
    const writing = event.composedPath()[0].closest?.("input, textarea, select, dialog, [contenteditable]");
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || writing || !selected) return;
    event.preventDefault();
    openBox({ words: selected });
  });
  document.addEventListener("live:patched", () => load().then(addButtons));
  addButtons();
}

async function load() {
  const answer = await fetch(address);
  if (answer.ok) state = await answer.json();
  return answer.ok;
}

function makeRoot() {
  const host = document.createElement("site-builder-writer");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/_live/notes.css";
  const all = make("div", { className: "all" });
  shadow.append(sheet, all);
  document.body.append(host);
  return all;
}

/** Keep what is selected, and show the button beside it. */
function follow() {
  if (root.querySelector("dialog[open]")) return;
  const selection = document.getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const place = range && element(range.commonAncestorContainer).closest("article");
  selected = place && !element(range.startContainer).closest(OWN) ? passage(range, place) : null;
  root.querySelector(".offer")?.remove();
  if (!selected?.quote) return;
  const box = range.getBoundingClientRect();
  const button = make("button", { type: "button", className: "offer", textContent: "Note" });
  button.title = "Write a note beside these words (N)";
  button.style.insetBlockStart = `${Math.min(innerHeight - 40, box.bottom + 6)}px`;
  button.style.insetInlineStart = `${Math.max(4, Math.min(innerWidth - 80, box.left))}px`;
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => openBox({ words: selected }));
  root.append(button);
}

function element(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
}

/** Return the selected words, grown to whole ones, and the words around them. */
function passage(range, article) {
  const whole = range.cloneRange();
  grow(whole);
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(whole.startContainer, whole.startOffset);
  const after = document.createRange();
  after.setStart(whole.endContainer, whole.endOffset);
  after.setEnd(article, article.childNodes.length);
  return { quote: words(whole).trim(), prefix: words(before).slice(-AROUND), suffix: words(after).slice(0, AROUND) };
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;

function grow(range) {
  const { startContainer: first, endContainer: last } = range;
  if (first.nodeType === Node.TEXT_NODE && LETTER.test(first.data[range.startOffset] ?? "")) {
    while (range.startOffset && LETTER.test(first.data[range.startOffset - 1])) range.setStart(first, range.startOffset - 1);
  }
  if (last.nodeType === Node.TEXT_NODE && range.endOffset && LETTER.test(last.data[range.endOffset - 1])) {
    while (LETTER.test(last.data[range.endOffset] ?? "")) range.setEnd(last, range.endOffset + 1);
  }
}

/** Return the words of a range as the notes file quotes them: without what the program has added. */
function words(range) {
  const pieces = [];
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return pieces.push(node.data);
    if (node.nodeType === Node.ELEMENT_NODE && (node.matches(OWN) || node.matches(".head > :not(section)"))) return 0;
    const gap = GAPS.test(node.nodeName);
    if (gap) pieces.push(" ");
    node.childNodes.forEach(read);
    if (gap) pieces.push(" ");
    return 0;
  };
  read(range.cloneContents());
  return pieces.join("").replace(/\s+/g, " ");
}

/** Put a button into every note on the page. */
function addButtons() {
  for (const note of document.querySelectorAll("article .note:not(:has(.note-edit))")) {
    const name = note.id.replace(/^note-/, "");
    if (!state.notes[name]) continue;
    const button = make("button", { type: "button", className: "note-edit", textContent: "Edit" });
    button.addEventListener("click", () => openBox({ name }));
    note.append(button);
  }
}

/** Open the box for new words or for a note. */
function openBox({ words: place, name }) {
  const note = name ? state.notes[name] : { ...place, text: "", kind: "comment", by: remembered(), tags: [], link: "" };
  opener = document.activeElement;
  root.querySelector(".offer")?.remove();
  root.querySelector("dialog")?.remove();
  const form = make("form", { method: "dialog" });
  const kinds = state.kinds.map(([value, label]) => make("option", { value, textContent: label }));
  const fields = {
    text: make("textarea", { rows: 5, value: note.text }),
    kind: make("select", {}, kinds),
    by: make("input", { value: note.by, autocomplete: "name" }),
    tags: make("input", { value: note.tags.join(", ") }),
    link: make("input", { type: "url", value: note.link, placeholder: "https://" }),
  };
  fields.kind.value = note.kind;
  const titles = { text: "Note, in Markdown", kind: "Kind", by: "By", tags: "Tags, parted by commas", link: "Rests on" };
  form.append(make("blockquote", { textContent: note.quote }));
  for (const [key, field] of Object.entries(fields)) {
    field.name = key;
    form.append(make("label", {}, [make("span", { textContent: titles[key] }), field]));
  }
  const save = make("button", { type: "submit", className: "main", textContent: "Save" });
  const cancel = make("button", { type: "button", textContent: "Cancel" });
  const remove = name && make("button", { type: "button", className: "remove", textContent: "Delete" });
  form.append(make("p", { className: "buttons" }, [save, cancel, remove].filter(Boolean)), make("p", { className: "said", role: "alert" }));
  const dialog = make("dialog", {}, [form]);
  dialog.setAttribute("aria-label", name ? "Edit the note" : "Write a note");
  cancel.addEventListener("click", () => close(dialog));
  dialog.addEventListener("close", () => close(dialog));
  remove?.addEventListener("click", () => send({ action: "delete", name }, dialog));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember(fields.by.value);
    const said = { ...values(fields), ...(name ? { action: "edit", name } : { action: "add", ...place }) };
    send(said, dialog);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  root.append(dialog);
  dialog.showModal();
  fields.text.focus();
}

function values(fields) {
  const tags = fields.tags.value.split(",").map((tag) => tag.trim()).filter(Boolean);
  return { text: fields.text.value, kind: fields.kind.value, by: fields.by.value, tags, link: fields.link.value };
}

function close(dialog) {
  dialog.remove();
  opener?.focus?.();
}

/** Send a change; what the server refuses stays in the box with the reason. */
async function send(note, dialog) {
  await load();
  const answer = await fetch(`/_inspect${location.pathname}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Live-Token": state.token },
    body: JSON.stringify({ digest: state.digest, note }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const words = text.replace(/^\d+ [^:]*: /, "");
    if (dialog) dialog.querySelector(".said").textContent = words;
    else say(words);
    return;
  }
  if (dialog) close(dialog);
  document.getSelection().removeAllRanges();
  if (note.action === "undo") say(`taken back in ${text}`);
  else say(`saved in ${text}`, () => send({ action: "undo" }));
}

/** Say what was done, with a way back. */
function say(text, undo) {
  root.querySelector(".done")?.remove();
  const box = make("p", { className: "done", role: "status" }, [text, " "]);
  if (undo) {
    const button = make("button", { type: "button", textContent: "Undo" });
    button.addEventListener("click", undo);
    box.append(button);
  }
  root.append(box);
}

function remembered() {
  try {
    return localStorage.getItem("note-by") ?? "";
  } catch {
    return "";
  }
}

function remember(name) {
  try {
    localStorage.setItem("note-by", name);
  } catch {
    // Storage is switched off: the name is asked for every time.
  }
}

function make(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
