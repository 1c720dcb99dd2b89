"""Fragments in packs are found again, and an edit changes few packs."""

import pytest

from site_builder.search import PackedFragments, pack_fragments


def fragments(number: int, *, language: str = "en") -> dict[str, bytes]:
    """Return fragments as Pagefind names them."""
    return {f"{language}_{at * 2654435761 % 2**28:07x}": b"%d " % at * (at % 9 + 1) for at in range(number)}


def read(name: str, packed: PackedFragments) -> bytes:
    """Read a fragment as the search page does, from the names and lengths of all."""

    def pack_of(fragment: str) -> int:
        return int(fragment.rpartition("_")[2][:7], 16) % len(packed.names)

    before = [other for other in packed.lengths if pack_of(other) == pack_of(name) and other < name]
    start = sum(packed.lengths[other] for other in before)
    return packed.files[packed.names[pack_of(name)]][start : start + packed.lengths[name]]


@pytest.mark.parametrize("number", [100, 640, 2500])
def test_every_fragment_is_found_in_its_pack(number: int) -> None:
    whole = fragments(number, language="zxx")

    packed = pack_fragments(whole)

    assert {name: read(name, packed) for name in whole} == whole
    assert sum(map(len, packed.files.values())) == sum(map(len, whole.values()))
    assert number / 64 <= len(packed.names) < number / 16


def test_an_edit_changes_the_packs_of_the_text_before_and_after_alone() -> None:
    before = fragments(2500)
    after = dict(before)
    after["en_0abcdef"] = after.pop("en_0000000")

    old, new = pack_fragments(before).files, pack_fragments(after).files

    assert 1 <= len(new.keys() - old.keys()) <= 2
    assert pack_fragments(dict(reversed(list(before.items())))).files == old


def test_fragments_of_a_small_index_have_files_of_their_own() -> None:
    whole = fragments(99)

    packed = pack_fragments(whole)

    assert packed.files == {f"{name}.pf_fragment": data for name, data in whole.items()}
    assert not packed.names


def test_packs_without_fragments_do_no_harm() -> None:
    whole = {f"en_{at * 16:07x}": b"%d" % at for at in range(600)}

    packed = pack_fragments(whole)

    assert {name: read(name, packed) for name in whole} == whole
