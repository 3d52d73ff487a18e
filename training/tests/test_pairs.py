"""What an encoder-decoder target LM is trained on, and what its start can do before it is."""

import random

import pytest
import torch
from tiny import tiny_target

from mend_training.data.example import Example
from mend_training.data.packs import Mixture, PackSampler
from mend_training.data.pairs import Pair, PairSampler
from mend_training.data.rows import RowMixture
from mend_training.data.source import Task
from mend_training.data.synthetic import SyntheticTasks
from mend_training.evaluation.suites import copying
from mend_training.families.t5 import T5Target
from mend_training.lm_pairs import PairLogits, pairs_loss, query_groups
from mend_training.loop import Shard
from mend_training.template import Encoder, Limits, Template
from mend_training.tokenizer import train_tokenizer

SENTINELS = list(range(299, 289, -1))
PROSE = [index % 250 + 5 for index in range(1000)]


@pytest.fixture
def sampler() -> PairSampler:
    words = ["red", "blue", "dog", "cat", "one", "two", "sun", "star"]
    task = Task("upper", train=[Example(word, word.upper()) for word in words * 4])
    packs = PackSampler([task], SyntheticTasks(words), Mixture({"mapping": 0.5}, 0.5))
    encoder = Encoder(train_tokenizer([], 257), Template("", "=", "", ";"), Limits(64, 32))
    return PairSampler(packs, encoder, PROSE, RowMixture(1.0, 0.0, 0.0, (64,), queries=6), SENTINELS)


def test_spans_and_what_is_left_make_up_the_text(sampler):
    for seed in range(20):
        pair = sampler.spans(random.Random(seed), 60)
        ((query, answer),) = pair.queries
        written = query + answer
        spans: dict[int, list[int]] = {}
        for token in written:
            if token in SENTINELS:
                current = spans.setdefault(token, [])
            else:
                current.append(token)
        *used, last = spans
        assert used == SENTINELS[: len(used)]
        assert spans[last] == []
        text = [token for place in pair.prefix for token in spans.get(place, [place])]
        assert PROSE[text[0] - 5 :][: len(text)] == text
        assert 0.05 < sum(map(len, spans.values())) / len(text) < 0.35


def test_the_end_of_a_text_follows_its_beginning(sampler):
    pair = sampler.text(random.Random(3), 40)
    ((query, answer),) = pair.queries
    whole = pair.prefix + query + answer
    assert len(query) == 1
    assert whole == PROSE[whole[0] - 5 :][:40]
    assert 20 <= len(pair.prefix) <= 30


def test_a_string_is_said_again_without_special_tokens(sampler):
    pair = sampler.repeat(random.Random(3), 40)
    ((query, answer),) = pair.queries
    assert query + answer == pair.prefix
    assert all(3 <= token < min(SENTINELS) for token in pair.prefix)


def test_packs_are_sometimes_asked_without_demonstrations(sampler):
    pairs = [sampler.pack(random.Random(seed), 64) for seed in range(200)]
    without = sum(not pair.prefix for pair in pairs)
    assert 2 <= without <= 30
    assert all(pair.queries and pair.weight == 1.0 for pair in pairs)
    # Half as many tokens as the row has, or one query.
    assert all(len(pair.queries) == 1 or pair.tokens - len(pair.prefix) <= 32 for pair in pairs)


@pytest.mark.parametrize("query_in", ["decoder", "encoder"])
def test_the_loss_is_the_weighted_mean_over_answers(query_in):
    target = tiny_target("t5", query_in=query_in)
    pairs = [
        Pair([5, 6, 7, 8], [([9, 10], [11]), ([12], [13, 14])], 1.0),
        Pair([], [([15, 16], [17, 18, 19])], 0.5),
        Pair([20, 21], [([22], [23])], 1.0),
    ]
    total, weights = 0.0, 0.0
    for pair in pairs:
        for query, answer in pair.queries:
            read = [*pair.prefix, *(query if query_in == "encoder" else []), 1]
            written = [0, *([] if query_in == "encoder" else query), *answer]
            logits = target.model(input_ids=torch.tensor([read]), decoder_input_ids=torch.tensor([written])).logits[0]
            logp = logits.log_softmax(-1)[-len(answer) - 1 : -1]
            total -= pair.weight * logp.gather(1, torch.tensor(answer)[:, None]).sum().item()
            weights += pair.weight * len(answer)
    loss, figures, tokens = pairs_loss(PairLogits(target), pairs, Shard(0, 1))
    assert abs(loss.item() - total / weights) < 1e-4
    assert figures["loss"] == loss.item()
    assert tokens == sum(pair.tokens for pair in pairs)
    halves = [pairs_loss(PairLogits(target), pairs, Shard(rank, 2))[0] for rank in (0, 1)]
    torch.testing.assert_close((halves[0] + halves[1]) / 2, loss)


def test_every_query_is_in_one_group():
    pairs = [Pair([1], [([2] * size, [3])], 1.0) for size in (9, 1, 5, 2, 2)]
    groups = query_groups(pairs, torch.device("cpu"))
    assert sorted(owner for group in groups for owner in group.owner.tolist()) == [0, 1, 2, 3, 4]
    assert all(group.owner.tolist() == sorted(group.owner.tolist()) for group in groups)


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_near_induction_a_fresh_target_copies_already(family):
    target = tiny_target(family, vocabulary=1000, layers=3, heads=4, width=256, head_width=64, induction_start=True)
    assert min(copying(target, (6, 20)).values()) > 80
    fresh = tiny_target(family, vocabulary=1000, layers=3, heads=4, width=256, head_width=64)
    assert max(copying(fresh, (6, 20)).values()) < 20


def test_an_unknown_place_for_the_query_is_refused():
    with pytest.raises(ValueError, match="'middle'.*decoder, encoder"):
        T5Target(tiny_target("t5").model, "middle", 128)
