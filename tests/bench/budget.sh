#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How long `whit budget` takes to hold a model of 1 MB against all parts, from start to end: the median
# of ROUNDS rounds and, in brackets, the least and the most; and how well TFLM's flash is estimated
# where it was not measured. Called by `make bench`, as run.sh is. Nothing is asserted.
set -eu
here=$(dirname "$0")
rounds=${ROUNDS:-20}
: "${LIBWHIT:=$(dirname "$WHIT")/libwhit.a}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# elapsed COMMAND...: its milliseconds; that it says no is no matter
elapsed()
{
	start=$(date +%s%N)
	"$@" >"$tmp/stdout" || [ $? -eq 1 ] || exit 2
	end=$(date +%s%N)
	echo $((end - start)) | awk '{ print $1 / 1e6 }'
}

row()
{
	what=$1
	shift
	for _ in $(seq "$rounds"); do elapsed "$@"; done | sort -n >"$tmp/times"
	awk -v what="$what" '{ t[NR] = $1 } END {
		printf "%-34s %5.1f (%.1f-%.1f)\n", what, t[int((NR + 1) / 2)], t[1], t[NR] }' "$tmp/times"
}

model=$SHARED/data/models/ad_float.tflite
if [ -e "$model" ]; then
	echo "ms, $(wc -c <"$model") bytes against $("$WHIT" targets | tail -n +3 | wc -l) parts"
	row 'whit --version' "$WHIT" --version
	for runtime in tflm c none; do
		row "whit budget -t all --runtime $runtime" "$WHIT" budget -t all --runtime $runtime "$model"
	done
	row 'whit targets --fits' "$WHIT" targets --fits "$model"
else
	echo "skipped: $model is missing"
fi

${CC:-cc} -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../.." "$here/runtime_bench.c" \
	"$LIBWHIT" -lm -o "$tmp/runtime_bench"
"$tmp/runtime_bench"
