# SPDX-License-Identifier: Apache-2.0
"""
Cycles of an inference as a sum over kinds of work: units of a kind times a cost, whose logarithm is
a sum of effects of stack, engine, family of cores, core, board and row of the results. Effects are
normal with the variances below, one part of each common to all kinds of work and one part of a kind
alone. The most probable costs are found by Gauss and Newton's steps; the covariance at that place
tells how far a prediction is off (C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for
Machine Learning", 2006, chapters 2 and 3).
"""
import numpy as np

from systems import FAMILIES

KINDS = ("conv", "pointwise", "depthwise", "dense", "values", "layers")

# What costs are near before anything is known: cycles a unit, of a core with packed arithmetic.
TYPICAL = np.log([2.5, 2.5, 6.0, 2.5, 15.0, 1500.0])

# Variances of logarithms: common to all kinds, and of a kind alone. They were searched for so that
# what is left out (report.py) is predicted best.
EFFECTS = (
    ("all", 0.1774, 0.0466, lambda f: 0),
    ("stack", 0.0098, 0.0103, lambda f: f.stack),
    ("engine", 0.0738, 0.0047, lambda f: f.engine),
    ("family", 0.3286, 0.0056, lambda f: FAMILIES[f.core]),
    ("core", 0.0582, 0.095, lambda f: f.core),
    ("core and engine", 0.0269, 0.003, lambda f: (f.core, f.engine)),
    ("board", 0.0052, 0.0026, lambda f: f.board),
    ("row", 0.0056, 0.0023, lambda f: f.row),
    # TFLM is built with kernels of all sorts: reference, CMSIS-NN of any year, a vendor's.
    ("build of TFLM", 2.9145, 0, lambda f: f.engine if f.stack == "tflm" else None),
)
NOISE = 0.0019

# Cycles an instruction, taken to be 1.4, nine of ten times 1.0 to 2.0: not measured.
LOG_CPI = np.log(1.4)
CPI_SPREAD = np.log(2 / 1.4) / 1.645


class Fit:
    """The costs of the rows of `known`, and of the rows of `asked` beside them. work is units of
    each of KINDS by (engine, benchmark)."""

    def __init__(self, known, asked, work):
        self.work = work
        first = {}
        for figure in [*known, *asked]:
            first.setdefault(figure.row, figure)
        self.place = {row: i for i, row in enumerate(first)}
        self.prior = prior(list(first.values()))
        mean = np.tile(TYPICAL, len(first))
        self.costs = mean.copy()
        measured = np.array([figure.log_cycles for figure in known])
        for _ in range(30):
            predicted, slope = self.linear(known)
            gain = self.prior @ slope.T
            inner = slope @ gain + NOISE * np.eye(len(known))
            step = mean - self.costs + gain @ np.linalg.solve(
                inner, measured - predicted + slope @ (self.costs - mean))
            largest = np.abs(step).max()
            self.costs += step * min(1, 0.7 / largest)
            if largest < 1e-4:
                break
        _, slope = self.linear(known)
        self.gain = self.prior @ slope.T
        self.inner = slope @ self.gain + NOISE * np.eye(len(known))

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
        return log_cycles, np.sqrt(np.maximum(np.diag(spread), 0) + NOISE)

    def cycles(self, row):
        """A row's cycles a unit of each kind."""
        n = len(KINDS)
        return np.exp(self.costs[self.place[row] * n:(self.place[row] + 1) * n])


def prior(rows):
    """Covariances of the costs of rows, before anything is measured."""
    common = np.zeros((len(rows), len(rows)))
    alone = common.copy()
    for _, variance, of_kind, key in EFFECTS:
        keys = [key(row) for row in rows]
        same = np.array([[a is not None and a == b for b in keys] for a in keys], float)
        common += variance * same
        alone += of_kind * same
    n = len(KINDS)
    return np.kron(common, np.ones((n, n))) + np.kron(alone, np.eye(n))
