# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# What compress_lenet300.sh and compress_lenet5.sh share: their data, the options that each
# training has, and the row of the table that each stage prints. Read by them, with the folder of
# the data in $data, that of what is made in $out, and the bytes of the float32 weights in $weights.

images=$data/mnist/train-images-idx3-ubyte.gz
labels=$data/mnist/train-labels-idx1-ubyte.gz
logits=$data/mnist/teacher_train_logits.npy
test_images=$data/mnist/t10k-images-idx3-ubyte.gz
test_labels=$data/mnist/t10k-labels-idx1-ubyte.gz
seed=${SEED:-1}

# The last 5,000 training images are held out: nothing learns from them, and all choices (units,
# sparsity, values, epochs) are made by them. An IDX file is a header and then the rows.
hold_out()
{
	mkdir -p "$out"
	{
		printf '\0\0\010\003\0\0\023\210\0\0\0\034\0\0\0\034'
		gzip -dc "$images" | tail -c $((5000 * 28 * 28))
	} > "$out/held_images"
	{
		printf '\0\0\010\001\0\0\023\210'
		gzip -dc "$labels" | tail -c 5000
	} > "$out/held_labels"
}

# train COMMAND ...: distil or tune by the teacher's logits, on the first 55,000 images.
train()
{
	whit "$@" --quiet --data "$images" --std 255 --limit 55000 --labels "$labels" \
		--teacher "$logits" --alpha 0.9 --validation 0 --keep last --final-rate 0.01 --seed "$seed"
}

# sample COMMAND ...: what needs some samples and no labels gets 2,000.
sample()
{
	whit "$@" --quiet --data "$images" --std 255 --limit 2000
}

# wrong MODEL IMAGES LABELS: the share of images it gets wrong, in %.
wrong()
{
	whit eval "$1" --data "$2" --labels "$3" --std 255 --quiet |
		awk 'NR == 1 { printf "%.2f", 100 - 100 * $2 }'
}

heading()
{
	printf '\n%s\n%-22s %9s %8s %9s %7s\n' "$1" stage bytes ratio 'held out' test
}

# row STAGE MODEL: the whole file's bytes, their ratio to the float32 weights, errors in %.
row()
{
	bytes=$(wc -c < "$2")
	ratio=$(awk "BEGIN { printf \"%.1fx\", $weights / $bytes }")
	printf '%-22s %9d %8s %9s %7s\n' "$1" "$bytes" "$ratio" \
		"$(wrong "$2" "$out/held_images" "$out/held_labels")" \
		"$(wrong "$2" "$test_images" "$test_labels")"
}

# integers NAME: $out/NAME_clustered.tflite in int8. Dense layers get one scale each, so that clusters
# of floats are clusters of integers; convolutions have a scale a channel all the same.
integers()
{
	sample quantize --per-tensor-dense "$out/$1_clustered.tflite" -o "$out/$1_int8.tflite"
	row 'quantize' "$out/$1_int8.tflite"
}

# pack NAME MODEL: a model of int8 as the files that a device gets, for stock TFLM and for ours.
pack()
{
	whit strip --quiet --tflm-only "$2" -o "$out/$1_stripped.tflite"
	row 'strip' "$out/$1_stripped.tflite"
	whit huffman --quiet "$out/$1_stripped.tflite" -o "$out/$1_tflm.tflite"
	row 'huffman' "$out/$1_tflm.tflite"
	whit huffman --quiet --runtime c "$out/$1_stripped.tflite" -o "$out/$1_whit.tflite"
	row 'huffman --runtime c' "$out/$1_whit.tflite"
}
