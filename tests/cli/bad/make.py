#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the models and archives of this folder, nearly all with one thing wrong.

    python3 make.py tflite.fbs

tflite.fbs is what tests/judges/print_schema prints; flatc turns JSON into models by it.
Only making them needs Python: the tests use the files as they lie here.
"""
import copy
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def floats(*values):
    return list(struct.pack(f"<{len(values)}f", *values))


def ints(*values):
    return list(struct.pack(f"<{len(values)}i", *values))


def tensor(name, shape, buffer=0, type="FLOAT32", **more):
    return {"name": name, "shape": shape, "type": type, "buffer": buffer, **more}


def operator(inputs, outputs, options=None, code=0, **fields):
    op = {"opcode_index": code, "inputs": inputs, "outputs": outputs}
    if options:
        op |= {"builtin_options_type": options, "builtin_options": fields}
    return op


def model(codes, tensors, operators, inputs, outputs, *buffers):
    number = {"ADD": 0, "CONV_2D": 3, "FULLY_CONNECTED": 9, "RESHAPE": 22, "CUSTOM": 32,
              "COS": 108, "SLICE": 65, "MEAN": 40, "TRANSPOSE": 39, "AVERAGE_POOL_2D": 1,
              "CONCATENATION": 2, "WHILE": 119, "PAD": 34, "RELU": 19, "HARD_SWISH": 117}
    return {
        "version": 3,
        "operator_codes": [
            {"builtin_code": c, "deprecated_builtin_code": number[c]} if c in number else
            {"builtin_code": "CUSTOM", "deprecated_builtin_code": 32, "custom_code": c}
            for c in codes],
        "subgraphs": [{"tensors": tensors, "operators": operators, "inputs": inputs,
                       "outputs": outputs}],
        "buffers": [{}] + [{"data": b} for b in buffers],
    }


def small():
    """A good one: x [1,4] through a fully connected layer to y [1,2]."""
    return model(
        ["FULLY_CONNECTED"],
        [tensor("x", [1, 4]), tensor("w", [2, 4], 1), tensor("b", [2], 2),
         tensor("y", [1, 2])],
        [operator([0, 1, 2], [3], "FullyConnectedOptions")], [0], [3],
        floats(1, 0, -1, 0.5, 0, 1, 0.25, -1), floats(0.5, -0.5))


def after(code, shape, options=None, constants=(), **fields):
    """The small one with another operator behind it, which computes z."""
    m = small()
    m["operator_codes"] += model([code], [], [], [], [])["operator_codes"]
    graph = m["subgraphs"][0]
    inputs = [3]
    for i, values in enumerate(constants):
        inputs.append(len(graph["tensors"]))
        graph["tensors"].append(
            tensor(f"c{i}", [len(values)], len(m["buffers"]), "INT32"))
        m["buffers"].append({"data": ints(*values)})
    graph["outputs"] = [len(graph["tensors"])]
    graph["tensors"].append(tensor("z", shape))
    graph["operators"].append(
        operator(inputs, graph["outputs"], options, 1, **fields))
    if not code.isupper():  # a custom one
        graph["operators"][1]["custom_options"] = [1, 2, 3, 4]
    return m


def changed(change):
    m = small()
    change(m, m["subgraphs"][0])
    return m


def cyclic(m, g):
    m["operator_codes"] = model(["ADD"], [], [], [], [])["operator_codes"]
    g["tensors"] = [tensor(n, [1, 4]) for n in "xaby"]
    g["operators"] = [operator([0, 2], [1], "AddOptions"),
                      operator([1, 0], [2], "AddOptions"),
                      operator([1, 2], [3], "AddOptions")]


def convolution(**options):
    how = {"padding": "VALID", "stride_w": 1, "stride_h": 1, "dilation_w_factor": 1,
           "dilation_h_factor": 1} | options
    return model(
        ["CONV_2D"],
        [tensor("x", [1, 4, 4, 1]), tensor("w", [1, 3, 3, 1], 1), tensor("b", [1], 2),
         tensor("y", [1, 2, 2, 1])],
        [operator([0, 1, 2], [3], "Conv2DOptions", **how)], [0], [3],
        floats(*range(9)), floats(0))


def quantised(scale):
    m = small()
    t = m["subgraphs"][0]["tensors"]
    for i, s in (0, 0.5), (1, 0.25), (2, 0.125), (3, scale):
        t[i]["type"] = "INT32" if i == 2 else "INT8"
        t[i]["quantization"] = {"scale": [s], "zero_point": [0]}
    m["buffers"][1]["data"] = [4, 0, 252, 2, 0, 4, 1, 252]
    m["buffers"][2]["data"] = ints(4, 252)
    return m


def halver():
    """An autoencoder: what comes out of [1,4] is half of what goes in."""
    m = small()
    m["subgraphs"][0]["tensors"][1:] = [
        tensor("w", [4, 4], 1), tensor("b", [4], 2), tensor("y", [1, 4])]
    m["buffers"] = [{}, {"data": floats(*(0.5 * (i % 5 == 0) for i in range(16)))},
                    {"data": floats(0, 0, 0, 0)}]
    return m


def uneven():
    """Two layers with a RELU between; of what the first computes, one channel is a hundred
    times as large as the other, but the second layer makes as much of both."""
    return model(
        ["FULLY_CONNECTED"],
        [tensor("x", [1, 4]), tensor("w1", [2, 4], 1), tensor("b1", [2], 2),
         tensor("h", [1, 2]), tensor("w2", [2, 2], 3), tensor("b2", [2], 4),
         tensor("y", [1, 2])],
        [operator([0, 1, 2], [3], "FullyConnectedOptions", fused_activation_function="RELU"),
         operator([3, 4, 5], [6], "FullyConnectedOptions")], [0], [6],
        floats(100, 50, 30, 70, 0.5, 1, 0.3, 0.7), floats(0, 0),
        floats(0.01, 1, -0.01, 1.5), floats(0, 0))


def two_inputs(m, g):
    m["operator_codes"] = model(["ADD"], [], [], [], [])["operator_codes"]
    g["tensors"] = [tensor("left", [1, 4]), tensor("right", [1, 4]), tensor("y", [1, 4])]
    g["operators"] = [operator([0, 1], [2], "AddOptions")]
    g |= {"inputs": [0, 1], "outputs": [2]}


def same_names(m, g):
    """Two layers, one behind the other, whose outputs are both called y."""
    m["operator_codes"] += model(["RELU"], [], [], [], [])["operator_codes"]
    g["tensors"].append(tensor("y", [1, 2]))
    g["operators"].append(operator([3], [4], code=1))
    g["outputs"] = [4]


def all_zero(m, g):
    m["buffers"][1]["data"] = floats(*[0] * 8)
    m["buffers"][2]["data"] = floats(0, 0)


def no_kernel():
    """An int16 HARD_SWISH: sound, but not for TFLM."""
    def wide(name):
        return tensor(name, [1, 4], type="INT16",
                      quantization={"scale": [0.5], "zero_point": [0]})
    return model(["HARD_SWISH"], [wide("x"), wide("y")],
                 [operator([0], [1], "HardSwishOptions")], [0], [1])


def set_tensor(index, **fields):
    return lambda m, g: g["tensors"][index].update(fields)


MODELS = {
    # Good, or good enough for those who need not run it.
    "small": small(),
    "halver": halver(),
    "custom_op": after("AcmeSmooth", [1, 2]),
    "unknown_op": after("COS", [1, 2], "CosOptions"),
    "two_inputs": changed(two_inputs),
    "no_kernel": no_kernel(),
    "hard_swish": after("HARD_SWISH", [1, 2], "HardSwishOptions"),
    "same_names": changed(same_names),
    "all_zero": changed(all_zero),
    "uneven": uneven(),
    "nan_weight": changed(lambda m, g: m["buffers"][1].update(
        data=floats(1, 0, float("nan"), 0.5, 0, 1, 0.25, -1))),
    "overflow": changed(lambda m, g: m["buffers"][1].update(
        data=floats(3e38, 3e38, 3e38, 3e38, 0, 1, 0.25, -1))),
    # What no command takes.
    "cyclic": changed(cyclic),
    "own_input": changed(lambda m, g: g["operators"][0].update(outputs=[0])),
    "twice": changed(lambda m, g: g["operators"].append(g["operators"][0])),
    "no_graph": {**small(), "subgraphs": []},
    "no_buffer": changed(set_tensor(1, buffer=77)),
    "no_code": changed(lambda m, g: g["operators"][0].update(opcode_index=9)),
    "no_tensor": changed(lambda m, g: g["operators"][0].update(inputs=[0, 1000, 2])),
    "negative_dim": changed(set_tensor(1, shape=[2, -4])),
    "short_weights": changed(lambda m, g: m["buffers"][1].update(data=floats(1, 2))),
    "huge_weights": changed(set_tensor(1, shape=[65536, 65536])),
    "nan_scale": quantised(float("nan")),
    # What cannot be run.
    "zero_dim": changed(set_tensor(0, shape=[1, 0])),
    "zero_weights": changed(lambda m, g: (g["tensors"][1].update(shape=[0, 4]),
                                         m["buffers"][1].update(data=[]))),
    "huge_input": changed(set_tensor(0, shape=[1, 2147483647, 2147483647])),
    "zero_stride": convolution(stride_w=0),
    "huge_stride": convolution(stride_h=2147483647),
    "huge_dilation": convolution(dilation_h_factor=2147483647),
    "zero_scale": quantised(0),
    "wrong_type": changed(set_tensor(1, type="STRING")),
    "missing_weights": changed(lambda m, g: g["operators"][0].update(inputs=[0, -1, 2])),
    "wrong_shape": changed(set_tensor(3, shape=[1, 3])),
    "slice_beyond": after("SLICE", [1, 2], "SliceOptions", [(0, 7), (1, 2)]),
    "axis_beyond": after("MEAN", [1], "ReducerOptions", [(9,)]),
    "same_axis_twice": after("TRANSPOSE", [1, 1], "TransposeOptions", [(0, 0)]),
    "wrong_reshape": after("RESHAPE", [5], "ReshapeOptions", [(5,)]),
    "endless_loop": after("WHILE", [1, 2], "WhileOptions", cond_subgraph_index=0,
                          body_subgraph_index=0),
}


def write_models(schema):
    with tempfile.TemporaryDirectory() as tmp:
        for name, content in MODELS.items():
            path = os.path.join(tmp, name + ".json")
            with open(path, "w", encoding="ascii") as file:
                file.write(json.dumps(content).replace("NaN", "nan"))
            subprocess.run(["flatc", "-b", "-o", HERE, schema, path], check=True)


def npy(shape, descr="<f4"):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + text.ljust(117).encode() + b"\n"


def write_npz(name, content):
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED, False, 9) as z:
        info = zipfile.ZipInfo("x.npy")
        info.compress_type = zipfile.ZIP_DEFLATED
        z.writestr(info, content)


def change(name, edit):
    path = os.path.join(HERE, name)
    with open(path, "rb") as file:
        content = bytearray(file.read())
    edit(content)
    with open(path, "wb") as file:
        file.write(content)


def field(content, table, number):
    """Where a field of a FlatBuffers table lies."""
    vtable = table - struct.unpack_from("<i", content, table)[0]
    return table + struct.unpack_from("<H", content, vtable + 4 + 2 * number)[0]


def poke(name, number, target, value):
    """The small model with another offset of the root's vtable, or of one of its fields, or
    with another count at the latter's end."""
    with open(os.path.join(HERE, "small.tflite"), "rb") as file:
        content = bytearray(file.read())
    at = struct.unpack_from("<I", content, 0)[0]
    if target != "vtable":
        at = field(content, at, number)
    if target == "count":
        at += struct.unpack_from("<I", content, at)[0]
    struct.pack_into("<I", content, at, value)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(content)


