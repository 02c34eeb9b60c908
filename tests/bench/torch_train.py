#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""torch_train.py lenet5|block plain|last THREADS STEPS: microseconds a step of training, as train_bench
counts them, in PyTorch: the median. `plain` is NCHW, `last` channels_last. Batch 64.
"""
import sys
import time

import torch
from torch import nn

what, layout, threads, steps = sys.argv[1:]
torch.set_num_threads(int(threads))
torch.manual_seed(0)
if what == "lenet5":
    net = nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))
    x = torch.rand(64, 1, 28, 28)
else:
    net = nn.Sequential(
        nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ReLU(), nn.Conv2d(64, 64, 1), nn.ReLU())
    x = torch.rand(64, 64, 25, 5)
if layout == "last":
    net = net.to(memory_format=torch.channels_last)
    x = x.contiguous(memory_format=torch.channels_last)
x -= 0.5
sgd = torch.optim.SGD(net.parameters(), 1e-6)
times = []
for i in range(-(int(steps) // 10), int(steps)):
    start = time.perf_counter()
    sgd.zero_grad(set_to_none=True)
    out = net(x)
    out.backward(out.detach())
    sgd.step()
    if i >= 0:
        times.append(time.perf_counter() - start)
print(f"{sorted(times)[len(times) // 2] * 1e6:.1f}")
