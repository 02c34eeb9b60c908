# SPDX-License-Identifier: Apache-2.0
"""
How much systems differ: the variances of model.py under which the figures are most probable, all
costs integrated out (C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine
Learning", 2006, section 5.4.1). What is left out for the tables plays no part in it.
"""
import math

import numpy as np

from model import EFFECTS, Fit, VARIANCES, Variances

LEAST, MOST = 1e-4, 6.0


def typical(figures):
    """Those that variances are of: microcontrollers', but for a board whose kws takes a 32nd of the
    time of its vww, elsewhere about a third."""
    return [f for f in figures if not f.is_application and f.board != "pcl scepu02"]


def to_logs(variances):
    pairs = [variance for name in EFFECTS for variance in variances.effects[name]]
    return np.log(np.clip(pairs + [variances.noise], LEAST, MOST))


def from_logs(logs):
    values = [float(value) for value in np.exp(logs)]
    return Variances({name: (values[2 * i], values[2 * i + 1]) for i, name in enumerate(EFFECTS)},
                     values[-1])


def climb(height, start, rounds=25):
    """To a maximum near the start: a coordinate at a time, by steps that become smaller."""
    best, highest = start, height(start)
    steps = np.ones(len(start))
    for _ in range(rounds):
        for i, step in enumerate(steps):
            for by in (step, -step):
                tried = best.copy()
                tried[i] = np.clip(tried[i] + by, math.log(LEAST), math.log(MOST))
                found = height(tried)
                if found > highest:
                    highest, best = found, tried
                    break
            else:
                steps[i] /= 2
    return best


def print_variances(figures, counts, work):
    known = typical(figures) + counts
    logs = climb(lambda logs: Fit(known, [], work, from_logs(logs)).log_evidence(),
                 to_logs(VARIANCES))
    variances = from_logs(logs)
    for name, (common, alone) in variances.effects.items():
        print(f'    "{name}": ({common:.2g}, {alone:.2g}),')
    print(f"noise {variances.noise:.2g}")
