// The search page: reads the query from the address, shows results, filters and counts, and keeps the address up to date.
// A plain deferred script, not a module, so that it can say what is wrong where modules do not load.
"use strict";
{
  const pageSize = 10;
  const labelsShown = 8;
  const passageWords = 36;
  // Texts that are looked through for exact words before anything is shown, where there are no more than that.
  const checkedAtOnce = 40;
  // Texts that are looked through at a time, where there are more, until the reader asks for the next.
  const checkedAtATime = 60;
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];

  const names = {
    "": ["article", "articles"],
    notices: ["result in notices", "results in notices"],
    notes: ["note", "notes"],
  };

  const place = document.querySelector("[data-index]");
  const form = document.querySelector("form.query");
  const status = document.getElementById("count");
  const list = document.getElementById("hits");
  const more = document.getElementById("more");
  const all = document.getElementById("all");
  const filters = document.getElementById("filters");
  const ways = document.getElementById("ways");
  const narrow = document.getElementById("narrow");
  const switches = [...form.querySelectorAll("input[name=in]")];
  const age = document.getElementById("age");

  // Whether a list of labels shows all of them, by parameter.
  const unfolded = new Set();
  let site = null;
  let answer = null;
  let shown = [];
  let asked = 0;

  function create(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  function counted(number, one, many = `${one}s`) {
    return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  }

  function day(date) {
    const [year, month, dayOfMonth] = date.split("-");
    return [dayOfMonth && Number(dayOfMonth), month && months[month - 1], year].filter(Boolean).join(" ");
  }

  // What the address asks for.
  function request() {
    const parameters = new URLSearchParams(location.search);
    const chosen = new Map();
    for (const [at, facet] of (site?.facets ?? []).entries()) {
      const numbers = parameters.getAll(facet.parameter)
        .map((slug) => facet.labels.findIndex((label) => label[0] === slug));
      if (numbers.length) chosen.set(at, new Set(numbers));
    }
    return {
      query: parameters.get("q") ?? "",
      within: ["notices", "notes"].find((kind) => kind === parameters.get("in")) ?? "",
      sort: parameters.get("sort") ?? "",
      chosen,
    };
  }

  function fits(result, chosen, except) {
    for (const [facet, numbers] of chosen) {
      if (facet !== except && !result.labels(facet).some((number) => numbers.has(number))) return false;
    }
    return true;
  }

  function sorted(found, sort) {
    const byDate = (a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : a.title - b.title);
    if (sort === "date") return found.toSorted(byDate);
    if (sort === "title") return found.toSorted((a, b) => a.title - b.title);
    return found;
  }

  async function run() {
    const turn = ++asked;
    const { query, within, sort, chosen } = request();
    form.elements.q.value = query;
    for (const input of switches) input.checked = input.value === within;
    form.elements.sort.value = sort;
    document.title = `${query ? `${query} · ` : ""}${document.title.split(" · ").slice(-2).join(" · ")}`;
    const isEmpty = !SearchWords.parse(query).some((term) => term.words.length) && !chosen.size;
    if (isEmpty) {
      status.textContent = query.trim() ? "There is no word in this query." : "";
      list.replaceChildren();
      more.hidden = all.hidden = filters.hidden = narrow.hidden = true;
      ways.hidden = false;
      return;
    }
    status.textContent = "Searching …";
    let next;
    try {
      next = await site.search(query, within, checkedAtOnce);
    } catch (error) {
      if (turn === asked) fail(error);
      return;
    }
    // Another query was asked meanwhile.
    if (turn !== asked) return;
    answer = next;
    ways.hidden = true;
    await showAnswer(turn, chosen, sort);
  }

  // Looks through all articles that may have the exact words, and says meanwhile how far it is.
  async function lookThroughAll() {
    const turn = ++asked;
    const { chosen, sort } = request();
    all.hidden = more.hidden = true;
    const tell = (number) => {
      if (turn === asked) status.textContent = `Looking … ${number.toLocaleString("en")} of ${counted(answer.found.length, "text")}`;
    };
    let checked;
    try {
      checked = await SearchIndex.checked(answer.found, Infinity, tell);
    } catch (error) {
      if (turn === asked) fail(error);
      return;
    }
    if (turn !== asked) return;
    answer = { ...answer, ...checked };
    await showAnswer(turn, chosen, sort);
    list.querySelector("a")?.focus();
  }

  async function showAnswer(turn, chosen, sort) {
    shown = sorted(answer.found.filter((result) => fits(result, chosen)), sort);
    list.replaceChildren();
    showFilters(chosen);
    await showMore(turn);
    if (turn === asked) showCount();
  }

  function showCount() {
    const [one, many] = names[request().within];
    const looked = Number(list.dataset.next);
    const isOpen = answer.open && looked < shown.length;
    const certain = answer.open && !isOpen ? list.childElementCount : shown.length;
    let line = `${isOpen ? "At most " : ""}${counted(certain, one, many)}`;
    if (!certain) line = "Nothing found";
    if (answer.missing.length) {
      const quoted = (text) => `“${text}”`;
      const nothing = `Nothing for ${answer.missing.map((term) => quoted(term.text)).join(", ")}`;
      const others = answer.missing.map((term) => answer.instead.get(term)).filter(Boolean);
      line = others.length === answer.missing.length && answer.found.length
        ? `${nothing}; for ${others.map(quoted).join(", ")}: ${line.toLowerCase()}`
        : nothing;
    }
    if (isOpen) {
      const have = list.childElementCount;
      line += `: ${counted(looked, "text")} of these ${looked === 1 ? "was" : "were"} looked through for the exact words, `
        + `${have.toLocaleString("en")} ${have === 1 ? "has" : "have"} them`;
    }
    status.textContent = `${line}.`;
    if (!certain && !request().within && SearchWords.parse(request().query).length) offerOthers();
  }

  function offerOthers() {
    for (const [within, text] of [["notices", "Look in notices"], ["notes", "Look in the editor’s notes"]]) {
      if (!site.has(within)) continue;
      const parameters = new URLSearchParams(location.search);
      parameters.set("in", within);
      status.append(" ", create("a", { href: `?${parameters}`, textContent: text }));
    }
  }

  // Shows the next results; those whose exact words prove to be others are left out.
  async function showMore(turn = asked) {
    const start = Number(list.dataset.next ?? 0) * (list.childElementCount > 0);
    let at = start;
    const items = [];
    const end = answer.open ? Math.min(shown.length, start + checkedAtATime) : shown.length;
    while (items.length < pageSize && at < end) {
      const batch = shown.slice(at, Math.min(end, at + (answer.open ? pageSize : pageSize - items.length)));
      at += batch.length;
      const made = await Promise.all(batch.map(async (result) => (
        !answer.open || await SearchIndex.isRight(result) ? item(result) : null)));
      items.push(...made.filter(Boolean));
    }
    if (turn !== asked) return [];
    list.append(...items);
    list.dataset.next = at;
    more.hidden = at >= shown.length;
    more.textContent = answer.open ? "Look further" : "Show more";
    all.hidden = more.hidden || !answer.open;
    all.textContent = `Look through all ${shown.length.toLocaleString("en")}`;
    return items;
  }

  async function item(result) {
    const { url, title, lines } = await result.page();
    const flat = SearchIndex.numbered(lines);
    const hits = await result.places(flat);
    const phrases = phrasesOf(hits, flat);
    const { within } = request();
    const [path, anchor] = url.slice(1).split("#");
    const address = `${place.dataset.root}${encodeURI(path)}index.html`;
    const marking = within === "notices" ? "hits-in-notices" : "hits";
    let hash = phrases.length ? `#${marking}=${phrases.map(encodeURIComponent).join(",")}` : "";
    if (anchor) hash = `#${encodeURIComponent(anchor)}`;
    const heading = create("h2", {}, create("a", { href: address + hash, dir: "auto" }, ...(lines[0].text ? marked(lines[0], hits) : [title || url])));
    const outlet = label(result, "publisher") || label(result, "source");
    const facts = create("p", {});
    if (outlet) facts.append(create("span", {}, create("bdi", { textContent: outlet })), " ");
    if (result.date) facts.append(create("span", {}, create("time", { dateTime: result.date, textContent: day(result.date) })));
    return create("li", {}, heading, within === "notes" ? "" : bar(result.words), passage(lines, flat, hits), facts);
  }

  function label(result, parameter) {
    const at = site.facets.findIndex((facet) => facet.parameter === parameter);
    const number = result.labels(at)[0];
    return number === undefined ? "" : site.facets[at].labels[number][1];
  }

  function phrasesOf(hits, flat) {
    const phrases = hits.map(([from, to]) => flat.slice(from, to).map((each) => each.folded).join(" ").trim());
    return [...new Set(phrases)].filter(Boolean).slice(0, 24);
  }

  // Returns the passage around the most hits, with the hits marked.
  function passage(lines, flat, hits) {
    const first = lines[0].words.length + 1;
    const inText = hits.filter(([from]) => from >= first);
    let best = first;
    let most = -1;
    for (const [from] of inText) {
      const inside = inText.filter(([other]) => other >= from && other < from + passageWords).length;
      if (inside > most) [best, most] = [from, inside];
    }
    const start = Math.max(first, best - 8);
    const end = Math.min(flat.length, start + passageWords);
    const paragraph = create("p", { className: "passage", dir: "auto" });
    if (start > first) paragraph.append("… ");
    for (let at = start; at < end; at++) {
      const word = flat[at];
      if (!word.folded) {
        paragraph.append(" ");
        continue;
      }
      // Words of a phrase share a mark; a phrase does not go on to the next line.
      const hit = hits.filter(([from, to]) => at >= from && at < to).sort((a, b) => b[1] - a[1])[0];
      if (hit) at = Math.min(hit[1], end) - 1;
      const last = flat[at];
      const text = word.line.text.slice(word.start, last.end);
      paragraph.append(hit ? create("mark", { textContent: text }) : text);
      const next = flat[at + 1];
      const between = word.line.text.slice(last.end, next && next.line === word.line ? next.start : undefined);
      // What opens brackets or joins words is not left at the end.
      paragraph.append(at + 1 === end && next ? between.replace(/[\s([{“„«–—-]+$/u, "") : between);
    }
    if (end < flat.length) paragraph.append(" …");
    return paragraph;
  }

  // Returns a title with the hits in it marked.
  function marked(line, hits) {
    const pieces = [];
    let at = 0;
    for (const [from, to] of hits.filter((hit) => hit[1] <= line.words.length)) {
      const { start } = line.words[from];
      if (start < at) continue;
      pieces.push(line.text.slice(at, start));
      at = line.words[to - 1].end;
      pieces.push(create("mark", { textContent: line.text.slice(start, at) }));
    }
    return [...pieces, line.text.slice(at)];
  }

  // Draws the composition bar as lists have it.
  function bar(words) {
    const total = words[0] + words[1] + words[2];
    if (!total) return "";
    const shares = words.map((count) => (count ? Math.max(1, Math.round((100 * count) / total)) : 0));
    shares[shares.indexOf(Math.max(...shares))] += 100 - shares.reduce((sum, share) => sum + share);
    const names = ["article", "boilerplate", "disclaimer"];
    const spoken = shares.map((share, at) => share && `${share}% ${names[at]}`).filter(Boolean).join(", ");
    const drawn = shares.map((share) => (share ? Math.max(4, share) : 0));
    drawn[drawn.indexOf(Math.max(...drawn))] += 100 - drawn.reduce((sum, share) => sum + share);
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "bar");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", spoken);
    let x = 0;
    drawn.forEach((width, at) => {
      if (!width) return;
      const rect = document.createElementNS(space, "rect");
      const kind = "abd"[at];
      const attributes = { class: kind, x: `${x}%`, width: `${width}%`, height: "100%" };
      if (at) attributes.fill = `url(#hatch-${kind})`;
      for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, value);
      svg.append(rect);
      x += width;
    });
    return svg;
  }

  function labelName(facet, [slug, name]) {
    if (facet.parameter !== "lang") return name;
    try {
      return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(slug);
    } catch {
      return name;
    }
  }

  function showFilters(chosen) {
    const sections = site.facets.map((facet, at) => {
      const counts = new Map();
      let total = 0;
      for (const result of answer.found) {
        if (!fits(result, chosen, at)) continue;
        total++;
        for (const number of result.labels(at)) counts.set(number, (counts.get(number) ?? 0) + 1);
      }
      const picked = chosen.get(at) ?? new Set();
      for (const number of picked) if (facet.labels[number] && !counts.has(number)) counts.set(number, 0);
      // A label that all results have narrows nothing.
      const narrows = counts.size > 1 && [...counts.values()].some((count) => count < total);
      return narrows || picked.size ? section(facet, counts, picked) : "";
    });
    const focused = document.activeElement?.closest("#filters") ? document.activeElement.id : "";
    filters.replaceChildren(...sections);
    filters.hidden = narrow.hidden = !sections.some(Boolean);
    if (focused) document.getElementById(focused)?.focus();
  }

  function section(facet, counts, picked) {
    const order = facet.parameter === "year"
      ? (a, b) => b[0] - a[0]
      : (a, b) => picked.has(b[0]) - picked.has(a[0]) || b[1] - a[1] || a[0] - b[0];
    const entries = [...counts].sort(order);
    const isWhole = unfolded.has(facet.parameter);
    const visible = isWhole ? entries : entries.slice(0, Math.max(labelsShown, picked.size));
    const items = visible.map(([number, count]) => {
      const id = `filter-${facet.parameter}-${facet.labels[number][0]}`;
      const input = create("input", {
        type: "checkbox", id, name: facet.parameter, value: facet.labels[number][0], checked: picked.has(number),
      });
      return create("li", {},
        create("label", { htmlFor: id }, input, " ", create("bdi", { textContent: labelName(facet, facet.labels[number]) })),
        create("span", { textContent: `${answer.open ? "≤ " : ""}${count.toLocaleString("en")}` }));
    });
    const fieldset = create("fieldset", {}, create("legend", { textContent: facet.name }), create("ul", {}, ...items));
    if (visible.length < entries.length) {
      const button = create("button", { type: "button", textContent: `All ${entries.length.toLocaleString("en")}` });
      button.addEventListener("click", () => {
        unfolded.add(facet.parameter);
        showFilters(request().chosen);
        filters.querySelector(`input[name="${facet.parameter}"]`)?.focus();
      });
      fieldset.append(button);
    }
    return fieldset;
  }

  // Puts the choices of the form and the filters into the address, and answers it.
  function ask() {
    const parameters = new URLSearchParams();
    const query = form.elements.q.value.trim();
    if (query) parameters.set("q", query);
    for (const input of filters.querySelectorAll("input:checked")) parameters.append(input.name, input.value);
    const within = switches.find((input) => input.checked);
    if (within) parameters.set("in", within.value);
    if (form.elements.sort.value) parameters.set("sort", form.elements.sort.value);
    const address = parameters.size ? `?${parameters}` : location.pathname;
    if (address !== location.search) history.pushState(null, "", address);
    run();
  }

  // Says in a served site how many articles the index does not have as they are.
  async function showAge() {
    if (!document.querySelector('script[src^="/_live/"]')) return;
    const { outdated } = await (await fetch("/_live/search.json")).json();
    age.hidden = !outdated;
    age.textContent = `This index is that of the last build: it lacks ${counted(outdated, "article")} as edited since.`;
  }

  function fail(error) {
    console.error(error);
    say("This copy of the site cannot be searched: its index is missing, incomplete or of another version.");
  }

  function say(...lines) {
    status.replaceChildren(...lines.flatMap((line, at) => (at ? [create("br"), line] : [line])));
    list.replaceChildren();
    more.hidden = all.hidden = filters.hidden = narrow.hidden = true;
    ways.hidden = false;
  }

  async function start() {
    if (location.protocol === "file:") {
      say("Pages that were opened from the file system cannot be searched: browsers let them read no other file.",
        "Search works on a web server: site-builder serve shows the site on one, and so does any web host.");
      return;
    }
    try {
      site = await SearchIndex.open(new URL(place.dataset.index, location.href).href);
    } catch (error) {
      fail(error);
      return;
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    document.getElementById("in-notes").hidden = !site.has("notes");
    form.addEventListener("change", ({ target }) => {
      if (target.name === "in" && target.checked) {
        for (const other of switches) if (other !== target) other.checked = false;
      }
      if (target.name !== "q") ask();
    });
    filters.addEventListener("change", ask);
    more.addEventListener("click", async () => {
      const [first] = await showMore();
      showCount();
      first?.querySelector("a").focus();
    });
    all.addEventListener("click", lookThroughAll);
    addEventListener("popstate", run);
    showAge();
    await run();
    if (!form.elements.q.value) form.elements.q.focus();
  }

  start();
}
