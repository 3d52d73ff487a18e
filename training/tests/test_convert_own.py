"""Model folders are converted too: to other dtypes, and for their distillers."""

from __future__ import annotations

import json

import pytest
import torch
from convert_models import converted, t5, write_checkpoint
from export_models import VARIANTS, close, export, models, positions, query_in, random_ids

from mend_training.export.errors import ExportError
from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import open_model

KEPT = ("template", "limits", "licences", "family")


@pytest.mark.parametrize("name", VARIANTS)
def test_a_model_folder_is_converted_with_its_own_distiller(name, tmp_path):
    before = export(name, tmp_path / "own", dtypes=["fp32"])
    after = converted(tmp_path, tmp_path / "own", dtypes=("fp32", "int8", "q4"), check=True)
    assert [after[key] for key in KEPT] == [before[key] for key in KEPT]
    assert {key: after["target"][key] for key in before["target"]} == before["target"]
    assert after["distiller"] == before["distiller"]
    assert after["quality"]["fp32"]["klDistilled"] < 1e-6 < after["quality"]["int8"]["klDistilled"]
    graphs, (target, distiller) = open_model(tmp_path / "model", "fp32"), models(name)
    ids, query = random_ids(30), random_ids(10, seed=1)
    vectors = distil(distiller, ids[None], [positions(30)])[0]
    close(graphs.distil(ids.tolist(), positions(30)), vectors)
    close(
        graphs.logits_after(vectors.numpy(), query.tolist()),
        logits_after(target, vectors, query, query_in=query_in(name)),
    )


def test_rounding_does_not_change_whose_vectors_are_good(tmp_path):
    before = export("identity", tmp_path / "own", dtypes=["fp32"], storage="float32")
    after = converted(tmp_path, tmp_path / "own", dtypes=("fp16",))
    for part in ("target", "distiller"):
        assert [after[part][key] for key in ("id", "hash")] == [before[part][key] for key in ("id", "hash")]


def test_a_distiller_of_other_weights_is_told(tmp_path):
    from mend_training.convert.convert import convert
    from mend_training.convert.order import Order

    export("t5", tmp_path / "own", dtypes=["fp32"])
    source, told = write_checkpoint(t5(), tmp_path / "other"), []
    order = Order(str(source), tmp_path / "model", str(tmp_path / "own/distiller.safetensors"), ("fp32",), check=False)
    convert(order, told.append)
    assert any("trained for other weights" in line for line in told)


def test_a_folder_without_floats_has_nothing_to_convert(tmp_path):
    export("identity", tmp_path / "own", dtypes=["int8"])
    with pytest.raises(ExportError, match="holds no weights"):
        converted(tmp_path, tmp_path / "own")
    source = write_checkpoint(t5(), tmp_path / "t5")
    export("t5", tmp_path / "own-t5", dtypes=["int8"])
    with pytest.raises(ExportError, match="holds no distiller.safetensors: convert from a folder that has fp32"):
        converted(tmp_path, source, tmp_path / "own-t5")


def test_a_changed_file_is_refused(tmp_path):
    export("identity", tmp_path / "own", dtypes=["fp32"])
    path = tmp_path / "own/distiller.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ExportError, match="distiller.safetensors is not the file that mend.json lists"):
        converted(tmp_path, tmp_path / "own")


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_a_distiller_of_the_other_family_is_refused(family, tmp_path):
    export("t5" if family == "gpt2" else "identity", tmp_path / "own", dtypes=["fp32"])
    source = tmp_path / "source"
    export("identity" if family == "gpt2" else "t5", source, dtypes=["fp32"])
    with pytest.raises(ExportError, match=f"describes no distiller for a {family}"):
        converted(tmp_path, source, tmp_path / "own")


def test_a_folder_is_not_written_over_itself(tmp_path):
    export("identity", tmp_path / "model", dtypes=["fp32"])
    with pytest.raises(ExportError, match="is what is to be converted"):
        converted(tmp_path, tmp_path / "model")


def test_graphs_of_something_else_are_refused(tmp_path, monkeypatch):
    """As if the checkpoint had something that the graphs know nothing of."""
    export("identity", tmp_path / "own", dtypes=["fp32"])
    config = json.loads((tmp_path / "own/config.json").read_text())
    from transformers import GPT2LMHeadModel

    forward = GPT2LMHeadModel.forward

    def other(self, *given, **named):
        result = forward(self, *given, **named)
        result.logits = result.logits + torch.linspace(0, 1, config["vocab_size"])
        return result

    monkeypatch.setattr(GPT2LMHeadModel, "forward", other)
    with pytest.raises(ExportError, match="nats from what transformers makes of the checkpoint"):
        converted(tmp_path, tmp_path / "own", check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
