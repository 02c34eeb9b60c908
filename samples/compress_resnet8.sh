#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# MLPerf Tiny's ResNet-8 for CIFAR-10 at half the bytes of its int8 file: weights out little by
# little while it learns from what it was, integers, few values, and a packed file, in the stages of
# compress_lenet300.sh.
#
#     samples/compress_resnet8.sh DATA
#
# DATA holds models/ic_float.tflite and ic_int8.tflite, and CIFAR-10 as cifar10/cifar10_train10k.npz
# and cifar10_test2k.npz. What is made stays in $BUILD/compress; $SEED is that of training (1).
# Settings were chosen by the last 1,000 training images; the float32 net has seen those.
# It wants unzip.
set -eu
data=$(cd "${1:?usage: compress_resnet8.sh DATA}" && pwd)
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/compress
PATH=$PWD/$build:$PATH
mkdir -p "$out"

# What compress_stages.sh reads. Ratios are to the int8 file.
# shellcheck disable=SC2034
{
	weights=$(wc -c < "$data/models/ic_int8.tflite")
	images=$data/cifar10/cifar10_train10k.npz
	labels=
	logits=$out/resnet8_logits.npy
	rows=9000
	scaling=
	held_images=$out/resnet8_held_images
	held_labels=$out/resnet8_held_labels.csv
	test_images=$data/cifar10/cifar10_test2k.npz
	test_labels=
}
# shellcheck source=samples/compress_stages.sh disable=SC1091
. samples/compress_stages.sh

# An IDX file is a header and then the rows; the labels are int32 behind another header.
{
	printf '\0\0\010\004\0\0\003\350\0\0\0\040\0\0\0\040\0\0\0\003'
	unzip -p "$images" x.npy | tail -c $((1000 * 32 * 32 * 3))
} > "$held_images"
unzip -p "$images" y.npy | tail -c $((1000 * 4)) | od -An -v -td4 -w4 > "$held_labels"

heading 'ResNet-8'
row 'int8, as published' "$data/models/ic_int8.tflite"
row 'float32' "$data/models/ic_float.tflite"
whit logits --quiet "$data/models/ic_float.tflite" --data "$images" -o "$logits"
train tune -T 2 --lr 0.001 --epochs 16 --augment flip,shift=2 -s 0.3 --global --score lamp \
	"$data/models/ic_float.tflite" -o "$out/resnet8_sparse.tflite"
row 'tune -s 0.3' "$out/resnet8_sparse.tflite"
integers resnet8 "$out/resnet8_sparse.tflite"
sample cluster --per tensor -k 32 "$out/resnet8_int8.tflite" -o "$out/resnet8_values.tflite"
row 'cluster -k 32' "$out/resnet8_values.tflite"
pack resnet8 "$out/resnet8_values.tflite"
