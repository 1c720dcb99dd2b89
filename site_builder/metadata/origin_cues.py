"""Cue words in many languages that say where a piece was taken from: sentences, labels, and names before a cue."""

import re
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern

_PIECE = (
    r"(?:article|piece|story|post|essay|column|text|interview|commentary|report|op-ed|analysis|review|letter|"
    r"dispatch|feature|excerpt|speech|blog ?post|content|translation|noticia|nota|artículo|columna|entrevista|"
    r"artigo|coluna|reportagem|entrevista|articolo|pezzo|intervista|texte|billet|tribune|entretien|chronique|"
    r"beitrag|artikel|kommentar|essay|aufsatz|stuk|verhaal|bijdrage|tekst|artykuł|wywiad|статья|текст|материал|"
    r"интервью|стаття|артикл)"
)
_THIS = (
    r"(?:this|the|dieser|dieses|diese|cet|cette|ce|este|esta|esse|essa|questo|questa|dit|deze|det här|denne|dette|"
    r"ten|этот|эта|данная|данный|ця|цей)"
)
_ADVERB = (
    r"(?:(?:first|originally|previously|initially|also|kindly|recently|simultaneously|here|was|were|is|are|has been|"
    r"had been|had|have been|comes?|came|fue|ha sido|foi|è stato|è|a été|est|wurde|ist|werd|is|został|был[ао]?)[ ])"
)
_VERB = (
    r"(?:published|posted|printed|appear(?:ed|s)|republished|reprinted|adapted|cross-?posted|taken|carried|ran|aired|"
    r"broadcast|used|provided|supplied|produced|reproduced|excerpted|extracted|syndicated|shared|borrowed|released|"
    r"re-?published|reposted|condensed|abridged)"
)
_PERMISSION = (
    r"(?:with|by)[ ](?:the[ ])?(?:kind[ ]|generous[ ]|express[ ])?"
    r"(?:permission|leave|consent|courtesy|arrangement)[ ](?:of|from|with)"
)
_LABEL = (
    r"(?:original[ ]|article[ ]|story[ ])?source|(?:text|artikel)?quelle(?:[ ]de[rs][ ]\w+)?|fuente(?:[ ]original)?|"
    r"source[ ]originale|fonte(?:[ ]original[ei]?)?|bron|źródło(?:[ ](?:informacji|materiału|artykułu|tekstu))?|"
    r"источник(?:[ ](?:информации|новости|материала))?|(?:по[ ]материалам|по[ ]информации)(?:[ ](?:источника|"
    r"сайта))?|"
    r"джерело|المصدر|منبع|kaynak|sumber|nguồn|källa|kilde|lähde|zdroj|forrás|sursa|izvor|allikas|avots|šaltinis|"
    r"burimi|πηγή|מקור|स्रोत|साभार|出典|引用元|転載元|출처|(?:文章|信息|稿件|新闻|本文)?(?:来源|來源|稿源)|出处|出處"
)

