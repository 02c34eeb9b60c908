#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# models.sh FOLDER
# Make what is to be run on the cores: for each model FOLDER/NAME with
#
#   export/           what `whit export -f c --name NAME` writes
#   x.bin, y.bin      a few samples, and what whit computes of them, without headers
#   model.tflite      the model
#
# WHIT is the program, SHARED the folder with the shared models and data, SAMPLES how many
# samples (3). Says TAP; a model that could not be made is not in FOLDER.
set -u
here=$(dirname "$0")
# shellcheck source=tests/mcu/tap.sh
. "$here/tap.sh"
: "${WHIT:?}" "${SHARED:?}" "${SAMPLES:=3}"
folder=$1
top=$here/../..
models=$SHARED/data/models golden=$SHARED/data/golden

# rows FILE.npy: its first samples, and nothing else
rows()
{
	header=$(od -An -tu2 -j8 -N2 "$1" | tr -d ' ')
	n=$(tail -c +11 "$1" | head -c "$header" | sed -n "s/.*'shape': (\([0-9]*\),.*/\1/p")
	bytes=$(($(wc -c <"$1") - header - 10))
	tail -c "+$((header + 11))" "$1" | head -c "$((bytes * SAMPLES / n))"
}

# make_model NAME DATA, with the model in $folder/NAME/model.tflite
make_model()
{
	made=$folder/$1
	"$WHIT" export "$made/model.tflite" -f c --name "$1" -o "$made/export" --quiet \
		--allow-float &&
		"$WHIT" run "$made/model.tflite" --data "$2" --limit "$SAMPLES" --quiet \
			-o "$made/y.npy" &&
		rows "$2" >"$made/x.bin" && rows "$made/y.npy" >"$made/y.bin"
}

# model NAME DATA COMMAND...: what COMMAND writes is the model
model()
{
	name=$1 data=$2
	shift 2
	mkdir -p "$folder/$name"
	if ! "$@" >"$folder/$name/model.tflite"; then
		fail "$name: made"
	elif check "$name: exported" make_model "$name" "$data"; then
		return
	fi
	rm -rf "${folder:?}/$name"
}

# Ways to make a model; to standard output.
pack() { "$WHIT" huffman --runtime c --quiet "$@"; }
clustered() { "$WHIT" cluster -k 16 --quiet "$1" | pack --encoder lut; }
pruned() { "$WHIT" prune -s 0.8 --quiet "$1" | pack --encoder bitmap; }
four_bits()
{
	"$WHIT" quantize "$1" --weights int4 --data "$2" --limit 100 --quiet
}
gesture() { "$WHIT" quantize "$1.tflite" --data "$1_train.npz" --limit 100 --quiet; }

sixteen_bits()
{
	"$WHIT" quantize "$1.tflite" --data "$1_train.npz" --limit 100 --to int16x8 --quiet
}

# npy TYPE SHAPE: the header of an array
npy()
{
	printf '\223NUMPY\001\000v\000%-117s\n' \
		"{'descr': '$1', 'fortran_order': False, 'shape': ($2), }"
}

# Bytes as real numbers, from 0.125 up to 0.5 and the same below 0.
as_reals()
{
	printf '%b' "$(od -An -v -tu1 -w1 | awk '{
		printf "\\0000\\0000\\0%03o\\0%03o", $1, $1 % 2 ? 62 : 190
	}')"
}

# some_bytes N: of any values
some_bytes()
{
	while cat "$bytes"; do :; done 2>/dev/null | head -c "$1"
}

untrained() { "$WHIT" init "$1" --quiet | "$WHIT" quantize --data "$2" --quiet; }

# probe SPEC: a network of nearly one kind of work, for what tests/latency fits
probe()
{
	name=$(basename "$1" .json)
	shape=$(sed -n 's/.*"input": \[\([0-9, ]*\)\].*/\1/p' "$1")
	n=$(($(echo "$shape" | sed 's/,/*/g')))
	{ npy '<f4' "1, $shape" && some_bytes "$n" | as_reals; } >"$folder/$name.f32.npy"
	{ npy '|i1' "$SAMPLES, $shape" && some_bytes "$((SAMPLES * n))"; } >"$folder/$name.s8.npy"
	model "$name" "$folder/$name.s8.npy" untrained "$1" "$folder/$name.f32.npy"
}

rm -rf "$folder"
mkdir -p "$folder"
# Any bytes will do as samples of 64 x 1 x 3.
bytes=$top/samples/gesture.tflite
{ npy '|i1' '5, 64, 1, 3' && head -c 960 "$bytes"; } >"$folder/s8.npy"
{ npy '<i2' '5, 64, 1, 3' && head -c 1920 "$bytes"; } >"$folder/s16.npy"
{ npy '<f4' '5, 64, 1, 3' && head -c 960 "$bytes" | as_reals; } >"$folder/f32.npy"
model gesture "$folder/s8.npy" gesture "$top/samples/gesture"
model gesture_s16 "$folder/s16.npy" sixteen_bits "$top/samples/gesture"
model gesture_float "$folder/f32.npy" cat "$top/samples/gesture.tflite"
for spec in "$top"/tests/latency/probes/*.json; do
	probe "$spec"
done
if [ -d "$models" ]; then
	for name in kws ic vww ad; do
		data=$golden/${name}_int8_x.npy
		[ -e "$data" ] || data=$SHARED/data/kws/kws_dev_x.npy
		model "$name" "$data" cat "$models/${name}_int8.tflite"
		model "${name}_packed" "$data" pack "$models/${name}_int8.tflite"
	done
	data=$SHARED/data/kws/kws_dev_x.npy
	model kws_lut "$data" clustered "$models/kws_int8.tflite"
	model kws_bitmap "$data" pruned "$models/kws_int8.tflite"
	model kws_int4 "$data" four_bits "$models/kws_float.tflite" "${data%.npy}f.npy"
else
	skip 'the shared models on microcontrollers' "$SHARED/data is missing"
fi
