# SPDX-License-Identifier: Apache-2.0
load setup
load data

setup_file()
{
	cat >"$BATS_FILE_TMPDIR/student.json" <<-'END'
		{"input": [64, 1, 3], "layers": [
			{"conv": 12, "kernel": [5, 1], "stride": [2, 1], "activation": "relu"},
			{"depthwise": [5, 1], "activation": "hard_swish"},
			{"conv": 16, "kernel": 1, "activation": "relu", "name": "wide"},
			{"conv": 16, "kernel": [3, 1]}, {"add": "wide", "activation": "relu"},
			{"maxpool": [2, 1]}, "mean", {"dense": 6}, "softmax"]}
	END
}

spec()
{
	cp "$BATS_FILE_TMPDIR/student.json" .
}

@test "a list of layers becomes a model that runs, is quantised and exported" {
	spec
	run --separate-stderr whit init student.json -o student.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = "student.json: 1358 parameters" ]
	whit eval student.tflite --data gesture_test.npz
	whit quantize student.tflite --data gesture_train.npz --quiet -o student8.tflite
	whit budget student8.tflite -t nrf52840
	whit convert student.tflite -o student.onnx
	whit run student.tflite --data gesture_test.npz -o a.npy
	[ "$(shape a.npy)" = "600, 6" ]
	[[ "$(values a.npy)" != *c07f* ]]
}

@test "a file and a pipe give the same; another seed does not" {
	spec
	whit init student.json --quiet -o a.tflite
	run --separate-stderr whit init --quiet --seed 1 -o b.tflite <student.json
	[ -z "$output$stderr" ]
	cmp a.tflite b.tflite
	whit init - <student.json 2>summary | cat >b.tflite
	cmp a.tflite b.tflite
	[ "$(cat summary)" = "(stdin): 1358 parameters" ]
	whit init student.json --quiet --seed 2 -o b.tflite
	run ! cmp -s a.tflite b.tflite
}

@test "weights are drawn as it is said" {
	spec
	for how in auto he glorot; do
		whit init student.json --quiet --weights $how -o $how.tflite
	done
	run ! cmp -s auto.tflite he.tflite
	run ! cmp -s auto.tflite glorot.tflite
	run ! cmp -s he.tflite glorot.tflite
}

@test "after a model, narrower" {
	run --separate-stderr whit init --like gesture.tflite --width 0.5 -o half.tflite
	[ "$output" = "gesture.tflite: 2966 -> 974 parameters, 5 of 6 layers narrower" ]
	whit run half.tflite --data gesture_test.npz -o a.npy
	[ "$(shape a.npy)" = "600, 6" ]
	whit init --like - --width 0.5 <gesture.tflite 2>summary >again.tflite
	cmp half.tflite again.tflite
	run --separate-stderr whit init --like gesture.tflite -o same.tflite
	[ "$output" = "gesture.tflite: 2966 -> 2966 parameters, 0 of 6 layers narrower" ]
	whit init --like gesture.tflite --width 0.5 --multiple-of 8 -o eight.tflite
	[ "$(wc -c <eight.tflite)" -ge "$(wc -c <half.tflite)" ]
}

@test "an int8, a packed and an ONNX model give the student that the float32 one gives" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit huffman gesture8.tflite --quiet -o packed.tflite
	whit convert gesture.tflite -o gesture.onnx
	for model in gesture gesture8 packed; do
		whit init --like $model.tflite --width 0.5 --quiet -o half.tflite
		whit run half.tflite --data gesture_test.npz -o $model.npy
		cmp gesture.npy $model.npy
	done
	whit init --like gesture.onnx --width 0.5 --quiet | whit info >half.txt
	grep -q ' 974 parameters' half.txt
}

@test "what is wrong with a list is told by its place" {
	echo '{"input": [8, 8, 1], "layers": ["relu", {"conv": 4, "kernal": 3}]}' >a.json
	refuses "whit init: a.json: layer 1 (conv): 'kernal' is unknown here; did you mean 'kernel'?" \
		whit init a.json -o a.tflite
	[ ! -e a.tflite ]
	printf '{"input": [8, 8, 1],\n"layers": [,]}' >a.json
	refuses "whit init: a.json: line 2: not JSON" whit init a.json -o a.tflite
	refuses "whit init: no.json: No such file or directory" whit init no.json -o a.tflite
	: >a.json
	refuses_in "whit init: a.json: empty" whit init a.json -o a.tflite
	refuses_in "whit init: gesture.tflite: line 1: not JSON" whit init gesture.tflite -o a.tflite
}

@test "models that no student can be made after are refused" {
	refuses_in "whit init: $bad/custom_op.tflite: operator 1 (AcmeSmooth): " \
		whit init --like "$bad/custom_op.tflite" -o a.tflite
	two_weights >w.safetensors
	refuses_in "whit init: w.safetensors: " whit init --like w.safetensors -o a.tflite
	[ ! -e a.tflite ]
}

@test "misuse is named" {
	spec
	refuses "whit init: --like and a list of layers exclude each other" \
		whit init student.json --like gesture.tflite -o a.tflite
	refuses "whit init: --width goes with --like" whit init student.json --width 0.5 -o a.tflite
	refuses "whit init: --multiple-of goes with --like" \
		whit init student.json --multiple-of 8 -o a.tflite
	refuses "whit init: --width is to be above 0" \
		whit init --like gesture.tflite --width 0 -o a.tflite
}

@test "no model goes to a terminal" {
	spec
	on_terminal "whit init student.json"
	[ "$status" -eq 2 ]
	[ "$output" = "whit init: refusing to write a model to a terminal" ]
}
