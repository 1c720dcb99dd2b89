"""Detect the language of a text by its script and its commonest small words."""

import struct

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.tokens import split_words

_ADDRESSES = lazy_pattern(r"\]\([^()\s]*|https?:[^\s<>()]*|%[0-9A-F]{2}[^\s()]*|<[^<>]*>|@[\w.-]{1,80}")
_REACH = 20_000
_PROSE_LINE_CHARS = 60
"""A line of more characters may be prose."""
_SLICE = 360
_SLICES = 4

# What decides alone: the script, by its first and last letter. Kana comes before Han, which Japanese uses too.
_SCRIPTS = {
    "ja": "\u3041-\u30ff",
    "ko": "\uac00-\ud7a3",
    "zh": "\u4e00-\u9fff",
    "he": "\u05d0-\u05ea",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "hi": "\u0904-\u0965",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "gu": "\u0a80-\u0aff",
    "te": "\u0c00-\u0c7f",
    "ml": "\u0d00-\u0d7f",
    "th": "\u0e01-\u0e5b",
    "hy": "\u0531-\u0587",
    "ka": "\u10a0-\u10ff",
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "am": "\u1200-\u137f",
}
_SCRIPT_OF = lazy_pattern("|".join(f"(?P<{code}>[{letters}])" for code, letters in _SCRIPTS.items()))
_OTHER_LETTERS = lazy_pattern("[" + "".join(_SCRIPTS.values()) + "]")

