#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""torch_mnist.py MODEL.onnx IMAGES.gz LABELS.gz THREADS ROUNDS: LeNet-5 in PyTorch on MNIST.

Prints microseconds, the best of so many rounds: for reading and evaluating all, and for the
network alone; each with the best of several batch sizes. Starting Python and PyTorch is not counted.
"""
import gzip
import sys
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

path, images, labels, threads, rounds = sys.argv[1:]
torch.set_num_threads(int(threads))
w = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer}


def net(x):
    x = F.max_pool2d(F.conv2d(x, w["conv1.weight"], w["conv1.bias"]), 2)
    x = F.max_pool2d(F.conv2d(x, w["conv2.weight"], w["conv2.bias"]), 2)
    x = F.relu(F.linear(x.flatten(1), w["fc1.weight"], w["fc1.bias"]))
    return F.linear(x, w["fc2.weight"], w["fc2.bias"])


def read():
    with gzip.open(images) as f:
        x = np.frombuffer(f.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(labels) as f:
        y = np.frombuffer(f.read(), np.uint8, offset=8)
    return torch.from_numpy(x.astype(np.float32)) / 255, torch.from_numpy(y.astype(np.int64))


def evaluate(x, y, batch):
    return sum(int((net(a).argmax(1) == b).sum()) for a, b in zip(x.split(batch), y.split(batch)))


def best(what):
    times = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


with torch.inference_mode():
    x, y = read()
    batches = [16, 64, 256, 1000]
    alone = {b: best(lambda b=b: evaluate(x, y, b)) for b in batches}
    batch = min(alone, key=alone.get)
    whole = best(lambda: evaluate(*read(), batch))
print(f"{whole:.0f} {alone[batch]:.0f} {batch} {len(y) - evaluate(x, y, batch)}")
