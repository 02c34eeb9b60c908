#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Huffman codec's speed beside zstd's, one thread each, on the int8 weights of ad_int8 and on
# 16 MB drawn from them. Called by `make bench`, which says
#
#   WHIT     the program
#   LIBWHIT  libwhit.a, beside it unless said
#   SHARED   the folder with the shared models and data
#   ROUNDS   runs, of which the best counts (as in zstd's), 21 unless said
#
# The library exports no Huffman coder alone, so it is `zstd -1` in its own benchmark mode that
# is shown: it looks for repetitions first, of which there are next to none in weights, and
# writes the rest in four Huffman streams at a time, where TFLM reads one. Nothing is asserted.
set -eu
here=$(dirname "$0")
model=$SHARED/data/models/ad_int8.tflite
: "${LIBWHIT:=$(dirname "$WHIT")/libwhit.a}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

row() { printf '%-34s  %10s  %10s  %18s  %8s  %8s\n' "$@"; }

# zstd_row NAME: what its benchmark says of a file: "-1 184865 (1.498) 386.5 MB/s 1121.8 MB/s ..."
zstd_row()
{
	zstd -q -b1 -i3 "$tmp/$1" 2>&1 | tr '\r' '\n' | grep '^-1 .*MB/s' | tail -n 1 >"$tmp/zstd"
	read -r _ coded _ encode _ decode _ <"$tmp/zstd"
	row "$1, zstd -1" "$2" "$coded" "${encode%.*}" - "${decode%.*}"
}

if [ ! -f "$model" ]; then
	echo "bench: Huffman skipped, $model is missing"
	exit 0
fi
${CC:-cc} -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../.." "$here/huffman_bench.c" \
	"$LIBWHIT" -lcjson -lpng -lprotobuf-c -lz -lm -pthread -o \
	"$tmp/huffman_bench"
"$tmp/huffman_bench" "$model" "$tmp" "${ROUNDS:-21}" >"$tmp/lines"

printf '\nHuffman, MB/s of weights\n'
row '' bytes coded 'count, code, encode' encode decode
while read -r name bytes coded all encode decode; do
	row "$name, whit" "$bytes" "$coded" "$all" "$encode" "$decode"
	if command -v zstd >"$tmp/which"; then
		zstd_row "$name" "$bytes"
	else
		echo "$name, zstd -1: skipped, zstd is not installed"
	fi
done <"$tmp/lines"
