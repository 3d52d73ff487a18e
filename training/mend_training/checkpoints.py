"""
What a run leaves behind: checkpoints to go on from, and weights. They are the same files however many processes wrote
them, and whether each held the whole model or a share of it (FSDP).
"""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor

from .atomic import replacing
from .wording import listed

State = dict[str, Tensor]


def full_state(model: nn.Module) -> State:
    """
    A model's tensors by name, less those it borrows (`model.borrowed`: names of weights that are another model's).
    Every process of a run must ask at the same time, since the shares of each are gathered.
    """
    borrowed = getattr(model, "borrowed", frozenset())
    return {name: _whole(tensor) for name, tensor in model.state_dict().items() if name not in borrowed}


def load_state(model: nn.Module, state: State, where: Path) -> None:
    """Gives a model back what `full_state` told; `where` it was read is named when it does not fit."""
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    for name in getattr(model, "borrowed", frozenset()):
        del expected[name]
    found = {name: tensor.shape for name, tensor in state.items()}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise SystemExit(
            f"{where} was written with other model settings than the recipe's: they differ in {listed(wrong)}"
        )
    model.load_state_dict(state, strict=False)


def full_optimizer_state(optimizer: Any) -> dict[str, Any]:
    """An optimizer's state with whole tensors; every process must ask at the same time."""
    state = optimizer.state_dict()
    of_each = {index: {key: _whole(value) for key, value in one.items()} for index, one in state["state"].items()}
    return {**state, "state": of_each}


def load_optimizer_state(optimizer: Any, state: dict[str, Any]) -> None:
    """Gives an optimizer back what `full_optimizer_state` told; each process takes the shares of its parameters."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    of_each = {
        index: {key: _share(value, parameters[index]) for key, value in one.items()}
        for index, one in state["state"].items()
    }
    optimizer.load_state_dict({**state, "state": of_each})


def _whole(value: Any) -> Any:
    return value.full_tensor() if isinstance(value, DTensor) else value


def _share(value: Any, parameter: Tensor) -> Any:
    if isinstance(parameter, DTensor) and isinstance(value, Tensor) and value.shape == parameter.shape:
        return distribute_tensor(value.to(parameter.device), parameter.device_mesh, parameter.placements)
    return value


def save_checkpoint(folder: Path, model: State, optimizer: dict[str, Any], step: int) -> None:
    """
    Writes weights, optimizer and step as one file, replaced at once: a kill leaves the old checkpoint or the new
    one.
    """
    with replacing(_file(folder)) as temporary:
        torch.save({"model": model, "optimizer": optimizer, "step": step}, temporary)


def read_checkpoint(folder: Path) -> dict[str, Any] | None:
    """What `save_checkpoint` wrote: `model`, `optimizer` and `step`, the one to go on from."""
    if not has_checkpoint(folder):
        return None
    return torch.load(_file(folder), weights_only=True, map_location="cpu")


def has_checkpoint(folder: Path) -> bool:
    """Whether a run would go on from an earlier one."""
    return _file(folder).exists()


def _file(folder: Path) -> Path:
    return folder / "checkpoint.pt"


def save_weights(path: Path, model: nn.Module, writes: bool = True) -> None:
    """
    The weights alone, as safetensors; tensors that share memory are stored once each. Every process of a run calls it
    at the same time, and one of them `writes`.
    """
    state = full_state(model)
    if not writes:
        return
    tensors = {name: tensor.detach().clone().contiguous().cpu() for name, tensor in state.items()}
    with replacing(path) as temporary:
        save_file(tensors, temporary)


def load_weights(path: Path, model: nn.Module) -> None:
    """Gives a model the weights that an earlier stage ended with."""
    if not path.exists():
        raise SystemExit(f"no weights at {path}: run the earlier stage of this recipe first")
    load_state(model, load_file(path), path)
