#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# "Deep Compression" of LeNet-5 (20-50-500, Caffe's), in the stages of compress_lenet300.sh:
#
#     samples/compress_lenet5.sh DATA
#
# DATA holds models/lenet5.onnx, MNIST as mnist/*-ubyte.gz, and mnist/teacher_train_logits.npy,
# which `whit logits` makes of a teacher. What is made stays in $BUILD/compress; $SEED is that of
# training (1). Settings were chosen on nets trained anew on the first 55,000 images alone, by the
# last 5,000; lenet5.onnx itself has seen those, so that its error on them looks too good.
set -eu
data=$(cd "${1:?usage: compress_lenet5.sh DATA}" && pwd)
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/compress
# shellcheck disable=SC2034 # compress_stages.sh reads it
weights=1724320
PATH=$PWD/$build:$PATH
# shellcheck source=samples/compress_stages.sh disable=SC1091
. samples/compress_stages.sh

# compress NAME SHARE1 SHARE2 SHARE3 SPARSITY EPOCHS: the shares of units that each hidden layer
# loses, the share of zeros among all weights that are left, and how long these are made. By LAMP
# scores, as magnitudes would take too many of the wide dense layer's weights, or too few.
compress()
{
	heading "LeNet-5, $1"
	row 'float32' "$data/models/lenet5.onnx"
	sample prune --structured -s "$2" --only /conv1/Conv_output_0 "$data/models/lenet5.onnx" |
		sample prune --structured -s "$3" --only /conv2/Conv_output_0 |
		sample prune --structured -s "$4" --only /Relu_output_0 -o "$out/$1_units.tflite"
	row 'prune --structured' "$out/$1_units.tflite"

	train distil -T 4 --lr 0.003 --epochs 5 "$out/$1_units.tflite" -o "$out/$1_distilled.tflite"
	row 'distil' "$out/$1_distilled.tflite"
	train tune -T 4 --lr 0.003 --epochs "$6" -s "$5" --global --score lamp \
		"$out/$1_distilled.tflite" -o "$out/$1_sparse.tflite"
	row "tune -s $5" "$out/$1_sparse.tflite"
	train tune -T 4 --lr 0.001 --epochs 4 -k 8 "$out/$1_sparse.tflite" -o "$out/$1_clustered.tflite"
	row 'tune -k 8' "$out/$1_clustered.tflite"

	pack "$1" 8
}

hold_out
compress lenet5_accurate 0.4 0.4 0.8 0.811 8
compress lenet5_small 0.6 0.68 0.92 0.865 12
