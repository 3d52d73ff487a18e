"""What is said of the figures: paired differences, what fidelity foretells, and what each number of vectors keeps."""

import numpy
import pytest

from mend_training.evaluation.counts import figures_of, markdown
from mend_training.evaluation.foretelling import foretelling, foretold, ranked, spearman
from mend_training.evaluation.measure import TaskResult
from mend_training.evaluation.paired import compare, difference, possible


def result(task: str = "t", **right: list[bool]) -> TaskResult:
    found = TaskResult(task, 50.0)
    for arm, answers in right.items():
        found.right[arm] = [answers[:20], answers[20:]]
        found.accuracy[arm] = [100 * sum(half) / len(half) for half in found.right[arm]]
    return found


def test_a_clear_difference_is_more_than_chance():
    found = difference(result(a=[True] * 30 + [False] * 10, b=[False] * 20 + [True] * 20), "a", "b")
    assert found.points == pytest.approx(25)
    assert found.ahead and not found.behind
    back = difference(result(a=[True] * 30 + [False] * 10, b=[False] * 20 + [True] * 20), "b", "a")
    assert back.points == pytest.approx(-25)
    assert back.behind and not back.ahead


def test_one_query_more_is_chance_and_so_is_none():
    one = difference(result(a=[True] * 21 + [False] * 19, b=[True] * 20 + [False] * 20), "a", "b")
    assert not one.ahead and not one.behind
    none = difference(result(a=[True] * 40, b=[True] * 40), "a", "b")
    assert none.points == 0 and none.p_ahead == none.p_behind == 1


def test_queries_are_paired():
    """The same two accuracies differ clearly where they differ on few queries, and by chance where on many."""
    few = difference(result(a=[True] * 26 + [False] * 14, b=[True] * 20 + [False] * 20), "a", "b")
    many = difference(result(a=[True] * 26 + [False] * 14, b=[False] * 20 + [True] * 20), "a", "b")
    assert few.points == many.points
    assert few.ahead and not many.ahead


def test_the_comparison_counts_tasks():
    text = compare(
        [result("better", a=[True] * 40, b=[False] * 40), result("same", a=[True] * 40, b=[True] * 40)], "a", "b"
    )
    assert "ahead on 1 of 2 tasks, behind on 0" in text
    assert "| better | **+100.0** | 0.000 |" in text
    assert "| same | +0.0 | 1.000 |" in text


def test_what_is_possible_is_what_the_whole_is_ahead_on():
    yes, no = [True] * 40, [False] * 40
    results = [
        result("kept", whole=yes, a=yes, b=no),
        result("lost", whole=yes, a=no, b=no),
        result("no room", whole=yes, a=yes, b=yes),
        result("the whole is worse", whole=no, a=yes, b=yes),
    ]
    text = possible(results, "a", "b", "whole")
    assert "whole itself is ahead of b on 2 of 4 tasks and behind on 1" in text
    assert "of those 2, a is ahead on 1 and behind on 0" in text


def test_equal_values_share_a_rank():
    assert ranked(numpy.array([5.0, 1.0, 5.0, 9.0])).tolist() == [1.5, 0, 1.5, 3]
    assert spearman(numpy.array([1.0, 2, 30]), numpy.array([0.1, 0.2, 0.3])) == pytest.approx(1)
    assert spearman(numpy.array([1.0, 2, 30]), numpy.array([3.0, 2, 1])) == pytest.approx(-1)
    assert spearman(numpy.array([1.0, 1, 1]), numpy.array([3.0, 2, 1])) == 0


def losing(lost: float, kl: float) -> TaskResult:
    return TaskResult(
        f"loses {lost}",
        50.0,
        {"full ICL": [90.0, 80.0], "distilled": [90 - lost, 80 - lost]},
        {},
        [kl, kl],
        [99 - lost] * 2,
    )


def test_kl_that_grows_with_what_is_lost_foretells_it():
    text = foretelling([losing(0, 0.1), losing(20, 0.4), losing(50, 1.5)])
    assert "| 3 tasks | +1.00 | -1.00 | +1.00 |" in text
    assert "| 6 episodes | +1.00 | -1.00 | +1.00 |" in text
    assert foretelling([losing(0, 0.1)]) == ""


def test_what_foretells_stands_in_the_figures_too():
    figures = foretold([losing(0, 0.1), losing(20, 0.4), losing(50, 1.5)])
    assert figures["foretelling"]["tasks"] == 3 and figures["foretelling"]["kl"] == 1
    assert foretold([losing(0, 0.1)]) == {}


def test_each_number_of_vectors_has_its_share_of_the_gain():
    mapped = [counted(20, 100, 60, 30)]
    flat = [counted(50, 40, 45, 45)]
    figures = figures_of(4, mapped, flat)
    assert figures == {
        **{"vectors": 4, "mappings": 60.0, "mappingsKept": 50.0, "mappingsFewerShots": 30.0},
        **{"relatives": 45.0, "relativesKept": 0.0, "relativesFewerShots": 45.0},
    }
    text = markdown("m", [figures], mapped, flat)
    assert "| 4 vectors | 60.0 | 50 % | 30.0 | 45.0 | 0 % | 45.0 | 1 of 2 | 0 |" in text
    assert "| full ICL | 100.0 | | | 40.0 | | | | |" in text


def counted(zero: int, full: int, vectors: int, shots: int) -> TaskResult:
    """One seed of 100 queries, by how many each arm answers rightly."""
    found = TaskResult("t", 50.0)
    for arm, right in {"zero-shot": zero, "full ICL": full, "4 vectors": vectors, "shots in 4 tokens": shots}.items():
        found.right[arm] = [[index < right for index in range(100)]]
        found.accuracy[arm] = [float(right)]
    return found
