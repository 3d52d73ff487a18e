"""Gates are judged by their rules, and the report says what was measured."""

import pytest

from mend_training.evaluation.gates import g0, g1, g2, g3, judge, kept, kept_at_worst
from mend_training.evaluation.measure import TaskResult
from mend_training.evaluation.report import macro_worst, quality, recovered, table


def result(task="t", guess=25.0, tokens=(100, 16), **accuracy) -> TaskResult:
    """`accuracy` by arm, with underscores for blanks; one number stands for two seeds alike."""
    values = {
        name.replace("zero_shot", "zero-shot").replace("_", " "): value if isinstance(value, list) else [value] * 2
        for name, value in accuracy.items()
    }
    full, distilled = tokens
    return TaskResult(task, guess, values, {"full ICL": [full], "distilled": [distilled]}, [0.5, 0.7], [80.0, 60.0])


def measured(**changes) -> TaskResult:
    arms = {
        "zero_shot": 20.0,
        "full_ICL": 80.0,
        "shuffled_labels": 30.0,
        "distilled": 60.0,
        "fewer_shots": 40.0,
        "random_vectors": 20.0,
        "other_vectors": 25.0,
    }
    return result(**{**arms, **changes})


def test_copying_must_reach_ninety_per_cent_at_every_length():
    assert g0({6: 90.0, 48: 99.0}).passed
    assert not g0({6: 89.9, 48: 99.0}).passed


@pytest.mark.parametrize(
    ("changes", "passed"),
    [({}, True), ({"full_ICL": 54.0}, False), ({"shuffled_labels": 71.0}, False), ({"guess": 51.0}, False)],
)
def test_mappings_must_be_far_from_guessing_and_fall_with_shuffled_labels(changes, passed):
    assert g1([measured(), measured(**changes)]).passed is passed


def test_the_gain_on_relatives_is_of_the_macro_average():
    assert g2([measured(full_ICL=40.0), measured(full_ICL=20.0)]).passed
    assert not g2([measured(full_ICL=39.0), measured(full_ICL=20.0)]).passed


@pytest.mark.parametrize(
    ("changes", "passed"),
    [
        ({}, True),
        ({"distilled": 49.0}, False),
        ({"random_vectors": 60.0}, False),
        ({"other_vectors": 61.0}, False),
        ({"tokens": (63, 16)}, False),
        # Where full ICL gains less than 5 points, nobody must be beaten, and tokens do not count.
        ({"full_ICL": 24.0, "distilled": 24.0, "random_vectors": 30.0, "tokens": (63, 16)}, True),
    ],
)
def test_vectors_must_keep_half_of_both_gains_and_beat_both_controls(changes, passed):
    relatives = [measured(distilled=70.0), measured(**changes)] if "full_ICL" in changes else [measured(**changes)]
    assert g3([measured()], relatives).passed is passed


def test_data_without_held_out_tasks_are_judged_by_what_is_there():
    judged = judge({6: 95.0}, [measured(task="mapping of words")], [])
    assert [gate.name for gate in judged.gates] == ["G0", "G1"]
    # Where full ICL gains nothing, no gain can be kept.
    assert not g3([measured(full_ICL=20.0)], [measured(full_ICL=20.0)]).passed


def test_the_gain_kept_is_of_the_macro_averages():
    assert kept([measured(distilled=80.0), measured(distilled=20.0)]) == pytest.approx(50)
    assert measured().recovered() == pytest.approx(100 * 40 / 60)
    assert measured(full_ICL=24.0).recovered() is None


def test_the_worst_seed_is_of_the_macro_average():
    results = [measured(distilled=[10.0, 50.0]), measured(distilled=[70.0, 20.0])]
    assert macro_worst(results, "distilled") == 35.0


def test_a_table_has_a_row_a_task_and_one_for_all():
    lines = table([measured(task="one"), measured(task="two", distilled=[50.0, 70.0])]).split("\n")
    assert lines[0].startswith("| task | guess | zero-shot | full ICL |")
    assert "| 60.0 / 50.0 |" in lines[3] and lines[3].endswith("| 67 % | 0.60 | 70 | 100 → 16 |")
    assert lines[4].startswith("| **macro** | 25.0 | 20.0 / 20.0 |")
    assert len({line.count("|") for line in lines}) == 1


def test_without_a_distiller_only_the_arms_of_the_target_are_shown():
    alone = TaskResult("t", 50.0, {"zero-shot": [50.0], "full ICL": [70.0]}, {"full ICL": [90]})
    assert "distilled" not in table([alone])
    assert recovered([alone]) is None


def test_quality_spells_arms_as_the_manifest_does():
    gates = judge({6: 95.0}, [measured(task="mapping of words")], [measured()])
    found = quality([measured(task="mapping of words")], [measured()], [], gates)
    assert found["gates"] == ["G0", "G1", "G2", "G3"]
    assert found["relatives"]["fullIcl"] == 80.0
    assert found["relatives"]["zeroShot"] == 20.0
    assert "novel" not in found


def test_the_worst_seed_keeps_least_of_its_own_gain():
    """Seeds gain 60 and 20 points; 30 and 15 of them are kept."""
    of_two = measured(full_ICL=[80.0, 40.0], distilled=[50.0, 35.0])
    assert kept_at_worst([of_two]) == pytest.approx(50)
    assert "56 / 50 %" in table([of_two]).splitlines()[-1]
