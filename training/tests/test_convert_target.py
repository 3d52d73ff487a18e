"""Checkpoints of GPT-2 and T5, in every layout that they come in, answer as transformers does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import torch
from convert_models import converted, gpt2, hub_tensors, t5, write_authors, write_checkpoint, write_config
from export_models import close, export, random_ids
from safetensors.torch import load_file, save_file

from mend_training.export.errors import ExportError
from mend_training.export.quality import kl
from mend_training.export.runtime import open_model

MODELS = {
    "gpt2": gpt2,
    "gpt2 untied": lambda: untied(gpt2(tie_word_embeddings=False)),
    "gpt2 of other shape": lambda: gpt2(n_head=4, n_inner=48, n_layer=3, layer_norm_epsilon=1e-3),
    "t5": t5,
    "t5-v1.1": lambda: t5("t5-v1.1"),
    "t5 of other shape": lambda: t5(relative_attention_num_buckets=16, relative_attention_max_distance=40),
}
LAYOUTS = ["safetensors", "bin", "safetensors sharded", "bin sharded", "old bin"]


def untied(model):
    with torch.no_grad():
        model.lm_head.weight = torch.nn.Parameter(torch.randn(384, 32) * 0.3)
    return model


@cache
def distiller(family: str) -> Path:
    """A distiller for targets of width 32: in the authors' layout, or in a model folder of our own for T5."""
    folder = Path(mkdtemp())
    if family == "gpt2":
        return write_authors(folder / "mend")
    export("t5", folder / "own", dtypes=["fp32"])
    return folder / "own"


def convert_model(name: str, folder: Path, layout: str = "safetensors", **options):
    """Writes a model's checkpoint and converts it: `(model, manifest)`."""
    model = MODELS[name]()
    source = write_checkpoint(model, folder / "checkpoint", layout)
    return model, converted(folder, source, distiller(model.config.model_type), **options)


def answers(model, prefix, query):
    """Logits `[Q, V]` at the query's positions, by transformers alone."""
    with torch.no_grad():
        if model.config.model_type == "gpt2":
            embeds = torch.cat([prefix, model.transformer.wte(query)])
            return model(inputs_embeds=embeds[None]).logits[0, len(prefix) :]
        embeds = torch.cat([prefix, model.shared(torch.tensor([1]))])
        ids = torch.cat([torch.tensor([0]), query])
        return model(inputs_embeds=embeds[None], decoder_input_ids=ids[None]).logits[0, 1:]


def check_answers(model, folder: Path, dtype: str = "fp32", largest: float | None = None) -> None:
    """The graphs' logits are transformers' own; or no more than `largest` nats away, on an average."""
    graphs, query = open_model(folder / "model", dtype), random_ids(12, seed=5)
    ids = random_ids(20)
    tokens = model.get_input_embeddings()(ids).detach()
    for prefix in (torch.zeros(0, 32), tokens, torch.randn(6, 32, generator=torch.Generator().manual_seed(4))):
        logits, expected = graphs.logits_after(prefix.numpy(), query.tolist()), answers(model, prefix, query)
        if largest is None:
            close(logits, expected, 2e-4)
        else:
            assert 0 < kl(expected.numpy(), logits).mean() < largest
    if largest is None:
        close(graphs.embed(ids.tolist()), tokens, 2e-4)


