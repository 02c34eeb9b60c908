#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""export_torch.py FOLDER: small networks as PyTorch 1.13 exports them, with random weights.

Writes NAME.onnx, and inputs NAME_x.npy in the model's own order; beside those that are images
NAME_nhwc.npy, the same with channels last. Names that begin with image_ have images as outputs. Seeds are
fixed: the same versions give the same files.
"""
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def conv_bn(i, o, k=3, s=1, p=1, g=1, act=nn.ReLU6):
    return nn.Sequential(nn.Conv2d(i, o, k, s, p, groups=g, bias=False), nn.BatchNorm2d(o), act())


class Inverted(nn.Module):
    def __init__(self, i, o, s, t):
        super().__init__()
        self.adds = s == 1 and i == o
        self.body = nn.Sequential(conv_bn(i, i * t, 1, 1, 0), conv_bn(i * t, i * t, 3, s, 1, i * t),
                                  nn.Conv2d(i * t, o, 1, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return x + self.body(x) if self.adds else self.body(x)


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(conv_bn(3, 8, 3, 2), Inverted(8, 8, 1, 2), Inverted(8, 16, 2, 3),
                                  Inverted(16, 16, 1, 3), conv_bn(16, 32, 1, 1, 0))
        self.head = nn.Linear(32, 5)

    def forward(self, x):
        return self.head(self.body(x).mean([2, 3]))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
                                  nn.MaxPool2d(3, 2, 1))
        self.a = nn.Sequential(nn.Conv2d(8, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
                               nn.Conv2d(16, 16, 3, 1, 1), nn.BatchNorm2d(16))
        self.b = nn.Sequential(nn.Conv2d(8, 16, 1, 2), nn.BatchNorm2d(16))
        self.pool, self.head = nn.AdaptiveAvgPool2d(1), nn.Linear(16, 4)

    def forward(self, x):
        x = self.stem(x)
        x = F.relu(self.a(x) + self.b(x))
        return F.log_softmax(self.head(torch.flatten(self.pool(x), 1)), 1)


class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(2, 4, 3, 1, 1), nn.Conv2d(6, 4, 3, 1, 1)
        self.norm, self.t = nn.BatchNorm2d(10), nn.Conv2d(10, 6, 1)
        self.head = nn.Linear(6 * 5 * 6, 3)

    def forward(self, x):
        x = torch.cat([x, F.elu(self.a(x))], 1)
        x = torch.cat([x, F.leaky_relu(self.b(x), 0.2)], 1)
        x = F.avg_pool2d(self.t(F.relu(self.norm(x))), 2)
        return F.softmax(self.head(x.view(x.size(0), -1)), dim=1)


class Rows(nn.Module):
    """1-D convolutions, as for keywords or an ECG."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv1d(3, 8, 5, 2, 2, bias=False), nn.BatchNorm1d(8), nn.ReLU(),
                                  nn.Conv1d(8, 8, 3, 1, 1, groups=8), nn.ReLU(), nn.MaxPool1d(2),
                                  nn.Conv1d(8, 12, 3, dilation=2), nn.PReLU(12), nn.AvgPool1d(2))
        self.head = nn.Linear(12 * 4, 4)

    def forward(self, x):
        return self.head(torch.flatten(self.body(x), 1))


class Kinds(nn.Module):
    """Convolutions in groups, dilated, of depth; pools with all their paddings."""

    def __init__(self):
        super().__init__()
        self.groups = nn.Conv2d(4, 8, 3, padding=1, groups=2)
        self.depth = nn.Conv2d(8, 16, 3, padding=2, dilation=2, groups=8)
        self.wide = nn.Conv2d(16, 6, (3, 5), stride=(2, 1), padding=(0, 2))
        self.p = nn.AvgPool2d(3, 2, 1, count_include_pad=True)
        self.q = nn.AvgPool2d(3, 2, 1, count_include_pad=False)
        self.m = nn.MaxPool2d(3, 2, ceil_mode=True)

    def forward(self, x):
        x = torch.tanh(self.groups(x))
        x = torch.sigmoid(self.depth(x))
        x = self.wide(x)
        return torch.cat([self.p(x) + self.q(x), F.pad(self.m(x), (0, 1, 0, 0))[:, :, :4, :8]], 1)


