#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# "Deep Compression" of LeNet-5 (20-50-500, Caffe's), in the stages of compress_lenet300.sh:
#
#     samples/compress_lenet5.sh DATA [accurate | small]
#
# DATA holds models/lenet5.onnx, MNIST as mnist/*-ubyte.gz, and mnist/teacher_train_logits.npy,
# which `whit logits` makes of a teacher. What is made stays in $BUILD/compress; $SEED is that of
# training (1). Settings were chosen on nets trained anew on the first 55,000 images alone, by the
# last 5,000; lenet5.onnx itself has seen those, so that its error on them looks too good.
set -eu
data=$(cd "${1:?usage: compress_lenet5.sh DATA [accurate | small]}" && pwd)
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/compress
# shellcheck disable=SC2034 # compress_stages.sh reads it
weights=1724320
PATH=$PWD/$build:$PATH
# shellcheck source=samples/compress_mnist.sh disable=SC1091
. samples/compress_mnist.sh
# shellcheck source=samples/compress_stages.sh disable=SC1091
. samples/compress_stages.sh

# compress NAME SHARE1 SHARE2 SHARE3 SPARSITY EPOCHS VALUES [OPTION ...]: the shares of units that each
# hidden layer loses; the share of zeros among all weights that are left, and how long these are
# made, by LAMP scores, which share the loss fairly among layers; how many values are shared, and in
# which layers. The first and the last layer have 8 in any case: they are small.
compress()
{
	name=$1
	heading "LeNet-5, $name"
	row 'float32' "$data/models/lenet5.onnx"
	sample prune --structured -s "$2" --only /conv1/Conv_output_0 "$data/models/lenet5.onnx" |
		sample prune --structured -s "$3" --only /conv2/Conv_output_0 |
		sample prune --structured -s "$4" --only /Relu_output_0 -o "$out/${name}_units.tflite"
	row 'prune --structured' "$out/${name}_units.tflite"

	train distil -T 4 --lr 0.003 --epochs 5 "$out/${name}_units.tflite" \
		-o "$out/${name}_distilled.tflite"
	row 'distil' "$out/${name}_distilled.tflite"
	train tune -T 4 --lr 0.003 --epochs "$6" -s "$5" --global --score lamp \
		"$out/${name}_distilled.tflite" -o "$out/${name}_sparse.tflite"
	row "tune -s $5" "$out/${name}_sparse.tflite"
	values=$7
	shift 7
	train tune -T 4 --lr 0.001 --epochs 4 -k "$values" "$@" "$out/${name}_sparse.tflite" \
		-o "$out/${name}_clustered.tflite"
	row "tune -k $values" "$out/${name}_clustered.tflite"

	# A scale a channel has made more integers of the convolutions' values.
	integers "$name" "$out/${name}_clustered.tflite"
	sample cluster --per tensor -k "$values" --only /conv2/Conv_output_0 "$out/${name}_int8.tflite" |
		sample cluster --per tensor -k 8 -o "$out/${name}_values.tflite"
	row "cluster" "$out/${name}_values.tflite"
	pack "$name" "$out/${name}_values.tflite"
}

case ${2:-both} in
both | accurate)
	compress lenet5_accurate 0.4 0.4 0.8 0.811 8 8
	;;
esac
case ${2:-both} in
both | small)
	compress lenet5_small 0.6 0.68 0.92 0.865 12 4 --skip /conv1/Conv_output_0 --skip logits
	;;
esac
