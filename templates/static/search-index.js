// Asks the indexes of the site: one for each language, each by itself, so that every word meets its own stems.
// Pagefind finds single words and phrases by their stems; all that a query says beyond that is done here.
"use strict";

const SearchIndex = (() => {
  // Articles that are looked through for exact words at most, unless somebody asks for another number.
  const checkedAtOnce = 300;
  // Texts that are fetched at the same time.
  const fetchedAtOnce = 50;
  // Articles whose words are looked at for a word to offer instead of one that is nowhere.
  const lookedAt = 16;

  async function unpacked(response) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Some hosts unpack what they send.
    if (bytes[0] !== 0x1f) return JSON.parse(new TextDecoder().decode(bytes));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  async function fetched(url, options) {
    const response = await fetch(url, options);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return response;
  }

  // Opens all that searching needs; `base` is the folder of the index. Throws where there is no index.
  async function open(base) {
    const manifest = await (await fetched(`${base}indexes.json`, { cache: "no-cache" })).json();
    const table = await unpacked(await fetched(base + manifest.table));
    if (table.format !== 2) throw new Error("the index is of another version");
    return new Site(base, manifest, table);
  }

  // What is searched: "notices", "notes", or else articles.
  function kindOf(within) {
    if (within === "notes") return "notes";
    return within ? "notices" : "articles";
  }

  class Site {
    constructor(base, manifest, table) {
      this.facets = table.facets;
      const programs = new Map();
      this.parts = manifest.indexes.map((entry) => {
        if (!programs.has(entry.index)) programs.set(entry.index, new Program(`${base}pagefind.js#${entry.index}`));
        return new Part(base, entry, table.indexes[entry.folder], programs.get(entry.index));
      });
    }

    // Whether there is anything of a kind to search.
    has(within) {
      return this.parts.some((part) => part.index.startsWith(`${kindOf(within)}/`));
    }

    // Answers a query, in articles or within something else, with { terms, found, missing, instead, open }: its terms, the results by relevance, the terms
    // that are nowhere, the words that stand for them, and whether exact words have still to be looked for.
    async search(query, within, most = checkedAtOnce) {
      const parts = this.parts.filter((part) => part.index.startsWith(`${kindOf(within)}/`));
      let terms = SearchWords.parse(query);
      let answers = await Promise.all(parts.map((part) => part.ask(terms)));
      const missing = terms.filter((term, at) => !term.negative && answers.every((found) => !found[at].size));
      const instead = new Map();
      for (const term of missing) {
        const other = term.words.length === 1 && !term.exact ? await nearest(parts, term.words[0]) : null;
        if (other) instead.set(term, other);
      }
      if (missing.length && instead.size === missing.length) {
        terms = terms.map((term) => (
          instead.has(term) ? { ...term, text: instead.get(term), words: [SearchWords.fold(instead.get(term))] } : term));
        answers = await Promise.all(parts.map((part) => part.ask(terms)));
      }
      const found = (await Promise.all(parts.map((part, at) => part.combine(terms, answers[at])))).flat();
      found.sort((a, b) => b.score - a.score || compare(b.date, a.date) || a.title - b.title);
      return { terms, found, missing, instead, ...(await checked(found, most)) };
    }
  }

  // Pagefind with the stems of one language, which all parts of this language share. As the addresses of its script
  // differ in their fragments, every language has a module of its own, and the script is fetched once.
  class Program {
    constructor(script) {
      this.script = script;
      this.folders = [];
      this.asked = new Map();
    }

    async search(term) {
      if (!this.asked.has(term)) this.asked.set(term, this.results(term));
      return this.asked.get(term);
    }

    async results(term) {
      this.pagefind ??= this.start();
      return (await (await this.pagefind).search(term)).results;
    }

    async start() {
      const [first, ...others] = this.folders;
      const pagefind = await import(this.script);
      await pagefind.options({ basePath: first, noWorker: true });
      await Promise.all(others.map((folder) => pagefind.mergeIndex(folder)));
      return pagefind;
    }
  }

  // A part of the index: the pages of one language, or some of them.
  class Part {
    constructor(base, entry, table, program) {
      this.base = `${base}${entry.folder}/`;
      this.program = program;
      program.folders.push(this.base);
      this.index = entry.index;
      this.table = table;
      this.rows = new Map(table.ids.map((id, row) => [id, row]));
      this.asked = new Map();
    }

    // Whether the words of this index are stems, so that exact words have to be looked for in the text.
    get hasStems() {
      return !this.index.endsWith("/other");
    }

    async ask(terms) {
      return Promise.all(terms.map((term) => this.pages(term.words)));
    }

    // Returns the pages that have words one after the other, by row. In quotes Pagefind neither takes words that only
    // begin alike nor shortens a word that it lacks.
    async pages(words) {
      return this.load(`"${words.join(" ")}"`);
    }

    async load(term) {
      if (!this.asked.has(term)) this.asked.set(term, this.results(term));
      return this.asked.get(term);
    }

    async results(term) {
      const pages = new Map();
      for (const result of await this.program.search(term)) {
        const row = this.rows.get(result.id);
        if (row !== undefined) pages.set(row, { score: result.score, places: result.words });
      }
      return pages;
    }

    async combine(terms, answers) {
      const wanted = terms.flatMap((term, at) => (term.negative ? [] : [{ term, pages: answers[at] }]));
      // Exact words to leave out are looked for in the text.
      const unwanted = answers.filter((_, at) => terms[at].negative && !(terms[at].exact && this.hasStems));
      const fewest = wanted.map(({ pages }) => pages).sort((a, b) => a.size - b.size)[0];
      const rows = (fewest ? [...fewest.keys()] : [...this.rows.values()]).filter((row) => (
        wanted.every(({ pages }) => pages.has(row)) && !unwanted.some((pages) => pages.has(row))));
      // In quotes all pages score alike; the score comes from asking without, as do all places of a word.
      const scored = rows.length ? await Promise.all(wanted.map(({ term }) => this.load(term.words.join(" ")))) : [];
      return rows.map((row) => this.result(row, scored.map((pages) => pages.get(row)), terms));
    }

    result(row, hits, terms) {
      const table = this.table;
      return {
        part: this,
        row,
        score: hits.reduce((sum, hit) => sum + (hit?.score ?? 0), 0),
        date: table.dates[row],
        title: table.titles[row],
        words: table.words[row],
        exact: this.hasStems ? terms.filter((term) => term.exact) : [],
        labels: (facet) => [table.labels[facet][row]].flat(),
        page: () => this.page(row),
        places: (text) => this.places(row, text, hits, terms.filter((term) => !term.negative)),
      };
    }

    // Lists where the terms of a query stand in the text of a page, as [first word, word after the last].
    async places(row, text, hits, terms) {
      const ranges = await Promise.all(terms.map(async (term, at) => {
        if (term.exact || term.words.length > 1) {
          const places = SearchWords.places(text, term.words).map((place) => [place, place + term.words.length]);
          const stems = (await this.pages(term.words)).get(row)?.places ?? [];
          return places.length || term.exact ? places : stems.map((place) => [place, place + 1]);
        }
        const kept = [];
        for (const place of new Set(hits[at]?.places)) {
          if (text[place].folded && await this.areAlike(term.words[0], text[place].folded)) kept.push([place, place + 1]);
        }
        return kept;
      }));
      return ranges.flat().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    }

    // Returns whether two words have one stem: then they stand in the same places.
    async areAlike(word, other) {
      if (word === other) return true;
      const [pages, others] = await Promise.all([this.pages([word]), this.pages([other])]);
      if (pages.size !== others.size) return false;
      return [...pages].every(([row, { places }]) => others.get(row)?.places[0] === places[0]);
    }

    // Fetches the text of a page.
    async page(row) {
      this.texts ??= new Map();
      if (!this.texts.has(row)) this.texts.set(row, this.bytes(row).then(unpackedPage));
      return this.texts.get(row);
    }

    // Fetches the fragment of a page, which is a file of its own or stands in a pack; hosts that know no ranges send
    // the whole pack, which is kept.
    async bytes(row) {
      const folder = `${this.base}fragment/`;
      if (!this.table.packs.length) return (await fetched(`${folder}${this.table.ids[row]}.pf_fragment`)).arrayBuffer();
      this.fragments ??= placesInPacks(this.table);
      this.wholePacks ??= new Map();
      const { pack, start, end } = this.fragments[row];
      if (!this.wholePacks.has(pack)) {
        const response = await fetched(folder + this.table.packs[pack], { headers: { Range: `bytes=${start}-${end - 1}` } });
        const bytes = await response.arrayBuffer();
        if (response.status === 206) return bytes;
        this.wholePacks.set(pack, bytes);
      }
      return this.wholePacks.get(pack).slice(start, end);
    }
  }

  // Returns where each fragment of a table is: the number of its pack, its first byte and the one after its last.
  function placesInPacks({ ids, lengths, packs }) {
    const ends = packs.map(() => 0);
    const places = [];
    for (const row of [...ids.keys()].sort((a, b) => compare(ids[a], ids[b]))) {
      const pack = parseInt(ids[row].split("_").pop().slice(0, 7), 16) % packs.length;
      const start = ends[pack];
      ends[pack] += lengths[row];
      places[row] = { pack, start, end: ends[pack] };
    }
    return places;
  }

  async function unpackedPage(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const json = (await new Response(stream).text()).slice("pagefind_dcd".length);
    const { url, content, meta } = JSON.parse(json);
    const lines = content.split("\n").map((line) => ({ text: line, words: SearchWords.split(line) }));
    return { url, title: meta.title, lines };
  }

  // Looks through the text of results for exact words, unless there are more than `most` to look through; `tell` hears
  // how many were looked through.
  async function checked(found, most, tell = () => {}) {
    const doubtful = found.filter((result) => result.exact.length).length;
    if (doubtful > most) return { found, open: true };
    const right = [];
    for (let at = 0; at < found.length; at += fetchedAtOnce) {
      tell(at);
      const batch = found.slice(at, at + fetchedAtOnce);
      const marks = await Promise.all(batch.map(isRight));
      right.push(...batch.filter((_, place) => marks[place]));
    }
    return { found: right, open: false };
  }

  // Returns whether the text of a result has the exact words that it shall have, and no others.
  async function isRight(result) {
    if (!result.exact.length) return true;
    const { lines } = await result.page();
    return result.exact.every((term) => (
      term.negative !== lines.some((line) => SearchWords.places(line.words, term.words).length > 0)));
  }

  // Finds the word to offer for one that is nowhere: one that begins with all of it or with which it begins, else one
  // that begins alike and differs by few letters.
  async function nearest(parts, word) {
    const words = await wordsLike(parts, word);
    const [best] = [...words.keys()].sort(
      (a, b) => alike(word, b) - alike(word, a) || a.length - b.length || compare(a, b));
    const shared = best ? alike(word, best) : 0;
    if (shared > 1 && shared === Math.min(word.length, best.length) && shared >= word.length / 2) return words.get(best).toLowerCase();
    const most = word.length < 6 ? 1 : 2;
    const lengths = [word.length - 1, Math.ceil(word.length * 2 / 3), Math.ceil(word.length / 2), 3, 2];
    for (const length of new Set(lengths.filter((each) => each > 1 && each < word.length))) {
      const others = await wordsLike(parts, word.slice(0, length));
      const [closest] = [...others.keys()].map((other) => [distance(word, other), other]).filter(([far]) => far <= most)
        .sort((a, b) => a[0] - b[0] || compare(a[1], b[1]));
      if (closest) return others.get(closest[1]).toLowerCase();
    }
    return shared > 2 && shared >= word.length / 3 ? words.get(best).toLowerCase() : null;
  }

  // Counts the letters to put in, take out, exchange or swap with the next to make one word of another.
  function distance(word, other) {
    const rows = [[...Array(other.length + 1).keys()]];
    for (let at = 1; at <= word.length; at++) {
      const row = [at];
      for (let to = 1; to <= other.length; to++) {
        const same = word[at - 1] === other[to - 1];
        row[to] = Math.min(rows[at - 1][to] + 1, row[to - 1] + 1, rows[at - 1][to - 1] + !same);
        const isSwapped = at > 1 && to > 1 && word[at - 1] === other[to - 2] && word[at - 2] === other[to - 1];
        if (isSwapped) row[to] = Math.min(row[to], rows[at - 2][to - 2] + 1);
      }
      rows.push(row);
    }
    return rows[word.length][other.length];
  }

  // Returns the words for which Pagefind takes one, as they are written, by their folded forms.
  async function wordsLike(parts, word) {
    const words = new Map();
    const answers = await Promise.all(parts.map(async (part) => (
      [...await part.load(word)].map(([row, hit]) => ({ part, row, hit })))));
    const likeliest = answers.flat().sort((a, b) => b.hit.score - a.hit.score).slice(0, lookedAt);
    await Promise.all(likeliest.map(async ({ part, row, hit }) => {
      const text = numbered((await part.page(row)).lines);
      for (const place of hit.places) {
        if (text[place]?.folded) words.set(text[place].folded, text[place].text);
      }
    }));
    return words;
  }

  // Counts the signs with which two words begin alike.
  function alike(word, other) {
    let count = 0;
    while (count < word.length && word[count] === other[count]) count++;
    return count;
  }

  // Numbers the words of a page as Pagefind does: a place between lines is counted too.
  function numbered(lines) {
    const flat = [];
    lines.forEach((line, at) => {
      if (at) flat.push({ folded: "" });
      flat.push(...line.words.map((each) => ({ ...each, line, text: line.text.slice(each.start, each.end) })));
    });
    return flat;
  }

  function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  return { open, checked, isRight, numbered };
})();
