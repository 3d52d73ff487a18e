"""Which position ids the placeholders take, and what taking them does."""

import random

import pytest
import torch
from tiny import tiny_target

from mend_training.anchors import Anchoring
from mend_training.data.example import Example
from mend_training.families.body import states
from mend_training.model import Distiller
from mend_training.reading import SCALE, first_states, reading_loss
from mend_training.reading_start import AnchoredText, start_reading
from mend_training.template import Encoder, Limits, Template
from mend_training.tokenizer import train_tokenizer

# Answers of 2, 1 and 3 tokens.
ANSWERS = [(3, 2), (9, 1), (14, 3)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [3]),
        (2, [3, 9]),
        (3, [3, 9, 14]),
        (4, [3, 9, 14, 4]),
        (6, [3, 9, 14, 4, 15, 16]),
        (8, [3, 9, 14, 4, 15, 16, 3, 9]),
    ],
)
def test_answers_anchor_the_placeholders_first_tokens_first(count, expected):
    assert Anchoring("answers", count).behind(17, ANSWERS) == expected


def test_many_demonstrations_share_the_placeholders_evenly():
    answers = [(10 * index, 2) for index in range(10)]
    assert Anchoring("answers", 4).behind(100, answers) == [0, 20, 50, 70]


def test_the_paper_s_placeholders_count_on_after_the_text():
    assert Anchoring("after", 3).behind(17, ANSWERS) == [17, 18, 19]
    assert Anchoring("after", 3).behind_text(5) == [5, 6, 7]


def test_text_is_covered_evenly_to_its_end():
    assert Anchoring("answers", 4).behind_text(20) == [4, 9, 14, 19]
    assert Anchoring("answers", 4).behind_text(2) == [0, 0, 0, 1]


def test_half_of_the_placeholders_of_a_hybrid_stand_for_the_last_tokens():
    assert Anchoring("hybrid", 5).behind(17, ANSWERS) == [3, 9, 14, 15, 16]
    assert Anchoring("hybrid", 8).behind_text(20) == [4, 9, 14, 19, 16, 17, 18, 19]
    assert Anchoring("hybrid", 6).behind(2, [(1, 1)]) == [1, 1, 1, 0, 0, 1]


def test_any_number_of_vectors_is_a_part_of_all():
    assert Anchoring("answers", 5).kept(3) == [0, 1, 2]
    hybrid = Anchoring("hybrid", 16)
    assert hybrid.kept(1) == [0]
    assert hybrid.kept(2) == [0, 15]
    assert hybrid.kept(7) == [0, 2, 4, 6, 13, 14, 15]
    assert hybrid.kept(16) == list(range(16))
    for count in range(1, 16):
        assert len(hybrid.kept(count)) == count
        assert set(hybrid.kept(count)) < set(hybrid.kept(count + 1))
    # With an odd number the answers have one more.
    assert Anchoring("hybrid", 5).kept(5) == [0, 1, 2, 3, 4]


def test_as_many_vectors_as_keep_the_ratio():
    usual = Anchoring("hybrid", 32, least_ratio=5).usual
    assert [usual(tokens) for tokens in (3, 12, 100, 160, 384)] == [1, 2, 20, 32, 32]
    assert Anchoring("hybrid", 32).usual(12) == 32


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'middle'.*answers, copies, hybrid, after"):
        Anchoring("middle", 4)


def test_the_encoder_says_where_the_answers_stand():
    letters = train_tokenizer([], 257)
    encoder = Encoder(letters, Template("", "=", "", ";"), Limits(64, 32))
    shown = encoder.demonstrations([Example("ab", "x"), Example("c", "yz")])
    assert shown.answers == [(3, 2), (7, 3)]
    assert letters.decode(shown.ids[7:10]) == "yz;"


@pytest.mark.parametrize("kind", ["answers", "copies"])
def test_anchors_reach_the_distiller_s_positions_and_start(target, kind):
    distiller = Distiller.from_target(target, Anchoring(kind, 2))
    ids, lengths = torch.tensor([[5, 6, 7, 8]]), torch.tensor([4])
    places = torch.tensor([[1, 3]])
    tokens = target.embeddings(ids[0])
    copied = tokens[[1, 3]] if kind == "copies" else 0
    embedded = torch.cat([tokens, distiller.placeholders + copied])[None]
    positions = torch.tensor([[0, 1, 2, 3, 1, 3]])
    last = states(distiller.body, embedded, positions, torch.ones_like(positions).bool())[-1]
    torch.testing.assert_close(distiller(ids, lengths, places), distiller.adapter(last[:, 4:]))


