"""Words that stand around names in bylines, in many languages."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.calendars import words


def either(*rows: str) -> str:
    """Return an alternation (regular expression) of the phrases between commas, longer ones first."""
    phrases = sorted(
        {phrase.strip() for row in rows for phrase in row.split(",")}, key=lambda it: (-len(it), it)
    )
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", "[ ]") for phrase in phrases) + ")"


CUE_WORDS = either(
    "article by, article written by, articles by, written by, posted by, posted on by, published by, story by, by",
    "reported by, reporting by, report by, words by, text by, by-line, byline, authored by, author, authors",
    "article de, articles de, article par, articles par, artikel von, geschrieben von",
    "verfasst von, von, text, texte, text und interview, interview und text, ein interview von, interview von",
    "ein gastbeitrag von, gastbeitrag von, ein beitrag von, ein artikel von, ein kommentar von, ein essay von",
    "autor/in, autor:in, autor*in, autorin/autor",
    "eingestellt von, erstellt von, gepostet von, veröffentlicht von, publicadas por, postado por, posté par",
    "inserito da, geplaatst door, gepost door, upplagd av, lagt inn av, opslået af, diposting oleh, gönderen",
    "un texte de, texte de, piše, pišu, napisao, napisala, autori, autors, words written by",
    "autor, autorin, autoren, autorinnen, écrit par, publié par, rédigé par, propos recueillis par, par",
    "auteur, auteure, auteurs, autrice, escribe, escriben, escrito por, publicado por",
    "redactado por, autora, autores, por, texto",
    "scritto da, pubblicato da, di, a cura di, autore, da, testo, geschreven door, door, autorzy, tekst, przez",
    "napisał, napisała, автор, авторы, текст, написал, написала, от, بقلم, الكاتب, كتب, كتبت, إعداد, المؤلف",
    "yazar, yazan, ditulis oleh, penulis, oleh, tác giả, bởi, skriven av, av, skrevet av, skrevet af, af",
    "حوار, kirjoittanut, napsal, napsala, συντακτης, του, מאת, 文, 著者, 著, 執筆, 筆者, 作者, 記者, 记者, 기자, 글",
)
TRANSLATED = lazy_pattern(
    r"(?:translat(?:ed|ion|or)s?(?: from(?: the)? \w{1,20})?(?: by)?|traduit(?: de l['’ ]?\w{1,20})?(?: par)?|"
    r"traduction|traduzione(?: di)?|tradotto da|traducción(?: de)?|traducido(?: del \w{1,20})? por|tradução(?: de)?|"
    r"traduzido por|übersetzt von|übersetzung|aus dem \w{1,20} von|vertaald door|vertaling|tłum(?:aczenie|\.)|"
    r"przekład|перевод(?:чик)?|переклад|ترجمة|çeviren|çeviri|diterjemahkan oleh|penerjemah|oversatt av|"
    r"översatt av|oversat af)[ ]?[:：]?[ ]?",
    re.IGNORECASE,
)
OUTLET = lazy_pattern(
    r"(?:(?:special|exclusive) (?:to|for)(?: the)?|courtesy of|via|originally (?:published|appeared) (?:by|in|at|on)|"
    r"special correspondent(?: for)?|(?P<weak>from(?: the)?|for(?: the)?|für(?: die| den)?|pour(?: le| la)?|para))"
    r"[ ](?=(?-i:[^\sa-z]))",
    re.IGNORECASE,
)
STRAY_WORDS = either(
    "posted, published, updated, publicado, publié, veröffentlicht, publicerad, opublikowano, diposting, geschreven",
    "data, date, datum, fecha",
    "e-mail, email, twitter, follow, folgen, seguir, suivre, bio, photo, image",
    "on, at, am, le, el, il, op, em, den, pada, in category",
)
CONJUNCTION = lazy_pattern(
    r"[ ]?(?:&amp;|&|\+)[ ]?|"
    r",?[ ](?:[Aa]nd|AND|[Uu]nd|UND|et|og|och|en|ve|dan|và|и|та|y|e|i|a|és|with|mit|avec|con|και|și)[ ]|"
    r"[ ]ו(?=\w)|[ ]و[ ]?(?=\w)|、"
)
ROLE_WORDS = words(
    """staff senior junior editor editors writer writers reporter reporters correspondent correspondents columnist
    journalist contributor contributing contributors attorney director professor producer anchor chief managing
    associate assistant analyst fellow president chair chairman founder co-founder blogger author researcher
    photographer intern bureau redakteur redakteurin redaktion korrespondent korrespondentin journalistin autor
    journaliste rédacteur rédactrice correspondant periodista redactor redactora corresponsal editora repórter
    jornalista giornalista redattore dziennikarz redaktor обозреватель корреспондент журналист редактор muhabir
    editör wartawan jurnalis journalisten guest freelance digital political special deputy executive news head
    lecturer"""
)
OUTLET_WORDS = words(
    """news times post press journal review magazine foundation institute institut network media agency agence
    agencia agenzia tribune herald gazette telegraph guardian observer front report reports today daily weekly online
    radio tv zeitung nachrichten presse blog center centre council society association university universität
    université group reuters afp ap dpa cna upi bloomberg wire service tass xinhua efe ansa pap project team website
    org com watch movement redaktion redacción rédaction redazione"""
)
ARTICLES = words("ein eine einem der die das un une le la les el los il the a an text foto kommentar kolumne")
PARTICLES = words(
    """de da do dos das del della di du des d der den van von vom zu zum zur la le las los el al bin ibn ben bint abu
    af av of the a an in to with y e i und for ter ten te mac mc st. ap ul"""
)
