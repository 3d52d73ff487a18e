"""Target LMs that exist are loaded as they were saved, or refused in one sentence."""

import json
import re

import pytest
import torch
from tiny_checkpoints import write_checkpoint
from tokenizers import Tokenizer

from mend_training.anchors import Anchoring
from mend_training.checkpoint_tokenizer import tokenizer_of
from mend_training.families.checkpoint import load_body, load_target
from mend_training.families.target import freeze
from mend_training.model import Distiller
from mend_training.model_settings import CheckpointSettings


def settings(target, distiller=None, **changes) -> CheckpointSettings:
    return CheckpointSettings(id="tiny", target=str(target), distiller=str(distiller or target), **changes)


def refuses(match, action):
    with pytest.raises(SystemExit, match=match) as refusal:
        action()
    assert "\n" not in str(refusal.value)


def save_bin(folder, model):
    (folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), folder / "pytorch_model.bin")


@pytest.mark.parametrize("form", ["safetensors", "sharded", "bin"])
@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_target_and_body_have_the_weights_saved(tmp_path, family, form):
    model = write_checkpoint(tmp_path, family, max_shard_size="50KB" if form == "sharded" else "50GB")
    if form == "bin":
        save_bin(tmp_path, model)
    assert (tmp_path / "model.safetensors.index.json").exists() == (form == "sharded")
    target = load_target(settings(tmp_path, context=128))
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(target.model.state_dict()[name], weight, rtol=0, atol=0)
    body = load_body(settings(tmp_path))
    reader = model.transformer if family == "gpt2" else model.encoder
    assert body.state_dict().keys() == reader.state_dict().keys()
    for name, weight in reader.state_dict().items():
        torch.testing.assert_close(body.state_dict()[name], weight, rtol=0, atol=0)
    assert target.context == 128


def test_the_head_of_a_t5_may_be_untied(tmp_path):
    model = write_checkpoint(tmp_path, "t5", untied=True)
    target = load_target(settings(tmp_path))
    torch.testing.assert_close(target.model.lm_head.weight, model.lm_head.weight, rtol=0, atol=0)
    assert not torch.equal(target.model.lm_head.weight, target.embeddings.weight)


def test_a_t5_starts_with_padding_where_its_configuration_does_not_say(tmp_path):
    write_checkpoint(tmp_path, "t5")
    config = json.loads((tmp_path / "config.json").read_text())
    del config["decoder_start_token_id"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert load_target(settings(tmp_path)).model.config.decoder_start_token_id == config["pad_token_id"]


def test_the_target_may_be_in_half_precision_and_the_body_has_the_recipes_dropout(tmp_path):
    write_checkpoint(tmp_path)
    assert load_target(settings(tmp_path), torch.bfloat16).embeddings.weight.dtype == torch.bfloat16
    assert load_body(settings(tmp_path, dropout=0.25)).drop.p == 0.25


def test_code_in_a_bin_is_not_run(tmp_path, capsys):
    write_checkpoint(tmp_path)

    class Code:
        def __reduce__(self):
            return print, ("code was run",)

    (tmp_path / "model.safetensors").unlink()
    torch.save({"weight": Code()}, tmp_path / "pytorch_model.bin")
    refuses("no model that can be read", lambda: load_target(settings(tmp_path)))
    assert "code was run" not in capsys.readouterr().out


def test_what_is_no_model_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    refuses("model.target: .*none", lambda: load_target(settings(tmp_path / "none")))
    write_checkpoint(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    refuses("model.target", lambda: load_target(settings(tmp_path)))
    (tmp_path / "model.safetensors").unlink()
    refuses("model.distiller", lambda: load_body(settings(tmp_path)))


def test_missing_weights_are_named(tmp_path):
    model = write_checkpoint(tmp_path)
    state = model.state_dict()
    del state["transformer.h.1.attn.c_attn.weight"]
    (tmp_path / "model.safetensors").unlink()
    torch.save(state, tmp_path / "pytorch_model.bin")
    refuses(r"lack transformer\.h\.1\.attn\.c_attn\.weight", lambda: load_target(settings(tmp_path)))
    refuses(r"model.distiller.*lack h\.1\.attn\.c_attn\.weight", lambda: load_body(settings(tmp_path)))


def test_other_families_are_refused(tmp_path):
    write_checkpoint(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "model_type": "opt"}))
    refuses("is a opt; known families are gpt2 and t5", lambda: load_target(settings(tmp_path)))


