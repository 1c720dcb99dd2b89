"""Every block of an article gets the role that a careful reader would give it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.commonmark import parse
from site_builder.model import Metadata, Recurrence, Role, Verdict, Voice
from site_builder.segmenting import assign_voices, classify, explain, gather_evidence
from site_builder.segmenting.rules import has_headed_columns
from tests.unit.segmenting.readings import reading_of

SEED = Path(__file__).parents[3] / "../shared/data/gold/gr-seed-southfront"

PROSE = {
    "en": "The harbour board met on Tuesday and agreed to raise the fee for small boats by a tenth, its clerk "
    "said after the meeting. Fishermen had asked for a lower rise, and some of them left before the vote.",
    "de": "Der Hafenrat hat am Dienstag beschlossen, die Gebühr für kleine Boote um ein Zehntel zu erhöhen, sagte "
    "der Schreiber nach der Sitzung. Die Fischer hatten um weniger gebeten, und einige gingen vor der Abstimmung.",
    "fr": "Le conseil du port a décidé mardi d'augmenter d'un dixième le droit que paient les petits bateaux, a dit "
    "son greffier après la réunion. Les pêcheurs avaient demandé moins, et certains sont partis avant le vote.",
    "es": "La junta del puerto decidió el martes subir una décima parte la tasa que pagan los barcos pequeños, dijo "
    "su secretario tras la reunión. Los pescadores habían pedido menos, y algunos se fueron antes de votar.",
    "pl": "Rada portu postanowiła we wtorek podnieść o jedną dziesiątą opłatę za małe łodzie, powiedział jej "
    "sekretarz po zebraniu. Rybacy prosili o mniej, a niektórzy z nich wyszli jeszcze przed głosowaniem.",
    "ru": "Совет порта решил во вторник поднять на одну десятую сбор за малые лодки, сказал его секретарь после "
    "заседания. Рыбаки просили о меньшем, и некоторые из них ушли ещё до того, как началось голосование.",
}

NOTICES = {
    "en": (
        "The views expressed in this article are those of the author and do not necessarily reflect ours.",
        "© 2019 Tide Gazette. All rights reserved.",
        "Please consider a small donation: your support keeps the paper alive.",
        "Sign up for our weekly newsletter",
    ),
    "de": (
        "Die in diesem Artikel geäußerten Meinungen spiegeln nicht unbedingt die Meinung der Redaktion wider.",
        "© 2019 Strandbote. Alle Rechte vorbehalten.",
        "Bitte unterstützen Sie unsere Arbeit mit einer Spende.",
        "Abonnieren Sie unseren Newsletter",
    ),
    "fr": (
        "Les opinions exprimées dans cet article n'engagent que leur auteur.",
        "© 2019 Le Phare. Tous droits réservés.",
        "Soutenez notre travail : faites un don.",
        "Abonnez-vous à notre newsletter",
    ),
    "es": (
        "Las opiniones expresadas en este artículo son responsabilidad exclusiva de su autor.",
        "© 2019 El Faro. Todos los derechos reservados.",
        "Apoya nuestro trabajo: haz una donación.",
        "Suscríbete a nuestro boletín",
    ),
    "pl": (
        "Opinie wyrażone w tym artykule są poglądami autora i niekoniecznie odzwierciedlają stanowisko redakcji.",
        "© 2019 Latarnia. Wszelkie prawa zastrzeżone.",
        "Wesprzyj nas darowizną.",
        "Zapisz się do newslettera",
    ),
    "ru": (
        "Мнение автора может не совпадать с позицией редакции.",
        "© 2019 Маяк. Все права защищены.",
        "Поддержите нас: ваше пожертвование помогает редакции.",
        "Подпишитесь на нашу рассылку",
    ),
}


def judged(text: str) -> tuple[Verdict, ...]:
    reading = reading_of(text)
    return classify(reading, gather_evidence(reading), {})


@pytest.mark.data
@pytest.mark.skipif(not SEED.is_dir(), reason="the labelled articles are not here")
def test_the_seed_is_labelled_as_a_reader_labelled_it() -> None:
    gold = [item["role"] for item in json.loads((SEED / "labels.json").read_text("utf-8"))]

    verdicts = judged((SEED / "article.md").read_text("utf-8"))

    assert [verdict.role.value for verdict in verdicts] == gold
    parted = {verdict.role: [part.role for part in verdict.parts] for verdict in verdicts if verdict.parts}
    assert parted == {
        Role.SUPPORT: [Role.SUPPORT, Role.SUPPORT],
        Role.DISCLAIMER: [Role.DISCLAIMER, Role.COPYRIGHT, Role.CONTACT],
    }


@pytest.mark.data
@pytest.mark.skipif(not SEED.is_dir(), reason="the labelled articles are not here")
def test_the_seed_speaks_with_three_voices() -> None:
    reading = reading_of((SEED / "article.md").read_text("utf-8"))
    metadata = Metadata(source="South Front", publisher="Global Research")

    labels = assign_voices(reading, classify(reading, gather_evidence(reading), {}), metadata, {})

    voices = {label.role: label.voice for label in labels}
    assert voices[Role.SUPPORT] == Voice.SOURCE
    assert (
        voices[Role.SHARE]
        == voices[Role.DISCLAIMER]
        == voices[Role.COPYRIGHT]
        == voices[Role.CONTACT]
        == Voice.PUBLISHER
    )
    assert voices[Role.TAXONOMY] == Voice.PUBLISHER
    assert voices[Role.TITLE] == voices[Role.BODY] == Voice.AUTHOR


@pytest.mark.parametrize("language", PROSE)
def test_notices_are_told_from_text_in_many_languages(language: str) -> None:
    disclaimer, rights, appeal, letter = NOTICES[language]
    body = PROSE[language]
    text = f"# {body.split(',')[0][:60]}\n\n" + "\n\n".join([*[body] * 5, letter, appeal, disclaimer, rights])

    roles = [verdict.role for verdict in judged(text)]

    assert roles[0] == Role.TITLE
    assert roles[1:6] == [Role.BODY] * 5
    assert roles[6:] == [Role.PROMO, Role.SUPPORT, Role.DISCLAIMER, Role.COPYRIGHT]


def test_a_head_is_told_apart() -> None:
    text = (
        "# Harbour fee to rise by a tenth\n\nBy [Ada Holm](https://tide.example/author/ada-holm)\n\n"
        f"February 4, 2020\n\nTags: [Harbours](#), [Fees](#)\n\n{PROSE['en']}\n\n{PROSE['en']}\n\n{PROSE['en']}"
    )

    roles = [verdict.role for verdict in judged(text)]

    assert roles == [Role.TITLE, Role.BYLINE, Role.DATELINE, Role.TAXONOMY, *[Role.BODY] * 3]


def test_an_article_about_donations_is_an_article() -> None:
    text = "# Donations to lifeboats fall\n\n" + "\n\n".join(
        f"{PROSE['en']} Donations to the lifeboat crew fell again in the {season}, and readers who give to it were "
        "asked to say why they had stopped."
        for season in ("spring", "summer", "autumn", "winter")
    )

    roles = [verdict.role for verdict in judged(text)]

    assert roles[1:] == [Role.BODY] * 4


LEDGER = (
    "The keeper of the lock wrote down every barge that went through, and how high the water stood at noon that day.",
    "He stopped in the wet summer of the great flood, and nobody took it up after him, and the ledger lay in the hut.",
    "A teacher found it there years later, and she read the first of its pages aloud to her class in the autumn term.",
    "The class counted the barges of one year, and found that more of them had gone through on Mondays than later.",
    "What the keeper had thought of Mondays is not in the ledger, and nobody now alive remembers that he spoke of it.",
)
NOTICE = (
    "Readers keep this paper afloat. Give what you can to the Lock Post today, by card or at the counter."
)


def syndicated(*, title: bool, outlets: int, edited: int = 0) -> list[Role]:
    """Give the roles of an article of which sixty copies stand in the archive, below a notice of many more."""
    text = "\n\n".join(["# The ledger that the lock keeper kept", "By Odile Farrant", *LEDGER, NOTICE])
    reading = reading_of(text)
    recurrences = {print_: Recurrence(50, outlets) for print_ in reading.fingerprints[1:]}
    recurrences[reading.fingerprints[0]] = Recurrence(50 if title else 2, outlets)
    recurrences[reading.fingerprints[-1]] = Recurrence(5000, 50)
    for index in range(edited):
        del recurrences[reading.fingerprints[2 + index]]
    return [verdict.role for verdict in classify(reading, gather_evidence(reading), recurrences)]


@pytest.mark.parametrize(
    "copies",
    [
        {"title": True, "outlets": 50},
        {"title": True, "outlets": 1},
        {"title": False, "outlets": 50},
        {"title": False, "outlets": 1},
        {"title": True, "outlets": 50, "edited": 2},
        {"title": True, "outlets": 1, "edited": 1},
    ],
    ids=str,
)
def test_an_article_that_is_often_copied_stays_an_article(copies: dict[str, int]) -> None:
    assert syndicated(**copies) == [Role.TITLE, Role.BYLINE, *[Role.BODY] * 5, Role.SUPPORT]


def test_notices_around_few_words_of_an_article_are_no_copies_of_it() -> None:
    line = "Ask your harbour master for the green leaflet and the small map of the northern quays today"
    reading = reading_of(
        f"# A seal came up the river to the old weir\n\n{PROSE['en']}\n\n{line}\n\n{line} too"
    )
    often = {print_: Recurrence(100, 1) for print_ in reading.fingerprints[2:]}

    verdicts = classify(reading, gather_evidence(reading), often)

    assert verdicts[1].role == Role.BODY
    assert {verdict.role for verdict in verdicts[2:]}.isdisjoint({Role.BODY, Role.TITLE})


def test_recurrence_speaks_for_boilerplate_but_not_in_the_head() -> None:
    line = "Ask your harbour master for the green leaflet and the small map of the northern quays today"
    reading = reading_of(f"# Fees\n\nBy Ada Holm\n\n{PROSE['en']}\n\n{PROSE['en']}\n\n{line}")
    evidence = gather_evidence(reading)
    often = {print_: Recurrence(40, 1) for print_ in reading.fingerprints if print_}

    alone = classify(reading, evidence, {})
    known = classify(reading, evidence, often)

    assert known[1].role == alone[1].role == Role.BYLINE
    body = [
        alternative for alternative in explain(reading, evidence, often, 4) if alternative.role == Role.BODY
    ]
    assert not body or body[0].confidence < max(0.5, alone[4].confidence)
    assert "same words in over 20 articles" in known[4].rule


def test_nearly_the_same_words_in_other_articles_speak_for_boilerplate() -> None:
    line = "Please support our work: the quay fund of {month} is open, and each donation helps to keep the lamp lit"
    body = "\n\n".join([PROSE["en"]] * 4)
    here, there = (reading_of(f"# Fees\n\n{body}\n\n{line.format(month=m)}") for m in ("May", "June"))
    evidence = gather_evidence(here)
    often = {key: Recurrence(5, 1) for keys in gather_evidence(there).near_duplicate_keys for key in keys}

    known = classify(here, evidence, often)

    assert "nearly the same words in 5 articles" in known[-1].rule
    assert all("nearly" not in verdict.rule for verdict in known[:-1])


def test_words_without_blanks_between_them_are_counted_too() -> None:
    body = (
        "港务局周一表示，由于码头的石头需要修补，明年的[停泊费](https://tide.example/x)将上涨十分之一，"
        "渔民们对此表示不满，并要求市长在夏天结束之前给出解释。"
    )
    text = "# 港口收费上涨\n\n来源：海港日报\n\n" + "\n\n".join([body] * 4) + "\n\n分享到微信"

    roles = [verdict.role for verdict in judged(text)]

    assert roles == [Role.TITLE, Role.DATELINE, *[Role.BODY] * 4, Role.SHARE]


def test_every_verdict_has_its_reason() -> None:
    verdicts = judged(
        f"# Fees\n\n{PROSE['en']}\n\n{PROSE['en']}\n\n© 2019 Tide Gazette. All rights reserved."
    )

    assert all(verdict.rule for verdict in verdicts)
    assert "all rights reserved" in verdicts[-1].rule


def test_alternatives_are_ranked_with_what_spoke_for_them() -> None:
    reading = reading_of(f"# Fees\n\n{PROSE['en']}\n\n{PROSE['en']}\n\nShare this article")
    evidence = gather_evidence(reading)

    ranked = explain(reading, evidence, {}, 3)

    assert ranked[0].role == classify(reading, evidence, {})[3].role == Role.SHARE
    assert [item.confidence for item in ranked] == sorted((item.confidence for item in ranked), reverse=True)
    assert any("share" in reason for reason in ranked[0].reasons)


LINES = st.lists(
    st.sampled_from(
        [
            "# A head",
            "By Ada Holm",
            PROSE["en"],
            PROSE["de"],
            "- [One](https://a.example/one)\n- [Two](#)",
            "![](a.jpg)",
            "***",
            "\\*",
            "6. November 2023",
            "> Said she.",
            "Donate now. Contact us at a@b.example. All rights reserved.",
            "",
        ]
    )
    | st.text(max_size=60),
    max_size=12,
)


@settings(max_examples=60)
@given(LINES)
def test_any_text_gets_one_verdict_per_block(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    reading = reading_of(text)

    verdicts = classify(reading, gather_evidence(reading), {})

    assert len(verdicts) == len(parse(text).blocks)
    assert verdicts == classify(reading, gather_evidence(reading), {})
    for block, verdict in zip(reading.blocks, verdicts, strict=True):
        assert 0 <= verdict.confidence <= 1
        assert verdict.rule
        edges = [place for part in verdict.parts for place in (part.start, part.end)]
        assert edges == sorted(edges)
        assert all(0 <= place <= len(block.text) for place in edges)
        assert all(part.start < part.end for part in verdict.parts)


def test_first_paragraph_that_is_emphasised_as_a_whole_is_a_standfirst() -> None:
    text = (
        "# The lamp at Holm\n\nBy Ines Marr\n\n"
        "*A bulb was changed in November, and the log of the keeper has four pages about it.*\n\n"
        "The lamp stands forty metres up, and the stairs have a step for every day of the winter half of the year.\n\n"
        "*When the bulb came it was of the wrong thread, and so it was sent back by the Tuesday boat again.*\n"
    )

    roles = [verdict.role for verdict in judged(text)]

    assert roles[2:] == [Role.STANDFIRST, Role.BODY, Role.BODY]


@pytest.mark.parametrize(
    "text",
    [
        "Disclaimer: The board prints what it can check, and nobody should steer by it.",
        "**Disclaimer** – Tides were right when this was written.",
        "Haftungsausschluss: Wer danach steuert, tut es auf eigene Gefahr.",
        "Descargo de responsabilidad: las mareas eran ciertas cuando se escribieron.",
        "إخلاء المسؤولية: الجداول صحيحة يوم كتابتها.",
    ],
)
def test_what_calls_itself_a_disclaimer_is_one(text: str) -> None:
    reading = reading_of(f"# Low water\n\n{PROSE['en']}\n\n{text}\n\n{PROSE['en']}")

    verdicts = classify(reading, gather_evidence(reading), {})

    assert (verdicts[2].role, verdicts[2].rule) == (Role.DISCLAIMER, "calls itself a disclaimer")


def test_a_sentence_about_a_disclaimer_is_none() -> None:
    reading = reading_of(
        f"# Low water\n\n{PROSE['en']}\n\nDisclaimers were read out before the vote, {PROSE['en']}"
    )

    assert classify(reading, gather_evidence(reading), {})[2].role == Role.BODY


def test_a_table_whose_columns_have_headings_is_the_authors() -> None:
    table = "| station | height |\n| --- | ---: |\n| Holm | 1.63 |\n| Skarvik | 2.04 |"
    blank = "|  | 2019 | 2020 |\n| --- | --- | --- |\n| Holm | 1.63 | 1.7 |\n| Skarvik | 2.04 | 2.1 |"
    for text in (table, blank):
        _, _, verdict = judged(
            f"# The gauges\n\nThe tables give two decimals, and nobody knows why.\n\n{text}\n"
        )
        assert (verdict.role, verdict.rule) == (Role.BODY, "a table with headings")


@pytest.mark.parametrize(
    "text",
    [
        "|  |  |\n| --- | --- |\n| Holm | 1.63 |\n| Skarvik | 2.04 |",
        "| M | T | W |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |",
        "| station | height |\n| --- | --- |\n| Holm | 1.63 |",
        "| station | height |\n| Holm | 1.63 |\n| Skarvik | 2.04 |",
        "| station |\n| --- |\n| Holm |\n| Skarvik |",
    ],
)
def test_what_lays_a_page_out_is_no_table(text: str) -> None:
    (block,) = parse(text).blocks
    assert not has_headed_columns(block)
