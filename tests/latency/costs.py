# SPDX-License-Identifier: Apache-2.0
"""The costs that whit is built with, as src/target/latency.json has them."""
import json
import math

import numpy as np

from model import CPI_SPREAD, Fit, KINDS
from systems import APPLICATION_CORES, BENCHMARKS, Figure, PARTS, rows_of

CORTEX_M = ("cortex-m0", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33", "cortex-m55",
            "cortex-m85")
MEASURED = CORTEX_M + ("riscv32", "riscv32-p", "riscv64", "riscv64-v", "rx", "rh850", "cortex-a72")

PACE = ", at 1.4 cycles each on a Cortex-M4 and by CoreMark on others (not measured)"

# What --stack may say: its stack and engine here, None for one that was not measured yet; the cores
# that it is for; what is said of it.
STACKS = {
    "tflm": ("tflm", None, MEASURED, "TFLM of any year and kernels"),
    "tflm-cmsis-nn": ("tflm", "tflm, counted", CORTEX_M,
                      "instructions of TFLM with CMSIS-NN" + PACE),
    "tflm-reference": ("tflm-reference", "tflm-reference", CORTEX_M + ("riscv32",),
                       "instructions of TFLM's reference kernels" + PACE),
    "c": ("c", "c", CORTEX_M + ("riscv32",),
          "instructions of exported C" + PACE),
    "microtvm": ("microtvm", "microtvm", CORTEX_M, "microTVM"),
    "vendor": ("vendor", None, MEASURED, "vendors' stacks, any of them"),
    "x-cube-ai": ("vendor", "x-cube-ai", CORTEX_M, "X-CUBE-AI from version 8 on"),
    "plumerai": ("vendor", "plumerai", CORTEX_M, "Plumerai's engine of 2023"),
    "hale": ("vendor", "hale", CORTEX_M, "Bosch's HALE"),
    "onnc": ("vendor", "onnc", CORTEX_M, "ONNC"),
}


def digits(value):
    return float(f"{value:.4g}")


def entry(core, part, cycles, factor, basis):
    it = {"core": core}
    if part:
        it["part"] = part
    it["cycles"] = {kind: digits(c) for kind, c in zip(KINDS, cycles)}
    it["factor"] = digits(factor)
    it["basis"] = basis
    return it


def of_cores(figures, counts, work, bars):
    """A stack on a core, on a board that was not measured."""
    for name, (stack, engine, cores, about) in STACKS.items():
        asked = [Figure(f"{name} {core}", benchmark, stack, engine or name, core, "", 0, "", 0)
                 for core in cores for benchmark in BENCHMARKS]
        fit = Fit(figures + counts, asked, work)
        spreads = fit.predict(asked)[1].reshape(len(cores), len(BENCHMARKS)).max(axis=1)
        on = {figure.core for figure in figures + counts if not engine or figure.engine == engine}
        if engine and any(count.engine == engine for count in counts):
            spreads = np.hypot(spreads, CPI_SPREAD)
            stack = engine
        for core, spread in zip(cores, spreads):
            bar = bars.of_stack(stack, core in APPLICATION_CORES)
            basis = f"fitted to {about}" + ("" if core in on else "; on this core, to other stacks")
            factor = math.exp(bar * spread)
            for whits in [core] + ["cortex-m0+"] * (core == "cortex-m0"):
                yield name, entry(whits, None, fit.cycles(f"{name} {core}"), factor, basis)


def of_parts(figures, counts, work, bars, benchmarks):
    """A part that was measured: the newest of a stack's rows, if all its benchmarks are there."""
    fit = Fit(figures + counts, [], work)
    newest = {}
    for row in rows_of(figures).values():
        it = row[0]
        if it.board in PARTS and len(row) == len(BENCHMARKS):
            newest[it.stack, it.engine, it.board] = row
    for (stack, engine, board), row in newest.items():
        name = next((n for n, s in STACKS.items() if s[1] == engine), None)
        if not name and (stack == "tflm" or is_only(newest, stack, board)):
            name = stack
        spreads = [guess.spread for guess in benchmarks if guess.figure.row == row[0].row]
        if not name or not spreads:
            continue
        cores = [row[0].core] if row[0].core != "cortex-m0" else ["cortex-m0+"]
        yield name, entry(cores[0], PARTS[board], fit.cycles(row[0].row),
                    math.exp(bars.benchmark * np.mean(spreads)),
                    f"measured on {board.upper()}, MLPerf Tiny {row[0].when}")


def is_only(newest, stack, board):
    """One row alone stands for a stack on a board."""
    return sum(s == stack and b == board for s, _, b in newest) == 1


def all_costs(figures, counts, work, bars, benchmarks):
    stacks = {name: [] for name in STACKS}
    factors = {}
    for name, it in of_cores(figures, counts, work, bars):
        factors[name, it["core"]] = it["factor"]
        stacks[name].append(it)
    for name, it in of_parts(figures, counts, work, bars, benchmarks):
        # A part that was measured is known no less well than one with its core that was not.
        it["factor"] = min(it["factor"], factors[name, it["core"]])
        stacks[name].append(it)
    lists = (f'\t\t"{name}": [\n' + ",\n".join(f"\t\t\t{json.dumps(it)}" for it in its) + "\n\t\t]"
             for name, its in stacks.items())
    return '{\n\t"schema": 1,\n\t"stacks": {\n' + ",\n".join(lists) + "\n\t}\n}"