def test_vectors_of_the_last_tokens_start_as_their_embeddings(target):
    distiller = Distiller.from_target(target, Anchoring("hybrid", 4))
    ids, lengths = torch.tensor([[5, 6, 7, 8, 0], [9, 8, 7, 6, 5]]), torch.tensor([4, 5])
    places = torch.tensor([[1, 3, 2, 3], [0, 2, 3, 4]])
    vectors = distiller(ids, lengths, places)
    torch.testing.assert_close(vectors[:, 2:], target.embeddings(torch.tensor([[7, 8], [6, 5]])))
    torch.testing.assert_close(vectors[:, :2], distiller.adapter(distiller.states(ids, lengths, places)[-1][:, :2]))
    # From there on it learns.
    vectors.square().sum().backward()
    assert distiller.recent_adapter.weight.grad.abs().sum() > 0


def test_a_hybrid_must_be_as_wide_as_the_target(target):
    narrow = tiny_target(target.model.config.model_type, width=32, seed=1).reader
    with pytest.raises(SystemExit, match="hybrid needs a distiller of the target's width"):
        Distiller(narrow, Anchoring("hybrid", 4), target, tied_embeddings=False)


def test_positions_that_count_are_transformers_own(target):
    ids = torch.tensor([[5, 6, 7, 8], [9, 10, 0, 0]])
    seen = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    ours = states(target.reader, target.embeddings(ids), torch.arange(4).expand(2, -1), seen.bool())
    theirs = target.reader(input_ids=ids, attention_mask=seen, output_hidden_states=True)
    torch.testing.assert_close(ours[-1][seen.bool()], theirs.last_hidden_state[seen.bool()], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(ours[1][0], theirs.hidden_states[1][0], rtol=1e-4, atol=1e-5)


def test_reading_is_measured_against_the_first_block_at_the_anchors(target):
    ids, lengths = torch.tensor([[5, 6, 7, 8, 9], [4, 3, 2, 0, 0]]), torch.tensor([5, 3])
    wanted = first_states(target, ids, lengths, torch.tensor([[1, 4], [0, 2]]))
    for row, places in ((0, [1, 4]), (1, [0, 2])):
        block = target.reader(input_ids=ids[row : row + 1, : lengths[row]], output_hidden_states=True).hidden_states[1]
        torch.testing.assert_close(wanted[row], SCALE * block[0, places], rtol=1e-4, atol=1e-5)
    assert reading_loss(wanted, wanted) == 0
    mean = wanted.mean().expand_as(wanted)
    assert abs(reading_loss(mean, wanted).item() - 1) < 0.05


@pytest.mark.parametrize(
    ("family", "kind"), [("gpt2", "answers"), ("gpt2", "copies"), ("t5", "copies"), ("t5", "hybrid")]
)
def test_the_reading_start_explains_most_of_the_states(family, kind):
    target = tiny_target(family, layers=3, heads=4, width=128, induction_start=True)
    torch.manual_seed(7)
    distiller = Distiller.from_target(target, Anchoring(kind, 4))
    rng = random.Random(2)

    def text() -> AnchoredText:
        length = rng.randint(20, 60)
        return AnchoredText([rng.randrange(300) for _ in range(length)], distiller.anchoring.behind_text(length))

    def explained() -> float:
        errors = []
        for one in [text() for _ in range(20)]:
            ids, lengths, places = torch.tensor([one.ids]), torch.tensor([len(one.ids)]), torch.tensor([one.anchors])
            read = distiller.anchoring.count - distiller.anchoring.recent
            wanted = first_states(target, ids, lengths, places[:, :read])
            errors.append(reading_loss(distiller(ids, lengths, places)[:, :read], wanted).item())
        return 1 - sum(errors) / len(errors)

    with torch.no_grad():
        assert explained() < 0.2
        start_reading(distiller, target, [text() for _ in range(100)])
        # On texts that it was not fitted to.
        assert explained() > 0.5


def test_the_reading_start_refuses_another_width(target):
    narrow = tiny_target(target.model.config.model_type, width=32, seed=1).reader
    with pytest.raises(ValueError, match="width"):
        start_reading(Distiller(narrow, Anchoring("copies", 3), target, tied_embeddings=False), target, [])


def test_a_t5_reads_its_anchors_only_as_copies():
    target = tiny_target("t5")
    with pytest.raises(ValueError, match="copies"):
        start_reading(Distiller.from_target(target, Anchoring("answers", 3)), target, [AnchoredText([1, 2], [0, 0, 1])])
