"""The losses equal their formulas, in the right direction, at the right positions, and reach the distiller alone."""

import random

import pytest
import torch
from tiny import tiny_target

from mend_training.anchors import Anchoring
from mend_training.families.body import block_outputs
from mend_training.families.rows import pad
from mend_training.finetune import EncodedPack, packs_loss, query_rows
from mend_training.loop import Shard
from mend_training.losses import answer_loss, distillation_loss, states_loss
from mend_training.model import Distiller
from mend_training.pretrain import Documents, documents_loss
from mend_training.recipe import FinetuneSettings

ALONE = Shard(0, 1)
ALL = [0, 1, 2, 3]
"""Of four vectors."""


def settings(**changes) -> FinetuneSettings:
    return FinetuneSettings(loop=None, phases=(), **changes)


def random_packs(count: int, seed: int = 0) -> list[EncodedPack]:
    rng = random.Random(seed)
    tokens = lambda low, high: [rng.randrange(1, 300) for _ in range(rng.randint(low, high))]  # noqa: E731
    places = lambda: sorted(rng.sample(range(10), 4))  # noqa: E731
    return [
        EncodedPack(tokens(10, 40), places(), [(tokens(2, 6), tokens(1, 3)) for _ in range(2)]) for _ in range(count)
    ]


def alone(distiller, ids: list[int], anchors: list[int]) -> torch.Tensor:
    """The vectors of one text."""
    return distiller(torch.tensor([ids]), torch.tensor([len(ids)]), torch.tensor([anchors]))[0]


def plain_logits(target, prefix: torch.Tensor, query: list[int], answer: list[int]) -> torch.Tensor:
    """
    Logits `[T, V]` at every token of query and answer behind a prefix `[P, d]`, by transformers' own forward passes,
    one text at a time; zeros where a T5 that reads the query in its encoder predicts nothing.
    """
    text = torch.tensor(query + answer)
    if target.model.config.model_type == "gpt2":
        inputs = torch.cat([prefix, target.embeddings(text)])
        return target.model(inputs_embeds=inputs[None]).logits[0, len(prefix) :]
    in_encoder = query if target.query_in == "encoder" else []
    read = torch.cat([prefix, target.embeddings(torch.tensor([*in_encoder, 1]))])
    written = torch.tensor([[0, *(answer if in_encoder else query + answer)]])
    logits = target.model(inputs_embeds=read[None], decoder_input_ids=written).logits[0]
    skipped = torch.zeros(len(query) - 1, target.vocabulary)
    return torch.cat([skipped, logits]) if in_encoder else logits[1:]


def test_distillation_loss_is_forward_kl():
    teacher = torch.tensor([[2.0, 0.0, -1.0], [0.0, 0.0, 3.0]])
    student = torch.tensor([[0.0, 1.0, 0.0], [1.0, -1.0, 2.0]])
    p, q = torch.softmax(teacher, -1), torch.softmax(student, -1)
    forward = (p * (p / q).log()).sum()
    backward = (q * (q / p).log()).sum()
    loss = distillation_loss(teacher, student)
    torch.testing.assert_close(loss, forward)
    assert abs(loss - backward) > 0.05


def test_answer_loss_is_cross_entropy_of_the_answers():
    logits = torch.tensor([[1.0, 2.0, 0.5], [0.0, -1.0, 4.0]])
    expected = -(torch.log_softmax(logits, -1)[0, 1] + torch.log_softmax(logits, -1)[1, 0])
    torch.testing.assert_close(answer_loss(logits, torch.tensor([1, 0])), expected)


def test_stage_two_loss_equals_a_plain_recomputation(target, distiller):
    packs = random_packs(3)
    loss, figures, _ = packs_loss(target, distiller, packs, settings(kl_weight=0.7), ALL, ALONE)
    kl, kl_count, ce, ce_count = 0.0, 0, 0.0, 0
    with torch.no_grad():
        for pack in packs:
            vectors = alone(distiller, pack.demonstrations, pack.anchors)
            for query, answer in pack.queries:
                text = query + answer
                full = plain_logits(target, target.embeddings(torch.tensor(pack.demonstrations)), query, answer)
                short = plain_logits(target, vectors, query, answer)
                p, log_q = full.softmax(-1), short.log_softmax(-1)
                # With the query in the encoder, nothing is predicted before it ends.
                first = len(query) - 1 if getattr(target, "query_in", "") == "encoder" else 0
                kl += (p * (p.log() - log_q))[first:].sum().item()
                kl_count += len(text) - first
                for place in range(len(query), len(text)):
                    ce -= log_q[place - 1, text[place]].item()
                    ce_count += 1
    assert abs(figures["kl"] - kl / kl_count) < 1e-4
    assert abs(figures["ce"] - ce / ce_count) < 1e-4
    assert abs(loss.item() - (ce / ce_count + 0.7 * kl / kl_count)) < 1e-4


