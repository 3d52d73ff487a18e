"""The evaluation's batched answers equal those of one plain forward pass an option."""

import random

import pytest
import torch
from test_losses import plain_logits

from mend_training.data.example import Example
from mend_training.evaluation.answering import Answerer
from mend_training.template import Encoder, Limits, Template
from mend_training.tokenizer import train_tokenizer


@pytest.fixture
def answerer(target) -> Answerer:
    # So few rows at once that options are scored in several batches.
    encoder = Encoder(train_tokenizer([], 257), Template("", "=", "", ";"), Limits(64, 32))
    return Answerer(target, encoder, rows_at_once=3)


def queries(seed: int) -> list[Example]:
    rng = random.Random(seed)
    options = ("a", "bc", "def", "g")
    return [Example("".join(rng.choices("xyz", k=rng.randint(1, 6))), "a", options[: 2 + n % 3]) for n in range(4)]


def plain_answer(answerer: Answerer, prefix: torch.Tensor, query: Example) -> tuple[int, torch.Tensor]:
    """The best option's index and the log-probabilities behind the query, one option at a time."""
    asked, scores = answerer.encoder.query(query.input), []
    for option in map(answerer.encoder.option, query.options):
        logp = plain_logits(answerer.target, prefix, asked, option).log_softmax(-1)[len(asked) - 1 : -1]
        scores.append(logp.gather(1, torch.tensor(option)[:, None]).mean().item())
    behind = plain_logits(answerer.target, prefix, asked, answerer.encoder.option("a")).log_softmax(-1)
    return scores.index(max(scores)), behind[len(asked) - 1]


def test_batched_answers_equal_plain_ones(answerer):
    generator = torch.Generator().manual_seed(4)
    width = answerer.target.width
    prefixes = [torch.zeros(0, width), torch.randn(5, width, generator=generator), answerer.embed([7, 8, 9])]
    asked = [queries(seed) for seed in range(3)]
    with torch.no_grad():
        for prefix, pack, answers in zip(prefixes, asked, answerer.answer(prefixes, asked, [5, 5, 5]), strict=True):
            for index, query in enumerate(pack):
                best, logp = plain_answer(answerer, prefix, query)
                assert answers.chosen[index] == best
                torch.testing.assert_close(answers.next_logp[index], logp, rtol=1e-4, atol=1e-4)


def test_no_prefix_at_all_is_zero_shot(answerer):
    width = answerer.target.width
    (alone,) = answerer.answer([torch.zeros(0, width)], [queries(1)], [0])
    with torch.no_grad():
        for index, query in enumerate(queries(1)):
            assert alone.chosen[index] == plain_answer(answerer, torch.zeros(0, width), query)[0]


def test_a_query_is_cut_alike_whatever_the_prefix(answerer):
    long = [Example("xyz" * 60, "a", ("a", "bc"))]
    room = 128 - 110 - 2 - 1
    (answers,) = answerer.answer([torch.zeros(0, answerer.target.width)], [long], [110])
    asked = answerer.encoder.query(long[0].input, room)
    assert len(asked) == room
    with torch.no_grad():
        logits = plain_logits(answerer.target, torch.zeros(0, answerer.target.width), asked, [5])
    torch.testing.assert_close(answers.next_logp[0], logits.log_softmax(-1)[room - 1], rtol=1e-4, atol=1e-4)
