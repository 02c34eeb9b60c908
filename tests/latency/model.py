# SPDX-License-Identifier: Apache-2.0
"""
Cycles of an inference as a sum over kinds of work: units of a kind times a cost, whose logarithm is
a sum of effects of stack, engine, family of cores, core, board and row of the results. Effects are
normal with the variances below, one part of each common to all kinds of work and one part of a kind
alone. The most probable costs are found by Gauss and Newton's steps; the covariance at that place
tells how far a prediction is off (C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for
Machine Learning", 2006, chapters 2 and 3).
"""
from collections import namedtuple

import numpy as np

from systems import FAMILIES

KINDS = ("conv", "pointwise", "depthwise", "dense", "values", "layers")

# What costs are near before anything is known: cycles a unit, of a core with packed arithmetic.
TYPICAL = np.log([2.5, 2.5, 6.0, 2.5, 15.0, 1500.0])

# What costs differ by, and of which system that is; None: of none.
EFFECTS = {
    "all": lambda f: 0,
    "stack": lambda f: f.stack,
    "engine": lambda f: f.engine,
    "family": lambda f: FAMILIES[f.core],
    "core": lambda f: f.core,
    "core and engine": lambda f: (f.core, f.engine),
    "board": lambda f: f.board,
    "row": lambda f: f.row,
    # TFLM is built with kernels of all sorts: reference, CMSIS-NN of any year, a vendor's.
    "build of TFLM": lambda f: f.engine if f.stack == "tflm" else None,
}

# Variances of the logarithms of costs, by effect: common to all kinds, and of a kind alone; and of a
# figure beside what its costs tell. With these, all figures are most probable (variances.py).
Variances = namedtuple("Variances", "effects noise")
VARIANCES = Variances({
    "all": (0.00018, 0.52),
    "stack": (0.23, 0.03),
    "engine": (0.046, 0.0085),
    "family": (0.76, 0.36),
    "core": (0.0036, 0.082),
    "core and engine": (0.015, 0.0049),
    "board": (0.012, 0.0001),
    "row": (0.016, 0.0001),
    "build of TFLM": (0.15, 0.31),
}, 0.0052)

# Cycles an instruction of a Cortex-M4, taken to be 1.4, nine of ten times 1.0 to 2.0: not measured.
LOG_CPI = np.log(1.4)
CPI_SPREAD = np.log(2 / 1.4) / 1.645


class Fit:
    """The costs of the rows of `known`, and of the rows of `asked` beside them. work is units of
    each of KINDS by (engine, benchmark)."""

    def __init__(self, known, asked, work, variances=VARIANCES):
        self.work = work
        self.noise = variances.noise
        first = {}
        for figure in [*known, *asked]:
            first.setdefault(figure.row, figure)
        self.place = {row: i for i, row in enumerate(first)}
        self.prior = prior(list(first.values()), variances.effects)
        mean = np.concatenate([TYPICAL - figure.log_pace for figure in first.values()])
        self.costs = mean.copy()
        measured = np.array([figure.log_cycles for figure in known])
        for _ in range(30):
            off = self.linearise(known, mean, measured)
            step = mean - self.costs + self.gain @ np.linalg.solve(self.inner, off)
            largest = np.abs(step).max()
            self.costs += step * min(1, 0.7 / largest)
            if largest < 1e-4:
                break
        self.off = self.linearise(known, mean, measured)

    def linearise(self, known, mean, measured):
        """At the costs so far: how far measurements are from what the prior's mean predicts."""
        predicted, slope = self.linear(known)
        self.gain = self.prior @ slope.T
        self.inner = slope @ self.gain + self.noise * np.eye(len(known))
        return measured - predicted + slope @ (self.costs - mean)

    def log_evidence(self):
        """Logarithm of how probable what is known is, all costs integrated out, near the most
        probable ones; but for a constant."""
        _, log_determinant = np.linalg.slogdet(self.inner)
        return -0.5 * (self.off @ np.linalg.solve(self.inner, self.off) + log_determinant)

    def linear(self, figures):
        """Logarithms of cycles, and how they go with those of costs."""
        n = len(KINDS)
        log_cycles = np.zeros(len(figures))
        slope = np.zeros((len(figures), len(self.costs)))
        for i, figure in enumerate(figures):
            at = slice(self.place[figure.row] * n, (self.place[figure.row] + 1) * n)
            cycles = np.exp(self.costs[at]) * self.work(figure)
            log_cycles[i] = np.log(cycles.sum())
            slope[i, at] = cycles / cycles.sum()
        return log_cycles, slope

    def predict(self, figures):
        """Logarithms of cycles, and the standard deviations of what is measured from them."""
        log_cycles, slope = self.linear(figures)
        known = slope @ self.gain
        spread = slope @ self.prior @ slope.T - known @ np.linalg.solve(self.inner, known.T)
        return log_cycles, np.sqrt(np.maximum(np.diag(spread), 0) + self.noise)

    def cycles(self, row):
        """A row's cycles a unit of each kind."""
        n = len(KINDS)
        return np.exp(self.costs[self.place[row] * n:(self.place[row] + 1) * n])


def prior(rows, variances):
    """Covariances of the costs of rows, before anything is measured."""
    common = np.zeros((len(rows), len(rows)))
    alone = common.copy()
    for name, key in EFFECTS.items():
        keys = [key(row) for row in rows]
        same = np.array([[a is not None and a == b for b in keys] for a in keys], float)
        common += variances[name][0] * same
        alone += variances[name][1] * same
    n = len(KINDS)
    return np.kron(common, np.ones((n, n))) + np.kron(alone, np.eye(n))