def test_stage_one_loss_equals_a_plain_recomputation(target, distiller):
    rng = random.Random(1)
    documents = [[rng.randrange(300) for _ in range(length)] for length in (20, 31)]
    loss, _, tokens = documents_loss(target, distiller, distiller.anchoring, Documents(documents), 0.8, ALONE)
    total, count = 0.0, 0
    with torch.no_grad():
        for document in documents:
            cut = int(0.8 * len(document))
            vectors = alone(distiller, document[:cut], [(n + 1) * cut // 4 - 1 for n in range(4)])
            continued = (document[cut : cut + 1], document[cut + 1 :])
            full = plain_logits(target, target.embeddings(torch.tensor(document[:cut])), *continued)
            short = plain_logits(target, vectors, *continued)
            total += (full.softmax(-1) * (full.log_softmax(-1) - short.log_softmax(-1))).sum().item()
            count += len(document) - cut
    assert abs(loss.item() - total / count) < 1e-4
    assert tokens == 51


def test_stage_one_may_learn_from_the_continuation_alone(target, distiller):
    rng = random.Random(2)
    documents = [[rng.randrange(300) for _ in range(length)] for length in (20, 31)]
    weights = Documents(documents, kl_weight=0.0, clm_weight=0.5)
    loss, figures, _ = documents_loss(target, distiller, distiller.anchoring, weights, 0.8, ALONE)
    total, count = 0.0, 0
    with torch.no_grad():
        for document in documents:
            cut = int(0.8 * len(document))
            vectors = alone(distiller, document[:cut], [(n + 1) * cut // 4 - 1 for n in range(4)])
            logp = plain_logits(target, vectors, document[cut : cut + 1], document[cut + 1 :]).log_softmax(-1)
            total -= logp[:-1].gather(1, torch.tensor(document[cut + 1 :])[:, None]).sum().item()
            count += len(document) - cut - 1
    assert figures.keys() == {"clm"}
    assert abs(figures["clm"] - total / count) < 1e-4 and abs(loss.item() - 0.5 * total / count) < 1e-4


def test_gradient_reaches_the_distiller_and_never_the_target(target, distiller):
    loss, _, _ = packs_loss(target, distiller, random_packs(2), settings(), ALL, ALONE)
    loss.backward()
    assert all(parameter.grad is None for parameter in target.parameters())
    assert distiller.body.get_input_embeddings().weight.grad is None
    assert distiller.placeholders.grad.abs().sum() > 0
    assert all(part.weight.grad.abs().sum() > 0 for part in block_outputs(distiller.body, 0))
    assert not target.training


def test_kl_positions_can_be_answers_alone(target, distiller):
    packs = random_packs(2)
    queries = query_rows(packs, torch.device("cpu"))
    answers = queries.answer_positions().sum().item()
    assert answers == sum(len(answer) for pack in packs for _, answer in pack.queries)
    everywhere = packs_loss(target, distiller, packs, settings(), ALL, ALONE)[1]["kl"]
    at_answers = packs_loss(target, distiller, packs, settings(kl_positions="answers"), ALL, ALONE)[1]["kl"]
    assert everywhere != at_answers


def test_two_processes_together_have_the_loss_of_one(target, distiller):
    packs = random_packs(5)
    whole = packs_loss(target, distiller, packs, settings(), ALL, ALONE)[0]
    halves = [packs_loss(target, distiller, packs, settings(), ALL, Shard(rank, 2))[0] for rank in (0, 1)]
    torch.testing.assert_close((halves[0] + halves[1]) / 2, whole, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_a_tiny_batch_can_be_overfitted(family):
    # A target that copies from its context, so that vectors have something to act on.
    target = tiny_target(family, induction_start=True)
    torch.manual_seed(7)
    distiller = Distiller.from_target(target, Anchoring("answers", 4))
    packs = random_packs(2)
    optimizer = torch.optim.AdamW([p for p in distiller.parameters() if p.requires_grad], lr=3e-3)
    losses = []
    for _ in range(60):
        loss, figures, _ = packs_loss(target, distiller, packs, settings(kl_weight=0.0), ALL, ALONE)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(figures["ce"])
    assert losses[-1] < 0.6 * losses[0]


def test_padding_changes_nothing(target, distiller):
    short, long = [5, 6, 7], list(range(10, 30))
    ids, lengths = pad([short, long], torch.device("cpu"))
    places = [[0, 1, 2, 2], [3, 8, 14, 19]]
    together = distiller(ids, lengths, torch.tensor(places))
    torch.testing.assert_close(together[0], alone(distiller, short, places[0]), rtol=1e-4, atol=1e-5)
    packs = [EncodedPack(short, places[0], [([1, 2], [3])]), EncodedPack(long, places[1], [([4, 5, 6, 7], [8, 9])])]
    both, one = (query_rows(some, torch.device("cpu")) for some in (packs, packs[:1]))
    length = int(one.lengths[0])
    for hidden in (
        lambda queries, count: target.behind(target.embeddings(ids[:count]), lengths[:count], queries),
        lambda queries, count: target.behind_vectors(together[:count], queries),
    ):
        where = target.positions(one)[0, :length]
        padded, bare = hidden(both, 2)[0, :length], hidden(one, 1)[0, :length]
        torch.testing.assert_close(padded[where], bare[where], rtol=1e-4, atol=1e-4)


def test_vectors_have_the_targets_width_and_stand_in_front_of_the_query(target, distiller):
    vectors = alone(distiller, [1, 2, 3], [0, 1, 2, 2])
    assert vectors.shape == (4, target.width)
    queries = query_rows([EncodedPack([1], [0, 0, 0, 0], [([7, 8], [9])])], torch.device("cpu"))
    logits = target.head(target.behind_vectors(vectors[None], queries))[0]
    where = target.positions(queries)[0]
    torch.testing.assert_close(logits[where], plain_logits(target, vectors, [7, 8], [9])[where])


def test_widths_that_differ_meet_through_tanh(target):
    narrow = tiny_target(target.model.config.model_type, width=32, seed=1).reader
    distiller = Distiller(narrow, Anchoring("after", 3), target, tied_embeddings=False)
    vectors = alone(distiller, [1, 2], [2, 3, 4])
    assert vectors.shape == (3, 64)
    assert vectors.abs().max() < 1


def test_a_temperature_flattens_both_sides_and_keeps_the_size_of_gradients():
    teacher, student = torch.tensor([[2.0, 0.0, -1.0]]), torch.tensor([[0.0, 1.0, 0.0]])
    p, q = torch.softmax(teacher / 2, -1), torch.softmax(student / 2, -1)
    torch.testing.assert_close(distillation_loss(teacher, student, 2.0), 4 * (p * (p / q).log()).sum())


def test_states_loss_is_a_share_of_the_teachers_square():
    teacher, student = torch.tensor([[3.0, 4.0], [0.0, 5.0]]), torch.tensor([[3.0, 4.0], [0.0, 0.0]])
    assert states_loss(teacher, student).item() == pytest.approx(1.0)
    assert states_loss(teacher, teacher).item() == 0


@pytest.mark.parametrize("weights", [{"ce_weight": 0.0}, {"kl_weight": 0.0}, {"kl_weight": 2.0, "ce_weight": 0.5}])
def test_stage_two_adds_its_losses_by_their_weights(target, distiller, weights):
    loss, figures, _ = packs_loss(target, distiller, random_packs(2), settings(**weights), ALL, ALONE)
    wanted = weights.get("ce_weight", 1.0) * figures["ce"] + weights.get("kl_weight", 1.0) * figures["kl"]
    assert loss.item() == pytest.approx(wanted, rel=1e-5)


def test_hidden_states_may_be_matched_besides(target, distiller):
    packs = random_packs(2)
    plain, _, _ = packs_loss(target, distiller, packs, settings(), ALL, ALONE)
    matched, _, _ = packs_loss(target, distiller, packs, settings(states_weight=1.0), ALL, ALONE)
    assert matched.item() > plain.item()


def test_a_shallower_distiller_is_the_first_blocks(target):
    whole, shallow = (Distiller.from_target(target, Anchoring("answers", 4), layers) for layers in (0, 1))
    ids, lengths, anchors = torch.tensor([[5, 6, 7, 8]]), torch.tensor([4]), torch.tensor([[0, 1, 2, 3]])
    states = [one.states(ids, lengths, anchors) for one in (whole, shallow)]
    assert len(states[1]) == 2 and len(states[0]) > 2
    with pytest.raises(SystemExit, match="distiller_layers is 9"):
        Distiller.from_target(target, Anchoring("answers", 4), 9)
