# SPDX-License-Identifier: Apache-2.0
load setup
load data

gesture8()
{
	whit quantize gesture.tflite --data gesture_train.npz --calibration minmax --quiet \
		-o gesture8.tflite "$@"
}

# Data of their own type, for int8 models: zeros.
int8_data()
{
	npy '|i1' '1, 64, 1, 3'
	head -c 192 /dev/zero
}

@test "a model and itself are the same, on data too" {
	run --separate-stderr whit diff gesture.tflite gesture.tflite --data gesture_test.npz
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${lines[2]}" = "the same" ]
	[[ "$output" == *$'\n9 layers are the same\n'* ]]
	[[ "$output" == *$'\noutputs on 600 samples\n'* ]]
	[ "${lines[-1]}" = "0  gesture   exact        0       100 %        0 %" ]
}

@test "an int8 model has the structure of its float one" {
	gesture8
	run whit diff gesture.tflite gesture8.tflite
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "A gesture.tflite" ]
	[ "${lines[1]}" = "B gesture8.tflite" ]
	[ "${lines[2]}" = "same structure" ]
	[ "${lines[4]}" = "weights       11872  3424   -8448  -71.2 %" ]
	[[ "$output" == *"0  0  CONV_2D            1x32x1x16  float32 -> int8  types      1024      304"* ]]
	[[ "$output" == *"0  0  CONV_2D            weights   16x5x1x3   float32 -> int8       -    47.6"* ]]
	[[ "$output" != *"outputs on"* ]]
}

@test "so it does where QUANTIZE and DEQUANTIZE stand at its ends" {
	gesture8
	gesture8 --input-type float32 --output-type float32 -o gesture8f.tflite
	run whit diff gesture.tflite gesture8f.tflite --data gesture_test.npz
	[ "$status" -eq 1 ]
	[ "${lines[2]}" = "same structure" ]
	[ "$(grep -c ' added ' <<<"$output")" -eq 2 ]
	run whit diff gesture8f.tflite gesture8.tflite --data gesture_test.npz
	[ "$status" -eq 1 ]
	[ "${lines[2]}" = "same structure" ]
	[ "$(grep -c ' removed ' <<<"$output")" -eq 2 ]
	[[ "$output" == *$'\n9 layers are the same\n'* ]]
	[ "${lines[-1]}" = "0  gesture   exact        0       100 %        0 %" ]
}

@test "each layer's output has a signal-to-noise ratio on data" {
	gesture8
	run whit diff gesture.tflite gesture8.tflite --data gesture_test.npz
	[ "$status" -eq 1 ]
	[[ "$output" =~ 0\ \ 0\ \ CONV_2D\ .*types\ +1024\ +304\ +4[0-9]\.[0-9]\ +0\ % ]]
	[[ "${lines[-1]}" =~ ^0\ \ gesture\ +2[0-9]\.[0-9]\ .*98\.8\ % ]]
}

@test "one of the two may come from a pipe" {
	cp gesture.tflite piped.tflite
	run whit diff gesture.tflite - <piped.tflite
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "B (stdin)" ]
	run whit diff - gesture.tflite <piped.tflite
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "A (stdin)" ]
}

@test "data may come from a pipe, once for both" {
	gesture8
	cp gesture.tflite piped.tflite
	int8_data | whit diff gesture8.tflite gesture8.tflite --data - >out.txt
	grep -q "^outputs on 1 samples$" out.txt
	refuses "whit diff: model and data cannot both come from standard input" \
		whit diff gesture.tflite - --data - <piped.tflite
}

@test "a file that was written anew is the same" {
	whit convert gesture.tflite -o again.tflite
	whit diff gesture.tflite again.tflite --random 20 --min-snr 1000
}

@test "a stripped file is the same, though its bias scales are gone" {
	gesture8
	for how in "" --tflm-only; do
		# shellcheck disable=SC2086 # an option or nothing
		whit strip --quiet $how gesture8.tflite -o stripped.tflite
		run whit diff gesture8.tflite stripped.tflite --data gesture_test.npz
		[ "$status" -eq 0 ]
		[ "${lines[2]}" = "the same" ]
	done
}

