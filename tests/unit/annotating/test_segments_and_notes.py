"""Segments join neighbours of one role and voice; notes say what, who and how common."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.annotating import annotate, group_segments
from site_builder.model import Label, Metadata, Part, Recurrence, Role, Voice

NOTHING = Metadata()


def labels(*roles, voice=Voice.PUBLISHER, parts=()):
    return [Label(Role(role), voice, 0.9, "because", parts) for role in roles]


def notes(found, metadata=NOTHING, fingerprints=None, recurrences=None):
    return annotate(
        group_segments(found), found, metadata, fingerprints or [0] * len(found), recurrences or {}
    )


def test_neighbours_with_one_role_and_voice_are_one_segment():
    segments = group_segments(labels("title", "body", "body", "share"))

    assert [(each.id, each.role, each.first, each.end) for each in segments] == [
        ("s0", "title", 0, 1),
        ("s1", "body", 1, 3),
        ("s2", "share", 3, 4),
    ]


@given(st.lists(st.sampled_from(list(Role))))
def test_every_block_is_in_exactly_one_segment(roles):
    segments = group_segments(labels(*roles))

    assert [index for each in segments for index in range(each.first, each.end)] == list(range(len(roles)))


def test_the_articles_own_words_get_no_note():
    assert notes(labels("title", "body", "media", "separator")) == ()


def test_a_note_says_what_the_passage_is_and_who_speaks():
    (note,) = notes(labels("support", voice=Voice.SOURCE), Metadata(source="Skerry Press"))

    assert (note.segment, note.label, note.speaker) == ("s0", "Support appeal", "Skerry Press, the source")


def test_parts_of_a_passage_are_named_after_it():
    parts = (Part(0, 5, Role.DISCLAIMER, ""), Part(5, 9, Role.COPYRIGHT, ""), Part(9, 12, Role.CONTACT, ""))

    (note,) = notes(labels("disclaimer", parts=parts))

    assert note.label == "Disclaimer · reprint permission · contact"


def test_a_note_says_how_common_the_words_are():
    (note,) = notes(labels("copyright"), fingerprints=[7], recurrences={7: Recurrence(1000, 1)})

    assert note.common == "Same words in 1,000 articles or more"


def test_a_note_tells_what_the_program_is_not_sure_of():
    def shown(*confidences):
        labels = [Label(Role.PROMO, Voice.PUBLISHER, confidence, "") for confidence in confidences]
        (note,) = annotate(group_segments(labels), labels, Metadata(), [0] * len(labels), {})
        return note.label

    assert shown(0.6) == "Promotion"
    assert shown(0.59) == "Promotion, probably"
    assert shown(0.59, 0.3) == "Promotion, probably"
    assert shown(0.99, 0.59) == "Promotion, in part probably"
