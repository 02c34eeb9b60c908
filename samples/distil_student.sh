#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a teacher is worth: a small network for MNIST trained on labels alone, and to answer as its
# teacher does; the latter in int8 too, quantised as it is and after training through int8's rounding.
# Prints each one's error on the 10,000 test images after the last epoch; nothing is chosen by them.
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

# train SEED COMMAND MODEL OUT OPTION ...: on the training images and their labels.
train()
{
	seed=$1 command=$2 model=$3 result=$4
	shift 4
	whit "$command" --quiet "$model" --std 255 --seed "$seed" \
		--data "$data/mnist/train-images-idx3-ubyte.gz" \
		--labels "$data/mnist/train-labels-idx1-ubyte.gz" "$@" \
		--validation 0 --keep last -o "$result"
}

# integers MODEL OUT: int8, by 500 images.
integers()
{
	whit quantize --quiet "$1" --std 255 --data "$data/mnist/train-images-idx3-ubyte.gz" \
		--limit 500 --shuffle -o "$2"
}

# wrong MODEL: the share of test images it gets wrong, in %.
wrong()
{
	whit eval --quiet "$1" --std 255 --data "$data/mnist/t10k-images-idx3-ubyte.gz" \
		--labels "$data/mnist/t10k-labels-idx1-ubyte.gz" |
		awk 'NR == 1 { printf "%.2f\n", 100 - 100 * $2 }'
}

student=$data/models/student.onnx
logits=$data/mnist/teacher_train_logits.npy
schedule='--epochs 20 --batch 128 --lr 0.005 --schedule cosine'
rows=$out/errors.$$
printf '%-6s %12s %10s %6s %6s\n' seed 'labels only' distilled int8 qat
for seed; do
	made=$out/seed_$seed
	# shellcheck disable=SC2086 # options, a word each
	train "$seed" tune "$student" "${made}_plain.tflite" $schedule
	# shellcheck disable=SC2086
	train "$seed" distil "$student" "${made}_taught.tflite" $schedule --teacher "$logits" -T 4 --alpha 0.9
	integers "${made}_taught.tflite" "${made}_int8.tflite"
	train "$seed" tune "${made}_taught.tflite" "${made}_ranges.tflite" --qat --teacher "$logits" \
		--epochs 3 --lr 0.0005
	whit quantize --quiet "${made}_ranges.tflite" -o "${made}_qat.tflite"
	printf '%-6s %12s %10s %6s %6s\n' "$seed" "$(wrong "${made}_plain.tflite")" \
		"$(wrong "${made}_taught.tflite")" "$(wrong "${made}_int8.tflite")" \
		"$(wrong "${made}_qat.tflite")" | tee -a "$rows"
done
awk '{ for (i = 2; i <= 5; i++) sum[i] += $i }
	END { printf "%-6s %12.2f %10.2f %6.2f %6.2f\n", "mean", sum[2] / NR, sum[3] / NR, sum[4] / NR, sum[5] / NR }' \
	"$rows"
rm "$rows"
