"""Attention to prefixes: against plain forward passes, and as the suite tells of it."""

import json

import pytest
import torch
from test_baseline_training import fewer_seeds, run

from mend_training.cli import main
from mend_training.evaluation.attention import REST
from mend_training.families.rows import Queries


@torch.inference_mode()
def test_attention_to_prefixes_of_unequal_length_is_that_of_each_alone(target):
    torch.manual_seed(1)
    prefixes = [torch.randn(5, target.width) * 0.1, torch.randn(3, target.width) * 0.1]
    padded = torch.nn.utils.rnn.pad_sequence(prefixes, batch_first=True)
    rows = [(0, [5, 6, 7], []), (0, [8, 9], []), (1, [4, 3, 2, 1], [])]
    weights = target.prefix_attention(padded, torch.tensor([5, 3]), Queries.of(rows, torch.device("cpu")))
    assert weights.shape[1:] == (3, 5)
    assert weights[:, 2, 3:].abs().max() == 0
    for index, (owner, query, _) in enumerate(rows):
        length = len(prefixes[owner])
        alone = target.prefix_attention(
            prefixes[owner][None], torch.tensor([length]), Queries.of([(0, query, [])], torch.device("cpu"))
        )
        torch.testing.assert_close(weights[:, index, :length], alone[:, 0], rtol=0, atol=1e-5)


@torch.inference_mode()
def test_attention_is_that_of_transformers_from_the_last_token_of_the_query(target):
    torch.manual_seed(2)
    prefix, query = torch.randn(4, target.width) * 0.1, torch.tensor([5, 6, 7])
    given = target.prefix_attention(
        prefix[None], torch.tensor([4]), Queries.of([(0, query.tolist(), [])], torch.device("cpu"))
    )
    target.model.set_attn_implementation("eager")
    if target.model.config.model_type == "gpt2":
        inputs = torch.cat([prefix, target.embeddings(query)])[None]
        blocks = target.model(inputs_embeds=inputs, output_attentions=True).attentions
    else:
        in_encoder = query if target.query_in == "encoder" else query[:0]
        written = query[:0] if target.query_in == "encoder" else query
        read = torch.cat([prefix, target.embeddings(torch.cat([in_encoder, torch.tensor([1])]))])[None]
        decoder = torch.cat([torch.tensor([0]), written])[None]
        blocks = target.model(inputs_embeds=read, decoder_input_ids=decoder, output_attentions=True).cross_attentions
    wanted = torch.stack([block[0, :, -1, :4].mean(0) for block in blocks])
    torch.testing.assert_close(given[:, 0], wanted, rtol=0, atol=1e-5)


@pytest.fixture(params=["gpt2", "t5"])
def trained(write_recipe, request, monkeypatch):
    fewer_seeds(monkeypatch)
    for name in ("SEEDS", "QUERIES", "SHOTS", "MAPPINGS", "SYNTHETIC"):
        from mend_training.evaluation import suites

        monkeypatch.setattr(f"mend_training.evaluation.attention.{name}", getattr(suites, name))
    recipe = write_recipe(2, family=request.param)
    run(recipe, "tokenizer", "lm", "pretrain", "finetune")
    return recipe


def test_the_suite_shares_out_all_attention(trained, tmp_path):
    main(["evaluate", "--suite", "attention", "--recipe", str(trained)])
    shares = json.loads((tmp_path / "run" / "attention.json").read_text())
    assert set(shares) == {"full ICL", "distilled"}
    for blocks in shares.values():
        assert len(blocks) == 2
        for block in blocks:
            assert REST in block and sum(block.values()) == pytest.approx(100, abs=1e-3)
    assert "| full ICL: block | answers | inputs |" in (tmp_path / "run" / "attention.md").read_text()
    assert (tmp_path / "run" / "attention.svg").read_text().startswith("<svg")


def test_the_suite_of_shots_has_a_row_for_each_number(trained, tmp_path, monkeypatch):
    monkeypatch.setattr("mend_training.evaluation.shots.SHOTS", (1, 3))
    main(["evaluate", "--suite", "shots", "--recipe", str(trained)])
    figures = json.loads((tmp_path / "run" / "shots.json").read_text())
    assert [one["shots"] for one in figures] == [1, 3]
    assert set(figures[0]["mappings"]) == {"zero-shot", "full ICL", "distilled", "fewer shots"}
    assert "| 3 |" in (tmp_path / "run" / "shots.md").read_text()
    assert (tmp_path / "run" / "shots.svg").exists()


@pytest.mark.parametrize("suite", ["attention", "shots"])
def test_without_a_distiller_the_suites_say_what_to_run(write_recipe, suite):
    recipe = write_recipe(1)
    run(recipe, "tokenizer", "lm")
    with pytest.raises(SystemExit, match="mend-train finetune"):
        main(["evaluate", "--suite", suite, "--recipe", str(recipe)])
