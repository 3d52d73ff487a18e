"""Arms meet in one measurement: each with its own prefixes, all with the same queries, whatever memory there is."""

from dataclasses import dataclass

import pytest
import torch

from mend_training.data.example import Example
from mend_training.evaluation.answering import Answerer, Answers
from mend_training.evaluation.arms import PrefixArm, Ready, distil, distiller_arms, target_arms
from mend_training.evaluation.episodes import Episode
from mend_training.evaluation.measure import measure
from mend_training.template import Demonstrations, Encoder, Limits, Template
from mend_training.tokenizer import train_tokenizer

OPTIONS = ("a", "bc", "def")


@pytest.fixture
def answerer(target) -> Answerer:
    return Answerer(target, Encoder(train_tokenizer([], 257), Template("", "=", "", ";"), Limits(64, 32)))


def episode(seed: int) -> Episode:
    rows = [Example(f"{seed}{letter}", OPTIONS[index % 3], OPTIONS) for index, letter in enumerate("xyzuvw")]
    return Episode("t", seed, rows[:4], rows[4:])


@dataclass(frozen=True)
class Fixed:
    """Always answers with the option of that index, behind prefixes of a given length."""

    name: str
    choice: int
    tokens: int
    heard: list[list[int]]

    def read(self, episodes, others) -> Ready:
        def answer(longest: list[int]) -> list[Answers]:
            self.heard.append(longest)
            return [Answers([self.choice] * len(one.queries), None) for one in episodes]

        return Ready([self.tokens] * len(episodes), answer)


def test_every_arm_is_told_of_the_longest_prefix_and_scored_by_its_answers():
    heard: list[list[int]] = []
    arms = [Fixed("short", 1, 3, heard), Fixed("long", 0, 9, heard)]
    result = measure(arms, [episode(1), episode(2)], [episode(2), episode(1)])
    assert heard == [[9, 9], [9, 9]]
    # The two queries' outputs are the second and the third option.
    assert result.accuracy == {"short": [50.0, 50.0], "long": [0.0, 0.0]}
    assert result.right["short"] == [[True, False], [True, False]]
    assert result.prefix_tokens == {"short": [3, 3], "long": [9, 9]}
    assert not result.kl


def test_another_metric_may_be_asked_for():
    arms = [Fixed("arm", 2, 0, [])]
    result = measure(arms, [episode(1)], [episode(2)], lambda one, answers: float(sum(answers.chosen) + one.seed))
    assert result.accuracy == {"arm": [5.0]}


def test_a_control_reads_the_other_episode(answerer):
    prefix = lambda one: answerer.embed([one.seed])  # noqa: E731
    own, other = PrefixArm("own", answerer, prefix), PrefixArm("other", answerer, prefix, of_others=True)
    swapped = own.read([episode(2)], [episode(1)]).answer([5])
    control = other.read([episode(1)], [episode(2)]).answer([5])
    # The same prefix, that of seed 2, in front of different queries: as if these were asked behind it.
    assert swapped[0].next_logp.shape == control[0].next_logp.shape
    (expected,) = answerer.answer([answerer.embed([2])], [episode(1).queries], [5])
    torch.testing.assert_close(control[0].next_logp, expected.next_logp)


def test_the_standing_arms_compare_vectors_with_all_demonstrations(answerer, distiller):
    arms = target_arms(answerer) + distiller_arms(answerer, distiller)
    result = measure(arms, [episode(1), episode(2)], [episode(2), episode(1)])
    assert list(result.accuracy) == [arm.name for arm in arms]
    shown = len(answerer.encoder.demonstrations(episode(1).demonstrations).ids)
    assert result.prefix_tokens["full ICL"] == [shown, shown]
    assert result.prefix_tokens["distilled"] == [4, 4] and result.prefix_tokens["zero-shot"] == [0, 0]
    assert len(result.kl) == 2 and all(value > 0 for value in result.kl)


def test_little_memory_changes_no_answer(answerer, monkeypatch):
    episodes = [episode(seed) for seed in range(3)]
    arm = target_arms(answerer)[1]
    whole = arm.read(episodes, []).answer([64] * 3)
    monkeypatch.setattr(answerer.room, "prefixes", lambda tokens: 2)
    monkeypatch.setattr(answerer.room, "rows", lambda prefix, tokens: 1)
    parts = arm.read(episodes, []).answer([64] * 3)
    for one, other in zip(whole, parts, strict=True):
        assert one.chosen == other.chosen
        torch.testing.assert_close(one.next_logp, other.next_logp, rtol=1e-4, atol=1e-4)


def test_demonstrations_without_answers_are_distilled_like_text(distiller):
    vectors = distil(distiller, Demonstrations([5, 6, 7, 8], [(2, 0), (4, 0)]))
    ids, lengths = torch.tensor([[5, 6, 7, 8]]), torch.tensor([4])
    with torch.no_grad():
        plain = distiller(ids, lengths, torch.tensor([distiller.anchoring.behind_text(4)]))[0]
    torch.testing.assert_close(vectors, plain)
