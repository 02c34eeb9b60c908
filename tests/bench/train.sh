#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Training beside PyTorch on the CPU, two threads each, batch 64: forward, backward and SGD of
# lenet5.onnx and of a depthwise-separable block (64 channels on 25x5, 3x3 and 1x1, ReLU; the block's
# input has no gradient in either). The programs take turns in ROUNDS rounds; printed are the median
# and, in brackets, the least and the most, and whit's share of PyTorch's time in the same round. Called
# by `make bench`, as run.sh is.
#
# PyTorch comes in its default layout (plain) and in the one that is its best here: channels_last,
# with OpenBLAS's OpenMP build. whit gets no settings.
set -eu
here=$(dirname "$0")
rounds=${ROUNDS:-9}
steps=${STEPS:-60}
lenet5=$SHARED/data/models/lenet5.onnx
openmp=/usr/lib/$(uname -m)-linux-gnu/openblas-openmp
: "${LIBWHIT:=$(dirname "$WHIT")/libwhit.a}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

[ -e "$lenet5" ] || { echo "skipped: $lenet5 is missing"; exit 0; }
# shellcheck disable=SC2046 # a word each
${CC:-cc} -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../.." "$here/train_bench.c" \
	"$here/../unit/build.c" "$LIBWHIT" $(pkg-config --libs libcjson libpng libprotobuf-c zlib) \
	-lm -pthread -o "$tmp/train_bench"

torch() { /usr/bin/python3 "$here/torch_train.py" "$1" "$2" 2 "$steps"; }

# summary FORMAT DIVISOR: "median (least-most)" of the numbers on stdin, each divided first
summary()
{
	sort -n | awk -v f="$1" -v by="$2" '{ t[NR] = $1 / by }
		END { printf f " (" f "-" f ")\n", t[int((NR + 1) / 2)], t[1], t[NR] }'
}

# share COLUMN: of whit's time, the first column, in that of another
share() { awk -v c="$1" '{ print $1 / $c }' "$tmp/times" | summary %.2f 1; }
column() { awk -v c="$1" '{ print $c }' "$tmp/times" | summary "$2" "$3"; }

# compare NAME MODEL UNITS FORMAT DIVISOR
compare()
{
	rm -f "$tmp/times"
	for _ in $(seq "$rounds"); do
		whit=$("$tmp/train_bench" "$2" 64 2 "$steps")
		last=$(LD_LIBRARY_PATH=$openmp torch "$1" last)
		plain=$(torch "$1" plain)
		echo "$whit $last $plain" >>"$tmp/times"
	done
	printf '%-32s %s\n' "$1, $3: whit" "$(column 1 "$4" "$5")"
	printf '%-32s %-22s whit takes %s\n' "  PyTorch, channels_last" "$(column 2 "$4" "$5")" "$(share 2)"
	printf '%-32s %-22s whit takes %s\n' "  PyTorch, plain" "$(column 3 "$4" "$5")" "$(share 3)"
}

sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1
echo "training, two threads, batch 64; load at the start: $(cut -d ' ' -f 1 /proc/loadavg)"
compare lenet5 "$lenet5" 's an epoch of 60,000' %.2f 1066.67
compare block block 'ms a step' %.2f 1000
