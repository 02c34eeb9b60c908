# SPDX-License-Identifier: Apache-2.0
load setup
load data

# is_json FILE: what is well-formed is read, and found to be no plan for the model
is_json()
{
	run whit quantize gesture.tflite --data gesture_train.npz --plan "$1" -o out.tflite
	[[ "$output" == *"another model" ]]
}

@test "a report on stdout tells sizes, what is left of the signal, and the layers, the worst first" {
	run --separate-stderr whit quantize gesture.tflite --data gesture_train.npz -o out.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	local before after
	before=$(wc -c <gesture.tflite)
	after=$(wc -c <out.tflite)
	[ "$((after * 10))" -lt "$((before * 7))" ]
	[ "${lines[0]}" = "gesture.tflite: $before -> $after bytes, calibrated on 600 samples by mse" ]
	[[ "${lines[1]}" =~ ^"signal to noise "[0-9.]+" dB, same top answer on "[0-9]+" of 600 rows"$ ]]
	[[ "${lines[2]}" =~ layer\ +output\ +dB\ +lost\ +saturated\ +largest\ error$ ]]
	# Nine layers and the input, by their dB.
	local decibels
	decibels=$(printf '%s\n' "${lines[@]:3:10}" | awk '{ print $4 }')
	[ "$decibels" = "$(sort -n <<<"$decibels")" ]
	[[ "${lines[*]:3:10}" == *"-  input              acceleration"* ]]
	local worst='^layer [0-9] \([A-Z0-9_]+\) loses most, [0-9.]+ dB: '
	[[ "${lines[13]}" =~ ${worst}"try --best; --sensitivity shows which layers a wider format would help"$ ]]
	run whit quantize gesture.tflite --data gesture_train.npz --weights int4 -o out.tflite
	[[ "${lines[13]}" =~ ${worst}"try --best; --sensitivity shows which layers a wider format would help"$ ]]
}

@test "the report gives way to the model, and --quiet to nothing" {
	whit quantize gesture.tflite --data gesture_train.npz -o expected.tflite >expected.txt
	whit quantize gesture.tflite --data gesture_train.npz >out.tflite 2>report.txt
	cmp out.tflite expected.tflite
	diff report.txt expected.txt
	run --separate-stderr whit quantize gesture.tflite --data gesture_train.npz --quiet -o out.tflite
	[ -z "$output$stderr" ]
}

@test "the report as JSON" {
	whit quantize gesture.tflite --data gesture_train.npz --json -o out.tflite >report.json
	is_json report.json
	[ "$(json schema <report.json)" -eq 1 ]
	[ "$(json before_bytes <report.json)" -eq "$(wc -c <gesture.tflite)" ]
	[ "$(json after_bytes <report.json)" -eq "$(wc -c <out.tflite)" ]
	[ "$(json calibration_samples <report.json)" -eq 600 ]
	[ "$(json compared_samples <report.json)" -eq 600 ]
	[ "$(json how <report.json)" = '"mse"' ]
	[ "$(json index <report.json | sort -n | tr '\n' ' ')" = "0 null 1 2 3 4 5 6 7 8 " ]
	[ "$(json snr_db <report.json | wc -l)" -eq 11 ]
	whit quantize gesture.tflite --data gesture_train.npz --json --quiet >out.tflite 2>again.json
	diff report.json again.json
}

@test "the report compares a thousand samples at most" {
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '3000, 4' && head -c 47984 /dev/zero && floats 1 1 1 1; } >x.npy
	whit quantize small.tflite --data x.npy --json -o out.tflite >report.json
	[ "$(json calibration_samples <report.json)" -eq 3000 ]
	[ "$(json compared_samples <report.json)" -eq 1000 ]
	[ "$(json rows <report.json)" -eq 1000 ]
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
	local how
	for how in "int8 8" "int16x8 16" "dynamic d"; do
		whit quantize gesture.tflite --data gesture_train.npz --to "${how% *}" --quiet \
			-o "gesture${how#* }.tflite"
	done
	refuses "whit quantize: gesture8.tflite: conv1/w: weights are already int8" \
		whit quantize gesture8.tflite --data gesture_train.npz
	refuses "whit quantize: (stdin): conv1/w: weights are already int8" \
		sh -c 'whit quantize --data gesture_train.npz <gesture8.tflite'
	refuses "whit quantize: gesture16.tflite: conv1/w: weights are already int8" \
		whit quantize gesture16.tflite --data gesture_train.npz
	refuses "whit quantize: gestured.tflite: pointwise3/w: weights are already int8" \
		whit quantize gestured.tflite --data gesture_train.npz --sensitivity
	refuses "whit quantize: gestured.tflite: no float32 weights of 1024 values or more" \
		whit quantize gestured.tflite --to dynamic
	whit quantize gesture.tflite --data gesture_train.npz --weights int4 --quiet -o gesture4.tflite
	refuses "whit quantize: gesture4.tflite: conv1/w: weights are already int4" \
		whit quantize gesture4.tflite --data gesture_train.npz
	whit quantize gesture.tflite --to float16 --quiet -o gesturef.tflite
	refuses "whit quantize: gesturef.tflite: operator 0 (DEQUANTIZE) takes float16; a float32 model is needed" \
		whit quantize gesturef.tflite --data gesture_train.npz
	refuses "whit quantize: gesturef.tflite: no float32 constants" \
		whit quantize gesturef.tflite --to float16
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

