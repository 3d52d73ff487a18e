"""Costs: counts against the formulas, what is kept, what is measured or left out, and the command."""

from dataclasses import replace

import pytest
import torch
from transformers import GPT2Config, T5Config

from mend_training.cli import main
from mend_training.cost import child, command, measure
from mend_training.cost.count import Counted, count_method, count_shape
from mend_training.cost.families import new_models
from mend_training.cost.measure import Caps, Measured, Skipped, Speed, measure_cell
from mend_training.cost.methods import METHODS
from mend_training.cost.options import SHAPE_NAMES
from mend_training.cost.shapes import SHAPES, Lengths, Shape

LENGTHS = Lengths(demonstrations=40, distiller=30, vectors=8, query=6)
TINY = {
    "gpt2": Shape(
        "tiny",
        GPT2Config(n_layer=3, n_head=2, n_embd=32, vocab_size=100, n_positions=64),
        GPT2Config(n_layer=2, n_head=2, n_embd=16, vocab_size=100, n_positions=64),
        "tinier",
    ),
    "t5": Shape(
        "tiny-t5",
        T5Config(num_layers=2, num_heads=2, d_model=32, d_ff=48, d_kv=16, vocab_size=100),
        T5Config(num_layers=2, num_heads=2, d_model=16, d_ff=32, d_kv=8, vocab_size=100),
        "tinier",
    ),
}


def gpt2_flops(config: GPT2Config, read: int, before: int = 0, logits: int = 0) -> int:
    """The textbook's: 12 d² multiply-adds a token and layer, attention over full squares, the head."""
    width = config.n_embd
    matrices = config.n_layer * 12 * width * width * read
    attention = config.n_layer * 2 * width * read * (before + read)
    return 2 * (matrices + attention + width * config.vocab_size * logits)


@pytest.mark.parametrize("batch", [1, 5])
def test_counts_of_a_gpt2_are_those_of_the_formulas(batch):
    shape = TINY["gpt2"]
    counted = count_shape(shape, LENGTHS, (batch,))
    target, query = shape.target, LENGTHS.query
    distiller = gpt2_flops(shape.distiller, 38) + 2 * 8 * 16 * 32
    expected = {
        "zero-shot": (0, gpt2_flops(target, 6, logits=query)),
        "full ICL": (0, gpt2_flops(target, 46, logits=query)),
        "exact KV": (gpt2_flops(target, 40), gpt2_flops(target, 6, before=40, logits=query)),
        "PromptTuning": (0, gpt2_flops(target, 14, logits=query)),
        "distilled": (distiller, gpt2_flops(target, 14, logits=query)),
        "distilled, KV of the vectors": (
            distiller + gpt2_flops(target, 8),
            gpt2_flops(target, 6, before=8, logits=query),
        ),
    }
    assert expected.keys() == METHODS.keys()
    for method, (prepare, answer) in expected.items():
        figures = counted[method, batch]
        assert (figures.prepare, figures.batch) == (prepare, batch * answer), method


def test_a_published_shape_costs_what_the_specification_says():
    """Its cross-check: vanilla ICL 1.40 TFLOP with logits everywhere, of which ours are the query's alone."""
    large = SHAPES["gpt2-large"]
    models = new_models(large, Lengths(), "meta")
    full, distilled = (count_method(METHODS[name], models, (1,))[0] for name in ("full ICL", "distilled"))
    everywhere = full.batch + 2 * 767 * large.target.n_embd * large.target.vocab_size
    assert everywhere / 1e12 == pytest.approx(1.40, abs=0.005)
    assert distilled.prepare / 1e12 == pytest.approx(0.15, abs=0.005)


@pytest.mark.parametrize("family", TINY)
def test_what_is_kept_is_the_keys_and_values_or_the_vectors(family):
    shape = TINY[family]
    counted = count_shape(shape, LENGTHS, (1,))
    ended = 1 if shape.is_t5 else 0
    width, layers = 32, {"gpt2": 3, "t5": 2}[family]
    kept = {method: counted[method, 1].kept_bytes for method in METHODS}
    assert kept == {
        "zero-shot": 0,
        "full ICL": 0,
        "exact KV": 2 * layers * (40 + ended) * width * 4,
        "PromptTuning": 8 * width * 4,
        "distilled": 8 * width * 4,
        "distilled, KV of the vectors": 2 * layers * (8 + ended) * width * 4,
    }


@pytest.mark.parametrize("family", TINY)
@pytest.mark.parametrize("pair", [("full ICL", "exact KV"), ("distilled", "distilled, KV of the vectors")])
def test_a_kept_prefix_gives_the_logits_of_one_that_is_read_again(family, pair):
    models = new_models(TINY[family], LENGTHS, "cpu")
    with torch.inference_mode():
        plain, cached = (METHODS[name].answer(models, METHODS[name].prepare(models), 3) for name in pair)
    assert plain.shape == (3, 6, 100)
    assert plain.std() > 0
    torch.testing.assert_close(plain, cached, rtol=1e-3, atol=1e-4)


def test_the_names_of_the_options_are_the_shapes():
    assert set(SHAPE_NAMES) == set(SHAPES)


