"""A thin layer over onnx.helper: names every value, keeps initializers, refers to external data."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .external import ExternalTensor

OPSET = 20
"""Has LayerNormalization (17) and Gelu with the tanh approximation (20)."""
CONTRIBUTED = "com.microsoft"
"""The domain of onnxruntime's own operators."""
IR_VERSION = 9
"""The oldest IR version for opset 20, so that every runtime that knows the operators reads the file."""


class GraphBuilder:
    """Collects nodes and initializers; every method that adds a node returns the name of its output."""

    def __init__(self, name: str):
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._ahead: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._used: dict[str, int] = {}
        self._domains: set[str] = set()

    def input(self, name: str, dtype: int, shape: list[str | int]) -> str:
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def output(self, name: str, value: str, dtype: int, shape: list[str | int]) -> None:
        """Declares `value` as the graph output `name`."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=f"output/{name}"))
        self._outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    def node(self, op: str, inputs: list[str], name: str | None = None, **attributes: object) -> str:
        return self.nodes(op, inputs, 1, name, **attributes)[0]

    def nodes(
        self, op: str, inputs: list[str], outputs: int, name: str | None = None, **attributes: object
    ) -> list[str]:
        unique = self._unique(name or op)
        names = [unique] if outputs == 1 else [f"{unique}:{i}" for i in range(outputs)]
        self._nodes.append(helper.make_node(op, inputs, names, name=unique, **attributes))
        return names

    def contributed(self, op: str, inputs: list[str], name: str | None = None, **attributes: object) -> str:
        """A node with an operator of onnxruntime's own."""
        self._domains.add(CONTRIBUTED)
        return self.node(op, inputs, name, domain=CONTRIBUTED, **attributes)

    def of_weight(self, op: str, inputs: list[str], name: str | None = None, **attributes: object) -> str:
        """
        A node that reads weights alone. onnxruntime makes a constant of it when it loads the graph, or, where it is
        told to save memory, runs it each time. Of a node's inputs it computes those first that come last in the file,
        so these nodes come before all others: each is run just before its result is read, not all at the start.
        """
        unique = self._unique(name or op)
        self._ahead.append(helper.make_node(op, inputs, [unique], name=unique, **attributes))
        return unique

    def weight(self, name: str, array: np.ndarray | ExternalTensor) -> str:
        """Adds an initializer (once): inside the graph, or a reference into an external file."""
        if name not in self._initializers:
            if isinstance(array, ExternalTensor):
                self._initializers[name] = _external_proto(name, array)
            else:
                self._initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def ints(self, *values: int) -> str:
        """A 1-D int64 constant."""
        return self.weight("ints:" + ",".join(map(str, values)), np.array(values, np.int64))

    def int(self, value: int) -> str:
        """A scalar int64 constant."""
        return self.weight(f"int:{value}", np.array(value, np.int64))

    def float(self, value: float) -> str:
        """A scalar float32 constant."""
        return self.weight(f"float:{value!r}", np.array(value, np.float32))

    def dimension(self, value: str, axis: int) -> str:
        """The size of one axis, as a 1-D tensor of one int64."""
        return self.node("Shape", [value], start=axis, end=axis + 1)

    def columns(self, value: str, columns: slice) -> str:
        """Some of the last axis of a weight; all of it costs nothing."""
        if columns == slice(None):
            return value
        return self.of_weight("Slice", [value, self.ints(columns.start), self.ints(columns.stop), self.ints(-1)])

    def concat(self, values: list[str], axis: int) -> str:
        return self.node("Concat", values, axis=axis)

    def build(self, producer_version: str) -> bytes:
        """Checks the graph and serializes it; the same calls give the same bytes."""
        graph = helper.make_graph(
            self._ahead + self._nodes,
            self._name,
            self._inputs,
            self._outputs,
            initializer=list(self._initializers.values()),
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), *(helper.make_opsetid(name, 1) for name in self._domains)],
            ir_version=IR_VERSION,
            producer_name="mend-train",
            producer_version=producer_version,
        )
        return model.SerializeToString(deterministic=True)

    def _unique(self, name: str) -> str:
        count = self._used.get(name, 0)
        self._used[name] = count + 1
        return name if count == 0 else f"{name}_{count}"


def _external_proto(name: str, tensor: ExternalTensor) -> onnx.TensorProto:
    proto = TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(tensor.dtype),
        dims=tensor.shape,
        data_location=TensorProto.EXTERNAL,
    )
    entries = {"location": tensor.location, "offset": tensor.offset, "length": tensor.nbytes}
    for key, value in entries.items():
        proto.external_data.add(key=key, value=str(value))
    return proto
