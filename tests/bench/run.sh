#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Times beside a peer's: LiteRT (XNNPACK in WebAssembly SIMD, under Node) on the same machine,
# one thread each. Called by `make bench`, which says
#
#   WHIT     the program
#   LIBWHIT  libwhit.a, beside it unless said
#   SHARED   the folder with the shared models and data
#   ROUNDS   how often the programs take turns, 9 unless said
#
# Printed are the median of the rounds and, in brackets, the least and the most. A round is
# itself the median of many runs: a sample in, through the net, the results out. LiteRT takes
# one sample at a time; whit is shown so and with the 8 together that `whit run` takes. Calling
# LiteRT from Node costs it some 14 us a sample, which tells on the smallest nets (ad) only.
# Nothing is asserted.
set -eu
here=$(dirname "$0")
data=$SHARED/data
rounds=${ROUNDS:-9}
: "${LIBWHIT:=$(dirname "$WHIT")/libwhit.a}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# elapsed COMMAND...: its microseconds, a millisecond or two for starting it among them
elapsed()
{
	start=$(date +%s%N)
	"$@" >"$tmp/stdout" || exit 2
	end=$(date +%s%N)
	echo $(((end - start) / 1000))
}

# summary FORMAT DIVISOR: "median (least-most)" of the numbers on stdin, each divided first
summary()
{
	sort -n | awk -v f="$1" -v by="$2" '{ t[NR] = $1 / by }
		END { printf f " (" f "-" f ")\n", t[int((NR + 1) / 2)], t[1], t[NR] }'
}

row() { printf '%-10s  %-22s  %-22s  %-22s  %s\n' "$@"; }

# per_sample NAME DATA RUNS: a line of the table
per_sample()
{
	model=$data/models/$1.tflite
	node "$here/tile.js" 64 "$data/$2" "$tmp/x.npy"
	rm -f "$tmp/one" "$tmp/eight" "$tmp/litert"
	for _ in $(seq "$rounds"); do
		"$tmp/run_bench" "$model" "$tmp/x.npy" 1 "$3" >>"$tmp/one"
		node "$here/../judges/litert.js" --time "$3" "$model" "$tmp/x.npy" >>"$tmp/litert"
		"$tmp/run_bench" "$model" "$tmp/x.npy" 8 "$3" >>"$tmp/eight"
	done
	one=$(summary %.1f 1 <"$tmp/one")
	eight=$(summary %.1f 1 <"$tmp/eight")
	litert=$(summary %.1f 1 <"$tmp/litert")
	faster=$(echo "$litert $one $eight" | awk '{ printf "%.1f, %.1f", $1 / $3, $1 / $5 }')
	row "$1" "$litert" "$one" "$eight" "$faster"
}

# whole NAME ROUNDS COMMAND...: milliseconds from start to end
whole()
{
	name=$1 times=$2
	shift 2
	rm -f "$tmp/times"
	for _ in $(seq "$times"); do
		elapsed "$@" >>"$tmp/times"
	done
	printf '%-38s %s\n' "$name" "$(summary %.1f 1000 <"$tmp/times")"
}

if [ ! -d "$data/models" ]; then
	echo "bench: skipped, $data is missing"
	exit 0
fi
[ -d "$here/../judges/node_modules" ] || {
	echo "bench: LiteRT is missing; run 'make deps-bench' first" >&2
	exit 2
}

${CC:-cc} -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../.." "$here/run_bench.c" \
	"$LIBWHIT" -lcjson -lz -lm -pthread -o "$tmp/run_bench"

${CC:-cc} -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../.." "$here/cluster_bench.c" \
	"$LIBWHIT" -lm -pthread -o "$tmp/cluster_bench"

sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1
echo
row us/sample LiteRT whit 'whit, 8 together' 'times faster'
per_sample kws_int8 kws/kws_dev_x.npy 300
per_sample kws_float kws/kws_dev_xf.npy 300
per_sample ic_int8 golden/ic_int8_x.npy 100
per_sample ic_float golden/ic_float_x.npy 100
per_sample vww_int8 golden/vww_int8_x.npy 100
per_sample vww_float golden/vww_float_x.npy 100
per_sample ad_int8 golden/ad_int8_x.npy 1000
per_sample ad_float golden/ad_float_x.npy 1000

printf '\nms, start to end\n'
whole 'nothing (true)' 20 true
whole 'whit info ad_float, 1 MB' 20 "$WHIT" info "$data/models/ad_float.tflite"
# quantized ROUNDS OPTIONS...: kws_float on 600 samples, one thread
quantized()
{
	times=$1
	shift
	whole "whit quantize $*" "$times" "$WHIT" quantize "$data/models/kws_float.tflite" "$@" \
		--threads 1 --data "$data/kws/kws_dev_xf.npy" --json -o "$tmp/q.tflite"
}
printf '\nkws_float, 600 samples, one thread, the report among it\n'
quantized 9
quantized 9 --calibration minmax
quantized 5 --to int16x8
quantized 3 --weights int4 --best

# clustered VALUES ROUNDS [layers]: milliseconds into 256
clustered() { printf '%-38s %s\n' "$1 ${3:-}" "$("$tmp/cluster_bench" "$1" 256 "$2" "${3:-}")"; }
printf '\nms, normal weights into 256 optimal clusters, one thread; layers: as Ckmeans.1d.dp\n'
clustered 100000 9
clustered 100000 1 layers
clustered 1000000 9
