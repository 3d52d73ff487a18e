"""Checkpoints on the Hugging Face hub, by its own client, which knows HF_ENDPOINT, HF_TOKEN, HF_HOME and proxies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HTTPError,
    LocalEntryNotFoundError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from ..export.errors import ExportError
from ..wording import reason
from .files import INDEXES, WEIGHTS, config_family

_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?(@[\w./-]+)?")

_SMALL = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "README.md",
    "mend.json",
)


def local_folder(source: str) -> Path:
    """
    The folder of a checkpoint: `source` itself, or a snapshot, in the hub client's cache, of the model that has this id
    on the hub (`owner/name`, `name`, or either with `@revision`). Only what a conversion reads is fetched, and
    nothing large of a model that is of neither family. ExportError where there is none.
    """
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists() or not _ID.fullmatch(source):
        raise ExportError(f"{source} is neither a folder nor the id of a model on the hub (owner/name)")
    name, _, revision = source.partition("@")
    with _explained(source):
        config = hf_hub_download(name, "config.json", revision=revision or None)
        config_family(Path(config).parent, source)
        names = HfApi().list_repo_files(name, revision=revision or None)
        return Path(
            snapshot_download(name, revision=revision or None, allow_patterns=[*_SMALL, *_weight_files(source, names)])
        )


def _weight_files(source: str, names: list[str]) -> list[str]:
    """The files of weights to fetch, of those that hold the same: whole before sharded, safetensors before pickles."""
    for whole, index in zip(WEIGHTS, INDEXES, strict=True):
        if whole in names:
            return [whole]
        if index in names:
            stem, ending = whole.rsplit(".", 1)
            return [index, f"{stem}-*.{ending}"]
    raise ExportError(f"{source} has no weights that can be read on the hub: none of {', '.join(WEIGHTS)}")


@contextmanager
def _explained(source: str) -> Iterator[None]:
    try:
        yield
    except GatedRepoError as error:
        raise ExportError(
            f"{source} is gated on the hub: accept its terms there, and set HF_TOKEN to a token of your account"
        ) from error
    except RepositoryNotFoundError as error:
        raise ExportError(
            f"there is no folder {source}, and no such model on the hub, or it is private and HF_TOKEN does not open it"
        ) from error
    except RevisionNotFoundError as error:
        raise ExportError(f"{source}: the hub has the model, but not this revision") from error
    except RemoteEntryNotFoundError as error:
        raise ExportError(f"{source} has no config.json on the hub, so it is no checkpoint of transformers") from error
    except (HTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ExportError(f"{source} cannot be fetched from the hub: {reason(error)}") from error
