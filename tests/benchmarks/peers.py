"""Set up the same archive for other generators: their front matter, an article's page, lists, tags and a feed."""

import json
from pathlib import Path

from site_builder.disk import SUFFIXES
from site_builder.engine.inspection import inspect_paths

HUGO = {
    "hugo.toml": """
baseURL = "https://example.org/"
title = "Archive"
disableKinds = ["section"]
[pagination]
pagerSize = 50
[taxonomies]
region = "regions"
theme = "themes"
""",
    "layouts/_default/baseof.html": """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav><a href="/">Home</a> <a href="/regions/">Regions</a> <a href="/themes/">Themes</a></nav>
<main>{{ block "main" . }}{{ end }}</main></body>
</html>
""",
    "layouts/_default/single.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p>{{ delimit .Params.authors ", " }} <time>{{ .Date.Format "2006-01-02" }}</time></p>
<p>{{ range .GetTerms "regions" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
<p>{{ range .GetTerms "themes" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
{{ .Content }}</article>{{ end }}
""",
    "layouts/_default/home.html": """{{ define "main" }}{{ $shown := .Paginate site.RegularPages }}<ul>
{{ range $shown.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}</ul>{{ with $shown.Next }}<a href="{{ .URL }}">Older</a>{{ end }}{{ end }}
""",
    "layouts/_default/term.html": """{{ define "main" }}<h1>{{ .Title }}</h1><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}
""",
    "layouts/_default/taxonomy.html": """{{ define "main" }}<h1>{{ .Title }}</h1><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>
{{ end }}</ul>{{ end }}
""",
}
ELEVENTY = {
    "package.json": '{"type": "module"}\n',
    "eleventy.config.js": """
const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
export default function (config) {
  let known = null;
  config.on("eleventy.before", () => { known = null; });
  const sorted = (api) => (known ??= api.getFilteredByTag("article").reverse());
  const terms = (field) => (api) => {
    const found = new Map();
    for (const item of sorted(api)) for (const name of item.data[field] ?? []) {
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(item);
    }
    return [...found].map(([name, items]) => ({ name, items, slug: slug(name) }));
  };
  config.addFilter("slugged", slug);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addCollection("articles", sorted);
  config.addCollection("regionTerms", terms("regions"));
  config.addCollection("themeTerms", terms("themes"));
  return { dir: { input: "src" }, markdownTemplateEngine: false, templateFormats: ["md", "njk"] };
}
""",
    "src/articles/articles.11tydata.js": """
export default {
  layout: "article.njk",
  tags: ["article"],
  permalink: ({ page }) => page.filePathStem.replace(/^.articles/, "") + "/",
};
""",
    "src/_includes/base.njk": """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><nav><a href="/">Home</a> <a href="/regions/">Regions</a> <a href="/themes/">Themes</a></nav>
<main>{{ content | safe }}</main></body>
</html>
""",
    "src/_includes/article.njk": """---
layout: base.njk
---
<article><h1>{{ title }}</h1>
<p>{{ authors | join(", ") }} <time>{{ page.date | day }}</time></p>
<p>{% for each in regions %}<a href="/regions/{{ each | slugged }}/">{{ each }}</a> {% endfor %}</p>
<p>{% for each in themes %}<a href="/themes/{{ each | slugged }}/">{{ each }}</a> {% endfor %}</p>
{{ content | safe }}</article>
""",
    "src/index.njk": """---
pagination: {data: collections.articles, size: 50, alias: shown}
title: Archive
layout: base.njk
---
<ul>{% for each in shown %}<li><a href="{{ each.url }}">{{ each.data.title }}</a> {{ each.date | day }}</li>
{% endfor %}</ul>{% if pagination.href.next %}<a href="{{ pagination.href.next }}">Older</a>{% endif %}
""",
    "src/feed.njk": """---
permalink: /feed.xml
---
<feed xmlns="http://www.w3.org/2005/Atom"><title>Archive</title>
{% for each in collections.articles.slice(0, 20) %}<entry><title>{{ each.data.title }}</title></entry>
{% endfor %}</feed>
""",
}
for _name in ("region", "theme"):
    ELEVENTY[f"src/{_name}.njk"] = f"""---
pagination: {{data: collections.{_name}Terms, size: 1, alias: term}}
permalink: "/{_name}s/{{{{ term.slug }}}}/"
layout: base.njk
---
<h1>{{{{ term.name }}}}</h1><ul>
{{% for each in term.items %}}<li><a href="{{{{ each.url }}}}">{{{{ each.data.title }}}}</a></li>
{{% endfor %}}</ul>
"""
    ELEVENTY[f"src/{_name}s.njk"] = f"""---
permalink: /{_name}s/
layout: base.njk
---
<ul>{{% for each in collections.{_name}Terms %}}
<li><a href="/{_name}s/{{{{ each.slug }}}}/">{{{{ each.name }}}}</a></li>
{{% endfor %}}</ul>
"""


def articles_in(content: Path) -> list[Path]:
    """Give the articles of an archive in order."""
    return [path for path in sorted(content.rglob("*")) if path.suffix in SUFFIXES]


def with_front_matter(content: Path, folder: Path) -> None:
    """Copy an archive, with what this program reads out of its texts as front matter."""
    for source in articles_in(content):
        (each,) = inspect_paths([source], alone=True)
        if each.article is None:
            continue
        found = each.article.metadata
        path = (folder / source.relative_to(content)).with_suffix(".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        stated = {
            "title": found.title or path.stem,
            "date": found.date if found.date and len(found.date) == 10 else "2000-01-01",
            "authors": found.byline,
            "regions": found.regions,
            "themes": found.themes,
        }
        # What JSON writes, YAML reads.
        lines = [
            f"{name}: {json.dumps(value) if name != 'date' else value}\n" for name, value in stated.items()
        ]
        path.write_text(f"---\n{''.join(lines)}---\n\n{source.read_text('utf-8')}", "utf-8")


def hugo(program: str, content: Path, folder: Path, port: int) -> list[str]:
    """Set up Hugo's server for articles with front matter and give its command."""
    _write(HUGO, folder)
    where = [
        "--source",
        str(folder),
        "--contentDir",
        str(content),
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    return [
        program,
        "server",
        *where,
        "--cacheDir",
        str(folder / "cache"),
        "--noBuildLock",
        "--renderToMemory",
    ]


def eleventy(modules: Path, content: Path, folder: Path, port: int) -> list[str]:
    """Set up Eleventy's incremental server for articles with front matter and give its command.

    `modules` is a folder in which `npm install @11ty/eleventy` was run. The articles are moved into its site.
    """
    _write(ELEVENTY, folder)
    for path in content.iterdir():
        path.rename(folder / "src" / "articles" / path.name)
    (folder / "node_modules").symlink_to((modules / "node_modules").resolve(), target_is_directory=True)
    program = folder / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    return ["node", str(program), "--serve", "--incremental", "--quiet", f"--port={port}"]


def _write(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), "utf-8")