@test "a path that cannot be written is refused before the work, not after" {
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '2, 4' && floats 1 0.5 2 0 1 nan 1 1; } >nan.npy
	refuses "whit quantize: no/out.tflite: No such file or directory" \
		whit quantize small.tflite --data nan.npy -o no/out.tflite
	refuses "whit quantize: no/plan.json: No such file or directory" \
		whit quantize small.tflite --data nan.npy --sensitivity --plan no/plan.json
	refuses "whit quantize: out.c: C is what whit export writes" \
		whit quantize small.tflite --data nan.npy -o out.c
	echo old >out.tflite
	refuses_in "whit quantize: nan.npy: " whit quantize small.tflite --data nan.npy -o out.tflite
	[ "$(cat out.tflite)" = old ]
	[ "$(echo out*)" = out.tflite ]
}

@test "one sample is enough, and no sample is not" {
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '1, 4' && floats 1 0.5 2 0; } >one.npy
	{ npy '<f4' '1, 4' && floats 0 0 0 0; } >zeros.npy
	{ npy '<f4' '0, 4'; } >none.npy
	local how data
	for how in minmax average percentile entropy mse "mse --best" "mse --to int16x8" \
		"mse --weights int4" "mse --weights int4 --compensate"; do
		for data in one.npy zeros.npy; do
			# shellcheck disable=SC2086 # options are words
			whit quantize small.tflite --data $data --calibration $how -o out.tflite >report.txt
			grep -q 'calibrated on 1 sample by .*' report.txt
			grep -q ' on 1 of 1 rows$' report.txt
			grep -Eq '^(1 sample to calibrate on|what was fitted to 1 sample is .*): give it some hundred' \
				report.txt
			whit run out.tflite --data one.npy -o out.npy
			[ "$(shape out.npy)" = "$(whit run small.tflite --data one.npy | shape -)" ]
		done
		# shellcheck disable=SC2086
		refuses_in "whit quantize: none.npy: " \
			whit quantize small.tflite --data none.npy --calibration $how
	done
	whit quantize small.tflite --data zeros.npy --sensitivity >table.txt
}

@test "layers of nothing but zeros, and constant ones, stay what they are" {
	cp "$bad/all_zero.tflite" zero.tflite
	{ npy '<f4' '2, 4' && floats 1 0.5 2 0 4 -0.25 1 2; } >x.npy
	local how
	for how in "" "--to int16x8" "--weights int4" "--best" "--weights int4 --best" "--to float16"; do
		# shellcheck disable=SC2086 # options are words
		whit quantize zero.tflite --data x.npy $how -o out.tflite >report.txt
		grep -q '^outputs as before, same top answer on 2 of 2 rows$' report.txt
		whit run out.tflite --data x.npy --dequantize -o out.npy
		[ "$(values out.npy | tr -d 0)" = "" ]
	done
	whit quantize zero.tflite --data x.npy --sensitivity >table.txt
	grep -q '^0  FULLY_CONNECTED  y .* exact .* int4$' table.txt
	grep -q '^plan: no noise expected$' table.txt
}

@test "misuse is named" {
	local help="see whit quantize --help"
	refuses "whit quantize: no data: give --data FILE.npy" whit quantize gesture.tflite
	refuses "whit quantize: --percentile: expected a number (50 to 100), not '101'; $help" \
		whit quantize gesture.tflite --data gesture_train.npz --percentile 101
	refuses "whit quantize: --input-type: expected one of int8, int16, uint8, float32, not 'int4'; $help" \
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
