#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a teacher is worth: a small network for MNIST trained on labels alone, and to answer as its
# teacher does. Prints each one's error on the 10,000 test images after the last epoch; nothing is
# chosen by them.
#
#     samples/distil_student.sh DATA [SEED ...]
#
# DATA holds models/student.onnx, untrained, MNIST as mnist/*-ubyte.gz, and
# mnist/teacher_train_logits.npy, which `whit logits` makes of a teacher. Seeds are 0, 1 and 2
# unless given. What is made stays in $BUILD/distil.
set -eu
data=$(cd "${1:?usage: distil_student.sh DATA [SEED ...]}" && pwd)
shift
[ $# -gt 0 ] || set -- 0 1 2
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/distil
mkdir -p "$out"
PATH=$PWD/$build:$PATH

# train SEED COMMAND OPTION ...: prints the error in %.
train()
{
	seed=$1 command=$2 model=$out/$2_$1.tflite
	shift 2
	whit "$command" --quiet "$data/models/student.onnx" --std 255 --seed "$seed" \
		--data "$data/mnist/train-images-idx3-ubyte.gz" \
		--labels "$data/mnist/train-labels-idx1-ubyte.gz" "$@" \
		--epochs 20 --batch 128 --lr 0.005 --schedule cosine --validation 0 --keep last -o "$model"
	whit eval --quiet "$model" --std 255 --data "$data/mnist/t10k-images-idx3-ubyte.gz" \
		--labels "$data/mnist/t10k-labels-idx1-ubyte.gz" |
		awk 'NR == 1 { printf "%.2f\n", 100 - 100 * $2 }'
}

printf '%-6s %12s %10s\n' seed 'labels only' distilled
for seed; do
	plain=$(train "$seed" tune)
	taught=$(train "$seed" distil --teacher "$data/mnist/teacher_train_logits.npy" -T 4 --alpha 0.9)
	printf '%-6s %12s %10s\n' "$seed" "$plain" "$taught"
	echo "$plain $taught" >> "$out/errors.$$"
done
awk '{ p += $1; t += $2 } END { printf "%-6s %12.2f %10.2f\n", "mean", p / NR, t / NR }' "$out/errors.$$"
rm "$out/errors.$$"
