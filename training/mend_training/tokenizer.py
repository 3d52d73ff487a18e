"""
The tokenizers of our own models: a byte-level BPE in the manner of GPT-2, and a Unigram model in the manner of T5; both
trained on the text and the task rows.
"""

import io
import string
from collections.abc import Iterable
from pathlib import Path

import sentencepiece
from sentencepiece.sentencepiece_model_pb2 import ModelProto
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

# The letters of Western European languages, which English text has too few of to teach: U+00C0 to U+00FF, less × and ÷.
_LATIN = "".join(chr(code) for code in range(0xC0, 0x100) if chr(code).isalpha())
_PAD, _END, _UNKNOWN = "<pad>", "</s>", "<unk>"
_NORMAL_PIECE = 1


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Trains on `texts`; the vocabulary always holds all 256 bytes, so nothing is ever unknown."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|endoftext|>"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def train_unigram(texts: Iterable[str], vocabulary: int, sentinels: int = 32) -> Tokenizer:
    """
    Trains T5's kind of tokenizer on `texts`: exactly `vocabulary` ids, `<pad>`, `</s>` and `<unk>` first, the sentinels
    last and in reverse, so that `<extra_id_0>` is the very last. Unlike T5's it holds all 256 bytes, so nothing is ever
    unknown. Raises `SystemExit` where `texts` cannot fill the vocabulary or the vocabulary cannot hold the characters.
    """
    model = _train_sentencepiece(texts, vocabulary, sentinels)
    lowest = min(piece.score for piece in model.pieces)
    # SentencePiece never reads a byte piece or a special token out of text. `tokenizers` does where the text spells one
    # ("<0x41>", or "<pad>" in fullwidth letters, once normalized), because their score is 0. Below the sum of the at
    # most fourteen characters that spell one, each of which is a piece, the spelling always wins.
    unspoken = 16 * lowest
    pieces = [(piece.piece, piece.score if piece.type == _NORMAL_PIECE else unspoken) for piece in model.pieces]
    extra = [f"<extra_id_{number}>" for number in reversed(range(sentinels))]
    pieces += [(token, unspoken) for token in extra]

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2, byte_fallback=True))
    tokenizer.normalizer = normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=["$A", _END], pair=["$A", _END, "$B", _END], special_tokens=[(_END, 1)]
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in (_PAD, _END, _UNKNOWN, *extra)]
    )
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    if not path.exists():
        raise SystemExit(f"no tokenizer at {path}: run `mend-train tokenizer` with this recipe first")
    return Tokenizer.from_file(str(path))


def _train_sentencepiece(texts: Iterable[str], vocabulary: int, sentinels: int) -> ModelProto:
    """The trainer of `tokenizers` takes more than twice as long, mixes words with punctuation, and has no charsmap."""
    file = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=(line for text in texts for line in text.splitlines()),
            model_writer=file,
            model_type="unigram",
            vocab_size=vocabulary - sentinels,
            normalization_rule_name="nmt_nfkc",
            required_chars=string.digits + string.ascii_letters + string.punctuation + _LATIN,
            byte_fallback=True,
            pad_id=0,
            eos_id=1,
            unk_id=2,
            bos_id=-1,
            pad_piece=_PAD,
            eos_piece=_END,
            unk_piece=_UNKNOWN,
            # Longer lines would be left out without a word, and a line here can be a whole document.
            max_sentence_length=1 << 24,
            # The sums of expectation maximization depend on how they are shared out.
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise SystemExit(f"no Unigram tokenizer of {vocabulary} tokens can be trained on this text: {error}") from error
    return ModelProto.FromString(file.getvalue())