ORIGIN_WORDS = lazy_pattern(
    rf"(?:the original source of this {_PIECE} is"
    rf"|(?:{_THIS}|our)[ ]{_PIECE}[ ]{_ADVERB}*{_VERB}(?:[ ]here)?[ ]"
    rf"(?:{_PERMISSION}|with permission from|by|in|at|on|from|via|through)"
    rf"|this[ ]{_PIECE}[ ](?:(?:is|was|comes|came|has been|had)[ ])?(?:here[ ]|to[ ]us[ ])?"
    rf"(?:{_PERMISSION}|by|in|at|on|with|from|via)"
    rf"|the[ ]{_PIECE}[ ](?:is|was|comes|came|has been|had)[ ](?:here[ ]|to[ ]us[ ])?"
    rf"(?:{_PERMISSION}|by|in|at|on|with|from|via)"
    r"|(?:originally|first|previously|initially)[ ](?:published|appeared|posted|printed|aired)[ ](?:by|in|at|on)"
    r"|(?:re-?published|reprinted|cross-?posted|reposted|adapted|syndicated|excerpted|reproduced|used)(?:[ ]here)?"
    rf"(?:[ ](?:with|by)[ ]permission)?[ ](?:{_PERMISSION}|from|by|via)"
    rf"|(?:comes?|came|brought|printed)[ ](?:here[ ]|to[ ](?:us|you)[ ])?(?:courtesy of|{_PERMISSION})"
    r"|courtesy of|via|by way of|h/t|hat[ ]tip(?:[ ]to)?"
    r"|(?:publiée?|parue?|repris|reprise)(?: initialement| à l['’]origine| pour la première fois| d['’]abord)?"
    r" (?:par|sur|dans|en|de)"
    r"|avec l['’](?:aimable )?autorisation (?:de|du|des)"
    r"|la source originale de cet article est|source originale"
    r"|(?:zuerst|ursprünglich|erstmals|zunächst)(?: erschienen| veröffentlicht| publiziert)? (?:auf|bei|in|im)"
    r"|erschien (?:zuerst|ursprünglich|erstmals|zunächst) (?:auf|bei|in|im)|übernommen (?:von|aus)"
    r"|mit (?:freundlicher )?genehmigung (?:von|der|des)"
    r"|(?:publicad[oa]|pubblicat[oa])(?: originalmente| originariamente| inicialmente| por primera vez| primeir[oa])?"
    r" (?:en|por|em|no|na|su|sul|da|dal)"
    r"|(?:se publicó|apareció)(?: originalmente| inicialmente| por primera vez)? en"
    r"|(?:tomado|reproducido|extraído)(?: con (?:permiso|autorización))? de"
    r"|(?:con (?:permiso|autorización)|com autorização) d(?:el?|[oa])|reproduzido d[eoa]"
    r"|(?:tratto|ripreso|riprodotto) da[l]?|per gentile concessione d(?:i|el)"
    r"|(?:verscheen|gepubliceerd|verschenen|overgenomen)(?: eerder| oorspronkelijk| eerst)? (?:in|op|bij|van|uit)"
    r"|(?:eerder|oorspronkelijk|eerst) (?:verschenen |gepubliceerd )?(?:in|op|bij)|met toestemming van"
    r"|(?:впервые |первоначально )?опубликован[аоы]? (?:в|на)|перепечатано (?:из|с)|с разрешения"
    r"|(?:本文)?(?:(?:原载|原載|首发|首發|刊载|刊載)(?:于|於)?|转自|轉自|转载自|轉載自)|نقلا[ً]? عن|"
    r"نُشر(?: هذا المقال)? (?:في|على)"
    rf"|{_LABEL})"
    r"[ ]?(?P<colon>[:：])?\s?(?:(?-i:the)[ ])?",
    re.IGNORECASE,
)
"""What stands before the name of an outlet that a piece was taken from; labels have a colon."""

# Without one of these, said in lower case, `ORIGIN_WORDS` finds nothing; looking for them costs a twentieth.
_ORIGIN_PARTS = (
    "article", "piece", "story", "post", "essay", "column", "text", "interview", "commentary", "report", "op-ed",
    "publi", "print", "appear", "aired", "cross", "adapted", "syndicated", "excerpt", "reprodu", "used", "courtesy",
    "via", "by way of", "h/t", "hat tip", "permission", "leave of", "paru", "repris", "autoris", "source", "erschien",
    "zuerst", "ursprünglich", "erstmals", "zunächst", "übernommen", "genehmigung", "pubbli", "apareci", "tomado",
    "extraído", "permiso", "autoriza", "tratto", "ripreso", "riprodotto", "concessione", "versche", "overgenomen",
    "eerder", "oorspronkelijk", "eerst", "toestemming", "опубликован", "перепечатано", "с разрешения", "материалам",
    "информации", "quelle", "fuente", "fonte", "bron", "źródło", "источник", "джерело", "المصدر", "منبع", "نقلا",
    "نُشر", "kaynak", "sumber", "nguồn", "källa", "kilde", "lähde", "zdroj", "forrás", "sursa", "izvor", "allikas",
    "avots", "šaltinis", "burimi", "πηγή", "מקור", "स्रोत", "साभार", "出典", "引用元", "転載元", "출처", "来源", "來源",
    "稿源", "出处", "出處", "转自", "轉自", "转载自", "轉載自", "原载", "原載", "首发", "首發", "刊载", "刊載",
)  # fmt: skip

