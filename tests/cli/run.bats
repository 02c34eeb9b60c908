# SPDX-License-Identifier: Apache-2.0
load setup
load data

small=$bad/small.tflite # y = x w + b: for ones 1 and -0.25

ones_give()
{
	run values "$1"
	[ "$output" = 0000803f000080be ]
}

@test "outputs are a .npy array with a row a sample" {
	whit run gesture.tflite --data gesture_test.npz -o out.npy
	[ "$(descr out.npy)" = "<f4" ]
	[ "$(shape out.npy)" = "600, 6" ]
	[ "$(wc -c <out.npy)" -eq $((128 + 600 * 6 * 4)) ]
}

@test "a file and a pipe give the same" {
	whit run gesture.tflite --data gesture_test.npz -o a.npy
	whit run --data gesture_test.npz <gesture.tflite | cat >b.npy
	whit run gesture.tflite --data - -o - <gesture_test.npz >c.npy
	cmp a.npy b.npy
	cmp a.npy c.npy
}

@test "threads and batches change nothing" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	for model in gesture gesture8; do
		whit run $model.tflite --data gesture_test.npz -o expected.npy
		for how in "--threads 1" "--threads 3 --batch 1" "--batch 7" "--threads 2 --batch 1000"; do
			# shellcheck disable=SC2086 # options are words
			whit run $model.tflite --data gesture_test.npz $how -o out.npy
			cmp out.npy expected.npy
		done
	done
}

@test "a quantised model gives its own type, or real numbers" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit run gesture8.tflite --data gesture_test.npz -o own.npy
	[ "$(descr own.npy)" = "|i1" ]
	[ "$(wc -c <own.npy)" -eq $((128 + 600 * 6)) ]
	whit run gesture8.tflite --data gesture_test.npz --dequantize -o real.npy
	[ "$(descr real.npy)" = "<f4" ]
	[ "$(wc -c <real.npy)" -eq $((128 + 600 * 6 * 4)) ]
}

@test "real numbers of all types give the same" {
	{ npy '<f4' '2, 4' && floats 1 1 1 1 0.5 0.5 0.5 0.5; } >f4.npy
	whit run "$small" --data f4.npy -o f4.out
	{ npy '|u1' '2, 4' && bytes 4 4 4 4 2 2 2 2; } >u1.npy
	whit run "$small" --data u1.npy --scale 0.25 -o u1.out
	{ npy '<i2' '2, 4' && bytes 4 0 4 0 4 0 4 0 2 0 2 0 2 0 2 0; } >i2.npy
	whit run "$small" --data i2.npy --std 4 -o i2.out
	cmp f4.out u1.out
	cmp f4.out i2.out
}

@test "values become (x * scale - mean) / std, for each channel if so wanted" {
	{ npy '|u1' '1, 4' && bytes 6 6 6 6; } >six.npy
	whit run "$small" --data six.npy --scale 0.5 --mean 2 --std 1 -o out.npy
	ones_give out.npy
	{ npy '|u1' '1, 4' && bytes 2 3 8 9; } >four.npy
	whit run "$small" --data four.npy --mean 1,1,0 --mean 0 --std 1,2,8,9 -o out.npy
	ones_give out.npy
}

@test "int8 data needs to be told what it stands for" {
	{ npy '|i1' '1, 4' && bytes -3 -3 -3 -3; } >i1.npy
	refuses_in "whit run: i1.npy: int8 data into an input of float32:" \
		whit run "$small" --data i1.npy
	refuses "whit run: --data-scale and --data-zero-point go together" \
		whit run "$small" --data i1.npy --data-scale 0.5
	whit run "$small" --data i1.npy --data-scale 0.5 --data-zero-point -5 -o out.npy
	ones_give out.npy
}

@test "a row may be flat, and one row may come without its batch" {
	{ npy '<f4' '4,' && floats 1 1 1 1; } >row.npy
	whit run "$small" --data row.npy -o out.npy
	ones_give out.npy
	{ npy '<f4' '1, 192' && floats $(printf '1 %.0s' {1..192}); } >flat.npy
	{ npy '<f4' '1, 64, 3' && floats $(printf '1 %.0s' {1..192}); } >squeezed.npy
	whit run gesture.tflite --data flat.npy -o flat.out
	whit run gesture.tflite --data squeezed.npy -o squeezed.out
	cmp flat.out squeezed.out
}

@test "an array of an archive can be named" {
	whit run gesture.tflite --data gesture_test.npz -o a.npy
	whit run gesture.tflite --data gesture_test.npz:x -o b.npy
	cmp a.npy b.npy
	refuses "whit run: gesture_test.npz:y: shape 600 does not fit the model's input, 1x64x1x3" \
		whit run gesture.tflite --data gesture_test.npz:y
	refuses "whit run: gesture_test.npz: no array 'z'; there are: x, y" \
		whit run gesture.tflite --data gesture_test.npz:z
}

