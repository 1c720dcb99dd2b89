"""Confidence is the share of such labels that are right: a rising map, learnt from predictions."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Role
from site_builder.segmenting import calibrated
from site_builder.training import LabelledArticle, Prediction, learn_calibration
from site_builder.training.calibration import calibration_table
from tests.unit.segmenting.readings import reading_of

READING = reading_of("# A\n\nB")


def prediction(chances: list[float], right: list[bool]) -> Prediction:
    roles = tuple(Role.BODY if hit else Role.PROMO for hit in right)
    article = LabelledArticle("a", "a", READING, roles)
    said = (Role.BODY,) * len(roles)
    return Prediction(article, said, tuple(chances), said)


def test_a_model_that_is_too_sure_is_corrected() -> None:
    chances = [0.9] * 200 + [0.6] * 200
    right = [n % 10 < 7 for n in range(200)] + [n % 10 < 4 for n in range(200)]

    confidence = calibrated(learn_calibration([prediction(chances, right)]))

    assert abs(confidence[900] - 0.7) < 0.01
    assert abs(confidence[600] - 0.4) < 0.01


@given(st.lists(st.tuples(st.integers(0, 1000), st.booleans()), max_size=400))
def test_confidence_rises_and_stays_between_none_and_all(pairs: list[tuple[int, bool]]) -> None:
    chances = [chance / 1000 for chance, _ in pairs]

    confidence = calibrated(learn_calibration([prediction(chances, [hit for _, hit in pairs])]))

    assert len(confidence) == 1001
    assert list(confidence) == sorted(confidence)
    assert 0 <= confidence[0] <= confidence[1000] <= 1


def test_without_measurements_the_probability_counts() -> None:
    assert calibrated([])[437] == 0.437


def test_the_table_counts_each_block_in_the_bin_of_its_confidence() -> None:
    table = calibration_table(
        [prediction([0.55, 0.55, 0.95], [True, False, True])], calibrated=calibrated([])
    )

    assert [line.split() for line in table] == [
        ["0.5", "to", "0.6", "2", "blocks", "said", "0.550", "right", "0.500"],
        ["0.9", "to", "1.0", "1", "blocks", "said", "0.950", "right", "1.000"],
    ]
