#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Make gesture.tflite, gesture_train.npz and gesture_test.npz: see README.md.

usage: make_gesture.py SCHEMA.fbs

Wants numpy and flatc. SCHEMA.fbs is the TFLite schema in FlatBuffers' language, as
tests/judges/print_schema prints it.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

HERE = pathlib.Path(__file__).parent
STEPS, RATE = 64, 50  # samples in a window, samples a second
TIME = np.arange(STEPS) / RATE
FULL_SCALE, LSB = 4, 1 / 128  # of the sensor, in g

# --- Data: what a 3-axis accelerometer in a hand-held thing would feel, in g ---


def direction(rng):
    v = rng.normal(size=3)
    return v / np.linalg.norm(v)


def rotated(v, axis, angle):
    """v about the unit vector axis by each of the angles (Rodrigues)."""
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return v * c + np.cross(axis, v) * s + axis * (axis @ v) * (1 - c)


def bump(start, length):
    """0 before start, 1 after start + length, smooth between (seconds)."""
    t = np.clip((TIME - start) / length, 0, 1)
    return t * t * (3 - 2 * t)


def knock(start, frequency, decay):
    """A blow that rings in the casing."""
    t = np.maximum(TIME - start, 0)
    return np.where(TIME >= start, np.cos(2 * np.pi * frequency * t) * np.exp(-t / decay), 0)


def rest(rng, gravity):
    sway = np.sin(2 * np.pi * (rng.uniform(0.2, 1.2) * TIME + rng.random()))
    return gravity + rng.exponential(0.06) * np.outer(sway, direction(rng))


def tap(rng, gravity):
    start, gap = rng.uniform(0, 1.0), rng.uniform(0.12, 0.35)
    force = rng.uniform(0.4, 2.5) * np.array([1, rng.choice([0, rng.uniform(0.5, 1)])])
    frequency, decay = rng.uniform(10, 22), rng.uniform(0.02, 0.06)
    blows = sum(f * knock(start + i * gap, frequency, decay) for i, f in enumerate(force))
    return rest(rng, gravity) + np.outer(blows, direction(rng))


def shake(rng, gravity):
    start, length = rng.uniform(-0.3, 0.6), rng.uniform(0.6, 1.5)
    envelope = bump(start, 0.15) - bump(start + length, 0.15)
    swing = np.sin(2 * np.pi * (rng.uniform(2.2, 6) * TIME + rng.random()))
    return rest(rng, gravity) + rng.uniform(0.25, 2.5) * np.outer(envelope * swing, direction(rng))


def circle(rng, gravity):
    a = direction(rng)
    b = np.cross(a, direction(rng))
    b *= rng.uniform(0.6, 1) / np.linalg.norm(b)
    start, length = rng.uniform(-0.4, 0.4), rng.uniform(0.8, 1.6)
    envelope = bump(start, 0.25) - bump(start + length, 0.25)
    phase = 2 * np.pi * (rng.uniform(0.8, 2.5) * TIME + rng.random())
    round_trip = np.outer(np.cos(phase), a) + np.outer(np.sin(phase), b)
    return rest(rng, gravity) + rng.uniform(0.2, 1.2) * envelope[:, None] * round_trip


def turn(rng, gravity):
    start, length = rng.uniform(0, 0.7), rng.uniform(0.25, 0.9)
    angle = rng.uniform(0.9, 3) * bump(start, length)
    axis = np.cross(gravity, direction(rng))
    return rest(rng, gravity) - gravity + rotated(gravity, axis / np.linalg.norm(axis), angle)


def drop(rng, gravity):
    start, fall = rng.uniform(-0.15, 0.7), rng.uniform(0.12, 0.45)
    land = start + fall
    weight = 1 - bump(start, 0.04) + bump(land, 0.02)
    after = np.where(TIME[:, None] < land, gravity, direction(rng))
    blow = fall * rng.uniform(5, 14) * knock(land, rng.uniform(10, 22), rng.uniform(0.02, 0.06))
    return weight[:, None] * after + np.outer(blow, direction(rng))


GESTURES = [rest, tap, shake, circle, turn, drop]
NAMES = [gesture.__name__ for gesture in GESTURES]


def record(rng, gesture):
    """One window [STEPS, 3]: the gesture in any orientation, then the sensor's faults."""
    felt = gesture(rng, direction(rng))
    tremor = np.sin(2 * np.pi * (rng.uniform(7, 11) * TIME + rng.random()))
    felt += rng.exponential(0.04) * np.outer(tremor, direction(rng))
    felt += rng.normal(0, 0.03, 3) + rng.normal(0, 0.03, felt.shape)
    return np.clip(np.round(felt / LSB) * LSB, -FULL_SCALE, FULL_SCALE - LSB)


def records(seed, n):
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype=np.int32) % len(GESTURES)
    x = np.array([record(rng, GESTURES[label]) for label in y], dtype=np.float32)
    return x, y


