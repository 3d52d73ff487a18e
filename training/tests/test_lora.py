"""Low-rank adapters: they stand on the target's own weights, are saved alone, and can be merged."""

import pytest
import torch
from safetensors.torch import load_file
from tiny_checkpoints import write_checkpoint

from mend_training.anchors import Anchoring
from mend_training.checkpoints import load_weights, save_weights
from mend_training.export.read import read_models
from mend_training.families.checkpoint import load_target
from mend_training.families.target import freeze
from mend_training.model import Distiller
from mend_training.model_settings import CheckpointSettings, LoraSettings

ANCHORING = Anchoring("after", 4)
BEHIND = torch.arange(20, 24)[None]


@pytest.fixture(params=["gpt2", "t5"])
def family(request):
    return request.param


@pytest.fixture
def made(tmp_path, family):
    """Settings, target and a distiller of adapters on the target itself, which have learned something."""
    write_checkpoint(tmp_path / "target", family)
    settings = CheckpointSettings(
        id="tiny",
        target=str(tmp_path / "target"),
        distiller=str(tmp_path / "target"),
        adapter="affine",
        context=128,
        dropout=0.0,
        lora=LoraSettings(rank=2),
    )
    target = freeze(load_target(settings))
    distiller = Distiller.from_checkpoint(settings, ANCHORING, target)
    learn(distiller)
    return settings, target, distiller


def learn(distiller):
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in distiller.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=generator), alpha=0.1)


def vectors(distiller):
    ids = torch.randint(0, 300, (1, 20), generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        return distiller(ids, torch.tensor([20]), BEHIND)


def test_adapters_alone_are_trained_and_the_targets_weights_are_in_memory_once(made):
    _, target, distiller = made
    trained = {name for name, parameter in distiller.named_parameters() if parameter.requires_grad}
    assert trained == {
        name
        for name in distiller.state_dict()
        if "lora_" in name or name == "placeholders" or name.startswith("adapter.")
    }
    assert distiller.body.get_input_embeddings().weight is target.embeddings.weight
    assert not any("lora_" in name for name in target.state_dict())


def test_a_new_adapter_changes_nothing(tmp_path, family):
    write_checkpoint(tmp_path, family)
    options = {"id": "tiny", "target": str(tmp_path), "distiller": str(tmp_path), "adapter": "affine", "dropout": 0.0}
    read = []
    for lora in (None, LoraSettings()):
        settings = CheckpointSettings(**options, lora=lora)
        distiller = Distiller.from_checkpoint(settings, ANCHORING, freeze(load_target(settings)))
        torch.nn.init.constant_(distiller.placeholders, 0.1)
        read.append(vectors(distiller))
    torch.testing.assert_close(*read)


def test_the_file_holds_adapters_alone_and_gives_the_same_vectors(made, tmp_path):
    settings, target, distiller = made
    save_weights(tmp_path / "model.safetensors", distiller)
    stored = load_file(tmp_path / "model.safetensors")
    assert sum(tensor.numel() for tensor in stored.values()) < 0.25 * sum(p.numel() for p in target.parameters())
    again = Distiller.from_checkpoint(settings, ANCHORING, target)
    assert not torch.equal(vectors(again), vectors(distiller))
    load_weights(tmp_path / "model.safetensors", again)
    torch.testing.assert_close(vectors(again), vectors(distiller), rtol=0, atol=0)


def test_adapters_of_another_rank_are_refused(made, tmp_path):
    settings, target, distiller = made
    save_weights(tmp_path / "model.safetensors", distiller)
    other = CheckpointSettings(**{**vars(settings), "lora": LoraSettings(rank=3)})
    with pytest.raises(SystemExit, match="other model settings.* body.*lora_A"):
        load_weights(tmp_path / "model.safetensors", Distiller.from_checkpoint(other, ANCHORING, target))


def test_the_merged_distiller_gives_the_same_vectors_and_can_be_exported(made):
    _, target, distiller = made
    before = vectors(distiller)
    merged = distiller.merged()
    assert not any("lora_" in name for name in merged.state_dict())
    torch.testing.assert_close(vectors(merged), before, rtol=1e-4, atol=1e-5)
    # Merging is done on a copy: neither the target nor the adapters have changed.
    torch.testing.assert_close(vectors(distiller), before, rtol=0, atol=0)
    _, _, of_distiller = read_models(target.model, merged.eval())
    assert of_distiller.body.tensors.keys() == target.reader.state_dict().keys()
    # What there is nothing to merge in is itself.
    assert merged.merged() is merged


def test_adapters_are_precise_on_a_target_in_half_precision(made):
    settings, _, _ = made
    target = freeze(load_target(settings, torch.bfloat16))
    distiller = Distiller.from_checkpoint(settings, ANCHORING, target)
    assert {p.dtype for p in distiller.parameters() if p.requires_grad} == {torch.float32}
    assert {p.dtype for p in distiller.parameters() if not p.requires_grad} == {torch.bfloat16}
    learn(distiller)
    assert vectors(distiller).dtype == torch.float32
    assert {p.dtype for p in distiller.merged().parameters()} == {torch.float32}


def test_modules_are_chosen_by_name(made, family):
    settings, target, _ = made
    name = "c_fc" if family == "gpt2" else "wi"
    chosen = CheckpointSettings(**{**vars(settings), "lora": LoraSettings(modules=(name,))})
    adapted = {key for key in Distiller.from_checkpoint(chosen, ANCHORING, target).state_dict() if "lora_A" in key}
    assert len(adapted) == 2 and all(f".{name}." in key for key in adapted)
    wrong = CheckpointSettings(**{**vars(settings), "lora": LoraSettings(modules=("nothing",))})
    with pytest.raises(SystemExit, match="model.lora: .*nothing"):
        Distiller.from_checkpoint(wrong, ANCHORING, target)


def test_adapters_may_stand_on_a_smaller_checkpoint(made, tmp_path, family):
    settings, target, _ = made
    write_checkpoint(tmp_path / "small", family, width=16)
    changes = {"distiller": str(tmp_path / "small"), "adapter": "paper"}
    distiller = Distiller.from_checkpoint(CheckpointSettings(**{**vars(settings), **changes}), ANCHORING, target)
    assert vectors(distiller).shape == (1, 4, 32)
    names = {name.split(".")[0] for name, parameter in distiller.named_parameters() if parameter.requires_grad}
    assert names == {"body", "placeholders", "adapter"}
    assert all(
        "lora_" in name or not name.startswith("body") for name, p in distiller.named_parameters() if p.requires_grad
    )
