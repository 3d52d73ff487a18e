"""What the two stages read: documents or windows of prose, and demonstrations within the budgets of both readers."""

import random
from types import SimpleNamespace

import numpy
import pytest
from export_models import tokenizer_file
from tokenizers import Tokenizer

from mend_training.anchors import Anchoring
from mend_training.data.example import Example
from mend_training.data.packs import Pack
from mend_training.finetune import draw_packs, encode_pack, taught_ids
from mend_training.loop import LoopSettings
from mend_training.pretrain import draw_texts
from mend_training.prose import Prose
from mend_training.recipe import FinetuneSettings, PretrainSettings
from mend_training.template import Encoder, Limits, Template

LOOP = LoopSettings(steps=1, learning_rate=1.0)
DOCUMENTS = [list(range(100, 103)), [7], list(range(200, 230)), list(range(300, 340))]
PROSE = Prose(numpy.array(sum(DOCUMENTS, [])), numpy.array([0, 3, 4, 34]))


def texts(**changes) -> list[list[int]]:
    settings = PretrainSettings(LOOP, documents_per_step=60, document_tokens=(32,), **changes)
    return draw_texts(PROSE, random.Random(1), settings)


def test_whole_documents_are_read_from_their_beginning_and_cut():
    drawn = texts(whole_documents=True)
    # One token cannot be both read and stood in for.
    assert {tuple(text) for text in drawn} == {tuple(document[:32]) for document in DOCUMENTS if len(document) > 1}
    assert len(drawn) == 60


def test_windows_are_all_of_one_length():
    assert {len(text) for text in texts()} == {32}


def encoder(demonstration_tokens: int) -> Encoder:
    tokenizer = Tokenizer.from_file(str(tokenizer_file("identity")))
    return Encoder(tokenizer, Template("", "", " ", ""), Limits(demonstration_tokens, 24))


ROWS = [Example("the soup was warm", "positive") for _ in range(20)]
PACK = Pack("tiny", ROWS, ROWS[:1])


def test_the_teacher_may_read_more_demonstrations_than_the_distiller():
    taught = taught_ids(encoder(40), PACK, FinetuneSettings(LOOP, (), teacher_tokens=80), random.Random(1))
    pack = encode_pack(encoder(40), Anchoring("after", 4), PACK, taught)
    assert 30 < len(pack.demonstrations) <= 40 < 70 < len(pack.taught) <= 80
    assert pack.taught[:30] == pack.demonstrations[:30]
    assert taught_ids(encoder(40), PACK, FinetuneSettings(LOOP, ()), random.Random(1)) is None
    assert encode_pack(encoder(40), Anchoring("after", 4), PACK).taught is None


def test_the_teacher_may_read_them_in_another_order():
    rows = [Example(word, "positive") for word in ("soup", "tea", "bread", "milk", "rice")]
    pack, reads = Pack("tiny", rows, rows[:1]), encoder(40)
    taught = taught_ids(reads, pack, FinetuneSettings(LOOP, (), teacher_shuffled=True), random.Random(1))
    plain = reads.demonstrations(rows).ids
    assert taught != plain and sorted(taught) == sorted(plain)
    assert pack.demonstrations == rows


def test_a_phase_may_have_a_number_of_demonstrations_of_its_own():
    shown = []

    def draw(rng, shots, queries):
        shown.append(shots)
        return PACK

    draw_packs(workshop(40), SimpleNamespace(draw=draw), random.Random(1), 4)
    assert shown == [4, 4, 4]


def workshop(demonstration_tokens: int):
    settings = FinetuneSettings(LOOP, (), packs_per_step=3)
    return SimpleNamespace(
        recipe=SimpleNamespace(finetune=settings),
        encoder=encoder(demonstration_tokens),
        anchoring=Anchoring("after", 4),
    )


def test_a_step_has_as_many_packs_as_the_recipe_says_though_some_fit_nothing():
    long = Pack("long", [Example("the soup", "positive " * 30)], ROWS[:1])
    sampler = SimpleNamespace(draw=lambda rng, shots, queries: rng.choice([PACK, long]))
    assert len(draw_packs(workshop(40), sampler, random.Random(1), 16)) == 3
    with pytest.raises(SystemExit, match="hardly any demonstration fits"):
        draw_packs(workshop(2), sampler, random.Random(1), 16)
