# SPDX-License-Identifier: Apache-2.0
load setup
load data

quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
}

# most_values: of a report in JSON, the most values in a set after
most_values() { json after_values | sort -n | tail -n 1; }

@test "the report tells sizes, values, bits and errors" {
	run --separate-stderr whit cluster gesture.tflite -k 8 -o out.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "gesture.tflite: 14736 -> $(wc -c <out.tflite) bytes, 2816 weights, "*" bits each, at most 8 values a set" ]]
	[[ "$output" =~ 4\ +CONV_2D\ +pointwise3\ +1536\ +tensor\ +1536\ +8\ +10.58\ +2\.[0-9]+\ +[0-9.]+\ % ]]
	[[ "${lines[-1]}" == *"whit huffman"* ]]
	run --separate-stderr whit cluster gesture.tflite -k 8 --quiet -o out.tflite
	[ -z "$output$stderr" ]
}

@test "a file and a pipe give the same, on any number of threads" {
	whit cluster gesture.tflite --quiet -o a.tflite
	whit cluster --quiet --threads 1 <gesture.tflite | cat >b.tflite
	cmp a.tflite b.tflite
	whit cluster gesture.tflite --quiet --bits 4 | whit info | grep -q CONV_2D
}

@test "there are no more values than asked for, in each channel or tensor" {
	quantized
	for k in 2 3 16 100; do
		whit cluster gesture8.tflite -k $k --json -o out.tflite >report.json
		[ "$(most_values <report.json)" -le $k ]
		[ "$(grep -c '"per":.*"channel"' report.json)" -eq 6 ]
		whit cluster gesture8.tflite -k $k --per tensor --json -o out.tflite >report.json
		[ "$(most_values <report.json)" -le $k ]
		[ "$(grep -c '"per":.*"tensor"' report.json)" -eq 6 ]
		# and not a moment later
		whit cluster out.tflite -k $k --per tensor --json -o again.tflite >report.json
		[ "$(json is_changed <report.json)" = false ]
		cmp out.tflite again.tflite
	done
}

@test "with enough values nothing changes, and the report says so" {
	quantized
	whit convert gesture8.tflite -o same.tflite
	run --separate-stderr whit cluster gesture8.tflite -k 256 -o out.tflite
	[ "${lines[-1]}" = "nothing changed: there are no more values than that" ]
	cmp same.tflite out.tflite
}

@test "pruned weights stay pruned" {
	whit prune -s 0.5 --quiet gesture.tflite -o pruned.tflite
	whit cluster pruned.tflite --json -o out.tflite >report.json
	before=$(json before_zeros <report.json | head -n 1)
	[ "$before" -gt 1000 ]
	[ "$(json after_zeros <report.json | head -n 1)" -ge "$before" ]
}

@test "the dearer a bit the fewer there are, and accuracy is still there where it is cheap" {
	quantized
	last=8
	for lambda in 0.0005 0.005 0.05; do
		whit cluster gesture8.tflite --lambda $lambda --json -o out.tflite >report.json
		bits=$(json after_entropy_bits <report.json | head -n 1)
		awk "BEGIN { exit !($bits < $last) }"
		last=$bits
	done
	whit cluster gesture8.tflite --lambda 0.0005 --quiet -o out.tflite
	whit eval out.tflite --data gesture_test.npz --labels gesture_test.npz --at-least 0.9
	whit cluster gesture8.tflite --lambda 0.0001 -k 6 --json -o out.tflite >report.json
	[ "$(most_values <report.json)" -eq 6 ]
}

