"""The Unigram tokenizers that are trained here: T5's layout, every text readable, the same each time."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from mend_training.export.tiny import SENTENCES
from mend_training.tokenizer import load_tokenizer, train_unigram

VOCABULARY = 496
SENTINELS = 16


@pytest.fixture(scope="module")
def unigram() -> Tokenizer:
    return train_unigram(SENTENCES, VOCABULARY, SENTINELS)


def tokens(tokenizer: Tokenizer, text: str) -> list[str]:
    return tokenizer.encode(text, add_special_tokens=False).tokens


def decoded(tokenizer: Tokenizer, text: str) -> str:
    return tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False)


def test_the_vocabulary_is_laid_out_as_t5s(unigram):
    assert unigram.get_vocab_size() == VOCABULARY
    assert [unigram.id_to_token(id) for id in range(3)] == ["<pad>", "</s>", "<unk>"]
    last = [unigram.id_to_token(id) for id in range(VOCABULARY - SENTINELS, VOCABULARY)]
    assert last == [f"<extra_id_{number}>" for number in range(SENTINELS - 1, -1, -1)]
    special = {token.content for token in unigram.get_added_tokens_decoder().values() if token.special}
    assert special == {"<pad>", "</s>", "<unk>", *last}


def test_a_sequence_ends_with_the_token_for_the_end(unigram):
    assert unigram.encode("the").ids[-1] == 1
    assert unigram.encode("the", "room").ids.count(1) == 2


def test_special_tokens_are_found_inside_text(unigram):
    assert tokens(unigram, "words<extra_id_0>words</s>") == ["▁words", "<extra_id_0>", "▁words", "</s>"]


def test_words_of_the_text_become_few_pieces(unigram):
    assert tokens(unigram, "negative words") == ["▁negative", "▁words"]


def test_latin_letters_and_digits_are_pieces_even_where_no_text_has_them(unigram):
    characters = "".join(map(chr, range(0x21, 0x7F))) + "ÀÉßçéîñöüÿ"
    assert {character for character in characters if unigram.token_to_id(character) is None} == set()


def test_white_space_and_compatibility_characters_are_normalized(unigram):
    assert tokens(unigram, " the\t\n\u3000ｔｈｅ\u200b") == tokens(unigram, "the the")


@pytest.mark.parametrize(
    "text", ["日本語", "a🙂b", "řeka Dvořák", "\U0010fffd x", "z\u0335", "x\ue000", "<0x41>", "< 0x0A>"]
)
def test_no_text_is_unknown_and_every_text_comes_back(unigram, text):
    assert unigram.token_to_id("<unk>") not in unigram.encode(text).ids
    assert decoded(unigram, text) == text


def test_text_that_spells_a_byte_or_a_special_token_is_text(unigram):
    assert tokens(unigram, "<0x41>") == ["▁", *"<0x41>"]
    assert tokens(unigram, "＜pad＞＜extra_id_0＞")[:6] == ["▁", *"<pad>"]
    assert unigram.token_to_id("<extra_id_0>") not in unigram.encode("＜extra_id_0＞").ids


def test_it_is_the_same_each_time_and_is_read_from_its_file(unigram, tmp_path):
    again = train_unigram(SENTENCES, VOCABULARY, SENTINELS)
    assert again.to_str() == unigram.to_str()
    unigram.save(str(tmp_path / "tokenizer.json"))
    read = load_tokenizer(tmp_path / "tokenizer.json")
    assert [read.encode(text).ids for text in SENTENCES] == [unigram.encode(text).ids for text in SENTENCES]


def test_a_long_line_is_learned_from():
    line = "otherwise " * 2_000
    assert tokens(train_unigram([*SENTENCES, line], VOCABULARY), "otherwise") == ["▁otherwise"]


@pytest.mark.parametrize("vocabulary", [300, 5_000])
def test_a_vocabulary_too_small_or_too_large_for_the_text_is_refused(vocabulary):
    with pytest.raises(SystemExit, match=f"no Unigram tokenizer of {vocabulary} tokens"):
        train_unigram(SENTENCES, vocabulary)