def counted_cell(flops: int) -> Counted:
    return Counted(0, flops, 0, 1000)


def test_a_cell_is_measured_in_a_process_of_its_own(monkeypatch):
    shape, lengths = SHAPES["gpt2"], Lengths(20, 20, 4, 4)
    counted = counted_cell(10**9)
    speed = Speed()
    cell = measure_cell(shape, lengths, "PromptTuning", 1, counted, Caps(60, 10**10, 1), speed)
    assert isinstance(cell, Measured)
    assert cell.prepare > 0 and cell.batch > 0 and cell.batch_cpu > 0
    # One thread cannot compute for longer than the clock runs.
    assert cell.batch_cpu < 1.5 * cell.batch
    # A GPT-2 of 124 million weights in float32.
    assert cell.peak_bytes > 124e6 * 4
    assert 0 <= cell.beyond_bytes < cell.peak_bytes
    assert speed.best == pytest.approx(1e9 / cell.first)


def test_cells_beyond_the_caps_are_left_out_and_say_why():
    shape, speed = SHAPES["gpt2"], Speed(best=1e9)
    slow = measure_cell(shape, Lengths(), "full ICL", 1, counted_cell(90 * 10**9), Caps(60, 10**12, 0), speed)
    assert slow == Skipped("would take about 90 s")
    wide = measure_cell(shape, Lengths(), "full ICL", 16, counted_cell(10**9), Caps(60, 10**9, 0), speed)
    assert isinstance(wide, Skipped) and "GB" in wide.why


def test_a_cell_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(measure, "START_SECONDS", 0.01)
    cell = measure_cell(SHAPES["gpt2"], Lengths(), "zero-shot", 1, counted_cell(1), Caps(0.01, 10**12, 0), Speed())
    assert isinstance(cell, Skipped) and cell.why.startswith("stopped after")


def test_one_round_at_least_is_measured_and_few_suffice(monkeypatch):
    models = new_models(TINY["gpt2"], LENGTHS, "cpu")
    monkeypatch.setattr(child, "ENOUGH_SECONDS", 0.0)
    assert child.measure_rounds(models, "distilled", 2).first > 0


@pytest.fixture
def tiny_shapes(monkeypatch):
    """The tiny shapes under published names, so that the command runs in seconds."""
    for name, family in (("gpt2", "gpt2"), ("t5-large", "t5")):
        monkeypatch.setitem(SHAPES, name, replace(TINY[family], name=name))


ASKED = "cost --shapes gpt2 t5-large --demonstration-tokens 40 --distiller-tokens 30 --query-tokens 6 --vectors 8"


def test_the_report_has_every_method_and_says_how_it_was_made(tiny_shapes, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "OTHER_LENGTHS", ((50, 45, 6),))
    main([*ASKED.split(), "--count-only", "--output", str(tmp_path / "docs" / "cost.md")])
    text = (tmp_path / "docs" / "cost.md").read_text()
    assert "`mend-train cost --count-only --shapes gpt2 t5-large --demonstration-tokens 40" in text
    for method in METHODS:
        assert text.count(f"| {method} | 16 |") == 2
    assert "up to 75 % fewer FLOPs" in text
    assert "| 50 / 45 | 6 |" in text
    assert "Time and memory" not in text


def test_cells_not_measured_are_named_in_the_report(tiny_shapes, tmp_path, monkeypatch):
    def measured(shape, lengths, method, batch, counted, caps, speed):
        assert (caps.seconds, caps.bytes) == (5.0, 2 * 10**9)
        return Skipped("would take about 99 s") if batch == 16 else Measured(1.0, 0.5, 0.9, 0.3, 3 * 10**9, 10**9)

    monkeypatch.setattr(command, "measure_cell", measured)
    path = tmp_path / "cost.md"
    main([*ASKED.split(), "--skip-other-lengths", "--max-seconds", "5", "--max-memory", "2", "--output", str(path)])
    text = path.read_text()
    assert "| distilled | 1 | 1.50 | 1.20 | 1.000 | 0.50 | 0.30 | 0.250 | 3.0 | 1.00 |" in text
    assert "| gpt2 | 1 | 0.0 % | 75.0 % | 0.0 % | 75.0 % |" in text
    assert "| distilled | 16 | not measured: would take about 99 s |" in text


def test_no_cell_is_begun_when_the_time_is_up(tiny_shapes, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "measure_cell", lambda *_: pytest.fail("a cell was measured"))
    path = tmp_path / "cost.md"
    main([*ASKED.split(), "--batches", "1", "--skip-other-lengths", "--total-minutes", "-1", "--output", str(path)])
    assert path.read_text().count("not measured: no time was left") == 2 * len(METHODS)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--demonstration-tokens", "2000"], "gpt2 reads 1024 tokens at most"),
        (["--distiller-tokens", "1000"], "the distiller's"),
        (["--vectors", "0"], "vectors is 0"),
        (["--batches", "0"], "batch is 0"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(options, said, tmp_path):
    with pytest.raises(SystemExit, match=said):
        main(["cost", "--count-only", "--shapes", "gpt2", *options, "--output", str(tmp_path / "cost.md")])
    assert not list(tmp_path.iterdir())
