// Sorts and filters lists. Without it they stand as they were made: newest first, all articles.
// The whole list is read from its own pages, so that nothing but them has to be kept.
"use strict";
{
  const main = document.querySelector("main[data-list]");
  const index = document.querySelector("main[data-index]");
  if (main) sortAndFilter(main, document.querySelector(".tools"));
  if (index) filterIndex(index, document.querySelector(".tools"));
}

// One list of articles, on whichever of its pages the reader is.
function sortAndFilter(main, form) {
  const AT_ONCE = 8;
  const SHOWN = 100;
  const CONTROLS = ["sort", "order", "q"];
  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
  const asked = new URLSearchParams(location.search);
  const original = [...main.querySelectorAll(".group:not(#notices), .pager")];
  const results = document.createElement("section");
  const heading = document.createElement("h2");
  const back = document.createElement("p");
  const list = document.createElement("ul");
  const more = document.createElement("button");
  let turn = 0;
  let whole = null;
  let incomplete = false;

  results.className = "group results";
  results.hidden = true;
  heading.setAttribute("role", "status");
  list.className = "items";
  back.className = "more";
  more.type = "button";
  more.hidden = true;
  results.append(heading, back, list, more);
  (original[0] || main.lastElementChild).before(results);

  if (form) {
    form.querySelector('[name="q"]').value = asked.get("q") || "";
    const sort = form.querySelector(`[name="sort"][value="${CSS.escape(asked.get("sort") || "date")}"]`);
    if (sort) sort.checked = true;
    form.querySelector('[name="order"]').checked = asked.get("order") === "reverse";
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const chosen = new FormData(form);
      for (const name of CONTROLS) {
        const value = (chosen.get(name) || "").trim();
        if (value && !(name === "sort" && value === "date")) asked.set(name, value);
        else asked.delete(name);
      }
      remember();
      show();
    });
  }
  if (asked.size) show();

  // Keeps what was asked for in the address, so that it can be bookmarked and is there on return.
  function remember() {
    const query = asked.toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    } catch {
      // Pages of the file system have no addresses that scripts may change.
    }
  }

  async function show() {
    const mine = ++turn;
    const wanted = [...asked].filter(([name]) => !CONTROLS.includes(name));
    const words = fold(asked.get("q") || "").split(/\s+/).filter(Boolean);
    const sort = asked.get("sort") || "date";
    const reverse = asked.get("order") === "reverse";
    const isSorted = sort !== "date" || reverse;
    if (!wanted.length && !words.length && !isSorted) return restore();
    for (const part of original) part.hidden = true;
    const items = await everything();
    if (mine !== turn) return;
    // Other parameters may come from wherever a link to the page stood.
    const known = new Set(["year", "month", ...items.flatMap((item) => item.dataset.filters.split(" ").map((label) => label.split("/")[0]))]);
    const filters = wanted.filter(([name]) => known.has(name));
    if (!filters.length && !words.length && !isSorted) return restore();
    const found = items.filter((item) => filters.every((filter) => has(item, filter)) && words.every((word) => text(item).includes(word)));
    present(sorted(found, sort, reverse), items.length, filters, words);
  }

  function restore() {
    results.hidden = true;
    for (const part of original) part.hidden = false;
  }

  // All items of the list in their order, from this page and the others.
  function everything() {
    whole = whole || read();
    return whole;
  }

  async function read() {
    const here = location.pathname.split("/").pop() || "index.html";
    const pages = new Map([[here, document]]);
    try {
      if (!pages.has("index.html")) pages.set("index.html", await fetched("index.html"));
      const first = pages.get("index.html").querySelector("main");
      const names = [];
      for (let number = Number(first.dataset.numbered); number > 0; number--) names.push(`page-${number}.html`);
      const missing = names.filter((name) => !pages.has(name));
      for (let start = 0; start < missing.length; start += AT_ONCE) {
        const some = missing.slice(start, start + AT_ONCE);
        heading.textContent = `Reading page ${start + 1} of ${missing.length} …`;
        results.hidden = false;
        const read = await Promise.all(some.map(fetched));
        read.forEach((page, place) => pages.set(some[place], page));
      }
      return ["index.html", ...names].flatMap((name) => itemsOf(pages.get(name)));
    } catch {
      incomplete = true;
      return itemsOf(document);
    }
  }

  async function fetched(name) {
    const response = await fetch(name);
    if (!response.ok) throw new Error(name);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  function itemsOf(page) {
    return [...page.querySelectorAll("main .group:not(.results) .items > li")];
  }

  function has(item, [name, value]) {
    const length = { year: 4, month: 7 }[name];
    if (length) return (dateOf(item).slice(0, length) || "undated") === value;
    return item.dataset.filters.split(" ").includes(`${name}/${value}`);
  }

  function sorted(items, sort, reverse) {
    const key = { title: titleOf, outlet: outletOf, share: (item) => Number(item.dataset.share), date: dateOf }[sort] || dateOf;
    const sign = (reverse ? -1 : 1) * (sort === "share" || sort === "date" ? -1 : 1);
    if (sort === "date" && !reverse) return items;
    return items
      .map((item, place) => ({ item, place, key: key(item) }))
      .sort((one, other) => {
        // What has no key comes last, whichever way the list is sorted.
        if ((one.key === "") !== (other.key === "")) return one.key === "" ? 1 : -1;
        const order = typeof one.key === "number" ? one.key - other.key : collator.compare(one.key, other.key);
        return sign * order || one.place - other.place;
      })
      .map(({ item }) => item);
  }

  function present(items, all, filters, words) {
    results.hidden = false;
    const named = filters.map(([name, value]) => nameOf(name, value));
    if (words.length) named.push(`“${asked.get("q").trim()}”`);
    const number = items.length.toLocaleString(document.documentElement.lang || undefined);
    heading.textContent = [
      named.length ? `${number} of ${counted(all)}` : counted(all),
      ...named,
      incomplete ? "only this page of the list could be read" : "",
    ].filter(Boolean).join(" · ");
    const link = document.createElement("a");
    link.href = "index.html";
    link.textContent = "Show the whole list";
    back.replaceChildren(link);
    list.replaceChildren();
    add(items, 0);
  }

  function add(items, from) {
    list.append(...items.slice(from, from + SHOWN).map((item) => document.importNode(item, true)));
    more.hidden = items.length <= from + SHOWN;
    more.textContent = `Show ${Math.min(SHOWN, items.length - from - SHOWN)} more`;
    more.onclick = () => add(items, from + SHOWN);
  }

  // The name of what a filter asks for, as a link to it on this page has it.
  function nameOf(name, value) {
    if (name === "year" || name === "month") return value;
    const link = main.parentElement.querySelector(`a[href$="?${CSS.escape(name)}=${CSS.escape(value)}"]`);
    return link ? link.textContent : value.replaceAll("-", " ");
  }

  function counted(number) {
    return `${number.toLocaleString(document.documentElement.lang || undefined)} ${number === 1 ? "article" : "articles"}`;
  }

  function dateOf(item) {
    const time = item.querySelector("time");
    return time ? time.getAttribute("datetime") : "";
  }

  function titleOf(item) {
    return item.querySelector("h3, h4").textContent.trim();
  }

  function outletOf(item) {
    const where = item.querySelector(".where");
    return where ? where.textContent.trim() : "";
  }

  function text(item) {
    item.folded = item.folded || fold(item.textContent);
    return item.folded;
  }
}

// Hides the labels of an index that do not have the words that are typed.
function filterIndex(main, form) {
  if (!form) return;
  const found = form.querySelector(".found");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const words = fold(new FormData(form).get("q") || "").split(/\s+/).filter(Boolean);
    let number = 0;
    for (const entry of main.querySelectorAll(".headings li")) {
      const name = fold(entry.querySelector("a").textContent);
      entry.hidden = !words.every((word) => name.includes(word));
      if (!entry.hidden) number++;
    }
    for (const group of main.querySelectorAll(".group")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    found.textContent = words.length ? `${number} found` : "";
  });
}

// Without case and accents.
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
