// Turns the page that is shown into another version of it, and leaves alone everything that is the same:
// elements stay, and with them scroll position, focus, selection, typed text and what somebody has opened.
// It is ours and not idiomorph because it compares with what the server sent before: what scripts have added since
// is left alone. Idiomorph compares with the page as it is now, and would remove that.

/** What came from the server: the names of an element's attributes, null for other nodes. */
const given = new WeakMap();

/** Neighbours are compared one with each other only as far as this; above it they are paired in order. */
const MOST_COMPARISONS = 250_000;

/** Note that everything below `root` comes from the server; what scripts add later is theirs and is left alone. */
export function remember(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
  for (let node = root; node; node = walker.nextNode()) given.set(node, namesOf(node));
}

/** Make `old`, which is shown, like `next`, which is not. */
export function morph(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) return morphText(old, next);
  morphAttributes(old, next);
  morphChildren(old, next);
}

function namesOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttributeNames() : null;
}

function morphText(old, next) {
  const before = old.data;
  const after = next.data;
  if (before === after) return;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  // Replacing only what differs keeps a selection elsewhere in the text.
  old.replaceData(start, before.length - start - end, after.slice(start, after.length - end));
}

function morphAttributes(old, next) {
  for (const name of next.getAttributeNames()) {
    const value = next.getAttribute(name);
    if (old.getAttribute(name) !== value && !isReaders(old, name, value)) old.setAttribute(name, value);
  }
  for (const name of given.get(old) ?? []) {
    if (!next.hasAttribute(name) && !isReaders(old, name, null)) old.removeAttribute(name);
  }
  given.set(old, namesOf(next));
}

/** Whether an attribute is as the reader left it, or as swapping a style sheet did. */
function isReaders(node, name, value) {
  if (name === "open") return true;
  return name === "href" && node.localName === "link" && plainAddress(node.getAttribute(name)) === absolute(value);
}

function morphChildren(parent, nextParent) {
  let old = [...parent.childNodes].filter((node) => given.has(node));
  let next = [...nextParent.childNodes];
  const most = Math.min(old.length, next.length);
  let start = 0;
  while (start < most && old[start].isEqualNode(next[start])) start++;
  let end = 0;
  while (end < most - start && old.at(-1 - end).isEqualNode(next.at(-1 - end))) end++;
  let last = start ? old[start - 1] : null;
  old = old.slice(start, old.length - end);
  next = next.slice(start, next.length - end);
  const partners = pair(old, next);
  const kept = new Set(partners.values());
  for (const node of old) if (!kept.has(node)) node.remove();
  for (const node of next) {
    let mine = partners.get(node);
    if (mine) morph(mine, node);
    else {
      mine = document.importNode(node, true);
      remember(mine);
      parent.insertBefore(mine, last ? last.nextSibling : parent.firstChild);
    }
    last = mine;
  }
}

/** Give for each next node the old one it continues, in the same order: first those that say the same, then the rest. */
function pair(old, next) {
  const partners = new Map();
  let from = 0;
  let begin = 0;
  for (const [i, j] of [...common(old.map(keyOf), next.map(keyOf)), [old.length, next.length]]) {
    for (; begin < j; begin++) {
      const found = old.slice(from, i).findIndex((node) => isLike(node, next[begin]));
      if (found < 0) continue;
      partners.set(next[begin], old[from + found]);
      from += found + 1;
    }
    if (i < old.length) partners.set(next[j], old[i]);
    from = i + 1;
    begin = j + 1;
  }
  return partners;
}

/** What makes a node the same one for a reader: what it says, or how it is written where it says nothing. */
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName + node.data;
  if (node.localName === "link") return "link" + node.rel + absolute(plainAddress(node.getAttribute("href")));
  return node.nodeName + (node.textContent.trim() || node.cloneNode().outerHTML);
}

function plainAddress(address) {
  return address && absolute(address.replace(/[?&]live=\w+/, ""));
}

function absolute(address) {
  return address && new URL(address, location.href).href;
}

function isLike(one, other) {
  return one.nodeName === other.nodeName && one.type === other.type;
}

/** Give the longest common subsequence of two lists as pairs of indexes. */
function common(one, other) {
  if (!one.length || !other.length || one.length * other.length > MOST_COMPARISONS) return [];
  const width = other.length + 1;
  const lengths = new Uint32Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        one[i] === other[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}
