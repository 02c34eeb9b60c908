# SPDX-License-Identifier: Apache-2.0
"""Systems of MLPerf Tiny's results that compute on a CPU alone, told apart by what counts here."""
import csv
import math
from dataclasses import dataclass

BENCHMARKS = ("kws", "vww", "ic", "ad")

# In a system's description: its core, as whit calls it, or near it where whit has no name.
CORES = (
    ("M0+", "cortex-m0"), ("M33", "cortex-m33"), ("M4", "cortex-m4"), ("M7", "cortex-m7"),
    ("M85", "cortex-m85"), ("RXv2", "rx"), ("RH850", "rh850"), ("BCM2711", "cortex-a72"),
    ("NX27V", "riscv64-v"), ("64GCV", "riscv64-v"), ("AX45", "riscv64"),
    ("RV32 IMACP", "riscv32-p"), ("RV32", "riscv32"),
)
# Cores that do much alike: without packed arithmetic, with it, with vectors.
FAMILIES = {
    "cortex-m0": "plain", "cortex-m3": "plain", "rh850": "plain",
    "riscv32": "plain", "cortex-m4": "packed", "cortex-m7": "packed", "cortex-m33": "packed",
    "rx": "packed", "riscv32-p": "packed", "cortex-m55": "vectors", "cortex-m85": "vectors",
    "riscv64": "application", "cortex-a72": "wide", "riscv64-v": "wide",
}
# CoreMark a MHz, as Arm tells it of its cores: what they do in a cycle, whatever it is. The M0 of
# the boards here is an M0+. Of other cores nothing of one source was found.
COREMARK = {"cortex-m0": 2.46, "cortex-m3": 3.34, "cortex-m4": 3.42, "cortex-m7": 5.01,
            "cortex-m33": 4.02, "cortex-m55": 4.4, "cortex-m85": 6.28}
# Boards that run Linux: no microcontrollers.
APPLICATION_CORES = ("cortex-a72", "riscv64", "riscv64-v")
# The parts of whit's profiles that boards have.
PARTS = {
    "nucleo-l4r5zi": "stm32l4r5zi", "disco-f746ng": "stm32f746ng",
    "nucleo-u385rg-q": "stm32u385rg", "nucleo-g0b1re": "stm32g0b1re",
    "rx65n-cloud-kit": "rx65n", "ek-ra8d1": "ra8d1",
}
# Engines that leave out channels that carry nothing.
REMOVE_DEAD = ("x-cube-ai", "plumerai", "onnc")


@dataclass(frozen=True)
class Figure:
    """A benchmark's result on a system."""
    row: object  # a system's, which all its benchmarks have
    benchmark: str
    stack: str   # tflm, microtvm, vendor, ...
    engine: str  # whose kernels, of the stack's
    core: str
    board: str
    mhz: float
    when: str
    log_cycles: float
    is_counted: bool = False  # instructions in an emulator, not measured
    milliwatts: float = 0
    volts: float = 0

    @property
    def is_application(self):
        return self.core in APPLICATION_CORES

    @property
    def log_pace(self):
        """What its core does in a cycle, beside a Cortex-M4's; instructions are of no pace."""
        if self.is_counted:
            return 0
        return math.log(COREMARK.get(self.core, COREMARK["cortex-m4"]) / COREMARK["cortex-m4"])


def stack_and_engine(row):
    software = row["framework"].lower()
    who = row["submitter"].lower()
    if "tflite" in software or "tensorflow" in software:
        return "tflm", "tflm of " + who
    if "microtvm" in software:
        return "microtvm", "microtvm"
    if "plumerai" in software:
        return "vendor", "plumerai" if "2023" in software else "plumerai to 2022"
    if "hale" in software:
        return "vendor", "hale"
    if "onnc" in software:
        return "vendor", "onnc"
    if who in ("stmicroelectronics", "krai"):
        # From version 8 on, X-CUBE-AI does without dead channels. Krai ran an earlier one.
        return "vendor", "x-cube-ai" if "x-cube" in software else "x-cube-ai to 7"
    return "vendor", who


def rows_on_cpus(path):
    """Lines of the results, and the cores they ran on; None of one that is not told with its clock."""
    with open(path, newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if not row["accelerator"]:
                core = next((name for text, name in CORES if text in row["cpu"]), None)
                yield number, row, core if row["clock_mhz"] else None


def rows_not_told(path):
    return [(number, row["board"]) for number, row, core in rows_on_cpus(path) if not core]


def read_results(path):
    figures = []
    for number, row, core in rows_on_cpus(path):
        if core:
            stack, engine = stack_and_engine(row)
            board = row["board"].lower().removesuffix("-p").removesuffix("_high_freq")
            mhz = float(row["clock_mhz"])
            for benchmark in BENCHMARKS:
                if not row[benchmark + "_ms"]:
                    continue
                ms = float(row[benchmark + "_ms"])
                uj = float(row[benchmark + "_uJ"] or 0)
                figures.append(Figure(
                    number, benchmark, stack, engine, core, board, mhz, row["round"],
                    math.log(ms * mhz * 1e3), False, uj / ms,
                    float(row["energy_volts"] or 0)))
    return without_repeats(figures)


def rows_of(figures):
    rows = {}
    for figure in figures:
        rows.setdefault(figure.row, []).append(figure)
    return rows


def without_repeats(figures, within=0.05):
    """A build is often published again: no second row whose figures are all so near the first's."""
    kept = {}
    for row, its in rows_of(figures).items():
        if not any(is_repeat(its, other, within) for other in kept.values()):
            kept[row] = its
    return [figure for its in kept.values() for figure in its]


def is_repeat(its, other, within):
    was = {figure.benchmark: figure.log_cycles for figure in other}
    same = all((a.engine, a.board, a.mhz) == (other[0].engine, other[0].board, other[0].mhz)
               for a in its)
    return same and all(abs(a.log_cycles - was.get(a.benchmark, math.inf)) < within for a in its)


def read_counts(path, stack, engine, log_cpi):
    """Instructions counted in an emulator: core, model, instructions; for stack tflm CMSIS-NN's."""
    names = {"m0": "cortex-m0", "m3": "cortex-m3", "m4f": "cortex-m4", "m55": "cortex-m55",
             "rv32": "riscv32"}
    figures = []
    with open(path) as file:
        lines = [line.rstrip("\n").split("\t") for line in file if line[0] != "#"]
    head = lines[0]
    for line in lines[1:]:
        it = dict(zip(head, line))
        if it.get("stack", stack) != stack:
            continue
        figures.append(Figure(
            f"{engine} {it['core']}", it["model"], stack, engine, names[it["core"]],
            "emulator " + it["core"], 0, "", math.log(float(it["instructions"])) + log_cpi, True))
    return figures
