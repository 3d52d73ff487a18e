"""Vectors for every block, which vectors that are read like tokens are compared with."""

import pytest
import torch
from tiny import tiny_target

from mend_training.anchors import Anchoring
from mend_training.cli import main
from mend_training.families.rows import Queries
from mend_training.layered import LayeredDistiller, in_one, layered

TEXT = torch.tensor([[5, 6, 7, 8, 9], [4, 3, 2, 0, 0]])
LENGTHS = torch.tensor([5, 3])
ANCHORS = torch.tensor([[1, 3, 4], [0, 2, 2]])


def distiller_of(target):
    return LayeredDistiller.from_target(target, Anchoring("copies", 3)).eval()


def test_what_was_read_can_be_handed_over():
    plain = tiny_target()
    target = layered(plain)
    queries = Queries.of([(0, [5, 6], [7]), (1, [4, 4], [2])], TEXT.device)
    memory = plain.read(plain.embeddings(TEXT), LENGTHS)
    expected = plain.hidden(memory, queries)
    given = target.behind(in_one(memory.layers), LENGTHS, queries)
    read = target.behind(target.embeddings(TEXT), LENGTHS, queries)
    where = queries.all_positions()
    torch.testing.assert_close(given[where], expected[where])
    torch.testing.assert_close(read[where], expected[where])


def test_untrained_it_writes_what_the_target_would_of_the_anchors_tokens():
    """In the first block, where nothing has been looked at yet."""
    target = tiny_target()
    distiller = distiller_of(target)
    with torch.no_grad():
        distiller.placeholders.zero_()
        written = distiller(TEXT, LENGTHS, ANCHORS)
    exact = in_one(target.read(target.embeddings(TEXT), LENGTHS).layers)
    wanted = exact.gather(1, ANCHORS[..., None].expand(-1, -1, exact.shape[2]))
    first = 2 * target.width
    torch.testing.assert_close(written[..., :first], wanted[..., :first])
    assert written.shape == (2, 3, first * target.model.config.n_layer)


def test_padding_changes_nothing():
    distiller = distiller_of(tiny_target())
    alone = distiller(TEXT[1:, :3], LENGTHS[1:], ANCHORS[1:])
    torch.testing.assert_close(distiller(TEXT, LENGTHS, ANCHORS)[1:], alone)


def test_the_answer_teaches_the_distiller():
    target = layered(tiny_target())
    distiller = distiller_of(target)
    queries = Queries.of([(0, [5, 6], [7]), (1, [4, 4], [2])], TEXT.device)
    target.behind_vectors(distiller(TEXT, LENGTHS, ANCHORS), queries).sum().backward()
    assert distiller.placeholders.grad is not None and distiller.placeholders.grad.abs().sum() > 0
    assert distiller.body.h[0].mlp.c_fc.weight.grad.abs().sum() > 0


def changed(recipe, setting, reading=0.0):
    text = recipe.read_text().replace("model: {", f"model: {{ {setting},", 1)
    recipe.write_text(
        text.replace("  reading_steps: 1\n", "").replace("reading_weight: 0.5", f"reading_weight: {reading}")
    )


def test_it_is_trained_and_evaluated_and_not_exported(write_recipe, capsys):
    recipe = write_recipe(2)
    changed(recipe, "prefix: layers")
    for stage in ("tokenizer", "lm", "pretrain", "finetune", "evaluate"):
        main([stage, "--recipe", str(recipe)])
    assert "| mapping of words to 2 labels |" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="model.prefix: layers is for comparison alone"):
        main(["export", "--recipe", str(recipe)])


@pytest.mark.parametrize(
    ("setting", "reading", "family", "message"),
    [
        ("prefix: none", 0.0, "gpt2", "model.prefix is 'none'; known are input, layers"),
        ("prefix: layers", 0.0, "t5", "a study of GPT-2 alone"),
        ("prefix: layers, distiller_layers: 1", 0.0, "gpt2", "needs as many as the target LM"),
        ("prefix: layers", 0.5, "gpt2", "leave them out with model.prefix: layers"),
    ],
)
def test_what_cannot_be_is_refused(write_recipe, setting, reading, family, message):
    recipe = write_recipe(2, family=family)
    for stage in ("tokenizer", "lm"):
        main([stage, "--recipe", str(recipe)])
    changed(recipe, setting, reading)
    with pytest.raises(SystemExit, match=message):
        main(["pretrain", "--recipe", str(recipe)])
