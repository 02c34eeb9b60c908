#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# ONNX models on MNIST, from its own .gz files: what PyTorch says of them, to the image.

load setup

# errors MODEL: images of the test set that a model gets wrong
errors()
{
	whit eval "$1" --data "$mnist/t10k-images-idx3-ubyte.gz" \
		--labels "$mnist/t10k-labels-idx1-ubyte.gz" --std 255 --quiet --json |
		grep -m 1 '"value"' | awk -F '[:,]' '{ printf "%.0f", (1 - $2) * 10000 }'
}

setup_file()
{
	: "${SHARED:=$BATS_TEST_DIRNAME/../../../shared}"
	export models=$SHARED/data/models mnist=$SHARED/data/mnist
}

@test "LeNet-300-100 gets 158 of 10,000 wrong" {
	needs "$models/lenet300.onnx"
	[ "$(errors "$models/lenet300.onnx")" = 158 ]
}

@test "LeNet-5 gets 63 of 10,000 wrong" {
	needs "$models/lenet5.onnx"
	[ "$(errors "$models/lenet5.onnx")" = 63 ]
}

@test "the teacher gets 52 of 10,000 wrong" {
	needs "$models/teacher.onnx"
	[ "$(errors "$models/teacher.onnx")" = 52 ]
}

@test "LeNet-5 as int8, calibrated on 500 training images, loses at most 0.1 points" {
	needs "$models/lenet5.onnx"
	whit quantize "$models/lenet5.onnx" --data "$mnist/train-images-idx3-ubyte.gz" \
		--std 255 --limit 500 --quiet -o small.tflite
	n=$(errors small.tflite)
	echo "# measured: lenet5.onnx as int8 gets $n of 10,000 wrong, 63 as float32" >&3
	[ "$n" -le 73 ]
}

@test "logits that were recorded of the teacher are what it gives" {
	needs "$mnist/teacher_train_logits.npy"
	whit logits "$models/teacher.onnx" --data "$mnist/train-images-idx3-ubyte.gz" \
		--std 255 --limit 2000 --quiet -o mine.npy
	run -0 whit eval "$models/teacher.onnx" --data "$mnist/train-images-idx3-ubyte.gz" \
		--std 255 --limit 2000 --labels "$mnist/teacher_train_logits.npy" --metric mse \
		--at-most 1e-9 --quiet
	[ "$(wc -c <mine.npy)" = $((128 + 2000 * 10 * 4)) ]
}
