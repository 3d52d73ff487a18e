"""The baselines that need no training: each does to the demonstrations what it says, on every family alike."""

import random
from types import SimpleNamespace

import pytest
import torch
from test_losses import plain_logits

from mend_training.anchors import Anchoring
from mend_training.baselines.ablations import CHANGES, changed_icl
from mend_training.baselines.channel import channel_icl
from mend_training.baselines.choice import nearest_shots, random_shots, that_fit
from mend_training.baselines.compression import compressed_text, most_informative, self_information
from mend_training.baselines.mean_embeddings import pool
from mend_training.baselines.patched_target import PatchedTarget, state_after
from mend_training.baselines.task_vectors import best_layer
from mend_training.data.example import Example
from mend_training.evaluation.answering import Answerer
from mend_training.evaluation.bench import Bench
from mend_training.evaluation.episodes import Episode
from mend_training.families.rows import Queries
from mend_training.template import Encoder, Limits, Template
from mend_training.tokenizer import train_tokenizer

OPTIONS = ("a", "bc", "def")
# With their outputs 5, 8, 7 and 6 tokens, a byte each.
SHOWN = [Example(text, OPTIONS[index % 3], OPTIONS) for index, text in enumerate(["xx", "yyyy", "zz", "uvw"])]


@pytest.fixture
def bench(target) -> Bench:
    """A target LM alone, and room for 12 tokens."""
    encoder = Encoder(train_tokenizer([], 257), Template("", "=", "", ";"), Limits(64, 32))
    return Bench(SimpleNamespace(anchoring=Anchoring("answers", 12)), Answerer(target, encoder), None)


def episode(*queries: str, seed: int = 7) -> Episode:
    return Episode("t", seed, SHOWN, [Example(text, "a", OPTIONS) for text in queries])


def embed(bench: Bench, text: str) -> torch.Tensor:
    return bench.answerer.embed(bench.answerer.encoder.ids(text))


def logp_of(bench: Bench, prefix: torch.Tensor, query: list[int], answer: list[int]) -> torch.Tensor:
    """Log-likelihood of each of the answer's tokens, in one plain forward pass."""
    with torch.no_grad():
        logp = plain_logits(bench.answerer.target, prefix, query, answer).log_softmax(-1)[len(query) - 1 : -1]
    return logp.gather(1, torch.tensor(answer)[:, None])[:, 0]


@pytest.mark.parametrize(("room", "kept"), [(12, "zz=def;xx=a;"), (13, "yyyy=bc;xx=a;"), (7, "xx=a;"), (4, "")])
def test_whole_shots_fill_the_room_and_the_first_choice_stands_next_to_the_query(bench, room, kept):
    encoder = bench.answerer.encoder
    assert that_fit(bench.answerer, SHOWN, room) == encoder.ids(kept)


def test_random_shots_depend_on_the_seed_alone(bench):
    arm = random_shots(bench, "random shots")
    prefixes = [arm.prefix(episode("q", seed=seed)) for seed in range(12)]
    torch.testing.assert_close(arm.prefix(episode("other", seed=3)), prefixes[3])
    assert len({tuple(prefix.flatten().tolist()) for prefix in prefixes}) > 1
    assert all(0 < len(prefix) <= 12 for prefix in prefixes)


def test_every_query_gets_the_shots_nearest_to_it(bench):
    ready = nearest_shots(bench, "nearest shots").read([episode("yyyy", "uvw"), episode("xx")], [])
    # Beside "yyyy" nothing fits; "uvw" and "xx" leave room for one more, whichever is nearer.
    assert ready.tokens[0] in (11, 12) and ready.tokens[1] in (11, 12)
    answers = ready.answer([64, 64])
    (expected,) = bench.answerer.answer([embed(bench, "yyyy=bc;")], [episode("yyyy").queries], [64])
    torch.testing.assert_close(answers[0].next_logp[:1], expected.next_logp, rtol=1e-4, atol=1e-4)
    assert answers[0].chosen[:1] == expected.chosen
    assert [len(one.chosen) for one in answers] == [2, 1]


def test_channel_scores_the_input_behind_each_option(bench):
    encoder, turned = bench.answerer.encoder, "a=xx;bc=yyyy;def=zz;a=uvw;"
    ready = channel_icl(bench, "channel ICL").read([episode("pq", "rst")], [])
    assert ready.tokens == [len(turned)]
    (answers,) = ready.answer([len(turned)])
    for query, chosen in zip(("pq", "rst"), answers.chosen, strict=True):
        scores = [
            logp_of(bench, embed(bench, turned), encoder.ids(f"{option}="), encoder.ids(query)).mean().item()
            for option in OPTIONS
        ]
        assert chosen == scores.index(max(scores))


def test_channel_cuts_the_input_of_a_demonstration_and_never_its_output(bench):
    turned = channel_icl(bench, "channel ICL").turned
    query, answer = turned.pair(Example("x" * 50, "def"))
    assert (query, answer) == (turned.ids("def="), turned.ids("x" * 27 + ";"))
    assert turned.pair(Example("x", "d" * 31)) is None


