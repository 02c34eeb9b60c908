# SPDX-License-Identifier: Apache-2.0
"""What the model predicts of figures that it is not fitted to."""
from dataclasses import dataclass

import numpy as np

from model import Fit
from systems import rows_of

COVERED = 0.9


@dataclass(frozen=True)
class Guess:
    figure: object
    off: float     # logarithm of predicted over measured
    spread: float  # what the model says of that: its standard deviation

    @property
    def error(self):
        return abs(np.expm1(self.off))


def guesses(known, asked, work):
    predicted, spread = Fit(known, asked, work).predict(asked)
    return [Guess(figure, p - figure.log_cycles, s)
            for figure, p, s in zip(asked, predicted, spread)]


def each_benchmark(figures, counts, work):
    """A benchmark is left out of all rows of a board and stack at once, as rows of one engine are much
    alike; two others of a row have to be left."""
    rows = rows_of(figures)
    groups = {}
    for figure in figures:
        groups.setdefault((figure.board, figure.stack, figure.benchmark), []).append(figure)
    result = []
    for group in groups.values():
        known = [figure for figure in figures if figure not in group]
        asked = [figure for figure in group if len(rows[figure.row]) > 2]
        if asked:
            result += guesses(known + counts, asked, work)
    return result


def each_board(figures, counts, work, stack):
    """All of a board's figures are left out, and all of other stacks."""
    ours = [figure for figure in figures if figure.stack == stack]
    result = []
    for board in sorted({figure.board for figure in ours}):
        known = [figure for figure in ours if figure.board != board]
        result += guesses(known + counts, [f for f in ours if f.board == board], work)
    return result


def stacks_of_boards(figures, least):
    """Stacks that so many boards were measured with."""
    boards = {}
    for figure in figures:
        boards.setdefault(figure.stack, set()).add(figure.board)
    return [stack for stack, its in sorted(boards.items()) if len(its) >= least]


def bar(guesses):
    """So many standard deviations cover COVERED of the guesses."""
    ratios = sorted(abs(guess.off) / guess.spread for guess in guesses)
    return ratios[int(np.ceil(COVERED * len(ratios))) - 1]
