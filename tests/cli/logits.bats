# SPDX-License-Identifier: Apache-2.0
load setup
load data

# rows FILE N: the float32 values of a .npy file, N in a line
rows()
{
	tail -c +129 "$1" | od -An -v -tfF -w$((4 * $2))
}

# softmax: of each line
softmax()
{
	awk '{
		sum = 0
		for (i = 1; i <= NF; i++)
			sum += exp($i)
		for (i = 1; i <= NF; i++)
			printf " %.9g", exp($i) / sum
		print ""
	}'
}

# are_near A B MOST: whether two files of numbers differ by no more than that
are_near()
{
	paste "$1" "$2" | awk -v most="$3" '
		NF % 2 { exit 1 }
		{
			for (i = 1; i <= NF / 2; i++) {
				d = $i - $(i + NF / 2)
				if (d > most || -d > most)
					exit 1
			}
			n += NF / 2
		}
		END { exit !n }'
}

@test "what run gives is the softmax of the logits" {
	run --separate-stderr whit logits gesture.tflite --data gesture_test.npz -o logits.npy
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$stderr" = "whit logits: gesture.tflite: the SOFTMAX of layer 8 is looked through" ]
	[ "$(descr logits.npy)" = "<f4" ]
	[ "$(shape logits.npy)" = "600, 6" ]
	whit run gesture.tflite --data gesture_test.npz -o run.npy
	rows logits.npy 6 | softmax >a
	rows run.npy 6 >b
	are_near a b 1e-6
	run ! are_near <(rows logits.npy 6) b 1
}

@test "logits of an int8 model are real numbers" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit logits gesture8.tflite --data gesture_test.npz --quiet -o logits.npy
	[ "$(descr logits.npy)" = "<f4" ]
	[ "$(shape logits.npy)" = "600, 6" ]
	whit run gesture8.tflite --data gesture_test.npz --dequantize -o run.npy
	rows logits.npy 6 | softmax >a
	rows run.npy 6 >b
	are_near a b 0.004 # steps of 1/256, rounded
}

@test "without a softmax the outputs are written, and that is said" {
	cp "$bad/small.tflite" .
	{ npy '<f4' '2, 4' && floats 1 1 1 1 0 0.5 1 2; } >x.npy
	run --separate-stderr whit logits small.tflite --data x.npy -o logits.npy
	[ "$status" -eq 0 ]
	[ "$stderr" = "whit logits: small.tflite: the output is not that of a softmax, but of FULLY_CONNECTED: written as is" ]
	whit run small.tflite --data x.npy -o run.npy
	cmp logits.npy run.npy
}

@test "a file and a pipe, threads and batches give the same" {
	whit logits gesture.tflite --data gesture_test.npz --quiet -o a.npy
	whit logits --data gesture_test.npz --quiet <gesture.tflite | cmp - a.npy
	whit logits gesture.tflite --data gesture_test.npz --threads 3 --batch 7 --quiet -o b.npy
	cmp a.npy b.npy
	whit logits gesture.tflite --random 5 --threads 1 --quiet -o a.npy
	whit logits gesture.tflite --random 5 --seed 1 --quiet -o b.npy
	cmp a.npy b.npy
}

@test "with --quiet nothing is said" {
	run --separate-stderr whit logits gesture.tflite --data gesture_test.npz --quiet -o a.npy
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
}

@test "misuse and bad input are named" {
	refuses "whit logits: no data: give --data FILE.npy" whit logits gesture.tflite -o out
	refuses "whit logits: gesture.tflite: no output 1; the model has 1" \
		whit logits gesture.tflite --data gesture_test.npz --output-index 1 -o out
	refuses "whit logits: unknown option '--dequantize'; see whit logits --help" \
		whit logits gesture.tflite --data gesture_test.npz --dequantize
	refuses_in "whit logits: gesture_test.npz:y: shape 600 does not fit" \
		whit logits gesture.tflite --data gesture_test.npz:y -o out
	two_weights >w.safetensors
	refuses "whit logits: w.safetensors: holds weights only, and no network" \
		whit logits w.safetensors --data gesture_test.npz -o out
	cp "$bad/unknown_op.tflite" .
	{ npy '<f4' '1, 4' && floats 1 1 1 1; } >x.npy
	refuses_in "whit logits: unknown_op.tflite: operator 1 (COS): " \
		whit logits unknown_op.tflite --data x.npy -o out
	[ ! -e out ]
}

@test "no array goes to a terminal" {
	on_terminal "whit logits gesture.tflite --data gesture_test.npz"
	[ "$status" -eq 2 ]
	[ "$output" = "whit logits: refusing to write an array to a terminal" ]
}
