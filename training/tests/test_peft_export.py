"""
What the extension exports, read by the libraries it is for. `test/golden/export.test.ts` says that the golden files are
what TypeScript writes; here PEFT, NumPy and PyTorch read them. The other way round, the extension is tested with an
adapter that PEFT saved.
"""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from peft import PeftConfig, PeftModel, PromptTuningConfig, get_peft_model
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tiny import tiny_target
from transformers import GPT2LMHeadModel, T5ForConditionalGeneration

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden"
FIXTURES = GOLDEN.parent / "fixtures"
VECTORS = torch.from_numpy(((np.arange(96) * 37 % 101 - 50) / 64).astype(np.float32).reshape(3, 32))
"""The numbers of the TypeScript test: multiples of 1/64, so that they are equal to the last bit."""

CLASSES = {"gpt2": GPT2LMHeadModel, "t5": T5ForConditionalGeneration}
BASES = [
    pytest.param(family, kind, id=f"{kind} {family}") for family in ("gpt2", "t5") for kind in ("random", "fixture")
]
IDS = torch.tensor([[5, 17, 256, 3, 1], [9, 9, 200, 31, 1]])
DECODER_IDS = torch.tensor([[0, 12, 7], [0, 40, 41]])


def base_model(family: str, kind: str):
    """A target LM of width 32 as plain transformers has it, with random weights or those of the test fixture."""
    if kind == "fixture":
        return CLASSES[family].from_pretrained(FIXTURES / f"tiny-{family}").float().eval()
    model = tiny_target(family, width=32, vocabulary=320).model
    assert type(model) is CLASSES[family]
    return model.eval()


def logits_with_embeds(family: str, model, embeds):
    """Of the base model, given the embeddings; a T5's encoder reads them."""
    decoder = {"decoder_input_ids": DECODER_IDS} if family == "t5" else {}
    return model(inputs_embeds=embeds, **decoder).logits


@pytest.mark.parametrize(("family", "kind"), BASES)
@torch.no_grad()
def test_an_adapter_puts_the_vectors_in_front(family, kind):
    base = base_model(family, kind)
    queries = base.get_input_embeddings()(IDS)
    without = logits_with_embeds(family, base, queries)
    expected = logits_with_embeds(family, base, torch.cat([VECTORS.expand(2, -1, -1), queries], dim=1))
    adapted = PeftModel.from_pretrained(base, GOLDEN / f"peft-{family}")
    decoder = {"decoder_input_ids": DECODER_IDS} if family == "t5" else {}
    got = adapted(input_ids=IDS, attention_mask=torch.ones_like(IDS), **decoder).logits
    assert got.shape == expected.shape
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(expected[:, -1], without[:, -1], atol=1e-2), "the vectors change nothing"


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-t5", "tiny-t5-encoder"])
@torch.no_grad()
def test_an_adapter_answers_as_the_engine_does(model, tmp_path):
    """With the ids that docs/vector-file.md says PEFT is to be given."""
    said = json.loads((FIXTURES / model / "mend.json").read_text("utf-8"))
    family, target = said["family"], said["target"]
    cases = json.loads((GOLDEN / f"{model}.json").read_text("utf-8"))["cases"]
    base = CLASSES[family].from_pretrained(FIXTURES / model).float().eval()
    config = json.loads((GOLDEN / f"peft-{family}" / "adapter_config.json").read_text("utf-8"))
    for case in cases:
        vectors = torch.tensor(case["vectors"])
        config["num_virtual_tokens"] = len(vectors)
        (tmp_path / "adapter_config.json").write_text(json.dumps(config), "utf-8")
        save_file({"prompt_embeddings": vectors}, tmp_path / "adapter_model.safetensors")
        query = case["tokens"]["query"]
        if family == "gpt2":
            ids = {"input_ids": [query]}
        elif target["queryIn"] == "encoder":
            ids = {"input_ids": [[*query, target["endToken"]]], "decoder_input_ids": [[target["startToken"]]]}
        else:
            ids = {"input_ids": [[target["endToken"]]], "decoder_input_ids": [[target["startToken"], *query]]}
        adapted = PeftModel.from_pretrained(base, tmp_path)
        logits = adapted(**{name: torch.tensor(rows) for name, rows in ids.items()}).logits[0, -1]
        expected = torch.tensor(case["arms"]["distilled"]["nextLogits"])
        torch.testing.assert_close(logits, expected, rtol=0, atol=1e-3)