@test "results do not depend on the number of threads" {
	gesture8
	for threads in 1 2 5; do
		run whit diff gesture.tflite gesture8.tflite --random 100 --json --threads "$threads"
		echo "$output" >"$threads.json"
	done
	cmp 1.json 2.json
	cmp 1.json 5.json
}

@test "gates alone decide where they are given" {
	gesture8
	whit diff gesture.tflite gesture8.tflite --data gesture_test.npz --min-snr 20 \
		--min-agreement 0.98
	run --separate-stderr whit diff gesture.tflite gesture8.tflite --data gesture_test.npz \
		--min-snr 40
	[ "$status" -eq 1 ]
	[[ "$stderr" == "whit diff: gesture8.tflite: output 0: 26."*" dB are below --min-snr 40" ]]
	[ "${lines[2]}" = "same structure" ]
	run --separate-stderr whit diff gesture.tflite gesture8.tflite --data gesture_test.npz \
		--min-agreement 0.99 --json
	[ "$status" -eq 1 ]
	[ "$stderr" = "whit diff: gesture8.tflite: output 0: an agreement of 0.988333 is below --min-agreement 0.99" ]
	[ "$(json met <<<"$output")" = false ]
	[ "$(json min_agreement <<<"$output")" = 0.99 ]
}

@test "a gate that cannot be answered is trouble" {
	refuses "whit diff: --min-snr needs --data or --random" \
		whit diff gesture.tflite gesture.tflite --min-snr 20
	refuses "whit diff: --min-agreement needs --data or --random" \
		whit diff gesture.tflite gesture.tflite --min-agreement 1
	refuses "whit diff: $bad/two_inputs.tflite: the model has 2 inputs; data can be given for one" \
		whit diff "$bad/small.tflite" "$bad/two_inputs.tflite" --random 3 --min-snr 1
	refuses "whit diff: $bad/small.tflite takes 1x4, but gesture.tflite takes 1x64x1x3" \
		whit diff "$bad/small.tflite" gesture.tflite --random 3 --min-snr 1
}

@test "JSON tells of all layers, and null where there is no noise" {
	run whit diff gesture.tflite gesture.tflite --random 10 --json
	[ "$status" -eq 0 ]
	[ "$(json schema <<<"$output")" = 1 ]
	[ "$(json is_same <<<"$output")" = true ]
	[ "$(json is_same_structure <<<"$output")" = true ]
	[ "$(json samples <<<"$output")" = 10 ]
	[ "$(json operator <<<"$output" | wc -l)" -eq 9 ]
	[ "$(json snr_db <<<"$output" | sort -u)" = null ]
	[ "$(json is_exact <<<"$output" | sort -u)" = true ]
	[ "$(json same_top1_share <<<"$output")" = 1 ]
}

@test "JSON tells how far constants are" {
	gesture8
	run whit diff gesture.tflite gesture8.tflite --json
	[ "$status" -eq 1 ]
	[ "$(json is_same <<<"$output")" = false ]
	[ "$(json is_same_structure <<<"$output")" = true ]
	[ "$(json constant <<<"$output" | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = \
		' 6 "bias"; 6 "weights";' ]
	[ "$(json equal_share <<<"$output" | sort -u)" = null ]
	[ "$(printf %.1f "$(json snr_db <<<"$output" | head -n 1)")" = 47.6 ]
	[[ "$output" != *'"samples"'* ]]
}

@test "models that have little in common are told apart" {
	run whit diff gesture.tflite "$bad/small.tflite" --random 5
	[ "$status" -eq 1 ]
	[ "${lines[2]}" = "different structure" ]
	[[ "$output" == *"7  0  FULLY_CONNECTED    1x6 -> 1x2  float32  "*"shapes"* ]]
	[ "${lines[-1]}" = "not run: gesture.tflite takes 1x64x1x3, but $bad/small.tflite takes 1x4" ]
}

@test "models that cannot be run are compared as far as that goes" {
	run whit diff "$bad/small.tflite" "$bad/custom_op.tflite" --random 5
	[ "$status" -eq 1 ]
	[[ "$output" == *" AcmeSmooth "*" added "* ]]
	[ "${lines[-1]}" = "not run: $bad/custom_op.tflite: operator 1 (AcmeSmooth): cannot be run: this operator is not supported" ]
	run whit diff "$bad/custom_op.tflite" "$bad/custom_op.tflite" --random 5 --json
	[ "$status" -eq 0 ]
	[[ "$(json not_run <<<"$output")" == *"AcmeSmooth"* ]]
	run whit diff "$bad/two_inputs.tflite" "$bad/two_inputs.tflite" --random 5
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = "not run: $bad/two_inputs.tflite: the model has 2 inputs; data can be given for one" ]
}

