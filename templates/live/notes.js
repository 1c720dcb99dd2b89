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
/** What was written in boxes that were closed without saving, by note or by words. */
const drafts = new Map();

/** Offer notes on this page, if it is an article's. */
export async function offerNotes() {
  if (!document.querySelector("article section[data-role]") || !(await load())) return;
  root = makeRoot();
  document.addEventListener("selectionchange", follow);
  document.addEventListener("keydown", (event) => {
    const writing = event.composedPath()[0].closest?.("input, textarea, select, dialog, [contenteditable]");
    // Where the keyboard writes no Latin letters, the key counts and not the letter.
    const isN = event.key.toLowerCase() === "n" || (event.code === "KeyN" && !/^[a-z]$/i.test(event.key));
    if (!isN || event.ctrlKey || event.metaKey || event.altKey || writing || !selected) return;
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
  button.style.insetBlockStart = `${Math.min(innerHeight - 56, Math.max(6, box.bottom + 6))}px`;
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
  const { startContainer: first, startOffset: from, endContainer: last, endOffset: to } = whole;
  // Where the range cuts a paragraph, `words` ends it with a blank that the text does not have.
  const joins = (node, at) => node.nodeType === Node.TEXT_NODE && /\S/.test(node.data[at] ?? "");
  const prefix = joins(first, from - 1) ? words(before).trimEnd() : words(before);
  const suffix = joins(last, to) ? words(after).trimStart() : words(after);
  return { quote: words(whole).trim(), prefix: prefix.slice(-AROUND), suffix: suffix.slice(0, AROUND) };
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

/** Put a button into every note on the page, and behind the words of a highlight that says nothing. */
function addButtons() {
  for (const mark of document.querySelectorAll("article mark.md-highlight[id]")) {
    const name = mark.id.replace(/^note-/, "");
    const marks = document.querySelectorAll(`article mark[data-notes~="${CSS.escape(name)}"]`);
    const last = marks[marks.length - 1];
    if (!state.notes[name] || !last || last.nextElementSibling?.matches(".note-edit")) continue;
    const button = editButton(name);
    button.setAttribute("aria-label", "Edit the highlight");
    last.after(button);
  }
  for (const note of document.querySelectorAll("article .note:not(:has(.note-edit))")) {
    const name = note.id.replace(/^note-/, "");
    if (!state.notes[name]) continue;
    note.append(editButton(name));
  }
}

function editButton(name) {
  const button = make("button", { type: "button", className: "note-edit", textContent: "Edit" });
  // The page's own style sheets know no buttons; this is as large as a finger needs.
  Object.assign(button.style, { minBlockSize: "1.75rem", padding: "0 0.6rem", font: "inherit", fontSize: "0.85rem" });
  button.addEventListener("click", () => openBox({ name }));
  return button;
}

/** Open the box for new words or for a note. */
function openBox({ words: place, name }) {
  const draft = drafts.get(name ?? place.quote);
  const note = name ? { ...state.notes[name] } : { ...place, text: "", kind: "comment", by: remembered(), tags: [], link: "" };
  if (draft) note.text = draft;
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
  const written = note.text;
  cancel.addEventListener("click", () => close(dialog));
  // Closed by Escape or by mistake: what was written is there when the box is opened again.
  dialog.addEventListener("close", () => {
    if (fields.text.value !== written) drafts.set(name ?? place.quote, fields.text.value);
    close(dialog);
  });
  remove?.addEventListener("click", () => send({ action: "delete", name, seen: note.digest }, dialog));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember(fields.by.value);
    const said = { ...values(fields), ...(name ? { action: "edit", name, seen: note.digest } : { action: "add", ...place }) };
    drafts.delete(name ?? place.quote);
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

/** Send a change; what the server refuses, or does not answer, stays in the box with the reason. */
async function send(note, dialog) {
  const refuse = (words) => {
    if (dialog) dialog.querySelector(".said").textContent = words;
    else say(words);
  };
  try {
    await change(note, dialog, refuse);
  } catch {
    refuse("The server does not answer. Is it still running? Your words stay here.");
  }
}

async function change(note, dialog, refuse) {
  await load();
  if (note.action !== "undo") note.key = `${Date.now()}-${Math.random()}`;
  const answer = await fetch(`/_inspect${location.pathname}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Live-Token": state.token },
    body: JSON.stringify({ digest: state.digest, note }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    refuse(text.replace(/^\d+ [^:]*: /, ""));
    return;
  }
  if (dialog) close(dialog);
  document.getSelection().removeAllRanges();
  if (note.action === "undo") say(`taken back in ${text}`);
  else say(`saved in ${text}`, () => send({ action: "undo", key: note.key }));
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