# Small words that ordinary prose cannot do without; a word that several languages share counts for each a part.
_WORDS = {
    "en": "the of and to in that is was for on with as it by at from this have are be not he his they which an "
    "their but has were or had been will who would more she her there when if what about into than its "
    "can we you i said",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden "
    "aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur "
    "oder aber vor zur bis mehr durch man sein wurde wenn ich wir ihr kann diese doch schon gegen unter",
    "fr": "le la les de des du et en un une est que qui dans pour pas sur au par plus ce il se ne sont avec ont "
    "aux été cette mais ou comme nous vous son leur elle à qu être fait sa ses ces tout même où y entre "
    "était ils on",
    "es": "el la los las de del y en un una que es por con no se su para al lo como más pero sus le ya o este "
    "sí porque esta son entre está cuando muy sin sobre ser tiene también me hasta hay donde han quien "
    "desde todo nos durante fue él había ha era años según",
    "it": "il lo la i gli le di del della dei delle e in un una che è per con non si da al alla come più ma nel "
    "nella sono anche ha o dal dalla questo questa essere stato ci se hanno su era loro suo sua degli cui "
    "dopo tra",
    "pt": "o a os as do da dos das e em um uma que é por com não se para no na mais como mas ao ele foi à seu "
    "sua ou quando muito nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos "
    "seus são tem nas você pelos ainda",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om hij ook als bij maar dan was nog naar "
    "door worden uit heeft hebben ze wordt zich over kan geen deze werd meer zou al wat je we wij waren "
    "hun tot",
    "pl": "w i z na do się nie że jest o to jak za od po co ale czy dla przez tym są oraz który które jego tego "
    "tak jej było już tylko ich może być ze u pod jako ma przy roku został także lub gdy",
    "tr": "ve bir bu da de için ile çok olarak daha en ne gibi kadar sonra var olan ama o ki değil her mi ancak "
    "bunu oldu göre ise diye olduğu olduğunu tarafından şu veya hem yok dedi büyük şey",
    "id": "yang dan di dari untuk dengan ini itu dalam pada tidak akan ke oleh ada juga adalah sebagai tersebut "
    "saat telah lebih bisa mereka karena dia atau kami kita saya harus sudah seperti orang para bahwa "
    "namun satu hingga",
    "ms": "yang dan di dari untuk dengan ini itu dalam pada tidak akan ke oleh ada juga adalah sebagai telah "
    "boleh kerana beliau ialah bagi kepada berkata mereka serta lebih turut tersebut daripada",
    "vi": "và của là có được trong cho không với các một những này người đã để khi từ đến cũng về như ra tại "
    "theo ông trên sẽ vào năm nhiều đó phải nhưng sau hay rằng bị",
    "sv": "och att det i en som på är av för med till den har inte om ett men var sig från så kan han de vi jag "
    "ska när också efter nu även hade mot vid eller där hon skulle mer än sin bara under alla blir",
    "da": "og at det i en som på er af for med til den har ikke om et men var sig fra så kan han de vi jeg skal "
    "når også efter nu havde mod ved eller hvor hun ville mere end sin kun under blev hvad være meget "
    "bliver",
    "no": "og at det i en som på er av for med til den har ikke om et men var seg fra så kan han de vi jeg skal "
    "når også etter nå hadde mot ved eller hvor hun ville mer enn sin bare under ble hva være mye blir "
    "noe dette ut",
    "fi": "ja on ei se että oli hän joka mutta ovat myös kun niin kuin sen ole ollut jos olla mukaan vain jo "
    "sekä tai noin nyt voi hänen siitä kanssa mitä tämä vuoden jälkeen ne tämän enää",
    "cs": "a se v na je že s z do o i to k ve pro za by jsou ale si po jako podle od jeho které který už nebo "
    "byl není také jen až bude při byla aby ještě tak jsme co má než jsem bylo této tedy však mezi roku",
    "sk": "a sa v na je že s z do o aj to k vo pre za by sú ale si po ako podľa od jeho ktoré ktorý už alebo "
    "bol nie tiež len až bude pri bola aby ešte tak sme čo má než som bolo však medzi roku ktorá ich",
    "hu": "a az és hogy nem is egy ez volt csak már de meg még mint ha van el vagy szerint azt ki után lehet "
    "sem amely kell lesz be ami pedig majd minden ezt között úgy nagyon több",
    "ro": "de și în a la cu că nu pe din o un care se pentru mai au este fost ca sunt sau prin după dar ce lui "
    "fi acest între această până fiind unei are le ar",
    "ca": "de la i el que a en per els les amb una un no és del al ha dels va més com però són també aquest "
    "aquesta seva seu ser han hi ho pel ja fins perquè entre",
    "hr": "i je u se na da su za od s o a koji što ne ili iz kao bi će ali sam to do bio nije koja koje samo te "
    "po zbog kako već još prije nakon može biti",
    "sq": "e të në i një dhe për me që nga se është si më nuk ka ky kjo do u ishte janë por edhe ai kanë mund "
    "pas",
    "lt": "ir kad į yra su iš tai ne buvo bet kaip nuo apie po jis už dėl tik per jau taip savo dar gali",
    "lv": "un ir ar no uz kas par ka arī bet kā tas nav tika pēc lai bija vai tikai gada jau viņš pie",
    "et": "ja on ei et see oli kui ta ka oma mis aga siis mida ning või kes mille veel kuid ole olid nii selle",
    "ru": "и в не на что с по он к как а из за его от для это но был то о у же так все бы они мы она было "
    "который также года этого том после ее или еще уже есть этом более были при может",
    "uk": "і в на не що з та до у за як від для це про й його але був які який було також року того після її "
    "або ще вже є цього бути щоб під час їх коли",
    "bg": "на и в да се за от не че е са с по като но до това към той който със си които също след бе ще при "
    "беше още или между през как",
    "be": "і ў не на што з да як у за ад для гэта але быў ён па ці яго якія таксама пра калі ж яна",
    "sr": "и је у се на да су за од са о а који што не или из као би ће али то до био није која које само по "
    "због већ још",
    "ar": "في من على إلى أن عن مع هذا التي الذي ما لا هذه كان ذلك بعد بين كما قال لم قد أو كل وقد حيث خلال ولا "
    "غير عام الى كانت هو هي أنه ان",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز گفت می شده بود شد ها اما دارد باید ما او "
    "هر",
    "ur": "کے کی میں ہے اور سے کا کو اس نے ہیں کہ پر یہ بھی ہو نہیں تھا گیا ان ایک وہ تو جو کیا",
}


