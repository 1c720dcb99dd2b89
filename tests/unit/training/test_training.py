"""A model learns from labelled articles, and says how well."""

import gzip
import json
import random
from itertools import product
from math import exp, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Role, SiteError
from site_builder.segmenting import arrange, classify, gather_evidence
from site_builder.training import TrainingPlan, cross_validate, read_collection, read_folders, table, train
from site_builder.training.augmentation import augmented, notices, with_notices
from site_builder.training.forward_backward import forward_backward
from site_builder.training.scoring import score

PROSE = (
    "The ferry to the northern island left an hour late on Monday because the {thing} had to be mended first, "
    "and the harbour office said that it would run on time again by the end of the week."
)


def folder(home: Path, name: str, thing: str) -> None:
    text = f"# The {thing} of the ferry\n\n{PROSE.format(thing=thing)}\n\n{PROSE.format(thing=thing)}\n\nShare this\n"
    roles = ["title", "body", "body", "share"]
    (home / name).mkdir(parents=True)
    (home / name / "article.md").write_text(text, "utf-8")
    (home / name / "labels.json").write_text(json.dumps([{"role": role} for role in roles]), "utf-8")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    for number, thing in enumerate(("ramp", "engine", "rudder", "bridge", "anchor", "mast")):
        folder(tmp_path / "gold", f"outlet{number}-01", thing)
    return tmp_path / "gold"


def quiet(_: str) -> None:
    pass


def test_a_model_learns_its_articles(gold: Path) -> None:
    articles = list(read_folders([gold]))

    model = arrange(train(articles, say=quiet, plan=TrainingPlan(rounds=4, rate=0.05)))

    for article in articles:
        evidence = gather_evidence(article.reading, weights=model)
        verdicts = classify(article.reading, evidence, {}, weights=model)
        assert tuple(verdict.role for verdict in verdicts) == article.roles


def test_training_twice_gives_the_same_model(gold: Path) -> None:
    articles = list(read_folders([gold]))

    once, again = (train(articles, say=quiet, plan=TrainingPlan(rounds=2)) for _ in range(2))

    assert once == again


def test_cross_validation_never_tests_on_a_seen_outlet(gold: Path) -> None:
    articles = list(read_folders([gold]))
    said: list[str] = []

    scores = cross_validate(
        articles,
        tested=[article.name for article in articles],
        folds=3,
        say=said.append,
        plan=TrainingPlan(rounds=3, rate=0.05),
    )

    assert said[0] == "fold 1 of 3: 4 articles to learn from, 2 to test"
    assert scores.accuracy > 0.8
    assert "blocks right" in table(scores)
    *_, rows = table(scores).partition("is / taken for")
    assert sum(int(cell) for cell in rows.split() if cell.isdigit()) == sum(
        len(each.roles) for each in articles
    )


def test_folds_worked_on_side_by_side_give_the_same_scores(gold: Path) -> None:
    articles = list(read_folders([gold]))
    tested = [article.name for article in articles]
    said: list[str] = []

    alone, together = (
        cross_validate(
            articles, tested=tested, folds=3, say=said.append, plan=TrainingPlan(rounds=2), jobs=jobs
        )
        for jobs in (1, 2)
    )

    assert alone == together
    assert said[-1] == "fold 3 of 3: 4 articles to learn from, 2 to test: done"


def test_labels_of_a_collection_are_found_by_id(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(json.dumps({"a-1": "title body?*2"}), "utf-8")
    with gzip.open(tmp_path / "texts.jsonl.gz", "wt", encoding="utf-8") as lines:
        for name in ("a-1", "a-2"):
            item = {"id": name, "url": "https://www.tide.example/x", "md": "# Fees\n\nOne.\n\nTwo."}
            lines.write(json.dumps(item) + "\n")

    (article,) = read_collection(tmp_path / "labels.json", [tmp_path / "texts.jsonl.gz"])

    assert article.roles == (Role.TITLE, Role.BODY, Role.BODY)
    assert article.outlet == "tide.example"


def test_labels_that_do_not_fit_their_article_are_named(gold: Path) -> None:
    (gold / "outlet0-01" / "labels.json").write_text('[{"role": "title"}]', "utf-8")

    with pytest.raises(SiteError, match="outlet0-01: 1 labels for 4 blocks"):
        list(read_folders([gold]))


def test_mixed_articles_keep_their_body_in_order(gold: Path) -> None:
    articles = list(read_folders([gold]))

    for article, copy in zip(articles, augmented(articles), strict=True):
        kept = [b.text for b, role in zip(copy.reading.blocks, copy.roles, strict=True) if role == Role.BODY]
        own = [
            b.text for b, role in zip(article.reading.blocks, article.roles, strict=True) if role == Role.BODY
        ]
        assert kept == own
        assert [block.index for block in copy.reading.blocks] == list(range(len(copy.roles)))


def test_notices_have_no_gap_left_open(gold: Path) -> None:
    article = next(read_folders([gold]))
    items = list(zip(article.reading.blocks, article.roles, strict=True))

    texts = [
        block.text
        for seed in range(200)
        for block, _ in with_notices(
            items, language=random.Random(seed).choice(["de", "ar", None]), rng=random.Random(seed)
        )
    ]

    assert not [text for text in texts if "{" in text]
    assert {role for role in notices() if role not in set(Role)} == set()


SCORES = st.lists(st.lists(st.floats(-5, 5), min_size=3, max_size=3), min_size=1, max_size=6)


@given(SCORES, st.data())
def test_chances_of_a_lattice_are_those_of_all_its_paths(
    scores: list[list[float]], data: st.DataObject
) -> None:
    odds = [[1.0, 2.0, 0.5], [0.3, 1.0, 1.0], [1.0, 0.1, 3.0]]
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(scores), max_size=len(scores)))

    def weight(path: tuple[int, ...]) -> float:
        total = 1.0
        for index, role in enumerate(path):
            total *= exp(scores[index][role]) * (odds[path[index - 1]][role] if index else 1.0)
        return total

    paths = {path: weight(path) for path in product(range(3), repeat=len(scores))}
    whole = sum(paths.values())

    expected = forward_backward(scores, odds, labels)

    assert expected.loss == pytest.approx(-log(paths[tuple(labels)] / whole), abs=1e-6)
    for index, column in enumerate(expected.columns):
        for label, chance in column.items():
            true = sum(value for path, value in paths.items() if path[index] == label) / whole
            assert chance == pytest.approx(true, abs=1e-4)


def test_scores_count_body_by_its_words(gold: Path) -> None:
    article = next(read_folders([gold]))

    scores = score([(article, (Role.TITLE, Role.BODY, Role.PROMO, Role.SHARE))])

    assert scores.accuracy == 0.75
    assert scores.body.recall == pytest.approx(0.5)
    assert scores.confusions == [(Role.BODY, Role.PROMO, 1)]
