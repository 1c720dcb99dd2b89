import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.annotating.normal_form import normalize
from site_builder.annotating.quotes import Quote, find_quote

TEXT = (
    "The old ferry left at noon. The harbour office said nothing. At night the old ferry sank, "
    "and the harbour office said nothing. Five dogs' tails; the dog's tail cost 5,000 crowns."
)


def outcome(words: str, prefix: str = "", suffix: str = "", text: str = TEXT) -> str:
    found = find_quote(normalize(text), Quote.of(words, prefix, suffix))
    if found.place is None:
        return found.outcome.value
    start, end = normalize(text).original(*found.place)
    return f"{found.outcome.value} {start} {text[start:end]}"


@pytest.mark.parametrize(
    ("words", "prefix", "suffix", "expected"),
    [
        ("ferry left at noon", "", "", f"placed {TEXT.index('ferry left')} ferry left at noon"),
        ("ferry rose at noon", "", "", "missing"),
        ("The harbour office", "", "", f"placed {TEXT.index('The harbour')} The harbour office"),
        ("harbour office said", "", "", "ambiguous"),
        (
            "harbour office said",
            "noon. The ",
            "",
            f"placed {TEXT.index('harbour office')} harbour office said",
        ),
        (
            "harbour office said",
            "sank, and the",
            "",
            f"placed {TEXT.rindex('harbour office')} harbour office said",
        ),
        (
            "harbour office said",
            "the",
            " nothing",
            f"placed {TEXT.rindex('harbour office')} harbour office said",
        ),
        ("ferry", "", "", "too-short"),
        ("ferry", "old ", "", "too-short"),
        ("ferry", "the old ", " sank", f"placed {TEXT.rindex('ferry')} ferry"),
        ("ferry", "a new ", " sank", "elsewhere"),
        (
            "ferry left at noon",
            "The new ",
            ". The harbour",
            f"moved {TEXT.index('ferry left')} ferry left at noon",
        ),
        ("ferry left at noon", "The new ", ". The house", "elsewhere"),
    ],
)
def test_words_are_found_exactly_once_or_not_at_all(
    words: str, prefix: str, suffix: str, expected: str
) -> None:
    assert outcome(words, prefix, suffix) == expected


@pytest.mark.parametrize(
    "words",
    [
        "he old ferry lef",
        "ferry sank, an",
        "the dog",
        "tail cost 5",
        "tail cost 5,00",
        "ffice said nothing. At",
    ],
)
def test_a_quote_that_ends_inside_a_word_or_number_has_no_place(words: str) -> None:
    assert outcome(words) in ("missing", "too-short")


def test_half_words_stand_where_the_words_around_them_agree() -> None:
    assert outcome("arbour office said nothing. At", "noon. The h", " night").startswith("placed")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Familie 👩‍👩‍👧 kam am Abend an.", "Familie 👩"),
        ("Die Familie kam mit 👍🏽 am Abend an.", "kam mit 👍"),
        ("यह कमला की किताब है और यह पुरानी है", "यह कमल"),
        ("الكتابة على الجدران ممنوعة هنا", "الكتاب"),
    ],
)
def test_signs_that_belong_together_are_not_parted(text: str, words: str) -> None:
    assert outcome(words, text=text, suffix="x" * 9).split()[0] in ("missing", "too-short")


def test_chinese_words_stand_between_others_without_blanks() -> None:
    text = "港务局把纸卷放在和油漆同一个柜子里。水位计停了一年没有人注意到。"

    assert outcome("水位计停了一年没有人", text=text) == f"placed {text.index('水')} 水位计停了一年没有人"


WORDS = st.lists(
    st.sampled_from(
        ["the", "old", "harbour", "office", "gauge", "said", "nothing", "at", "noon", "tide", "é", "港", "🙂"]
    ),
    min_size=3,
)


@given(WORDS, st.data())
def test_what_is_placed_reads_as_quoted(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote.of(text[start:end], text[max(0, start - 8) : start], text[end : end + 8])

    found = find_quote(normalize(text), quote)

    if found.place:
        assert normalize(text).text[slice(*found.place)] == quote.words


@pytest.mark.parametrize(
    "text",
    [
        "Note h is my favourite. “Cattle Thursdays. Passengers may prefer the 16:10.” Nobody has.",
        "He said (“Cattle Thursdays. Passengers may prefer the 16:10”), and left.",
        "The card says—“Cattle Thursdays. Passengers may prefer the 16:10” and no more.",
        '"Cattle Thursdays. Passengers may prefer the 16:10" is all.',
        "Er sagte: »Cattle Thursdays. Passengers may prefer the 16:10« und ging.",
    ],
)
def test_words_within_quotation_marks_need_no_context(text: str) -> None:
    assert outcome("Cattle Thursdays. Passengers may prefer the 16:10", text=text).startswith("placed")


def test_a_quotation_mark_inside_a_word_still_belongs_to_it() -> None:
    text = "They called it the “old”ish ferry of the northern harbour."

    assert outcome("ish ferry of the northern", text=text) in ("missing", "too-short")
    assert outcome("They called it the “old", text=text) in ("missing", "too-short")
