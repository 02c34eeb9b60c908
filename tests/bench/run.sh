#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Times beside a peer's: LiteRT (XNNPACK in WebAssembly SIMD, under Node) on the same machine,
# one thread each. Called by `make bench` with WHIT (the program) and SHARED (the folder with
# the shared models and data); ROUNDS=9 may be set too.
#
# The programs take turns; printed are the median and, in brackets, the least and the most of
# the rounds. whit's time a sample is that of `whit run` on many samples less that on one, by
# their number: data in and out are in it. Nothing is asserted.
set -eu
here=$(dirname "$0")
data=$SHARED/data
rounds=${ROUNDS:-9}
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

whit_run() { "$WHIT" run --threads 1 --quiet "$1" --data "$2" -o "$tmp/y.npy"; }

# per_sample NAME DATA ROWS: a line of the table
per_sample()
{
	model=$data/models/$1.tflite
	node "$here/tile.js" 1 "$data/$2" "$tmp/one.npy"
	node "$here/tile.js" "$3" "$data/$2" "$tmp/many.npy"
	rm -f "$tmp/ours" "$tmp/peers"
	for _ in $(seq "$rounds"); do
		one=$(elapsed whit_run "$model" "$tmp/one.npy")
		many=$(elapsed whit_run "$model" "$tmp/many.npy")
		echo $(((many - one) * 1000 / ($3 - 1))) >>"$tmp/ours" # nanoseconds
		node "$here/../judges/litert.js" --time 200 "$model" "$data/$2" >>"$tmp/peers"
	done
	ours=$(summary %.1f 1000 <"$tmp/ours")
	peers=$(summary %.1f 1 <"$tmp/peers")
	ratio=$(echo "$peers $ours" | awk '{ print $1 / $3 }')
	printf '%-10s  %-24s  %-24s  %.1f\n' "$1" "$ours" "$peers" "$ratio"
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
	printf '%-40s %s\n' "$name" "$(summary %.1f 1000 <"$tmp/times")"
}

if [ ! -d "$data/models" ]; then
	echo "bench: skipped, $data is missing"
	exit 0
fi
[ -d "$here/../judges/node_modules" ] || {
	echo "bench: LiteRT is missing; run 'make deps-bench' first" >&2
	exit 2
}

sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1
printf '\n%-10s  %-24s  %-24s  %s\n' 'us/sample' whit LiteRT 'times faster'
per_sample kws_int8 kws/kws_dev_x.npy 1200
per_sample kws_float kws/kws_dev_xf.npy 1200
per_sample ic_int8 golden/ic_int8_x.npy 400
per_sample ic_float golden/ic_float_x.npy 400
per_sample vww_int8 golden/vww_int8_x.npy 300
per_sample vww_float golden/vww_float_x.npy 300
per_sample ad_int8 golden/ad_int8_x.npy 10000
per_sample ad_float golden/ad_float_x.npy 5000

printf '\nms, start to end\n'
whole 'nothing (true)' 20 true
whole 'whit info ad_float, 1 MB' 20 "$WHIT" info "$data/models/ad_float.tflite"
whole 'whit quantize kws_float, 600 samples' 9 "$WHIT" quantize "$data/models/kws_float.tflite" \
	--data "$data/kws/kws_dev_xf.npy" --quiet -o "$tmp/q.tflite"
