"""Which position ids the placeholders take, and what taking them does."""

import random

import pytest
import torch

from mend_training.anchors import Anchoring
from mend_training.data.example import Example
from mend_training.model import Distiller, freeze, new_target
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


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'middle'.*answers, after"):
        Anchoring("middle", 4)


def test_the_encoder_says_where_the_answers_stand():
    letters = train_tokenizer([], 257)
    encoder = Encoder(letters, Template("", "=", "", ";"), Limits(64, 32))
    shown = encoder.demonstrations([Example("ab", "x"), Example("c", "yz")])
    assert shown.answers == [(3, 2), (7, 3)]
    assert letters.decode(shown.ids[7:10]) == "yz;"


def test_anchors_reach_the_distiller_s_position_embeddings(target):
    distiller = Distiller.from_target(target, Anchoring("answers", 2))
    ids, lengths = torch.tensor([[5, 6, 7, 8]]), torch.tensor([4])
    places = torch.tensor([[1, 3]])
    embedded = torch.cat([distiller.body.wte(ids[0]), distiller.placeholders])[None]
    positions = torch.tensor([[0, 1, 2, 3, 1, 3]])
    out = distiller.body(inputs_embeds=embedded, position_ids=positions, attention_mask=torch.ones_like(positions))
    torch.testing.assert_close(distiller(ids, lengths, places), distiller.adapter(out.last_hidden_state[:, 4:]))


def test_reading_is_measured_against_the_first_block_at_the_anchors(target):
    ids = torch.tensor([[5, 6, 7, 8, 9]])
    states = first_states(target, ids, torch.tensor([[1, 4]]))
    embedded = target.transformer.wte(ids) + target.transformer.wpe.weight[:5]
    block = target.transformer.h[0](embedded)
    block = block[0] if isinstance(block, tuple) else block
    torch.testing.assert_close(states[0], SCALE * block[0, [1, 4]])
    assert reading_loss(states, states) == 0
    mean = states.mean().expand_as(states)
    assert abs(reading_loss(mean, states).item() - 1) < 0.05


def test_the_reading_start_explains_most_of_the_states():
    target = freeze(new_target(vocabulary=300, layers=3, heads=4, width=128, context=128, seed=5, induction_start=True))
    torch.manual_seed(7)
    distiller = Distiller.from_target(target, Anchoring("answers", 4))
    rng = random.Random(2)

    def text() -> AnchoredText:
        length = rng.randint(20, 60)
        return AnchoredText([rng.randrange(300) for _ in range(length)], distiller.anchoring.behind_text(length))

    def explained() -> float:
        errors = []
        for one in [text() for _ in range(20)]:
            ids, places = torch.tensor([one.ids]), torch.tensor([one.anchors])
            states = first_states(target, ids, places)
            errors.append(reading_loss(distiller(ids, torch.tensor([len(one.ids)]), places), states).item())
        return 1 - sum(errors) / len(errors)

    with torch.no_grad():
        assert explained() < 0.1
        start_reading(distiller, target, [text() for _ in range(100)])
        # On texts that it was not fitted to.
        assert explained() > 0.5


def test_the_reading_start_refuses_another_width(target):
    narrow = new_target(
        vocabulary=300, layers=2, heads=2, width=32, context=128, seed=1, induction_start=False
    ).transformer
    with pytest.raises(ValueError, match="width"):
        start_reading(Distiller(narrow, Anchoring("answers", 3), target, tied_embeddings=False), target, [])
