# SPDX-License-Identifier: Apache-2.0
# What `whit quantize` makes of a model: its forms, and what wins accuracy back.
load setup
load data

# quantized FILE OPTIONS...: the sample, quantised without a word
quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o "$@"
}

# accurate MODEL SHARE: at least so many of its answers are right
accurate()
{
	whit eval "$1" --data gesture_test.npz --labels gesture_test.npz --at-least "$2"
}

# types MODEL: of what its layers compute, and of the weights beside it, each once
types()
{
	whit info "$1" | awk '/^ *[0-9]+ +[A-Z0-9_]+ +[0-9]/ { print $4 }' | sort -u | tr '\n' ' '
}

# snr MODEL OPTIONS...: signal to noise, in dB, of what is made of it with x.npy
snr()
{
	whit quantize "$1" --data x.npy -o out.tflite "${@:2}" |
		sed -n 's/^signal to noise \([0-9.]*\) dB.*/\1/p'
}

@test "each form has its types, and runs" {
	quantized int8.tflite --to int8
	[ "$(types int8.tflite)" = "int8 " ]
	quantized int16x8.tflite --to int16x8
	[ "$(types int16x8.tflite)" = "int16 int16/int8 " ]
	whit quantize gesture.tflite --to dynamic --quiet -o dynamic.tflite
	[ "$(types dynamic.tflite)" = "float32 float32/int8 " ]
	whit quantize gesture.tflite --to float16 --quiet -o float16.tflite
	[ "$(types float16.tflite)" = "float16>float32 float32 " ]
	for form in int8 int16x8 dynamic float16; do
		accurate $form.tflite 0.945
		[ "$(wc -c <$form.tflite)" -lt "$(wc -c <gesture.tflite)" ]
	done
	quantized default.tflite
	cmp default.tflite int8.tflite
}

@test "TFLM runs the integer forms and not the others, says the gate" {
	for form in int8 int16x8; do
		quantized - --to $form | whit budget -t nrf52840 >out.tflite
	done
	for form in dynamic float16; do
		run bash -c "whit quantize gesture.tflite --to $form --quiet | whit budget -t nrf52840"
		[ "$status" -eq 1 ]
		[[ "$output" == *TFLM* ]]
	done
}

@test "int16 activations leave less noise, int4 weights less file" {
	quantized int8.tflite
	quantized int4.tflite --weights int4
	[ "$(types int4.tflite)" = "int8 int8/int4 " ]
	[ "$(wc -c <int4.tflite)" -lt "$(($(wc -c <int8.tflite) - 1200))" ]
	cp gesture_train.npz x.npy
	local narrow wide
	narrow=$(snr gesture.tflite)
	wide=$(snr gesture.tflite --to int16x8)
	[ "${narrow%.*}" -gt 23 ]
	[ "${wide%.*}" -gt 35 ]
}

@test "the application's types go with any integer form" {
	for to in int8 int16x8; do
		for type in "int8 |i1" "int16 <i2" "uint8 |u1" "float32 <f4"; do
			quantized out.tflite --to $to --input-type "${type% *}" --output-type "${type% *}"
			whit run out.tflite --data gesture_test.npz -o out.npy
			[ "$(descr out.npy)" = "${type#* }" ]
			accurate out.tflite 0.94
		done
	done
	quantized wide.tflite --to int16x8
	whit run wide.tflite --data gesture_test.npz -o out.npy
	[ "$(descr out.npy)" = "<i2" ]
}

@test "one scale for a dense layer's weights, for those who ask" {
	quantized many.tflite
	quantized one.tflite --per-tensor-dense
	[ "$(wc -c <one.tflite)" -lt "$(wc -c <many.tflite)" ]
	accurate one.tflite 0.94
	# Elsewhere TFLM knows no other way.
	for how in "--to int16x8" "--weights int4"; do
		# shellcheck disable=SC2086 # options are words
		quantized many.tflite $how
		# shellcheck disable=SC2086
		quantized one.tflite $how --per-tensor-dense
		cmp one.tflite many.tflite
	done
}

@test "each way to win accuracy back makes another model, which works" {
	quantized plain.tflite
	cp plain.tflite last.tflite
	for how in --scale-search --compensate --bias-correction --best; do
		quantized out.tflite $how
		accurate out.tflite 0.94
		run cmp -s out.tflite plain.tflite
		[ "$status" -eq 1 ]
		run cmp -s out.tflite last.tflite
		[ "$status" -eq 1 ]
		mv out.tflite last.tflite
		[ "$(wc -c <last.tflite)" -eq "$(wc -c <plain.tflite)" ]
	done
}

