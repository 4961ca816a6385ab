"""The trained network as an ONNX graph, written node by node.

Writing the graph ourselves, instead of tracing it, keeps it small and readable (8 nodes a layer), needs no exporter
that changes with every torch release, and lets each matrix be stored in its own precision. The fused operators of
`com.microsoft` (MultiHeadAttention, SkipLayerNormalization, BiasGelu, DynamicQuantizeMatMul, MatMulNBits) are part of
every build of ONNX Runtime.

Inputs: `input_ids` and `attention_mask`, int64 (sequences, tokens), and `pools`, float (sequences, pools, tokens), each
row of which weighs the states of one mean. Outputs: `logits` (sequences, pools, labels) and `embedding` (sequences,
pools, hidden), the means at length 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx

    from app.models.training.network import Network

Array = npt.NDArray[np.float32]
OPSET = 17
CONTRIB = "com.microsoft"
BLOCK = 32  # weights that share a scale in MatMulNBits
# 7 bits: two products of 8-bit weights and activations overflow the 16-bit sums of processors without VNNI
LEVELS = 63


class Precision(StrEnum):
    """How a matrix is stored and multiplied.

    `INT8`: one scale a column, activations quantised on the fly with one scale a tensor: fastest. `BLOCKS`: 8 bits, one
    scale per 32 weights and per 32 activations: nearly exact, slower. `FULL`: fp32.
    """

    FULL = "full"
    INT8 = "int8"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Layer:
    """One BERT layer; matrices are (inputs, outputs). `qkv` is query, key and value side by side."""

    qkv: Array
    qkv_bias: Array
    out: Array
    out_bias: Array
    out_norm: tuple[Array, Array]
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    down_norm: tuple[Array, Array]


@dataclass(frozen=True, slots=True)
class Parts:
    """All arrays of the network. `positions` has the (only) token type added in, a row for each place."""

    words: Array
    positions: Array
    norm: tuple[Array, Array]
    layers: tuple[Layer, ...]
    head: Array
    head_bias: Array
    heads: int
    epsilon: float


def take_apart(network: "Network", max_length: int) -> Parts:
    """The arrays of a trained network (`network.build`), for windows of up to `max_length` tokens."""
    state = {name: tensor.detach().cpu().float().numpy() for name, tensor in network.state_dict().items()}

    def matrix(name: str) -> Array:
        return np.ascontiguousarray(state[f"{name}.weight"].T, dtype=np.float32)

    def bias(name: str) -> Array:
        return np.asarray(state[f"{name}.bias"], dtype=np.float32)

    def norm(name: str) -> tuple[Array, Array]:
        return np.asarray(state[f"{name}.weight"]), np.asarray(state[f"{name}.bias"])

    from app.models.training.network import encoder_of

    config = encoder_of(network).config
    layers = []
    for number in range(config.num_hidden_layers):
        at = f"encoder.encoder.layer.{number}"
        three = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        layers.append(
            Layer(
                qkv=np.concatenate([matrix(name) for name in three], axis=1),
                qkv_bias=np.concatenate([bias(name) for name in three]),
                out=matrix(f"{at}.attention.output.dense"),
                out_bias=bias(f"{at}.attention.output.dense"),
                out_norm=norm(f"{at}.attention.output.LayerNorm"),
                up=matrix(f"{at}.intermediate.dense"),
                up_bias=bias(f"{at}.intermediate.dense"),
                down=matrix(f"{at}.output.dense"),
                down_bias=bias(f"{at}.output.dense"),
                down_norm=norm(f"{at}.output.LayerNorm"),
            )
        )
    at = "encoder.embeddings"
    return Parts(
        words=np.asarray(state[f"{at}.word_embeddings.weight"]),
        positions=state[f"{at}.position_embeddings.weight"][:max_length]
        + state[f"{at}.token_type_embeddings.weight"][0],
        norm=norm(f"{at}.LayerNorm"),
        layers=tuple(layers),
        head=matrix("head"),
        head_bias=bias("head"),
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
    )


def write_graph(
    parts: Parts,
    precision: Callable[[str], Precision] = lambda name: Precision.FULL,
    smooth: dict[str, Array] | None = None,
    small_words: bool = False,
) -> "onnx.ModelProto":
    """The graph. `precision` is asked for each matrix: `0.qkv`, `0.out`, `0.up`, `0.down`, `1.qkv` …

    `smooth` holds, by the same names, a divisor for each input channel; the matrix is multiplied by it, so that the
    product is unchanged and large channels cost less in quantisation (Xiao et al., "SmoothQuant", 2023). `small_words`
    stores the word embeddings in 8 bits with one scale a word.
    """
    return _Writer(parts, precision, smooth or {}, small_words).model()


def quantise_columns(matrix: Array, levels: int) -> tuple[npt.NDArray[np.int8], Array]:
    """Symmetric integers in -levels … levels and one scale for each column: `matrix` is nearly integers * scales."""
    scales = np.abs(matrix).max(axis=0) / levels
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)
    return np.clip(np.round(matrix / scales), -levels, levels).astype(np.int8), scales


def quantise_blocks(matrix: Array) -> tuple[npt.NDArray[np.uint8], Array]:
    """8-bit blocks for MatMulNBits: bytes (outputs, blocks, 32) around 128, scales (outputs * blocks,).

    Raises ValueError when the number of inputs is no multiple of 32.
    """
    inputs, outputs = matrix.shape
    if inputs % BLOCK:
        raise ValueError(f"{inputs} inputs do not divide into blocks of {BLOCK}")
    cut = np.ascontiguousarray(matrix.T).reshape(outputs, inputs // BLOCK, BLOCK)
    scales = np.abs(cut).max(axis=2, keepdims=True) / 127
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)
    values = np.clip(np.round(cut / scales), -127, 127) + 128
    return values.astype(np.uint8), scales.reshape(-1)


class _Writer:
    """Collects nodes and arrays; each method adds some and returns the name of its output."""

    def __init__(
        self, parts: Parts, precision: Callable[[str], Precision], smooth: dict[str, Array], small_words: bool
    ) -> None:
        self.parts = parts
        self.precision = precision
        self.smooth = smooth
        self.small_words = small_words
        self.nodes: list[Any] = []
        self.arrays: list[Any] = []

    def model(self) -> "onnx.ModelProto":
        from onnx import TensorProto, checker, helper

        self._network()
        hidden, labels = self.parts.head.shape
        graph = helper.make_graph(
            self.nodes,
            "emotion",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["sequences", "tokens"]),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["sequences", "tokens"]),
                helper.make_tensor_value_info("pools", TensorProto.FLOAT, ["sequences", "pools", "tokens"]),
            ],
            [
                helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["sequences", "pools", labels]),
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["sequences", "pools", hidden]),
            ],
            self.arrays,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="todak", ir_version=8)
        checker.check_model(model)
        return model

    def _network(self) -> None:
        parts = self.parts
        keys = self._node("Cast", ["attention_mask"], "keys", to=6)  # INT32
        state = self._embeddings()
        for number, layer in enumerate(parts.layers):
            at = f"{number}."
            joint = self._bias(self._product(state, f"{at}qkv", layer.qkv), layer.qkv_bias, f"{at}qkv.bias")
            query, key, value = self._split(joint, at)
            mixed = self._node(
                "MultiHeadAttention",
                [query, key, value, "", keys],
                f"{at}mixed",
                domain=CONTRIB,
                num_heads=parts.heads,
            )
            state = self._add_norm(
                self._product(mixed, f"{at}out", layer.out), state, layer.out_norm, layer.out_bias, f"{at}out.norm"
            )
            wide = self._node(
                "BiasGelu",
                [self._product(state, f"{at}up", layer.up), self._array(f"{at}up.bias", layer.up_bias)],
                f"{at}gelu",
                domain=CONTRIB,
            )
            state = self._add_norm(
                self._product(wide, f"{at}down", layer.down), state, layer.down_norm, layer.down_bias, f"{at}down.norm"
            )
        mean = self._node("MatMul", ["pools", state], "mean")
        said = self._node("MatMul", [mean, self._array("head", parts.head)], "head.product")
        self._node("Add", [said, self._array("head.bias", parts.head_bias)], "logits")
        self._node("LpNormalization", [mean], "embedding", axis=-1, p=2)

    def _embeddings(self) -> str:
        parts = self.parts
        if self.small_words:
            integers, scales = quantise_columns(parts.words.T, 127)
            rows = self._node(
                "Gather", [self._array("words", np.ascontiguousarray(integers.T)), "input_ids"], "words.row"
            )
            scale = self._node(
                "Gather", [self._array("words.scale", scales.reshape(-1, 1)), "input_ids"], "words.row.scale"
            )
            words = self._node("Mul", [self._node("Cast", [rows], "words.float", to=1), scale], "words.value")
        else:
            words = self._node("Gather", [self._array("words", parts.words), "input_ids"], "words.value")
        shape = self._node("Shape", ["input_ids"], "tokens", start=1, end=2)
        zero, axis = self._integers("zero", [0]), self._integers("axis.first", [0])
        places = self._node("Slice", [self._array("positions", parts.positions), zero, shape, axis], "places")
        return self._norm(self._node("Add", [words, places], "embedded"), parts.norm, "embedded.norm")

    def _product(self, state: str, name: str, matrix: Array) -> str:
        kind = self.precision(name)
        divisor = self.smooth.get(name)
        if divisor is not None and kind is not Precision.FULL:
            state = self._node("Mul", [state, self._array(f"{name}.smooth", 1 / divisor)], f"{name}.smoothed")
            matrix = matrix * divisor[:, None]
        if kind is Precision.FULL:
            return self._node("MatMul", [state, self._array(name, matrix)], f"{name}.product")
        if kind is Precision.INT8:
            integers, scales = quantise_columns(matrix, LEVELS)
            inputs = [state, self._array(name, integers), self._array(f"{name}.scale", scales)]
            return self._node("DynamicQuantizeMatMul", inputs, f"{name}.product", domain=CONTRIB)
        values, scales = quantise_blocks(matrix)
        return self._node(
            "MatMulNBits",
            [state, self._array(name, values), self._array(f"{name}.scale", scales)],
            f"{name}.product",
            domain=CONTRIB,
            K=matrix.shape[0],
            N=matrix.shape[1],
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,  # multiply in 8-bit integers, activations quantised in the same blocks
        )

    def _split(self, joint: str, at: str) -> list[str]:
        from onnx import helper

        outputs = [f"{at}query", f"{at}key", f"{at}value"]
        self.nodes.append(helper.make_node("Split", [joint], outputs, axis=2))
        return outputs

    def _bias(self, state: str, bias: Array, name: str) -> str:
        return self._node("Add", [state, self._array(name, bias)], f"{name}.added")

    def _norm(self, state: str, norm: tuple[Array, Array], name: str) -> str:
        inputs = [state, self._array(f"{name}.gain", norm[0]), self._array(f"{name}.shift", norm[1])]
        return self._node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=self.parts.epsilon)

    def _add_norm(self, state: str, skip: str, norm: tuple[Array, Array], bias: Array, name: str) -> str:
        inputs = [
            state,
            skip,
            self._array(f"{name}.gain", norm[0]),
            self._array(f"{name}.shift", norm[1]),
            self._array(f"{name}.bias", bias),
        ]
        return self._node("SkipLayerNormalization", inputs, f"{name}.out", domain=CONTRIB, epsilon=self.parts.epsilon)

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _array(self, name: str, values: npt.NDArray[Any]) -> str:
        from onnx import numpy_helper

        kept = values.astype(np.float32) if values.dtype.kind == "f" else values
        self.arrays.append(numpy_helper.from_array(np.ascontiguousarray(kept), name))
        return name

    def _integers(self, name: str, values: list[int]) -> str:
        return self._array(name, np.asarray(values, dtype=np.int64))