def write_poked():
    operator_codes, subgraphs, buffers = 1, 2, 4
    poke("huge_count.tflite", subgraphs, "count", 0xffffffff)
    poke("many_buffers.tflite", buffers, "count", 0x3fffffff)
    poke("far_codes.tflite", operator_codes, "offset", 0x7fffffff)
    poke("own_vtable.tflite", None, "vtable", 0)


def write_hostile_name():
    """A custom operator whose name is a terminal's escape sequence and no UTF-8, which flatc
    would not write."""
    shutil.copy(os.path.join(HERE, "custom_op.tflite"), os.path.join(HERE, "escape_name.tflite"))
    change("escape_name.tflite", set_name(b"AcmeSmooth", b"\x1b[31mRed\xff\x07"))


def set_name(name, other):
    def edit(content):
        at = content.index(name)
        content[at:at + len(name)] = other
    assert len(name) == len(other)
    return edit


def set_size(value):
    def edit(content):
        directory = content.rfind(b"PK\x01\x02")
        struct.pack_into("<I", content, 22, value)
        struct.pack_into("<I", content, directory + 24, value)
    return edit


def write_archives():
    # A good one, of one row.
    write_npz("row.npz", npy((1, 4)) + bytes(16))
    # Unpacks to far more than its header needs.
    write_npz("bomb_longer.npz", npy((1, 4)) + bytes(1 << 20))
    # Header and directory agree on 4 GB; what is packed is short of it.
    write_npz("bomb_promise.npz", npy((1 << 28, 4)) + bytes(4096))
    change("bomb_promise.npz", set_size(0xfffffff0))
    # Unpacks to more than the directory says, which the header agrees with.
    write_npz("bomb_hidden.npz", npy((1, 4)) + bytes(1 << 20))
    change("bomb_hidden.npz", set_size(128 + 16))


write_models(sys.argv[1])
write_poked()
write_hostile_name()
write_archives()
