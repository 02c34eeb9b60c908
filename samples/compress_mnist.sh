# shellcheck shell=sh disable=SC2034,SC2154
# SPDX-License-Identifier: Apache-2.0
# MNIST, from $data, for compress_stages.sh. What is held out goes to $out.
images=$data/mnist/train-images-idx3-ubyte.gz
labels=$data/mnist/train-labels-idx1-ubyte.gz
logits=$data/mnist/teacher_train_logits.npy
rows=55000
scaling='--std 255'
held_images=$out/held_images
held_labels=$out/held_labels
test_images=$data/mnist/t10k-images-idx3-ubyte.gz
test_labels=$data/mnist/t10k-labels-idx1-ubyte.gz

# The last 5,000 training images are held out: nothing learns from them, and all choices (units,
# sparsity, values, epochs) are made by them. An IDX file is a header and then the rows.
mkdir -p "$out"
{
	printf '\0\0\010\003\0\0\023\210\0\0\0\034\0\0\0\034'
	gzip -dc "$images" | tail -c $((5000 * 28 * 28))
} > "$held_images"
{
	printf '\0\0\010\001\0\0\023\210'
	gzip -dc "$labels" | tail -c 5000
} > "$held_labels"
