# SPDX-License-Identifier: Apache-2.0
"""
report.py RESULTS COUNTED TFLM WHIT MODELS [--json | --variances]: fit what an inference costs, and print how far
off that is of what is left out; with --json, the costs as src/target/latency.json has them; with
--variances, how much systems differ, as model.py has it.

  RESULTS  mlperf_tiny_results.csv      COUNTED  counted.tsv, beside this file
  TFLM     tests/mcu/tflm.tsv           WHIT     the program; it tells work, and currents of parts
  MODELS   the folder with kws_int8.tflite, vww_int8.tflite, ic_int8.tflite, ad_int8.tflite
"""
import glob
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np

import leave_out
from costs import all_costs
from model import KINDS, LOG_CPI
from systems import BENCHMARKS, PARTS, REMOVE_DEAD, read_counts, read_results, rows_not_told, rows_of
from variances import print_variances


def whit(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout


def work_of_models(program, models, probes):
    """A function from a figure to the units of each kind of work that it stands for."""
    def units(path):
        report = json.loads(whit(program, "budget", "-t", "host", "--json", path))
        return np.array([report["latency"]["work"][kind] for kind in KINDS], float)

    whole, lean = {}, {}
    with tempfile.NamedTemporaryFile(suffix=".tflite") as made:
        for benchmark in BENCHMARKS:
            model = f"{models}/{benchmark}_int8.tflite"
            whole[benchmark] = units(model)
            whit(program, "prune", "--dead", model, "-o", made.name)
            lean[benchmark] = units(made.name)
        for probe in sorted(glob.glob(f"{probes}/*.json")):
            whit(program, "init", probe, "-o", made.name)
            whole[os.path.basename(probe).removesuffix(".json")] = units(made.name)
    return lambda figure: (lean if figure.engine in REMOVE_DEAD else whole)[figure.benchmark]


# --- Tables ---

def summary(name, guesses, factor):
    errors = [guess.error for guess in guesses]
    line = (f"{name:44} {len(errors):4} {np.median(errors):7.1%} {max(errors):8.1%} "
            f"{sum(error > 0.35 for error in errors):6}")
    within = [abs(guess.off) <= factor(guess) * (1 + 1e-9) for guess in guesses]
    print(f"{line} {np.mean(within):8.1%} {math.exp(np.median([factor(g) for g in guesses])):6.2f}")


def print_head(what):
    print(f"\n{what:44} {'n':>4} {'median':>7} {'worst':>8} {'> 35 %':>6} {'in bars':>8} {'bars':>6}")


def print_systems(guesses):
    """A line a row of the results: errors of its benchmarks."""
    print(f"\n{'line':>4} {'board':24} {'core':11} {'stack':9} {'engine':22}"
          + "".join(f"{benchmark:>8}" for benchmark in BENCHMARKS))
    by_row = {}
    for guess in guesses:
        by_row.setdefault(guess.figure.row, {})[guess.figure.benchmark] = guess
    for row, its in sorted(by_row.items()):
        figure = next(iter(its.values())).figure
        cells = "".join(f"{np.expm1(its[b].off):+8.0%}" if b in its else f"{'-':>8}"
                        for b in BENCHMARKS)
        print(f"{row:4} {figure.board[:24]:24} {figure.core:11} {figure.stack:9} "
              f"{figure.engine[:22]:22}{cells}")


def report_benchmarks(figures, counts, work, bars):
    left_out = leave_out.each_benchmark(figures, counts, work)
    print("Time, a benchmark of a board and stack left out: predicted against measured")
    print_systems(left_out)
    factor = lambda guess: bars.benchmark * guess.spread
    print_head("a benchmark left out")
    summary("all", left_out, factor)
    summary("microcontrollers", [g for g in left_out if not g.figure.is_application], factor)
    summary("and without PCL Scepu02", [g for g in left_out if not g.figure.is_application
                                        and g.figure.board != "pcl scepu02"], factor)
    return left_out


def report_boards(left_out, bars):
    print("\nTime, a board left out of its stack")
    print_systems([guess for its in left_out.values() for guess in its])
    print_head("a board left out")
    for stack, its in left_out.items():
        summary(stack, its, bars.of_guess)
        summary(f"{stack}, microcontrollers",
                [g for g in its if not g.figure.is_application], bars.of_guess)


# --- Energy ---

# As src/target/energy.h has it.
CURRENT_FACTOR = 1.4

def powers_of_rows(figures):
    """By figure, the mean power of its row's other benchmarks."""
    result = {}
    for row in rows_of(figures).values():
        measured = [figure for figure in row if figure.milliwatts]
        for figure in measured:
            others = [f.milliwatts for f in measured if f is not figure]
            if others:
                result[figure] = math.exp(np.mean(np.log(others)))
    return result


def powers_of_profiles(program, figures):
    """By figure, what its part's profile says: milliwatts, and a factor they may be off by."""
    result = {}
    for figure in figures:
        if not figure.milliwatts or figure.board not in PARTS:
            continue
        listed = json.loads(whit(program, "targets", "--json", PARTS[figure.board]))
        part = next(p for p in listed["profiles"] if p["name"] == PARTS[figure.board])
        low, high = part["active_ua"] if isinstance(part["active_ua"], list) else [part["active_ua"]] * 2
        volts = figure.volts or part["supply_mv"] / 1e3
        milliwatts = math.sqrt(low * high) * volts / 1e3 * figure.mhz * 1e6 / part["active_at_hz"]
        result[figure] = milliwatts, max(math.sqrt(high / low), CURRENT_FACTOR)
    return result


def with_power(guesses, powers):
    return [leave_out.Guess(g.figure, g.off + math.log(powers[g.figure] / g.figure.milliwatts),
                            g.spread) for g in guesses if g.figure in powers]


def report_energy(program, figures, benchmarks, boards, bars):
    print("\nHow wide bars are was chosen by these very tables.")
    print_head("Energy (profiles' power is derived from the same results)")
    its = with_power(benchmarks, powers_of_rows(figures))
    summary("a benchmark left out, power of the others", its,
            lambda guess: math.hypot(bars.benchmark * guess.spread, math.log(1.1)))
    powers = powers_of_profiles(program, figures)
    left_out = [guess for its in boards.values() for guess in its]
    its = with_power(left_out, {figure: power for figure, (power, _) in powers.items()})
    summary("a board left out, power of its profile", its,
            lambda guess: math.hypot(bars.of_guess(guess), math.log(powers[guess.figure][1])))


class Bars:
    """How many standard deviations a bar is, so that it covers nine of ten of what is left out:
    a benchmark of a microcontroller; a board, by its stack and whether it runs Linux."""

    def __init__(self, benchmarks, boards):
        self.benchmark = leave_out.bar([g for g in benchmarks if not g.figure.is_application])
        self.board = {}
        for stack, guesses in boards.items():
            for is_application in (False, True):
                its = [g for g in guesses if g.figure.is_application == is_application]
                if len({g.figure.board for g in its}) > 2:
                    self.board[stack, is_application] = leave_out.bar(its)

    def of_stack(self, stack, is_application):
        """That of vendors' stacks, on the most boards, for one that was measured on too few."""
        return self.board.get((stack, is_application), self.board["vendor", is_application])

    def of_guess(self, guess):
        return self.of_stack(guess.figure.stack, guess.figure.is_application) * guess.spread


def main():
    results, counted, tflm, program, models = sys.argv[1:6]
    figures = read_results(results)
    counts = (read_counts(tflm, "tflm", "tflm, counted", LOG_CPI)
              + read_counts(counted, "tflm-reference", "tflm-reference", LOG_CPI)
              + read_counts(counted, "c", "c", LOG_CPI))
    work = work_of_models(program, models, os.path.join(os.path.dirname(counted), "probes"))
    if "--variances" in sys.argv:
        print_variances(figures, counts, work)
        return
    boards = {stack: leave_out.each_board(figures, counts, work, stack)
              for stack in leave_out.stacks_of_boards(figures, 3)}
    benchmarks = leave_out.each_benchmark(figures, counts, work)
    bars = Bars(benchmarks, boards)
    if "--json" in sys.argv:
        print(all_costs(figures, counts, work, bars, benchmarks))
        return
    for line, board in rows_not_told(results):
        print(f"In no table: line {line}, {board}, on a CPU whose kind or clock is not told")
    report_benchmarks(figures, counts, work, bars)
    report_boards(boards, bars)
    report_energy(program, figures, benchmarks, boards, bars)


main()