def test_more_context_than_positions_is_refused(tmp_path):
    write_checkpoint(tmp_path)
    refuses("only 128 positions", lambda: load_target(settings(tmp_path, context=200)))


def test_a_distiller_reads_the_token_ids_of_its_target(tmp_path):
    write_checkpoint(tmp_path / "large")
    write_checkpoint(tmp_path / "small", width=16)
    tokenizer = tokenizer_of(settings(tmp_path / "large", tmp_path / "small"))
    assert (
        tokenizer.encode("the soup").ids
        == Tokenizer.from_file(str(tmp_path / "large/tokenizer.json")).encode("the soup").ids
    )

    write_checkpoint(tmp_path / "t5", "t5")
    refuses("another vocabulary", lambda: tokenizer_of(settings(tmp_path / "large", tmp_path / "t5")))
    # The same words, cut elsewhere.
    file = tmp_path / "small/tokenizer.json"
    text = json.loads(file.read_text())
    text["model"]["merges"].reverse()
    file.write_text(json.dumps(text))
    refuses("another vocabulary", lambda: tokenizer_of(settings(tmp_path / "large", tmp_path / "small")))
    file.unlink()
    (tmp_path / "small/tokenizer_config.json").unlink()
    refuses("model.distiller: .* no tokenizer", lambda: tokenizer_of(settings(tmp_path / "large", tmp_path / "small")))


def test_a_body_of_another_family_or_vocabulary_is_refused(tmp_path):
    write_checkpoint(tmp_path / "gpt2")
    write_checkpoint(tmp_path / "t5", "t5")
    mixed = settings(tmp_path / "gpt2", tmp_path / "t5")
    target = freeze(load_target(mixed))
    refuses("family and vocabulary", lambda: Distiller.from_checkpoint(mixed, Anchoring("after", 4), target))


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_the_adapter_is_the_papers_or_starts_at_the_scale_of_embeddings(tmp_path, family):
    write_checkpoint(tmp_path / "large", family, width=48)
    write_checkpoint(tmp_path / "small", family, width=32)

    def vectors(distiller, adapter):
        chosen = settings(tmp_path / "large", tmp_path / distiller, adapter=adapter, context=128, dropout=0.0)
        target = freeze(load_target(chosen))
        torch.manual_seed(5)
        made = Distiller.from_checkpoint(chosen, Anchoring("after", 4), target)
        ids, places = torch.randint(0, 300, (1, 20)), torch.arange(20, 24)[None]
        with torch.no_grad():
            return made, made(ids, torch.tensor([20]), places), target

    made, read, _ = vectors("small", "paper")
    assert read.shape == (1, 4, 48) and read.abs().max() < 1
    assert re.sub(r"\s", "", str(made.adapter)).startswith("Sequential((0):Linear(in_features=32,out_features=48")
    made, read, _ = vectors("large", "paper")
    assert isinstance(made.adapter, torch.nn.Identity)
    for distiller in ("small", "large"):
        made, read, target = vectors(distiller, "affine")
        assert 0.5 < read.std() / target.embeddings.weight.std() < 2
    # The paper trains every weight of the body.
    assert all(parameter.requires_grad for parameter in made.parameters())


def test_placeholders_may_start_from_words(tmp_path):
    model = write_checkpoint(tmp_path)
    chosen = settings(tmp_path, placeholders="vocabulary")
    made = Distiller.from_checkpoint(chosen, Anchoring("after", 4), freeze(load_target(chosen)))
    words = model.transformer.wte.weight[100:]
    for placeholder in made.placeholders:
        assert (words == placeholder).all(1).any()


@pytest.mark.parametrize("setting", ["adapter", "placeholders"])
def test_unknown_choices_are_named(tmp_path, setting):
    write_checkpoint(tmp_path)
    wrong = settings(tmp_path, **{setting: "wild"})
    target = freeze(load_target(wrong))
    refuses(f"model.{setting} is 'wild'", lambda: Distiller.from_checkpoint(wrong, Anchoring("after", 4), target))