@test "samples can be made up, the same ones for the same seed" {
	whit run gesture.tflite --random 5 -o a.npy
	[ "$(shape a.npy)" = "5, 6" ]
	whit run gesture.tflite --random 5 --seed 1 --threads 1 -o b.npy
	cmp a.npy b.npy
	whit run gesture.tflite --random 5 --seed 2 -o c.npy
	run cmp a.npy c.npy
	[ "$status" -eq 1 ]
	whit quantize gesture.tflite --data gesture_train.npz | whit run --random 3 -o int8.npy
	[ "$(descr int8.npy)" = "|i1" ]
}

@test "misuse is named" {
	local help="see whit run --help"
	refuses "whit run: no data: give --data FILE.npy" whit run gesture.tflite
	refuses "whit run: model and data cannot both come from standard input" \
		sh -c 'whit run --data - <gesture.tflite'
	refuses "whit run: --data and --random exclude each other" \
		whit run gesture.tflite --data gesture_test.npz --random 2
	refuses "whit run: gesture.tflite: no output 1; the model has 1" \
		whit run gesture.tflite --data gesture_test.npz --output-index 1
	refuses "whit run: --batch: expected a whole number (1 to 65536), not '0'; $help" \
		whit run gesture.tflite --data gesture_test.npz --batch 0
	refuses "whit run: --mean: 2 values; 1 or 3 are wanted" \
		whit run gesture.tflite --data gesture_test.npz --mean 1,2
	refuses "whit run: --std: expected numbers as 0.5,0.4,0.3 (1e-30 or more), not '0'; $help" \
		whit run gesture.tflite --data gesture_test.npz --std 0
}

@test "a model can be tried on random samples, the same for a seed" {
	whit run gesture.tflite --random 5 -o a.npy
	whit run gesture.tflite --random 5 --seed 1 -o b.npy
	whit run gesture.tflite --random 5 --seed 2 -o c.npy
	cmp a.npy b.npy
	run cmp a.npy c.npy
	[ "$status" -eq 1 ]
	refuses "whit run: --data and --random exclude each other" \
		whit run gesture.tflite --random 5 --data gesture_test.npz
}

@test "no array goes to a terminal" {
	on_terminal "whit run gesture.tflite --data gesture_test.npz"
	[ "$status" -eq 2 ]
	[ "$output" = "whit run: refusing to write an array to a terminal" ]
}

@test "progress is shown on a terminal only" {
	run --separate-stderr whit run gesture.tflite --data gesture_test.npz -o out.npy
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
}

@test "recorded int8 outputs come byte for byte" {
	needs "$SHARED/data/golden"
	cp "$SHARED"/data/golden/*_int8_*.npy .
	cp "$SHARED/data/kws/kws_dev_x.npy" kws_int8_x.npy
	for name in kws_int8 ic_int8 vww_int8 ad_int8; do
		whit run "$SHARED/data/models/$name.tflite" --data ${name}_x.npy -o out.npy
		cmp <(tail -c +129 out.npy) <(tail -c +129 ${name}_y.npy)
	done
}

@test "data beyond what a quantised input holds are pointed out, and run all the same" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	local question="do --scale, --mean and --std fit?"
	for command in run eval; do
		local how=(whit $command gesture8.tflite --data gesture_test.npz)
		[ $command = eval ] || how+=(-o out.npy)
		run --separate-stderr "${how[@]}"
		[ "$status" -eq 0 ] && [ -z "$stderr" ]
		run --separate-stderr "${how[@]}" --scale 100
		echo "$stderr"
		[ "$status" -eq 0 ]
		[[ "$stderr" =~ ^"whit $command: gesture_test.npz:x: "[0-9.]+" % of the values lie beyond what the input holds (-"[0-9.]+" to "[0-9.]+"); $question"$ ]]
	done
	run --separate-stderr whit run gesture.tflite --data gesture_test.npz --scale 100 -o out.npy
	[ -z "$stderr" ]
}

@test "a file and the same from a pipe give the same" {
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '300, 4' && head -c 4800 gesture_test.npz | LC_ALL=C tr '\200-\377' '\0-\177' |
		LC_ALL=C tr '\177' '\100'; } >x.npy
	whit run small.tflite --data x.npy -o expected.npy
	cat x.npy | whit run small.tflite --data - | cmp - expected.npy
	mkfifo pipe.npy
	cat x.npy >pipe.npy &
	whit run small.tflite --data pipe.npy | cmp - expected.npy
	whit run small.tflite --data x.npy --threads 3 --batch 7 | cmp - expected.npy
}
