#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [--json | --variances]
# What the time and energy of an inference are predicted to be where a benchmark, or a board, of MLPerf
# Tiny is left out of the fit, beside what was measured; `make bench` prints it. With --json, the
# costs as src/target/latency.json has them; with --variances, how much systems
# differ, as model.py has it. In the environment: WHIT, the program; SHARED, the folder
# with the results and the models; PYTHON, one with NumPy.
set -eu
here=$(dirname "$0")
if [ ! -f "$SHARED/data/mlperf_tiny_results.csv" ]; then
	echo "latency: skipped, $SHARED/data/mlperf_tiny_results.csv is missing"
	exit 0
fi
# One thread, so that sums have one order.
OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 "${PYTHON:-/usr/bin/python3}" "$here/report.py" \
	"$SHARED/data/mlperf_tiny_results.csv" "$here/counted.tsv" "$here/../mcu/tflm.tsv" "$WHIT" \
	"$SHARED/data/models" "$@"