def test_self_information_is_that_of_one_plain_pass(bench):
    ids = bench.answerer.encoder.ids("xx=a;yyyy=bc;")
    found = self_information(bench.answerer.target, ids)
    assert found[0] == torch.inf
    nothing = torch.zeros(0, bench.answerer.target.width)
    torch.testing.assert_close(found[1:], -logp_of(bench, nothing, ids[:1], ids[1:]), rtol=1e-4, atol=1e-4)


def test_compressed_text_keeps_the_most_informative_tokens_in_their_order(bench):
    assert most_informative([9, 8, 7, 6], torch.tensor([torch.inf, 0.5, 3.0, 1.0]), 3) == [9, 7, 6]
    assert most_informative([9, 8], torch.tensor([torch.inf, 0.5]), 3) == [9, 8]
    arm = compressed_text(bench, "compressed text")
    assert len(arm.prefix(episode("q"))) == 12


def test_mean_embeddings_are_means_of_equal_stretches():
    embeddings = torch.arange(14.0).view(7, 2)
    expected = torch.stack([embeddings[:3].mean(0), embeddings[3:5].mean(0), embeddings[5:].mean(0)])
    torch.testing.assert_close(pool(embeddings, 3), expected)
    torch.testing.assert_close(pool(embeddings, 9), embeddings)


def test_the_last_layers_task_vector_predicts_what_full_icl_does(bench):
    """The state after the last block is all that the next token is predicted from."""
    target, encoder = bench.answerer.target, bench.answerer.encoder
    state = state_after(target, encoder.pairs(SHOWN))[-1]
    patched = Answerer(PatchedTarget(target, len(target.answering_blocks) - 1), encoder)
    query = [Example("other", "a", OPTIONS)]
    (answers,) = patched.answer([state[None]], [query], [0])
    before, asked = embed(bench, "xx=a;yyyy=bc;zz=def;"), [Example("uvw", "a", OPTIONS)]
    (full,) = bench.answerer.answer([before], [asked], [0])
    torch.testing.assert_close(answers.next_logp, full.next_logp, rtol=1e-4, atol=1e-4)
    (zero,) = bench.answerer.answer([embed(bench, "")], [query], [0])
    assert not torch.allclose(answers.next_logp, zero.next_logp, atol=1e-3)


def test_a_patch_with_the_state_that_is_there_changes_nothing(bench):
    target, encoder = bench.answerer.target, bench.answerer.encoder
    queries = episode("uvw", "p").queries
    state = state_after(target, [encoder.pair(SHOWN[3])])[0]
    (patched,) = Answerer(PatchedTarget(target, 0), encoder).answer([state[None]], [queries], [0])
    (zero,) = bench.answerer.answer([embed(bench, "")], [queries], [0])
    torch.testing.assert_close(patched.next_logp[0], zero.next_logp[0], rtol=1e-4, atol=1e-4)
    assert patched.chosen[0] == zero.chosen[0]
    assert not torch.allclose(patched.next_logp[1], zero.next_logp[1], atol=1e-3)
    assert not any(block._forward_hooks for block in target.answering_blocks)


def test_the_layer_is_the_one_that_serves_the_answers_best(bench):
    target, encoder = bench.answerer.target, bench.answerer.encoder
    shown, asked = encoder.pairs(SHOWN), [encoder.pair(Example("pq", "bc")), encoder.pair(Example("r", "a"))]
    losses = []
    for layer in range(len(target.answering_blocks)):
        memory = PatchedTarget(target, layer).read(state_after(target, shown)[layer][None, None], torch.tensor([1]))
        loss = 0.0
        for query, answer in asked:
            row = Queries.of([(0, query, answer)], torch.device("cpu"))
            with torch.no_grad():
                logp = target.head(PatchedTarget(target, layer).hidden(memory, row))[0].log_softmax(-1)
            loss -= logp[len(query) - 1 : -1].gather(1, torch.tensor(answer)[:, None]).sum().item()
        losses.append(loss)
    assert best_layer(target, [(shown, asked)]) == losses.index(min(losses))


@pytest.mark.parametrize(
    ("change", "text"),
    [("without inputs", "=a;=bc;=def;=a;"), ("without labels", "xx=;yyyy=;zz=;uvw=;")],
)
def test_a_part_is_taken_away_and_the_frame_stays(bench, change, text):
    torch.testing.assert_close(changed_icl(change)(bench, change).prefix(episode("q")), embed(bench, text))


def test_random_labels_may_be_right_and_wrong_ones_never():
    rng = random.Random(1)
    drawn = [row.output for _ in range(20) for row in CHANGES["random labels"](SHOWN, rng)]
    assert set(drawn) == set(OPTIONS)
    assert any(one == other.output for one, other in zip(drawn, SHOWN * 20, strict=True))
    wrong = [row.output for _ in range(20) for row in CHANGES["wrong labels"](SHOWN, rng)]
    assert set(wrong) == set(OPTIONS)
    assert all(one != other.output for one, other in zip(wrong, SHOWN * 20, strict=True))


def test_without_options_labels_come_from_the_other_demonstrations():
    plain = [Example("p", "a"), Example("q", "b")]
    assert [row.output for row in CHANGES["wrong labels"](plain, random.Random(1))] == ["b", "a"]
    # Where there is no other answer, a wrong one cannot be had.
    assert CHANGES["wrong labels"]([Example("p", "a")], random.Random(1))[0].output == "a"