@test "bad input is one line" {
	refuses "whit diff: B is missing; see whit diff --help" whit diff gesture.tflite
	refuses "whit diff: unexpected argument 'c'; see whit diff --help" whit diff a b c
	refuses "whit diff: only one of the models can come from standard input" \
		whit diff - - <gesture.tflite
	refuses "whit diff: (stdin): empty input; did the command before it fail?" \
		whit diff gesture.tflite - </dev/null
	refuses_in "whit diff: gesture_test.npz: not a model in a format that can be read (" \
		whit diff gesture.tflite gesture_test.npz
	refuses "whit diff: none.npy: No such file or directory" \
		whit diff gesture.tflite gesture.tflite --data none.npy
	refuses_in "whit diff: gesture_test.npz:y: shape 600 does not fit" \
		whit diff gesture.tflite gesture.tflite --data gesture_test.npz:y
}

# Whatever one of the models is: said or told, never worse.
@test "broken models are compared with good ones and with themselves" {
	for model in "$bad"/*.tflite; do
		for other in "$bad/small.tflite" "$model"; do
			run whit diff "$other" "$model" --random 2
			echo "$other $model: $status $output"
			[ "$status" -le 2 ]
			run whit diff "$model" "$other" --random 2 --json
			[ "$status" -le 2 ]
		done
	done
}

@test "data far beyond what an input holds are warned of" {
	gesture8
	run --separate-stderr whit diff gesture.tflite gesture8.tflite \
		--data gesture_test.npz --scale 100
	[ "$status" -eq 1 ]
	[[ "$stderr" == "whit diff: gesture_test.npz:x: "*" % of the values lie beyond what the input holds "* ]]
}

@test "stored values that mean something else in each are refused" {
	gesture8
	whit quantize gesture.tflite --data gesture_train.npz --calibration percentile \
		--percentile 90 --quiet -o narrow.tflite
	int8_data >zeros.npy
	refuses "whit diff: zeros.npy: int8 values stand for other numbers in gesture8.tflite than in narrow.tflite; say which with --data-scale and --data-zero-point" \
		whit diff gesture8.tflite narrow.tflite --data zeros.npy
	run whit diff gesture8.tflite narrow.tflite --data zeros.npy --data-scale 0.03 \
		--data-zero-point 0
	[ "$status" -eq 1 ]
	[[ "$output" == *"outputs on 1 samples"* ]]
}

@test "the official int8 models against their float ones" {
	needs "$SHARED/data/models"
	run whit diff "$SHARED/data/models/ad_float.tflite" "$SHARED/data/models/ad_int8.tflite" \
		--data "$SHARED/data/golden/ad_float_x.npy"
	[ "$status" -eq 1 ]
	[ "${lines[2]}" = "same structure" ]
	[ "${lines[-1]}" = "0  Identity    22.7     11.1      90.0 %        0 %" ]
	# Trained anew: the same layers, but other weights.
	run whit diff "$SHARED/data/models/kws_float.tflite" \
		"$SHARED/data/models/kws_int8.tflite" --data "$SHARED/data/kws/kws_dev_xf.npy"
	[ "$status" -eq 1 ]
	[ "${lines[2]}" = "same structure" ]
	[[ "$output" =~ weights\ +64x10x4x1\ +float32\ -\>\ int8\ +-\ +-[0-9]\.[0-9]\  ]]
}