class UNet(nn.Module):
    def __init__(self, mode, corners):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 4, 3, 1, 1), nn.Conv2d(4, 8, 3, 2, 1)
        self.up = nn.Upsample(scale_factor=2, mode=mode, align_corners=corners)
        self.c, self.d = nn.Conv2d(12, 4, 3, 1, 1), nn.ConvTranspose2d(4, 2, 3, 2, 1, output_padding=1)

    def forward(self, x):
        a = F.relu(self.a(x))
        b = F.relu(self.b(a))
        return self.d(F.relu(self.c(torch.cat([a, self.up(b)], 1))))


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 6, 3, 2, 1), nn.ReLU(), nn.Conv2d(6, 8, 3, 2, 1), nn.ReLU())
        self.up = nn.Sequential(nn.ConvTranspose2d(8, 6, 4, 2, 1), nn.ReLU(),
                                nn.ConvTranspose2d(6, 1, 2, 2), nn.Sigmoid())

    def forward(self, x):
        return self.up(self.down(x))


class Gates(nn.Module):
    """Squeeze and excite, hard activations, a shuffle of channels."""

    def __init__(self):
        super().__init__()
        self.a = conv_bn(3, 8, 3, 2, act=nn.Hardswish)
        self.s, self.e = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1)
        self.b, self.head = nn.Conv2d(8, 8, 1, groups=2), nn.Linear(8, 3)

    def forward(self, x):
        x = self.a(x)
        g = F.hardsigmoid(self.e(F.relu(self.s(F.adaptive_avg_pool2d(x, 1)))))
        x = self.b(x * g)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.head(F.adaptive_max_pool2d(x * F.hardsigmoid(x), 1).flatten(1))


class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.head = nn.Conv2d(2, 8, 3), nn.Linear(4 * 6, 3)

    def forward(self, x):
        x = self.a(x)
        p, q = torch.chunk(x, 2, 1)
        p = torch.clamp(p, -0.5, 0.75) * q[:, :, :, :] - 0.25
        r = p[:, :, 1:5:2, ::2].sum(2) / 3
        return self.head(torch.cat([r, p.amax(2)], 2).flatten(1)[:, :24])


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5),
                                  nn.Linear(16, 16, bias=False), nn.BatchNorm1d(16), nn.Hardtanh(0, 6),
                                  nn.Linear(16, 4))

    def forward(self, x):
        return self.body(x)


NETS = {
    "mobilenet": (MobileNet, (3, 32, 32), 13),
    "mobilenet_9": (MobileNet, (3, 32, 32), 9),
    "resnet": (ResNet, (3, 40, 36), 11),
    "densenet": (DenseNet, (2, 10, 12), 13),
    "densenet_9": (DenseNet, (2, 10, 12), 9),
    "rows": (Rows, (3, 48), 13),
    "image_kinds": (Kinds, (4, 18, 16), 16),
    "image_unet_nearest": (lambda: UNet("nearest", None), (1, 12, 16), 11),
    "image_unet_linear": (lambda: UNet("bilinear", False), (1, 12, 16), 13),
    "image_unet_corners": (lambda: UNet("bilinear", True), (1, 12, 16), 16),
    "image_autoencoder": (Autoencoder, (1, 16, 20), 13),
    "gates": (Gates, (3, 16, 16), 16),
    "gates_11": (Gates, (3, 16, 16), 11),
    "parts": (Parts, (2, 10, 8), 13),
    "mlp": (Mlp, (20,), 13),
    "mlp_9": (Mlp, (20,), 9),
}


def shake(net):
    """Statistics that batches would have left."""
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)


def export(folder, name):
    make, shape, opset = NETS[name]
    torch.manual_seed(1)
    net = make().eval()
    shake(net)
    x = torch.randn(32, *shape)
    torch.onnx.export(net, x[:1], f"{folder}/{name}.onnx", opset_version=opset, input_names=["input"],
                      output_names=["output"])
    np.save(f"{folder}/{name}_x.npy", x.numpy())
    if len(shape) > 1:
        np.save(f"{folder}/{name}_nhwc.npy", np.ascontiguousarray(np.moveaxis(x.numpy(), 1, -1)))


for name in NETS:
    export(sys.argv[1], name)
