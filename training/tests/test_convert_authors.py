"""Distillers of MEND's authors: every name and shape of theirs, against a forward in plain transformers."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import torch
from convert_models import VECTORS, authors_state, converted, gpt2, write_authors, write_checkpoint
from export_models import close, random_ids
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2Model

from mend_training.export.errors import ExportError
from mend_training.export.runtime import open_model


@cache
def checkpoint() -> Path:
    return write_checkpoint(gpt2(), Path(mkdtemp()) / "tiny")


def vectors_by_transformers(state, ids, heads):
    """What the authors' model makes of demonstrations `[T]`: `[l, d]`, in transformers' own classes."""
    own = {name.removeprefix("hypernet."): tensor for name, tensor in state.items()}
    layers = 1 + max(int(name.split(".")[1]) for name in own if name.startswith("h."))
    shape = own["wte.weight"].shape
    body = GPT2Model(
        GPT2Config(
            vocab_size=shape[0], n_positions=len(own["wpe.weight"]), n_embd=shape[1], n_layer=layers, n_head=heads
        )
    ).eval()
    placeholders = own.pop("init_prompt_weight")
    adapter = [own.pop(f"adap_pooler.dense.{kind}", None) for kind in ("weight", "bias")]
    unexpected = body.load_state_dict(own, strict=False).unexpected_keys
    assert all(name.endswith((".attn.bias", ".attn.masked_bias")) for name in unexpected)
    with torch.no_grad():
        embeds = torch.cat([body.wte(ids), placeholders])
        states = body(inputs_embeds=embeds[None]).last_hidden_state[0, -len(placeholders) :]
        return states if adapter[0] is None else torch.tanh(states @ adapter[0].T + adapter[1])


def check(folder: Path, state, target, heads: int, tolerance: float = 2e-4) -> None:
    """The vectors, and what the target LM answers behind them."""
    graphs, query = open_model(folder / "model", "fp32"), random_ids(9, seed=3)
    for length in (1, 40):
        ids = random_ids(length, seed=length)
        count = len(state["hypernet.init_prompt_weight"])
        vectors = graphs.distil(ids.tolist(), list(range(length, length + count)))
        expected = vectors_by_transformers(state, ids, heads)
        close(vectors, expected, tolerance)
        with torch.no_grad():
            embeds = torch.cat([expected, target.transformer.wte(query)])
            logits = target(inputs_embeds=embeds[None]).logits[0, count:]
        close(graphs.logits_after(vectors, query.tolist()), logits, tolerance)


@pytest.mark.parametrize("width", [16, 32])
def test_it_distils_as_the_authors_do(width, tmp_path):
    """With an adapter where widths differ, and without where they do not."""
    state = authors_state(width)
    assert ("hypernet.adap_pooler.dense.weight" in state) == (width == 16)
    manifest = converted(tmp_path, checkpoint(), write_authors(tmp_path / "mend", state))
    check(tmp_path, state, gpt2(), heads=2)
    said = manifest["distiller"]
    assert (said["anchors"], said["vectors"], said["layers"], said["width"]) == ("after", VECTORS, 2, 32)
    assert manifest["template"] == {"inputPrefix": "", "inputSuffix": "", "outputPrefix": " ", "outputSuffix": ""}
    assert manifest["limits"] == {"demonstrationTokens": 110, "exampleTokens": 32}


@pytest.mark.parametrize(("name", "width", "heads"), [("gpt2-large", 1280, 20), ("gpt2-xl", 1600, 25)])
def test_the_exact_shapes_of_gpt2_to(name, width, heads, tmp_path):
    """768 to that width with 100 placeholders and 1024 positions; of layers and tokens there are few, for speed."""
    torch.manual_seed(0)
    state = authors_state(768, width, vectors=100, heads=12, layers=1)
    state["hypernet.wpe.weight"] = torch.randn(1024, 768) * 0.1
    assert state["hypernet.init_prompt_weight"].shape == (100, 768)
    assert state["hypernet.adap_pooler.dense.weight"].shape == (width, 768)
    target = gpt2(n_embd=width, n_head=heads, n_positions=1024, n_layer=1)
    source = write_checkpoint(target, tmp_path / name)
    # Published GPT-2s need no config.json: their heads are 64 wide.
    manifest = converted(tmp_path, source, write_authors(tmp_path / "mend", state, heads=None))
    check(tmp_path, state, target, heads=12, tolerance=1e-3)
    assert manifest["limits"] == {"demonstrationTokens": 643, "exampleTokens": 256}
    assert manifest["distiller"]["parameters"] == sum(
        tensor.numel() for name, tensor in state.items() if not name.endswith((".attn.bias", ".attn.masked_bias"))
    )


def test_a_folder_shards_and_safetensors_will_do(tmp_path):
    file = write_authors(tmp_path / "folder")
    state = authors_state()
    save_file(state, tmp_path / "mend.safetensors")
    hashes = {
        converted(tmp_path / str(index), checkpoint(), distiller)["distiller"]["hash"]
        for index, distiller in enumerate([file, file.parent])
    }
    # Beside no config.json heads must be 64 wide.
    shutil.copy(file.parent / "config.json", tmp_path / "config.json")
    hashes.add(converted(tmp_path / "2", checkpoint(), tmp_path / "mend.safetensors")["distiller"]["hash"])
    assert len(hashes) == 1


def test_a_target_saved_along_is_not_read(tmp_path):
    state = authors_state() | {"local_llm_model.transformer.wte.weight": torch.zeros(1)}
    converted(tmp_path, checkpoint(), write_authors(tmp_path / "mend", state))
    check(tmp_path, authors_state(), gpt2(), heads=2)


def without(*names):
    return {name: tensor for name, tensor in authors_state().items() if name not in names}


def having(**changes):
    return authors_state() | {f"hypernet.{name.replace('__', '.')}": tensor for name, tensor in changes.items()}


WRONG = {
    "no placeholders": (lambda: without("hypernet.init_prompt_weight"), "lacks hypernet.init_prompt_weight$"),
    "no adapter": (
        lambda: without("hypernet.adap_pooler.dense.weight", "hypernet.adap_pooler.dense.bias"),
        "lacks hypernet.adap_pooler.dense.weight: it gives vectors of width 16, the target's width is 32",
    ),
    "no bias": (lambda: without("hypernet.adap_pooler.dense.bias"), "lacks hypernet.adap_pooler.dense.bias$"),
    "no layer norm": (lambda: without("hypernet.ln_f.weight"), "lacks hypernet.ln_f.weight$"),
    "no token embeddings": (lambda: without("hypernet.wte.weight"), "hypernet.wte.weight is missing"),
    "a hole in the body": (lambda: without("hypernet.h.0.attn.c_attn.bias"), "lacks hypernet.h.0.attn.c_attn.bias$"),
    "for another target": (
        lambda: authors_state(target_width=48),
        r"hypernet.adap_pooler.dense.weight is \[48, 16\], where the target LM asks for \[32, 16\]",
    ),
    "an adapter of one dimension": (
        lambda: having(adap_pooler__dense__weight=torch.zeros(32)),
        r"is \[32\] and its bias \[32\], where \[d, d_s\] and \[d\]",
    ),
    "placeholders of another width": (
        lambda: having(init_prompt_weight=torch.zeros(8, 17)),
        r"hypernet.init_prompt_weight is \[8, 17\], where \[l, 16\]",
    ),
    "no placeholder": (lambda: having(init_prompt_weight=torch.zeros(0, 16)), r"init_prompt_weight is \[0, 16\]"),
    "flat placeholders": (lambda: having(init_prompt_weight=torch.zeros(16)), r"init_prompt_weight is \[16\]"),
    "a layer of another shape": (
        lambda: having(h__0__mlp__c_proj__weight=torch.zeros(3, 3)),
        r"hypernet.h.0.mlp.c_proj.weight is \[3, 3\], where \[64, 16\] is expected",
    ),
    "what nothing reads": (
        lambda: having(h__0__attn__lora_A=torch.zeros(3)),
        "holds hypernet.h.0.attn.lora_A, which nothing here knows",
    ),
    "another vocabulary": (lambda: authors_state(vocabulary=400), "vocabularies differ: distiller 400, target LM 384"),
    "no distiller at all": (lambda: {"weight": torch.zeros(3)}, r"holds no distiller: .* named hypernet\.\*"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_named_and_nothing_stays_behind(wrong, tmp_path):
    make, message = WRONG[wrong]
    file = write_authors(tmp_path / "mend", make())
    with pytest.raises(ExportError, match=message) as caught:
        converted(tmp_path, checkpoint(), file)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["mend"]


def test_heads_that_nothing_tells(tmp_path):
    with pytest.raises(ExportError, match="16 wide, which 0 heads do not share: put the body's config.json beside it"):
        converted(tmp_path, checkpoint(), write_authors(tmp_path / "mend", heads=None))


def test_it_is_for_gpt2_alone(tmp_path):
    from convert_models import t5

    source = write_checkpoint(t5(), tmp_path / "t5")
    with pytest.raises(ExportError, match="for GPT-2 alone; the target is a T5"):
        converted(tmp_path, source, write_authors(tmp_path / "mend"))
