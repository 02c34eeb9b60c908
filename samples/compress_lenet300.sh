#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# "Deep Compression" of LeNet-300-100, as one may go about it with any network: units out, what is
# left trained by a teacher, weights out little by little, the others made to share few values,
# integers, and a packed file. Each stage prints the whole file's bytes, their ratio to the
# float32 weights, and its errors.
#
#     samples/compress_lenet300.sh DATA [accurate | small]
#
# DATA holds models/lenet300.onnx, MNIST as mnist/*-ubyte.gz, and mnist/teacher_train_logits.npy,
# which `whit logits` makes of a teacher. What is made stays in $BUILD/compress; $SEED is that of
# training (1). Settings were chosen on nets trained anew on the first 55,000 images alone, by the
# last 5,000; lenet300.onnx itself has seen those, so that its error on them looks too good.
set -eu
data=$(cd "${1:?usage: compress_lenet300.sh DATA [accurate | small]}" && pwd)
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/compress
# shellcheck disable=SC2034 # compress_stages.sh reads it
weights=1066440
PATH=$PWD/$build:$PATH
# shellcheck source=samples/compress_mnist.sh disable=SC1091
. samples/compress_mnist.sh
# shellcheck source=samples/compress_stages.sh disable=SC1091
. samples/compress_stages.sh

# compress NAME SHARE1 SHARE2 SPARSITY EPOCHS: the shares of units that each hidden layer loses,
# the share of zeros among all weights that are left, and how long these are made.
compress()
{
	heading "LeNet-300-100, $1"
	row 'float32' "$data/models/lenet300.onnx"
	sample prune --structured -s "$2" --only /Relu_output_0 "$data/models/lenet300.onnx" |
		sample prune --structured -s "$3" --only /Relu_1_output_0 -o "$out/$1_units.tflite"
	row 'prune --structured' "$out/$1_units.tflite"

	train distil -T 2 --lr 0.003 --epochs 5 "$out/$1_units.tflite" -o "$out/$1_distilled.tflite"
	row 'distil' "$out/$1_distilled.tflite"
	train tune -T 2 --lr 0.003 --epochs "$5" -s "$4" --global "$out/$1_distilled.tflite" \
		-o "$out/$1_sparse.tflite"
	row "tune -s $4" "$out/$1_sparse.tflite"
	train tune -T 2 --lr 0.001 --epochs 5 -k 8 "$out/$1_sparse.tflite" -o "$out/$1_clustered.tflite"
	row 'tune -k 8' "$out/$1_clustered.tflite"

	integers "$1" "$out/$1_clustered.tflite"
	pack "$1" "$out/$1_int8.tflite"
}

case ${2:-both} in
both | accurate)
	compress lenet300_accurate 0.5 0.4 0.89 20
	;;
esac
case ${2:-both} in
both | small)
	compress lenet300_small 0.7333 0.5 0.896 15
	;;
esac
