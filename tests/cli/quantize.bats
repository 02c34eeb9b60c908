# SPDX-License-Identifier: Apache-2.0
load setup
load data

@test "a line tells the sizes, and the model is smaller" {
	run --separate-stderr whit quantize gesture.tflite --data gesture_train.npz -o out.tflite
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	local before after
	before=$(wc -c <gesture.tflite)
	after=$(wc -c <out.tflite)
	[ "$stderr" = "whit quantize: gesture.tflite: $before -> $after bytes, calibrated on 600 samples" ]
	[ "$((after * 10))" -lt "$((before * 7))" ]
	run --separate-stderr whit quantize gesture.tflite --data gesture_train.npz --quiet -o out.tflite
	[ -z "$output$stderr" ]
}

@test "a file and a pipe give the same" {
	whit quantize gesture.tflite --data gesture_train.npz -o a.tflite
	whit quantize --data gesture_train.npz <gesture.tflite >b.tflite
	whit quantize gesture.tflite --data - <gesture_train.npz | cat >c.tflite
	cmp a.tflite b.tflite
	cmp a.tflite c.tflite
}

@test "threads and batches change nothing" {
	for method in minmax average percentile entropy mse; do
		whit quantize gesture.tflite --data gesture_train.npz --calibration $method \
			-o expected.tflite
		for how in "--threads 1" "--threads 3 --batch 1" "--threads 2 --batch 100"; do
			# shellcheck disable=SC2086 # options are words
			whit quantize gesture.tflite --data gesture_train.npz --calibration $method \
				$how -o out.tflite
			cmp out.tflite expected.tflite
		done
	done
}

@test "accuracy stays, whatever the calibration" {
	for how in "--calibration minmax" "--calibration mse" "--calibration entropy" \
		"--calibration percentile" "--calibration percentile --percentile 99.9"; do
		# shellcheck disable=SC2086 # options are words
		whit quantize gesture.tflite --data gesture_train.npz $how |
			whit eval --data gesture_test.npz --labels gesture_test.npz --at-least 0.945
	done
	whit quantize gesture.tflite --data gesture_train.npz -o default.tflite
	whit quantize gesture.tflite --data gesture_train.npz --calibration percentile \
		--percentile 90 -o narrow.tflite
	run cmp default.tflite narrow.tflite
	[ "$status" -eq 1 ]
	whit quantize gesture.tflite --data gesture_train.npz --percentile 90 -o same.tflite
	cmp narrow.tflite same.tflite
	whit quantize gesture.tflite --data gesture_train.npz --calibration mse -o same.tflite
	cmp default.tflite same.tflite
}

@test "the application's types are as asked" {
	for type in "int8 |i1" "uint8 |u1" "float32 <f4"; do
		whit quantize gesture.tflite --data gesture_train.npz -o out.tflite \
			--input-type "${type% *}" --output-type "${type% *}"
		whit run out.tflite --data gesture_test.npz -o out.npy
		[ "$(descr out.npy)" = "${type#* }" ]
		whit eval out.tflite --data gesture_test.npz --labels gesture_test.npz --at-least 0.945
	done
	whit quantize gesture.tflite --data gesture_train.npz -o out.tflite --output-type float32
	whit budget out.tflite -t host
}

@test "a gate behind it lets pass or stops" {
	whit quantize gesture.tflite --data gesture_train.npz -o expected.tflite
	whit quantize gesture.tflite --data gesture_train.npz --quiet |
		whit budget -t nrf52840 >out.tflite 2>report.txt
	cmp out.tflite expected.tflite
	grep -q '^(stdin) on nrf52840 .*: fits$' report.txt
	run bash -c 'set -o pipefail
		whit quantize gesture.tflite --data gesture_train.npz --quiet |
			whit budget -t nrf52840 --max-ram 4K >out.tflite 2>report.txt'
	[ "$status" -eq 1 ]
	[ ! -s out.tflite ]
	grep -q 'OVER' report.txt
}

@test "what is quantised already is refused by name" {
	whit quantize gesture.tflite --data gesture_train.npz -o gesture8.tflite
	refuses "whit quantize: gesture8.tflite: conv1/w: weights are already int8" \
		whit quantize gesture8.tflite --data gesture_train.npz
	refuses "whit quantize: (stdin): conv1/w: weights are already int8" \
		sh -c 'whit quantize --data gesture_train.npz <gesture8.tflite'
}

@test "weights and activations that are no numbers are refused by name" {
	{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 1 1; } >x.npy
	refuses_in "whit quantize: $bad/nan_weight.tflite: " \
		whit quantize "$bad/nan_weight.tflite" --data x.npy
	refuses_in "whit quantize: $bad/overflow.tflite: tensor 'y' is not finite: inf at row 0 of x.npy" \
		whit quantize "$bad/overflow.tflite" --data x.npy
}

@test "data that are no numbers are refused by row, on any number of threads" {
	cp "$bad/small.tflite" small.tflite
	for value in nan inf -inf; do
		{ npy '<f4' '300, 4' && head -c 4000 /dev/zero && floats 1 $value 1 1 &&
			head -c 784 /dev/zero; } >x.npy
		for threads in 1 2 7; do
			refuses "whit quantize: x.npy: row 250, value 1 is $value" \
				whit quantize small.tflite --data x.npy --threads $threads -o out
			[ ! -e out ]
		done
	done
}

@test "one sample is enough, and no sample is not" {
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '1, 4' && floats 1 0.5 2 0; } >one.npy
	{ npy '<f4' '1, 4' && floats 0 0 0 0; } >zeros.npy
	{ npy '<f4' '0, 4'; } >none.npy
	for method in minmax average percentile entropy mse; do
		for data in one.npy zeros.npy; do
			whit quantize small.tflite --data $data --calibration $method --quiet |
				whit run --data one.npy -o out.npy
			[ "$(shape out.npy)" = "$(whit run small.tflite --data one.npy | shape -)" ]
		done
		refuses_in "whit quantize: none.npy: " \
			whit quantize small.tflite --data none.npy --calibration $method
	done
}

@test "misuse is named" {
	local help="see whit quantize --help"
	refuses "whit quantize: no data: give --data FILE.npy" whit quantize gesture.tflite
	refuses "whit quantize: --percentile: expected a number (50 to 100), not '101'; $help" \
		whit quantize gesture.tflite --data gesture_train.npz --percentile 101
	refuses "whit quantize: --input-type: expected one of int8, uint8, float32, not 'int4'; $help" \
		whit quantize gesture.tflite --data gesture_train.npz --input-type int4
}

@test "no model goes to a terminal" {
	on_terminal "whit quantize gesture.tflite --data gesture_train.npz"
	[ "$status" -eq 2 ]
	[ "$output" = "whit quantize: refusing to write a model to a terminal" ]
}

@test "keyword spotting stays within a point of float" {
	needs "$SHARED/data/kws"
	local kws=$SHARED/data/kws/kws_dev
	whit quantize "$SHARED/data/models/kws_float.tflite" --data "${kws}_xf.npy" |
		whit eval --data "${kws}_xf.npy" --labels "${kws}_y.npy" --at-least 0.8883
}

@test "image classification stays within a point of float" {
	needs "$SHARED/data/cifar10/cifar10_test2k.npz"
	local data=$SHARED/data/cifar10/cifar10_test2k.npz
	whit quantize "$SHARED/data/models/ic_float.tflite" --data "$data" |
		whit eval --data "$data" --labels "$data" --at-least 0.749
}