@test "channels are evened out where there are any to even out" {
	cp "$bad/uneven.tflite" uneven.tflite
	{ npy '<f4' '2, 4' && floats 1 0.5 2 0 4 -0.25 1 2; } >x.npy
	local plain even
	plain=$(snr uneven.tflite)
	even=$(snr uneven.tflite --equalize)
	[ "${even%.*}" -gt "$((${plain%.*} + 20))" ]
	whit quantize uneven.tflite --data x.npy --equalize -o out.tflite >report.txt
	grep -q 'by mse, channels equalized$' report.txt
	# The layer between is held against what it now stands for.
	awk '$2 == "FULLY_CONNECTED" && $3 == "h" { exit !($4 > 40) }' report.txt
	whit quantize gesture.tflite --data gesture_train.npz --equalize -o out.tflite >report.txt
	grep -q 'by mse, no channels to equalize$' report.txt
	quantized plain.tflite
	cmp out.tflite plain.tflite
}

@test "the best is no worse than plain, above all with int4 weights" {
	cp gesture_train.npz x.npy
	for how in "" "--weights int4" "--to int16x8"; do
		local plain best
		# shellcheck disable=SC2086 # options are words
		plain=$(snr gesture.tflite $how)
		# shellcheck disable=SC2086
		best=$(snr gesture.tflite $how --best)
		[ "$(printf '%s\n' "$plain" "$best" | sort -n | tail -n 1)" = "$best" ]
	done
	quantized plain.tflite --weights int4
	quantized best.tflite --weights int4 --best
	run accurate plain.tflite 0.93
	[ "$status" -eq 1 ]
	accurate best.tflite 0.93
}

@test "the best is the same on any number of threads" {
	quantized expected.tflite --weights int4 --best
	for how in "--threads 1" "--threads 3 --batch 5"; do
		# shellcheck disable=SC2086 # options are words
		quantized out.tflite --weights int4 --best $how
		cmp out.tflite expected.tflite
	done
}

@test "weights alone need no data, and are compared where there are some" {
	run --separate-stderr whit quantize gesture.tflite --to float16 -o a.tflite
	[ "$output" = "gesture.tflite: $(wc -c <gesture.tflite) -> $(wc -c <a.tflite) bytes" ]
	[ -z "$stderr" ]
	for to in float16 dynamic; do
		whit quantize gesture.tflite --to $to --quiet -o a.tflite
		whit quantize gesture.tflite --to $to --data gesture_test.npz -o b.tflite >report.txt
		cmp a.tflite b.tflite
		grep -q '^signal to noise .* of 600 rows$' report.txt
		run ! grep -q 'try' report.txt
	done
	for how in --compensate --scale-search; do
		whit quantize gesture.tflite --to dynamic $how --quiet -o b.tflite
		run cmp -s a.tflite b.tflite
		[ "$status" -eq 1 ]
		accurate b.tflite 0.94
	done
	refuses_in "whit quantize: $bad/nan_weight.tflite: w: value 2, nan, is beyond float16" \
		whit quantize "$bad/nan_weight.tflite" --to float16
	refuses "whit quantize: $bad/small.tflite: no float32 weights of 1024 values or more" \
		whit quantize "$bad/small.tflite" --to dynamic
}

@test "what TFLM has no kernel for is refused by name" {
	cp "$bad/hard_swish.tflite" swish.tflite
	{ npy '<f4' '1, 4' && floats 1 0.5 2 0; } >x.npy
	refuses_in "whit quantize: swish.tflite: once quantised: operator 1 (HARD_SWISH): " \
		whit quantize swish.tflite --data x.npy --to int16x8 -o out.tflite
	[ ! -e out.tflite ]
	whit quantize swish.tflite --data x.npy --quiet -o out.tflite
	[ "$(types out.tflite)" = "int8 " ]
	whit quantize swish.tflite --data x.npy --quiet --to int16x8 --keep 1 -o out.tflite
	whit run out.tflite --data x.npy >out.npy
}

@test "what cannot go together is said" {
	refuses "whit quantize: TFLM has no kernels for int4 weights beside int16 activations" \
		quantized out --to int16x8 --weights int4
	for how in "--keep 1" "--plan plan.json" --sensitivity; do
		# shellcheck disable=SC2086 # options are words
		refuses "whit quantize: --to dynamic is for all layers: leave out --plan, --keep and --sensitivity" \
			quantized out --to dynamic $how
	done
	refuses "whit quantize: --to float16 takes no --weights" \
		quantized out --to float16 --weights int4
	for how in "--calibration minmax" "--percentile 99"; do
		# shellcheck disable=SC2086
		refuses "whit quantize: --to dynamic looks for no ranges: leave out --calibration and --percentile" \
			quantized out --to dynamic $how
	done
	refuses "whit quantize: --to float16 has nothing to win back" \
		quantized out --to float16 --best
	for how in --best --bias-correction; do
		refuses_in "whit quantize: --to dynamic takes no data to measure by: " \
			quantized out --to dynamic $how
	done
	refuses "whit quantize: --to dynamic computes in float32, inputs and outputs too" \
		quantized out --to dynamic --input-type int8
	refuses "whit quantize: --to float16 has no scales: leave out --per-tensor-dense" \
		quantized out --to float16 --per-tensor-dense
	refuses "whit quantize: no data: give --data FILE.npy" \
		whit quantize gesture.tflite --to int16x8
	[ ! -e out ]
}