# --- Net: convolutions over time, [windows, steps, channels], trained by hand ---


class Conv:
    """TFLite's convolution over time, padding SAME, then ReLU6 unless told otherwise."""

    def __init__(self, rng, kernel, n_in, n_out, stride=1, depthwise=False, relu=True):
        self.stride, self.depthwise, self.relu = stride, depthwise, relu
        fan_in = kernel if depthwise else kernel * n_in
        shape = (kernel, n_in) if depthwise else (kernel, n_in, n_out)
        self.w = rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)
        self.b = np.zeros(n_out, np.float32)

    def forward(self, x):
        kernel, steps = len(self.w), -(-x.shape[1] // self.stride)
        missing = max((steps - 1) * self.stride + kernel - x.shape[1], 0)
        self.before, self.steps_in = missing // 2, x.shape[1]
        padded = np.pad(x, ((0, 0), (self.before, missing - self.before), (0, 0)))
        self.padded_shape = padded.shape
        windows = sliding_window_view(padded, kernel, axis=1)[:, :: self.stride]
        self.windows = windows.swapaxes(2, 3)  # [windows, steps, kernel, n_in]
        if self.depthwise:
            y = (self.windows * self.w).sum(2) + self.b
        else:
            y = np.tensordot(self.windows, self.w, 2) + self.b
        self.y = np.clip(y, 0, 6) if self.relu else y
        return self.y

    def backward(self, dy):
        if self.relu:
            dy = dy * ((self.y > 0) & (self.y < 6))
        self.db = dy.sum((0, 1))
        dx = np.zeros(self.padded_shape, np.float32)
        if self.depthwise:
            self.dw = (self.windows * dy[:, :, None]).sum((0, 1))
        else:
            self.dw = np.tensordot(self.windows, dy, ((0, 1), (0, 1)))
        for k, w in enumerate(self.w):
            last = k + self.stride * dy.shape[1]
            dx[:, k : last : self.stride] += dy * w if self.depthwise else dy @ w.T
        return dx[:, self.before : self.before + self.steps_in]


class Mean:
    """Average over all steps, which stay as one."""

    def forward(self, x):
        self.shape = x.shape
        return x.mean(1, keepdims=True)

    def backward(self, dy):
        return np.broadcast_to(dy / self.shape[1], self.shape)


def make_net(rng):
    return {
        "conv1": Conv(rng, 5, 3, 16, stride=2),
        "depthwise2": Conv(rng, 5, 16, 16, depthwise=True),
        "pointwise2": Conv(rng, 1, 16, 32),
        "depthwise3": Conv(rng, 5, 32, 32, stride=2, depthwise=True),
        "pointwise3": Conv(rng, 1, 32, 48),
        "pool": Mean(),
        "dense": Conv(rng, 1, 48, len(GESTURES), relu=False),
    }


def probabilities(net, x):
    for layer in net.values():
        x = layer.forward(x)
    x = np.exp(x[:, 0] - x[:, 0].max(1, keepdims=True))
    return x / x.sum(1, keepdims=True)


def train(net, rng, x, y, epochs=40, batch=64, peak=4e-3, decay=0.1):
    """Adam, the rate going down along half a cosine; the decay keeps weights fit for int8."""
    params = [(layer, name) for layer in net.values() if isinstance(layer, Conv) for name in "wb"]
    moments = [(np.zeros_like(vars(layer)[name]),) * 2 for layer, name in params]
    whole = len(x) // batch * batch
    order = [rng.permutation(len(x))[:whole].reshape(-1, batch) for _ in range(epochs)]
    n_steps = epochs * whole // batch
    for step, rows in enumerate(np.concatenate(order), 1):
        d = (probabilities(net, x[rows]) - np.eye(len(GESTURES))[y[rows]])[:, None] / batch
        for layer in reversed(net.values()):
            d = layer.backward(d.astype(np.float32))
        rate = peak * (1 + np.cos(np.pi * step / n_steps)) / 2
        for i, (layer, name) in enumerate(params):
            g = vars(layer)["d" + name]
            m, v = moments[i]
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            moments[i] = m, v
            change = m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
            w = vars(layer)[name]
            w -= (rate * (change + decay * w)).astype(np.float32)


# --- File: the net as a .tflite, by way of JSON and flatc ---


class ModelFile:
    def __init__(self):
        self.tensors, self.operators, self.codes, self.buffers = [], [], [], [{}]

    def activation(self, name, *shape):
        shape = [1, *shape]
        self.tensors.append({"name": name, "shape": shape, "shape_signature": [-1, *shape[1:]]})
        return len(self.tensors) - 1

    def constant(self, name, array, kind="FLOAT32"):
        data = {"data": list(np.ascontiguousarray(array).tobytes())}
        self.tensors.append(
            {"name": name, "shape": array.shape, "type": kind, "buffer": len(self.buffers)}
        )
        self.buffers.append(data)
        return len(self.tensors) - 1

    def operator(self, code, inputs, output, options_type, **options):
        if code not in self.codes:
            self.codes.append(code)
        self.operators.append({
            "opcode_index": self.codes.index(code),
            "inputs": inputs, "outputs": [output],
            "builtin_options_type": options_type, "builtin_options": options,
        })
        return output

    def write(self, schema, path, description, source, result):
        def named(index):
            return [{"name": self.tensors[index]["name"], "tensor_index": index}]

        number = {"CONV_2D": 3, "DEPTHWISE_CONV_2D": 4, "AVERAGE_POOL_2D": 1, "RESHAPE": 22,
                  "FULLY_CONNECTED": 9, "SOFTMAX": 25}
        model = {
            "version": 3, "description": description, "buffers": self.buffers,
            "operator_codes": [
                {"builtin_code": code, "deprecated_builtin_code": number[code]}
                for code in self.codes
            ],
            "subgraphs": [{
                "name": "main", "tensors": self.tensors, "operators": self.operators,
                "inputs": [source], "outputs": [result],
            }],
            "signature_defs": [{
                "signature_key": "serving_default",
                "inputs": named(source), "outputs": named(result),
            }],
        }
        with tempfile.TemporaryDirectory() as folder:
            text = pathlib.Path(folder, path.stem + ".json")
            text.write_text(json.dumps(model))
            subprocess.run(["flatc", "-b", "-o", folder, schema, text], check=True)
            path.write_bytes(text.with_suffix(".tflite").read_bytes())


def write_model(net, schema, path):
    file = ModelFile()
    source = x = file.activation("acceleration", STEPS, 1, 3)
    steps = STEPS
    for name, layer in net.items():
        if name == "pool":
            break
        # TFLite wants a depthwise filter as [1, kernel, 1, channels], any other as
        # [out, kernel, 1, in].
        w = layer.w[None, :, None] if layer.depthwise else layer.w.transpose(2, 0, 1)[:, :, None]
        inputs = [x, file.constant(name + "/w", w), file.constant(name + "/b", layer.b)]
        steps //= layer.stride
        y = file.activation(name, steps, 1, len(layer.b))
        options = {"padding": "SAME", "stride_w": layer.stride, "stride_h": layer.stride,
                   "fused_activation_function": "RELU6"}
        if layer.depthwise:
            x = file.operator("DEPTHWISE_CONV_2D", inputs, y, "DepthwiseConv2DOptions",
                              depth_multiplier=1, **options)
        else:
            x = file.operator("CONV_2D", inputs, y, "Conv2DOptions", **options)

    n_in, n_out = net["dense"].w.shape[1:]
    y = file.activation("pool", 1, 1, n_in)
    x = file.operator("AVERAGE_POOL_2D", [x], y, "Pool2DOptions", padding="VALID", stride_w=1,
                      stride_h=1, filter_width=1, filter_height=steps)
    shape = file.constant("features/shape", np.array([-1, n_in], np.int32), "INT32")
    y = file.activation("features", n_in)
    x = file.operator("RESHAPE", [x, shape], y, "ReshapeOptions", new_shape=[-1, n_in])
    inputs = [x, file.constant("dense/w", net["dense"].w[0].T),
              file.constant("dense/b", net["dense"].b)]
    y = file.activation("dense", n_out)
    x = file.operator("FULLY_CONNECTED", inputs, y, "FullyConnectedOptions")
    result = file.operator("SOFTMAX", [x], file.activation("gesture", n_out), "SoftmaxOptions",
                           beta=1)
    description = "3-axis acceleration in g, 64 samples at 50 Hz: " + ", ".join(NAMES)
    file.write(schema, path, description, source, result)


def main():
    schema = sys.argv[1]
    x, y = records(seed=1, n=6000)
    test_x, test_y = records(seed=2, n=600)
    rng = np.random.default_rng(3)
    net = make_net(rng)
    train(net, rng, x, y)

    guess = probabilities(net, test_x).argmax(1)
    for label, name in enumerate(NAMES):
        print(f"{name:8}", *(f"{n:4}" for n in np.bincount(guess[test_y == label], minlength=6)))
    print(f"training {(probabilities(net, x).argmax(1) == y).mean():.4f},",
          f"test {(guess == test_y).mean():.4f},",
          f"{sum(c.w.size + c.b.size for c in net.values() if isinstance(c, Conv))} parameters")

    write_model(net, schema, HERE / "gesture.tflite")
    np.savez_compressed(HERE / "gesture_train.npz", x=x[:600, :, None], y=y[:600])
    np.savez_compressed(HERE / "gesture_test.npz", x=test_x[:, :, None], y=test_y)


if __name__ == "__main__":
    main()