_VOTE = 2520
"""What a word has to give: up to ten languages can share it without a rest."""
_FIELDS = struct.Struct(f"<{len(_WORDS)}I")
"""A count for each language."""


def _ballots() -> dict[str, int]:
    """Return the votes of each word as one number with a field for each language, so that they are counted at once."""
    voters: dict[str, list[int]] = {}
    for field, words in enumerate(_WORDS.values()):
        for word in words.split():
            voters.setdefault(word, []).append(field)
    return {
        word: sum(_VOTE // len(fields) << 32 * field for field in fields) for word, fields in voters.items()
    }


_BALLOTS = _ballots()

LANGUAGE_NAMES = {
    name: code
    for code, names in {
        "en": "english englisch anglais",
        "de": "german deutsch allemand alemán",
        "fr": "french français francais französisch francés",
        "es": "spanish español espanol spanisch castellano",
        "it": "italian italiano italienisch",
        "pt": "portuguese português portugues portugiesisch",
        "nl": "dutch nederlands niederländisch",
        "pl": "polish polski polnisch",
        "ru": "russian русский russisch",
        "uk": "ukrainian українська ukrainisch",
        "ar": "arabic العربية arabisch",
        "fa": "persian farsi فارسی",
        "he": "hebrew עברית",
        "tr": "turkish türkçe turkce türkisch",
        "zh": "chinese 中文 chinesisch",
        "ja": "japanese 日本語",
        "ko": "korean 한국어",
        "vi": "vietnamese",
        "id": "indonesian",
        "sv": "swedish svenska",
        "da": "danish dansk",
        "no": "norwegian norsk",
        "fi": "finnish suomi",
        "cs": "czech čeština",
        "hu": "hungarian magyar",
        "el": "greek ελληνικά",
        "ro": "romanian română",
        "ca": "catalan català",
        "hi": "hindi हिन्दी",
    }.items()
    for name in names.split()
}
"""Codes by the names of languages in themselves and in some others, in lower case."""

SMALL_WORDS = frozenset(_BALLOTS)
"""Words that ordinary prose cannot do without, of all languages known here."""


def detect_language(text: str) -> str | None:
    """Return the language of a text as a code such as `en`; None where there is too little to tell.

    Only a few lines are looked at, so that a long text costs little more than a short one.
    """
    return _judge(_prose(text)) or _judge(_ADDRESSES.sub(" ", text[:_REACH]))


def _judge(sample: str) -> str | None:
    if not sample.isascii():
        script = _script(sample)
        if script:
            return script
    words = split_words(sample)
    ballots = list(filter(None, map(_BALLOTS.get, words)))
    hits, spoken = len(ballots), len(words)
    if hits * 12 < spoken:
        spoken -= sum(map(str.isdecimal, words))
    if hits < 3 or hits * 12 < spoken:
        return None
    scores = _FIELDS.unpack(sum(ballots).to_bytes(_FIELDS.size, "little"))
    second, best = sorted(scores)[-2:]
    return tuple(_WORDS)[scores.index(best)] if best > max(_VOTE, second * 1.05) else None


def _prose(text: str) -> str:
    """Join the beginnings of a few lines that have as many spaces as prose has, without addresses."""
    lines = [
        line
        for line in text[:_REACH].split("\n")
        if len(line) > _PROSE_LINE_CHARS and line.count(" ") * 10 > len(line)
    ]
    step = max(1, len(lines) // _SLICES)
    return _ADDRESSES.sub(" ", " ".join(line[:_SLICE] for line in lines[step // 2 :: step][:_SLICES]))


def _script(sample: str) -> str | None:
    """Return the language of a script that only one language uses, where it fills a sixth of the sample."""
    others = _OTHER_LETTERS.findall(sample)
    if len(others) * 6 < len(sample):
        return None
    counts: dict[str, int] = {}
    for match in _SCRIPT_OF.finditer("".join(others[:400])):
        code = match.lastgroup or ""
        counts[code] = counts.get(code, 0) + 1
    if counts.get("ja", 0) * 10 > counts.get("zh", 0):
        return "ja"
    return max(counts, key=lambda code: counts[code])
