"""A generated archive to be searched: English, German, Arabic and Chinese articles with notices of four outlets."""

import random
from pathlib import Path

_ENGLISH = """
    harbour lighthouse lighthouses keeper keeps kept ferry ferries tide tides gauge gauges
    closing closed closes storm stormy winter repair repairs repaired quay lamp lamps lantern
    island islands office officer report reported reporting measure measured measures rope ropes
    chart charts sailing sailed sails bell bells fog foggy naïve café Ångström well-known
    half-open o'clock nineteen coast coastal coasts watch watched watching painter painted paint
    cliff cliffs village villages universal university port portable winding wound night nights
"""
_GERMAN = """
    Hafen Häfen Leuchtturm Leuchttürme Wärter Fähre Fähren Gezeiten Pegel Sturm Winter Lampe
    Lampen Insel Inseln gemessen messen Straße Küste Küsten Nacht Nächte Glocke Nebel wächst
    geschlossen schließen Maler gemalt
"""
_ARABIC = """
    المنارة منارة الميناء ميناء البحر بحر السفينة سفن الليل ليلة الشتاء العاصفة عواصف الحارس
    حراس الجزيرة جزر القرية قرى المدّ والجزر مكتب تقرير تقارير الساحل سواحل الضباب جرس أجراس
    مَرسى حبل حبال خريطة خرائط
"""
_CHINESE = """
    灯塔 守护人 港口 潮水 夜里 东京都 岛屿 风暴 冬天 渡船 记录 村庄 海岸 钟声 雾
"""
_THEMES = ("Ferries", "Ports", "Weather", "Charts")
_REGIONS = ("North Sea", "Irish Sea", "Baltic")
_OUTLETS = ("Harbour Review", "Skerry Press", "Coast Quarterly", "Ferry Bulletin")
_FUNDS = ("Quellwater", "Brackmoor", "Tidefarer", "Saltwhistle")
_SYLLABLES = ("bra", "ven", "tol", "mir", "sko", "lun", "dar", "pel", "gri", "hof", "zan", "wex")


def write_archive(root: Path) -> None:
    """Write the site: settings and 120 articles."""
    pick = random.Random(20)
    content = root / "content"
    content.mkdir(parents=True)
    (root / "site.toml").write_text('title = "Searched"\nlanguage = "en"\n', "utf-8")
    for number in range(120):
        language = "en" if number < 80 else ("de", "ar", "zh", "ar")[number % 4]
        text = _article(pick, number, language)
        (content / f"{language}-{number:03}.md").write_text(text, "utf-8")


def _article(pick: random.Random, number: int, language: str) -> str:
    outlet = _OUTLETS[number % len(_OUTLETS)]
    themes = pick.sample(_THEMES, 2)
    invented = [_name(pick) for _ in range(3)]
    paragraphs = [_paragraph(pick, language) for _ in range(4)]
    head = (
        f"---\ntitle: {_title(pick, language)} {number}\nauthor: Ines Marr\npublisher: {outlet}\n"
        f"date: {2000 + number % 20}-0{1 + number % 9}-1{number % 9}\nlanguage: {language}\n"
        f"themes: [{', '.join(themes)}]\nregions: [{pick.choice(_REGIONS)}]\n---\n"
    )
    return "\n\n".join(
        (
            head,
            *paragraphs,
            f"- {_paragraph(pick, language)}\n- {_paragraph(pick, language)}",
            f"*Please support {outlet}: donate to {invented[0]} and subscribe to the newsletter {invented[1]}.*",
            f"*{outlet} depends on its readers. Please donate to the {_FUNDS[number % 4]} fund today.*",
            f"**Disclaimer:** The views expressed in this article are those of the author and do not reflect the "
            f"opinion of {outlet} or of {invented[2]}.",
            f"Copyright © {outlet}. All rights reserved.",
        )
    )


def _name(pick: random.Random) -> str:
    return "".join(pick.sample(_SYLLABLES, 3)).capitalize()


def _title(pick: random.Random, language: str) -> str:
    if language == "zh":
        return "".join(pick.sample(_CHINESE.split(), 3))
    return " ".join(pick.sample(_words(language), 4))


def _paragraph(pick: random.Random, language: str) -> str:
    if language == "zh":
        return "，".join("".join(pick.sample(_CHINESE.split(), 3)) for _ in range(8)) + "。"
    words = pick.choices(_words(language), k=40)
    words[pick.randrange(40)] = f"*{words[0]}*"
    sentences = [" ".join(words[at : at + 10]) for at in range(0, 40, 10)]
    return ". ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences) + "."


def _words(language: str) -> list[str]:
    return {"en": _ENGLISH, "de": _GERMAN, "ar": _ARABIC}[language].split()