@pytest.mark.parametrize("family", CLASSES)
def test_an_adapter_is_what_peft_itself_would_save(family, tmp_path):
    task = {"gpt2": "CAUSAL_LM", "t5": "SEQ_2_SEQ_LM"}[family]
    settings = {"num_virtual_tokens": 3, "num_transformer_submodules": 1, "token_dim": 32}
    own = get_peft_model(base_model(family, "random"), PromptTuningConfig(task_type=task, **settings))
    own.save_pretrained(tmp_path)
    saved, exported = PeftConfig.from_pretrained(tmp_path), PeftConfig.from_pretrained(GOLDEN / f"peft-{family}")
    # The base model's name, and what PEFT works out from the base model when it loads an adapter.
    own_words = {"base_model_name_or_path", "num_layers", "num_attention_heads"}
    different = {key for key, value in saved.to_dict().items() if exported.to_dict()[key] != value}
    assert different <= own_words
    assert exported.base_model_name_or_path == f"tiny-{family}-target"
    tensors = [load_file(folder / "adapter_model.safetensors") for folder in (tmp_path, GOLDEN / f"peft-{family}")]
    described = [{name: (tensor.shape, tensor.dtype) for name, tensor in one.items()} for one in tensors]
    assert described[0] == described[1]


@pytest.mark.parametrize("family", CLASSES)
def test_an_adapter_keeps_the_template_and_the_licence(family):
    with safe_open(GOLDEN / f"peft-{family}" / "adapter_model.safetensors", "pt") as file:
        metadata = file.metadata()
    assert metadata["format"] == "pt"
    assert {"template", "licence", "target_hash"} <= metadata.keys()
    assert "demonstrations_text" not in metadata


def test_numpy_reads_the_array():
    array = np.load(GOLDEN / "vectors.npy", allow_pickle=False)
    assert array.dtype == np.float32
    assert array.flags.c_contiguous
    np.testing.assert_array_equal(array, VECTORS.numpy())


def test_the_array_is_what_numpy_itself_would_save(tmp_path):
    np.save(tmp_path / "own.npy", VECTORS.numpy())
    assert (tmp_path / "own.npy").read_bytes() == (GOLDEN / "vectors.npy").read_bytes()


@pytest.mark.parametrize("mmap", [False, True])
def test_pytorch_reads_the_tensor(mmap):
    tensor = torch.load(GOLDEN / "vectors.pt", weights_only=True, mmap=mmap)
    assert (tensor.dtype, tensor.is_contiguous(), tensor.requires_grad) == (torch.float32, True, False)
    torch.testing.assert_close(tensor, VECTORS, rtol=0, atol=0)


def test_the_tensor_is_a_sound_archive():
    with zipfile.ZipFile(GOLDEN / "vectors.pt") as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_adapter_that_is_imported_is_what_peft_saves(tmp_path):
    """A T5's, as PEFT makes it by default: with rows for the decoder, which prompt tuning does not read."""
    config = PromptTuningConfig(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=2)
    adapted = get_peft_model(base_model("t5", "random"), config)
    rows = torch.cat([VECTORS[:2], torch.full((2, 32), 7.0)])
    adapted.prompt_encoder["default"].embedding.weight.data.copy_(rows)
    adapted.save_pretrained(tmp_path)
    golden = GOLDEN / "peft-saved"
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        if os.environ.get("MEND_WRITE_GOLDEN"):
            golden.mkdir(exist_ok=True)
            (golden / name).write_bytes((tmp_path / name).read_bytes())
    saved, known = [json.loads((folder / "adapter_config.json").read_text("utf-8")) for folder in (tmp_path, golden)]
    assert saved == known
    assert known["num_transformer_submodules"] == 2
    torch.testing.assert_close(load_file(golden / "adapter_model.safetensors"), {"prompt_embeddings": rows})
