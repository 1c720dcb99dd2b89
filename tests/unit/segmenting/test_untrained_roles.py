"""A role without trained weights is never guessed, can be given by people, rules and profiles, and breaks nothing."""

from pathlib import Path

import msgspec
import pytest

from site_builder.model import Profile, Role, SiteError
from site_builder.segmenting import (
    StoredWeights,
    Weights,
    arrange,
    classify,
    explain,
    gather_evidence,
    read_weights,
    store_weights,
)
from tests.unit.segmenting.readings import reading_of

ROLES = (Role.TITLE, Role.BODY, Role.PROMO)
TEXT = "# Fees rise\n\nThe harbour board met on Tuesday.\n\n**Disclaimer:** all of it is invented.\n\nJoin us today"


def weights_of(*, title: int = 0, body: int = 0, promo: int = 0) -> Weights:
    """Weights of three roles, by the name of the block's kind."""
    nothing = [0, 0, 0]
    shared = {"h1": [title, 0, 0, *nothing, *nothing], "paragraph": [0, body, promo, *nothing, *nothing]}
    return arrange(store_weights(ROLES, shared, {}, [nothing, nothing], [nothing] * 3))


def test_only_trained_roles_are_predicted() -> None:
    weights = weights_of(title=9000, body=9000)
    reading = reading_of("# Fees rise\n\nThe harbour board met on Tuesday.\n\n© 2019 Tide Gazette")

    verdicts = classify(reading, gather_evidence(reading, weights=weights), {}, weights=weights)

    assert [verdict.role for verdict in verdicts] == [Role.TITLE, Role.BODY, Role.BODY]
    assert {
        each.role
        for each in explain(reading, gather_evidence(reading, weights=weights), {}, 2, weights=weights)
    } <= set(ROLES)


def test_a_rule_decides_alone_for_a_role_that_was_not_trained() -> None:
    weights = weights_of(title=9000, body=9000)
    reading = reading_of(TEXT)
    evidence = gather_evidence(reading, weights=weights)

    verdicts = classify(reading, evidence, {}, weights=weights)

    assert [verdict.role for verdict in verdicts] == [Role.TITLE, Role.BODY, Role.DISCLAIMER, Role.BODY]
    assert verdicts[2].rule == "calls itself a disclaimer"
    first, *others = explain(reading, evidence, {}, 2, weights=weights)
    assert (first.role, first.reasons) == (Role.DISCLAIMER, ("calls itself a disclaimer",))
    assert {each.role for each in others} <= set(ROLES)


def test_a_profile_decides_alone_for_a_role_that_was_not_trained() -> None:
    weights = weights_of(title=9000, body=9000)
    profile = Profile("Tide", (), (), "", ((Role.SUPPORT, "join us today"),))
    reading = msgspec.structs.replace(reading_of(TEXT), profile=profile)

    verdicts = classify(reading, gather_evidence(reading, weights=weights), {}, weights=weights)

    assert verdicts[3].role is Role.SUPPORT
    assert verdicts[3].rule == "known way of Tide: 'join us today'"


def stored(**changes: object) -> bytes:
    weights = store_weights(ROLES, {}, {"a": [1, 2, 3]}, [[0] * 3] * 2, [[0] * 3] * 3)
    return msgspec.msgpack.encode({**msgspec.structs.asdict(weights), **changes})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (stored(roles=["title", "body", "horoscope"]), "horoscope"),
        (stored(roles=["title", "body"]), "the weights are not those of 2 roles: title, body"),
        (stored(transitions=[[0] * 3] * 2), "the weights are not those of 3 roles: title, body, promo"),
        (b"\xc1", "cannot use these weights"),
        (msgspec.msgpack.encode({"shared": [], "own": []}), "roles"),
    ],
)
def test_weights_of_other_roles_are_refused_with_a_sentence(
    tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "old.msgpack").write_bytes(data)

    with pytest.raises(SiteError, match=message) as refused:
        read_weights(tmp_path / "old.msgpack")

    assert "train" in refused.value.hint


def test_stored_weights_name_their_roles(tmp_path: Path) -> None:
    (tmp_path / "new.msgpack").write_bytes(stored())

    assert msgspec.msgpack.decode(stored(), type=StoredWeights).roles == list(ROLES)
    assert read_weights(tmp_path / "new.msgpack").roles == ROLES
