"""Tokenizers of checkpoints become one file that the engine reads."""

from __future__ import annotations

import json
import shutil

import pytest
from export_models import tokenizer_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from mend_training.convert.tokenizer import tokenizer_text
from mend_training.export.errors import ExportError
from mend_training.export.tiny import SENTENCES
from mend_training.tokenizer import _train_sentencepiece


def ids(text: str, string: str) -> list[int]:
    return Tokenizer.from_str(text).encode(string, add_special_tokens=False).ids


def write_config(folder, kind: str) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": kind}))


@pytest.mark.parametrize("kind", ["identity", "t5"])
def test_a_tokenizer_file_is_taken_as_it_is(kind, tmp_path):
    shutil.copy(tokenizer_file(kind), tmp_path / "tokenizer.json")
    assert tokenizer_text(tmp_path) == tokenizer_file(kind).read_text("utf-8")


def test_what_would_cut_or_fill_up_texts_is_taken_out(tmp_path):
    tokenizer = Tokenizer.from_file(str(tokenizer_file("identity")))
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=4)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    text = tokenizer_text(tmp_path)
    assert (json.loads(text)["truncation"], json.loads(text)["padding"]) == (None, None)
    assert len(ids(text, SENTENCES[0])) > 4
    assert ids(text, SENTENCES[0]) == ids(tokenizer_file("identity").read_text("utf-8"), SENTENCES[0])


def test_gpt2_s_own_files(tmp_path):
    tokenizer = Tokenizer.from_file(str(tokenizer_file("identity")))
    tokenizer.model.save(str(tmp_path))
    write_config(tmp_path, "gpt2")
    assert {"vocab.json", "merges.txt"} <= {path.name for path in tmp_path.iterdir()}
    text = tokenizer_text(tmp_path)
    for sentence in SENTENCES:
        assert ids(text, sentence) == tokenizer.encode(sentence).ids


def test_t5_s_own_file(tmp_path):
    """A model of SentencePiece's, as all T5s before the first flan had it alone."""
    model = _train_sentencepiece(SENTENCES, 480, 0)
    (tmp_path / "spiece.model").write_bytes(model.SerializeToString())
    write_config(tmp_path, "t5")
    text = tokenizer_text(tmp_path)
    assert json.loads(text)["model"]["type"] == "Unigram"
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
    for sentence in SENTENCES:
        assert ids(text, sentence) == pieces.encode(sentence)
    # A hundred sentinels behind the model's own tokens, the first one last.
    assert ids(text, "<extra_id_0>") == [579]


def test_no_tokenizer(tmp_path):
    with pytest.raises(ExportError, match="holds no tokenizer: no tokenizer.json, vocab.json or spiece.model"):
        tokenizer_text(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1.0"'])
def test_a_broken_tokenizer(content, tmp_path):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ExportError, match="cannot be read") as caught:
        tokenizer_text(tmp_path)
    assert "\n" not in str(caught.value)


def edited(kind: str, folder, **parts) -> None:
    tokenizer = Tokenizer.from_file(str(tokenizer_file(kind)))
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    tokenizer.save(str(folder / "tokenizer.json"))


UNREAD = {
    "lower case": ("t5", {"normalizer": normalizers.Lowercase()}, "normalizer Lowercase"),
    "one of a sequence": ("t5", {"normalizer": normalizers.Sequence([normalizers.NFD()])}, "normalizer NFD"),
    "digits apart": ("t5", {"pre_tokenizer": pre_tokenizers.Digits()}, "pre_tokenizer Digits"),
    "another decoder": ("identity", {"decoder": decoders.WordPiece()}, "decoder WordPiece"),
}


@pytest.mark.parametrize("unread", UNREAD)
def test_what_the_engine_does_not_read_is_told_at_once(unread, tmp_path):
    kind, parts, message = UNREAD[unread]
    edited(kind, tmp_path, **parts)
    with pytest.raises(ExportError, match=f"has a {message}, which the engine does not read"):
        tokenizer_text(tmp_path)


def test_another_kind_of_model(tmp_path):
    Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ExportError, match="is a WordPiece model; the engine reads BPE and Unigram ones"):
        tokenizer_text(tmp_path)