@test "with data more accuracy is left, the same on any number of threads" {
	quantized
	whit cluster gesture8.tflite -k 4 --quiet -o plain.tflite
	whit cluster gesture8.tflite -k 4 --data gesture_train.npz --json -o out.tflite >report.json
	[ "$(most_values <report.json)" -le 4 ]
	whit eval plain.tflite --data gesture_test.npz --labels gesture_test.npz --json >plain.json
	whit eval out.tflite --data gesture_test.npz --labels gesture_test.npz --json >out.json
	before=$(json value <plain.json | head -n 1) after=$(json value <out.json | head -n 1)
	echo "$before $after"
	awk "BEGIN { exit !($after > $before) }"
	whit cluster -k 4 --data gesture_train.npz --quiet --threads 1 --batch 3 <gesture8.tflite >again.tflite
	cmp out.tflite again.tflite
	two_weights >w.safetensors
	refuses "whit cluster: w.safetensors: holds weights only, and no network" \
		whit cluster w.safetensors --data gesture_train.npz -o out.safetensors
	refuses_in "whit cluster: no.npy: " whit cluster gesture8.tflite --data no.npy -o new.tflite
	[ ! -e new.tflite ]
}

@test "layers are named, skipped and left alone" {
	whit cluster gesture.tflite --only conv1 --only 4 --skip 4 --json -o out.tflite >report.json
	[ "$(grep -c '"relative_error"' report.json)" -eq 1 ]
	[ "$(json name <report.json | head -n 1)" = '"conv1"' ]
	refuses "whit cluster: --only: no layer 'conv2'; did you mean 'conv1'?" \
		whit cluster gesture.tflite --only conv2 -o out2.tflite
	refuses "whit cluster: --only: layer 'pool' has no weights" \
		whit cluster gesture.tflite --only pool -o out2.tflite
	refuses "whit cluster: gesture.tflite: no layer with weights is left to work on" \
		whit cluster gesture.tflite --only conv1 --skip 0 -o out2.tflite
	[ ! -e out2.tflite ]
}

@test "weights without a network are clustered too" {
	two_weights >w.safetensors
	whit cluster w.safetensors -k 2 --json -o out.safetensors >report.json
	[ "$(json before_values <report.json)" -eq 3 ]
	[ "$(json after_values <report.json)" -eq 2 ]
	[ "$(json after_zeros <report.json | head -n 1)" -eq 3 ]
	[ "$(json name <report.json)" = '"w"' ]
	whit info out.safetensors | grep -q w
	two_weights | whit cluster --quiet >again.safetensors
	cmp w.safetensors again.safetensors
}

@test "weights that cannot be worked on are passed over, or refused" {
	whit quantize gesture.tflite --to float16 --quiet -o half.tflite
	refuses_in "whit cluster: half.tflite: " whit cluster half.tflite -o out.tflite
	[[ "$stderr" == *"weights are dequantised as the model runs" ]]
	refuses "whit cluster: $bad/nan_weight.tflite: w: value 2 is not finite" \
		whit cluster "$bad/nan_weight.tflite" -o out.tflite
	[ ! -e out.tflite ]
}

@test "misuse is named" {
	local help="see whit cluster --help"
	refuses "whit cluster: -k: expected a whole number (2 to 256), not '1'; $help" \
		whit cluster gesture.tflite -k 1
	refuses "whit cluster: --bits: expected a whole number (1 to 8), not '0'; $help" \
		whit cluster gesture.tflite --bits 0
	refuses "whit cluster: --bits: expected a whole number (1 to 8), not '9'; $help" \
		whit cluster gesture.tflite --bits 9
	refuses "whit cluster: --values and --bits say the same: give one" \
		whit cluster gesture.tflite -k 4 --bits 2
	refuses_in "whit cluster: --per: " whit cluster gesture.tflite --per row
	refuses_in "whit cluster: --lambda: " whit cluster gesture.tflite --lambda -1
	refuses "whit cluster: no.tflite: No such file or directory" whit cluster no.tflite
}

@test "no model goes to a terminal" {
	on_terminal "whit cluster gesture.tflite"
	[ "$status" -eq 2 ]
	[ "$output" = "whit cluster: refusing to write a model to a terminal" ]
}
