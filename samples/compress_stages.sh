# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# What the compress_*.sh share: the options that each training has, and the row of the table that
# each stage prints. Read by them, with
#   out           the folder of what is made
#   weights       bytes that ratios are to
#   images        to train on
#   labels        of them; empty where the file of images has them
#   logits        a teacher's
#   rows          how many of them are trained on, from the first; the rest is held out
#   held_images, held_labels, test_images, test_labels
#                 what errors are counted on
#   scaling       options that make the images what the network takes
seed=${SEED:-1}

# train COMMAND ...: distil or tune by the teacher's logits, on the rows that are not held out.
train()
{
	# shellcheck disable=SC2086 # options, a word each
	whit "$@" --quiet --data "$images" $scaling --limit "$rows" ${labels:+--labels "$labels"} \
		--teacher "$logits" --alpha 0.9 --validation 0 --keep last --final-rate 0.01 --seed "$seed"
}

# sample COMMAND ...: what needs some samples and no labels gets 2,000.
sample()
{
	# shellcheck disable=SC2086
	whit "$@" --quiet --data "$images" $scaling --limit 2000
}

# wrong MODEL IMAGES LABELS: the share of images it gets wrong, in %.
wrong()
{
	# shellcheck disable=SC2086
	whit eval "$1" --data "$2" ${3:+--labels "$3"} $scaling --quiet |
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
		"$(wrong "$2" "$held_images" "$held_labels")" \
		"$(wrong "$2" "$test_images" "$test_labels")"
}

# integers NAME MODEL: the model in int8. Dense layers get one scale each, so that clusters
# of floats are clusters of integers; convolutions have a scale a channel all the same.
integers()
{
	sample quantize --per-tensor-dense "$2" -o "$out/$1_int8.tflite"
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
