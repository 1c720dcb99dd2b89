// Words of a text and of a query: how text is cut into words, which spellings count as one, where hits are.
// site_builder/search/words.py cuts and spells the words of the index alike.
"use strict";

const SearchWords = (() => {
  // Letters of scripts that put no blank between words: each is a word of its own, so that a word is a phrase.
  const unspaced =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f" +
    "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}";
  // Soft hyphens, direction marks and the like, which may stand inside a word.
  const unseen = "\\u00ad\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
  const letter = `(?![${unspaced}])[\\p{L}\\p{N}]`;
  const word = new RegExp(
    `(?=[\\p{L}\\p{N}])[${unspaced}][\\p{M}${unseen}]*|${letter}(?:[\\p{M}${unseen}]|${letter})*`, "gu");
  const unseenSigns = new RegExp(`[${unseen}]`, "gu");
  // Marks without which a word is still the same word: accents, vowel points of Arabic and Hebrew.
  const accents = new RegExp(
    "[\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed" +
    "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\u{e0100}-\\u{e01ef}]", "gu");

  // Returns what all spellings of a word that differ in case, accents or width have in common.
  function fold(text) {
    return text
      .replace(unseenSigns, "")
      .normalize("NFKD").toLowerCase().replace(accents, "").normalize("NFC")
      .replaceAll("ς", "σ")
      // A letter stands for a mark that makes another word; Pagefind drops all marks.
      .replace(/\p{M}/gu, (sign) => String.fromCodePoint(0xa000 + (sign.codePointAt(0) % 0x400)))
      .replace(/[^\p{L}\p{N}]/gu, "") || "_";
  }

  // Lists the words of a text, with their places in it.
  function split(text) {
    return Array.from(text.matchAll(word), (match) => (
      { folded: fold(match[0]), start: match.index, end: match.index + match[0].length }));
  }

  // Takes a query apart: `harbour "closed for repairs" -ferry` has three terms.
  // A term in quotes is `exact`; words that hang together, as in well-known, are a phrase.
  function parse(query) {
    const terms = [];
    const parts = query.matchAll(/([-−]?)(?:["“”„‟«»]([^"“”„‟«»]*)(?:["“”„‟«»]|$)|([^\s"“”„‟«»]+))/gu);
    for (const [, minus, phrase, plain] of parts) {
      const text = phrase ?? plain;
      const words = split(text).map((each) => each.folded);
      if (words.length) terms.push({ text, words, exact: phrase !== undefined, negative: minus !== "" });
    }
    return terms;
  }

  // Lists the first words of the places where a phrase stands among words.
  function places(words, phrase) {
    const found = [];
    for (let at = 0; at + phrase.length <= words.length; at++) {
      if (phrase.every((each, offset) => words[at + offset].folded === each)) found.push(at);
    }
    return found;
  }

  // Wraps every place of the phrases in the texts of some elements into <mark>; returns the marks.
  function mark(elements, phrases) {
    const marks = [];
    for (const element of elements) {
      for (const block of textBlocks(element)) marks.push(...markBlock(block, phrases));
    }
    return marks;
  }

  // Groups the texts of an element by the block they are in, as a phrase may go on inside an emphasis.
  function textBlocks(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const blocks = new Map();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // Numbers of notes stand in no word, and what an earlier wording of a notice had is none of this one.
      if (node.parentElement.closest("sup, del")) continue;
      const block = node.parentElement.closest("p, li, td, th, h1, h2, h3, h4, h5, h6, pre, dt, dd, section");
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push(node);
    }
    return blocks.values();
  }

  function markBlock(nodes, phrases) {
    const words = split(nodes.map((node) => node.data).join(""));
    const ranges = [];
    for (const phrase of phrases) {
      for (const at of places(words, phrase)) {
        ranges.push([words[at].start, words[at + phrase.length - 1].end]);
      }
    }
    ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const marks = [];
    let start = 0;
    for (const node of nodes) {
      const end = start + node.data.length;
      const inside = ranges.filter(([from, to]) => from < end && to > start);
      const own = inside.map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start]);
      marks.push(...wrap(node, merged(own)));
      start = end;
    }
    return marks;
  }

  function merged(ranges) {
    const whole = [];
    for (const [from, to] of ranges) {
      const last = whole.at(-1);
      if (last && from < last[1]) last[1] = Math.max(last[1], to);
      else whole.push([from, to]);
    }
    return whole;
  }

  function wrap(node, ranges) {
    const marks = [];
    for (const [from, to] of ranges.reverse()) {
      const hit = node.splitText(from);
      hit.splitText(to - from);
      const element = document.createElement("mark");
      hit.replaceWith(element);
      element.append(hit);
      marks.unshift(element);
    }
    return marks;
  }

  // Lists the elements of an article, or of the page of a notice, in which a search found words.
  function searched(inNotices) {
    if (!document.querySelector("main article")) return [...document.querySelectorAll("main .version > .words")];
    const kind = inNotices
      ? '[data-class="boilerplate"], [data-class="disclaimer"], [data-part]'
      : 'h1, [data-role="standfirst"], [data-role="body"]';
    // A lens that hides the hits is put aside, and remembered all the same.
    document.getElementById("lens-all").checked = true;
    return [...document.querySelectorAll("main h1, main section, main .part")]
      .filter((element) => (
        element.matches(kind) && !element.querySelector("h1") && !element.parentElement.closest(kind)));
  }

  // Marks the words that a search found, as the address names them, and goes to the first of them.
  function showHits() {
    const hits = /^#hits(-in-notices)?=(.+)/.exec(location.hash);
    if (!hits) return;
    const elements = searched(hits[1] !== undefined);
    const marks = mark(elements, hits[2].split(",").map((phrase) => decodeURIComponent(phrase).split(" ")));
    for (const each of marks) each.className = "hit";
    marks[0]?.scrollIntoView({ block: "center" });
  }

  if (typeof document !== "undefined") showHits();
  return { fold, split, parse, places, mark };
})();