@pytest.mark.parametrize("name", MODELS)
def test_the_graphs_answer_as_transformers_does(name, tmp_path):
    model, manifest = convert_model(name, tmp_path)
    check_answers(model, tmp_path)
    assert manifest["target"]["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert manifest["target"]["id"] == "checkpoint"
    assert (manifest["id"], manifest["defaultDtype"]) == ("model", "fp32")


@pytest.mark.parametrize("name", ["gpt2", "t5"])
@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_every_layout_of_a_checkpoint_gives_the_same_model(name, layout, tmp_path):
    _, manifest = convert_model(name, tmp_path, layout)
    _, plain = convert_model(name, tmp_path / "plain")
    assert manifest["target"]["hash"] == plain["target"]["hash"]
    hashes = [{entry["path"]: entry["sha256"] for entry in each["files"]} for each in (manifest, plain)]
    assert hashes[0] == hashes[1]


def test_a_whole_file_goes_before_shards_and_safetensors_before_pickles(tmp_path):
    model = gpt2()
    for layout in reversed(LAYOUTS[:4]):
        write_checkpoint(model, tmp_path / "checkpoint", layout)
    for broken in ("pytorch_model.bin", "model.safetensors.index.json", "pytorch_model.bin.index.json"):
        (tmp_path / "checkpoint" / broken).write_text("{")
    converted(tmp_path, tmp_path / "checkpoint", distiller("gpt2"))
    check_answers(model, tmp_path)


def test_names_with_what_stands_before_bodies_are_read_too(tmp_path):
    model = gpt2()
    write_config(model, tmp_path / "checkpoint")
    model.save_pretrained(tmp_path / "checkpoint")
    assert "transformer.wte.weight" in load_file(tmp_path / "checkpoint/model.safetensors")
    converted(tmp_path, tmp_path / "checkpoint", distiller("gpt2"))
    check_answers(model, tmp_path)


@pytest.mark.parametrize(("dtype", "largest"), [("fp16", 1e-3), ("int8", 0.1), ("q4", 1.0)])
@pytest.mark.parametrize("name", ["gpt2", "gpt2 untied", "t5-v1.1"])
def test_every_dtype_answers(name, dtype, largest, tmp_path):
    model, manifest = convert_model(name, tmp_path, dtypes=(dtype,))
    check_answers(model, tmp_path, dtype, largest)
    assert manifest["defaultDtype"] == dtype
    # Float16 is for GPUs; on others the same weights are computed with in float32.
    assert set(manifest["dtypes"]) == ({"fp16", "fp32"} if dtype == "fp16" else {dtype})


def test_float32_loses_nothing_and_float16_half_the_room(tmp_path):
    sizes = {}
    for dtype in ("fp32", "fp16"):
        model, manifest = convert_model("gpt2", tmp_path / dtype, dtypes=(dtype,))
        stored = load_file(tmp_path / dtype / "model/model.safetensors")
        exact = all(
            torch.equal(stored[name].float(), tensor) for name, tensor in model.state_dict().items() if name in stored
        )
        assert exact == (dtype == "fp32")
        sizes[dtype] = {entry["path"]: entry["bytes"] for entry in manifest["files"]}["model.safetensors"]
    assert 1.9 < sizes["fp32"] / sizes["fp16"] < 2


@pytest.mark.parametrize("layout", ["safetensors", "bin"])
def test_a_checkpoint_in_float16_stays_so(layout, tmp_path):
    model = gpt2().half().float()
    source = write_checkpoint(model, tmp_path / "checkpoint", layout)
    if layout == "bin":
        torch.save({name: tensor.half() for name, tensor in hub_tensors(model).items()}, source / "pytorch_model.bin")
    else:
        tensors = {name: tensor.half() for name, tensor in hub_tensors(model).items()}
        save_file(tensors, source / "model.safetensors", metadata={"format": "pt"})
    converted(tmp_path, source, distiller("gpt2"))
    assert load_file(tmp_path / "model/model.safetensors")["transformer.wte.weight"].dtype == torch.float16
    check_answers(model, tmp_path)


def test_vectors_are_good_for_every_dtype_of_a_checkpoint(tmp_path):
    """What a vector file names is the checkpoint, not how it was rounded here."""
    hashes = set()
    for dtype in ("fp32", "fp16", "int8"):
        _, manifest = convert_model("gpt2", tmp_path / dtype, dtypes=(dtype,))
        hashes.add((manifest["target"]["hash"], manifest["distiller"]["hash"]))
    assert len(hashes) == 1


def test_other_heads_are_left_out_and_told(tmp_path):
    model, told = gpt2(), []
    source = write_checkpoint(model, tmp_path / "checkpoint")
    tensors = load_file(source / "model.safetensors") | {"score.weight": torch.zeros(2, 32)}
    save_file(tensors, source / "model.safetensors", metadata={"format": "pt"})
    from mend_training.convert.convert import convert
    from mend_training.convert.order import Order

    order = Order(str(source), tmp_path / "model", str(distiller("gpt2")), ("fp32",), check=False)
    convert(order, told.append)
    assert any("score.weight" in line for line in told)
    check_answers(model, tmp_path)


def test_a_target_without_start_token_takes_the_one_of_all_t5s(tmp_path):
    model = t5()
    source = write_checkpoint(model, tmp_path / "checkpoint")
    config = json.loads((source / "config.json").read_text())
    del config["decoder_start_token_id"]
    (source / "config.json").write_text(json.dumps(config))
    assert converted(tmp_path, source, distiller("t5"))["target"]["startToken"] == 0


def test_where_a_t5_reads_the_query_can_be_said(tmp_path):
    _, manifest = convert_model("t5", tmp_path, query_in="encoder", context=200)
    assert (manifest["target"]["queryIn"], manifest["target"]["contextTokens"]) == ("encoder", 200)
    with pytest.raises(ExportError, match="for a T5 alone"):
        convert_model("gpt2", tmp_path / "gpt2", query_in="encoder")


def change(tensors, name, tensor=None):
    """Takes a tensor away, or puts another in its place."""
    if tensor is None:
        del tensors[name]
    else:
        tensors[name] = tensor


WRONG = {
    "a missing tensor": ("gpt2", lambda t: change(t, "h.1.mlp.c_fc.weight"), "lacks transformer.h.1.mlp.c_fc.weight"),
    "many missing": ("gpt2", lambda t: [change(t, n) for n in list(t) if n.startswith("h.1.mlp")], "and 1 more"),
    "no token embeddings": ("gpt2", lambda t: change(t, "wte.weight"), "lacks .*wte.weight"),
    "another shape": (
        "gpt2",
        lambda t: change(t, "h.0.ln_1.bias", torch.zeros(31)),
        r"transformer.h.0.ln_1.bias is \[31\], where \[32\] is expected",
    ),
    "a T5 without its head": ("t5-v1.1", lambda t: change(t, "lm_head.weight"), "lacks lm_head.weight"),
    "a T5 without shared": ("t5", lambda t: change(t, "shared.weight"), "lacks shared.weight"),
    "NaN": ("gpt2", lambda t: change(t, "h.0.ln_1.bias", torch.full((32,), float("nan"))), "h.0.ln_1.bias holds NaN"),
    "embeddings of the encoder's own": (
        "t5",
        lambda t: change(t, "encoder.embed_tokens.weight", torch.zeros(480, 32)),
        "encoder has token embeddings of its own",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_tensors_are_named_and_nothing_stays_behind(wrong, tmp_path):
    name, spoil, message = WRONG[wrong]
    model = MODELS[name]()
    source = write_checkpoint(model, tmp_path / "checkpoint")
    tensors = load_file(source / "model.safetensors")
    spoil(tensors)
    save_file(tensors, source / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ExportError, match=message) as caught:
        converted(tmp_path, source, distiller(model.config.model_type))
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]
