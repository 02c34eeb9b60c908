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
    """One figure of a row is left out; two at least have to be left."""
    result = []
    for row in rows_of(figures).values():
        for left_out in row:
            known = [figure for figure in figures if figure is not left_out]
            if len(row) > 2:
                result += guesses(known + counts, [left_out], work)
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