LABELS = lazy_pattern(rf"(?:{_LABEL})[ ]?[:：]?[ ]?$", re.IGNORECASE)
"""A label, which names a source where a colon follows; maps and figures have such lines too."""
LABEL_LINE = lazy_pattern(
    rf"[\s>*_(\[-]{{0,6}}(?:{_LABEL})[*_ ]{{0,4}}[:：][*_ ]{{0,4}}[^\n]{{0,80}}", re.IGNORECASE
)
"""A block that is nothing but a label and what follows it."""
CLOSING_REMARK = lazy_pattern(
    r"[(（](?:source|quelle|fuente|fonte|bron|źródło|источник|来源|來源)[ ]?[:：][ ]?"
    r"(?P<name>[^()（）\n]{2,40})[)）]\s*\Z",
    re.IGNORECASE,
)
"""A label in brackets at the end of the last paragraph: `… are under way. (Quelle: Hafenfunk)`"""
ADDRESS = lazy_pattern(
    r"(?:(?:the )?url of this article(?: is)?|original (?:article|post|url|link)|article url|source url|"
    r"lien de l'article|original-?link|enlace original|link originale|adresse de l'article)[ ]?[:：]?[ ]?",
    re.IGNORECASE,
)
"""What stands before the address of the original."""
ONLY = lazy_pattern(
    r"[\s>*_#\[(]{0,6}(?:(?:via|courtesy of|h/t|hat tip:?)[ ]\[[^\[\]]{2,40}\]\([^()\s]*\)"
    r"|(?:source|quelle|fuente|fonte|bron|źródło|источник)[ ]?:[*_ ]{0,4}<?https?://[^\s<>]*>?)[*_.\])]{0,3}",
    re.IGNORECASE,
)
"""A block that says nothing else is trusted whatever its role."""
ORIGINAL = lazy_pattern(
    r"(?:read )?(?:the )?original(?: article| story| post| version)?|read it here|lire l['’]article original|"
    r"(?:leer )?(?:el )?artículo original|(?:zum )?original(?:artikel|beitrag)|artigo original|articolo originale|"
    r"(?:het )?originele? artikel|оригинал(?: статьи)?|原文",
    re.IGNORECASE,
)
"""The words of a link to the original."""
OPENS = lazy_pattern(
    r"[\s>*_#(\[]{0,8}(?:editor['’]?s note:?[*_ ]{0,3})?(?:(?:the )?(?:original|url)|this|the (?:article|piece|story|"
    r"post|text)|an? (?:\w+ )?version of this|first|previously|republ|re-publ|reprint|printed|cross|repost|adapted|"
    r"excerpt|reproduced|used with|comes|courtesy|with (?:kind )?permission|by permission|with leave|syndic|"
    r"article url|source|publi|paru|cet|repris|avec l|la source|zuerst|ursprünglich|erschien|dies|"
    r"der (?:artikel|text|beitrag)|"
    r"übernommen|mit (?:freundlicher )?genehmigung|pubbli|tratto|ripreso|quest|per gentile|lien|enlace|link orig|"
    r"adresse|est[ea]|ess[ea]|tomado|reprodu|extraído|apareci|con |com autoriza|dit |deze|eerder|oorspronkelijk|"
    r"overgenomen|verscheen|met toestemming|ten |опублик|впервые|перепечат|эт|"
    r"с разрешения|本文|原载|原載|首发|首發|转自|轉自|转载自|轉載自|نقلا|نُشر)",
    re.IGNORECASE,
)
"""How a block of any role opens that can name an origin."""
SENTENCE = lazy_pattern(
    rf"(?:\A|\n|[.!?…)][*_]{{0,3}}[ ])[>*_(\[ ]{{0,6}}(?={_THIS}[ ]{_PIECE}[ ]"
    rf"(?:{_ADVERB}*{_VERB}|{_ADVERB}+from|from[ ]))",
    re.IGNORECASE,
)
"""Where a sentence begins that says of the piece itself where it was printed, in a block of any length."""
NAME_BETWEEN = lazy_pattern(
    rf"(?:this|the)[ ]{_PIECE}[ ](?:by|from|of)[ ](?P<name>[^.;:\n]{{2,50}}?)[ ]was[ ]"
    r"(?:first|originally|previously)[ ]"
    r"(?:published|posted|issued)",
    re.IGNORECASE,
)
"""`This report by the Pier Agency was first published …`."""
NAME_BEFORE = lazy_pattern(
    rf"(?P<name>[^,;:\n]{{2,60}}),[ ](?:where|in which|on which|at which|which|who|wo|in (?:der|dem)|où|"
    rf"dans le?quel(?:le)?|donde|onde|dove|waar|waarin|gdzie|где)[ ](?:a version of[ ])?{_THIS}[ ]{_PIECE}[ ]"
    r"(?:(?:first|originally|also|previously|zuerst|ursprünglich|eerder|prima|się|originalmente|est|a|was|has|wurde|"
    r"se)[ ]){0,3}(?:appear|publi|print|posted|ran|erschien|veröffentl|paru|apareci|pubbli|versche|gepubl|"
    r"ukazał|опублик|вышл)",
    re.IGNORECASE,
)
"""A name in a note on the author: `Ada Holm edits South Pier, where this essay first appeared.`"""
END = lazy_pattern(
    r"[.,;:()|\n–—\[\]（）【】。，；]|[ ]-[ ]|[ ](?:on|in|under|as|and|at|with|where|which|that|who|was|were|am|"
    r"le|el|website|"
    r"web site)(?!\w)|[ ]\d|"
    r"[ ](?:y|e|et|und|en|och|og|i|и|bajo|sous|unter|avec|con|com|mit|met)(?=[ ](?-i:[^\W\d_A-ZÀ-ÞА-Я]))|"
    r"[ ](?:erschienen|veröffentlicht|publiziert|verschenen|gepubliceerd|foto|photo|autor|author|by)(?!\w)|"
    r"(?:责任编辑|责编|编辑|編輯|作者|记者|記者|时间|字号|发表|参与|举报|暂无)",
    re.IGNORECASE,
)
"""Where the name of an outlet ends."""
LEAD_IN = lazy_pattern(
    r"(?:(?:the )?(?:author|writer)['’]s (?:own |personal )?(?:(?:blog|web ?site|site|substack|page)[,:]? ?)?"
    r"|(?:[A-Z]\w+ translation )?(?:in |on )?the (?:[\w.]+ ){1,3}(?:edition|issue|number|pages) of (?:the )?"
    r"|the (?:magazine|website|blog|newspaper|journal|newsletter|site) (?:of )?"
    r"|(?:dem|der|den|das) (?:magazin|blog|portal|webseite|zeitschrift|zeitung|website) (?:von )?"
    r"|(?:el|la|o|a) (?:periódico|diario|revista|portal|sitio|blog|página|jornal|site) (?:de )?"
    r"|(?:le|la) (?:site|journal|revue|magazine|blog|quotidien) (?:de )?"
    r"|(?:газете|журнале|сайте|издании|портале) )",
    re.IGNORECASE,
)
"""Words between a cue and the name that do not belong to it."""


# Asked twice of each text, and notices recur.
@lru_cache(maxsize=1024)
def find_origin_words(text: str) -> tuple[re.Match[str], ...]:
    """Return all places of a text that `ORIGIN_WORDS` matches, in order."""
    return tuple(ORIGIN_WORDS.finditer(text))


# Asked twice of each text, and notices recur.
@lru_cache(maxsize=1024)
def may_name_origin(text: str) -> bool:
    """Return whether a text has words without which no cue is found."""
    lower = text.lower()
    return any(map(lower.__contains__, _ORIGIN_PARTS))
