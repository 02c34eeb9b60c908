# SPDX-License-Identifier: Apache-2.0
load setup
load data

# The number beside a key at the top of a JSON report, or in its part of that name.
number()
{
	sed -n "s/^\t*\"$1\":\t*\([0-9.]*\),*\$/\1/p" | head -n 1
}

@test "layers, totals and parts are shown" {
	run --separate-stderr whit info gesture.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	size=$(wc -c <gesture.tflite)
	[[ "${lines[0]}" == "gesture.tflite: $size bytes, "* ]]
	[[ "$output" == *"0  CONV_2D "* ]]
	[[ "$output" == *"operators: "* ]]
	[[ "${lines[-1]}" =~ ^file\ +$size\ bytes\ +100.0\ %$ ]]
}

@test "no line of a usual model is longer than 100 letters, or ends in a space" {
	whit info gesture.tflite >report
	run ! grep -E '.{101}| $' report
	needs "$SHARED/data/models"
	for model in "$SHARED"/data/models/*.tflite; do
		whit info - <"$model" >report
		run ! grep -E '.{101}| $' report
	done
}

@test "a file and a pipe tell the same, but for the name" {
	whit info gesture.tflite | sed 1d >a
	whit info <gesture.tflite | sed 1d >b
	cmp a b
	[[ "$(whit info - <gesture.tflite)" == "(stdin): "* ]]
}

@test "JSON says it for machines" {
	whit info --json gesture.tflite >report
	[ "$(number schema <report)" = 1 ]
	[ "$(number file_bytes <report)" = "$(wc -c <gesture.tflite)" ]
	title=$(whit info gesture.tflite | head -n 1)
	[[ "$title" == *", $(number parameters <report) parameters, "* ]]
	[[ "$title" == *" $(number macs <report) MACs" ]]
}

@test "parts add up to the file" {
	needs "$SHARED/data/models"
	for model in gesture.tflite "$SHARED"/data/models/*.tflite; do
		whit info --json "$model" >report
		sum=0
		for part in weight quantization name table; do
			sum=$((sum + $(sed '/"parts"/,/}/!d' report | number "${part}_bytes")))
		done
		echo "$model: $sum"
		[ "$sum" -eq "$(wc -c <"$model")" ]
	done
}

@test "misuse and bad input are named" {
	refuses "whit info: unknown option '--all'; see whit info --help" whit info --all
	refuses "whit info: no.tflite: No such file or directory" whit info no.tflite
	refuses "whit info: (stdin): empty input; did the command before it fail?" \
		sh -c 'whit info </dev/null'
	on_terminal "whit info"
	[ "$status" -eq 2 ]
	[ "$output" = "whit info: no input: name a FILE or pipe a model in" ]
}

@test "nothing is told of a broken model" {
	size=$(wc -c <gesture.tflite)
	for part in 1 8 100 $((size / 2)) $((size - 100)); do
		head -c "$part" gesture.tflite >cut.tflite
		run --separate-stderr whit info --json cut.tflite
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		[[ "$stderr" == "whit info: cut.tflite: "* ]]
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
}

@test "a report that does not arrive is trouble" {
	needs /dev/full
	refuses "whit: (stdout): No space left on device" \
		sh -c 'whit info gesture.tflite >/dev/full'
}

@test "of weights without a network, the tensors are shown" {
	two_weights >w.safetensors
	whit info w.safetensors >report
	diff - report <<-END
		w.safetensors: 168 bytes, 2 tensors, 4 parameters
		50.0 % of the parameters are zero; entropy 1.50 bits each
		format:  pt

		   tensor  shape  type     params  bytes   zeros  unique  entropy
		0  b       0      float32       0      0       -       -        -
		1  w       2x2    float32       4     16  50.0 %       3     1.50
		   total                        4     16

		weights   16 bytes    9.5 %
		header   152 bytes   90.5 %
		file     168 bytes  100.0 %
	END
	whit info --json w.safetensors >report
	[ "$(json is_weights_only <report)" = true ]
	[ "$(json format <report)" = '"pt"' ]
	[ "$(number counted_parameters <report)" = 4 ]
	[ "$(number zeros <report)" = 2 ]
	[ "$(number values <report)" = 0 ] # of b
	[ "$(json weight_bytes <report | tail -n 1)" = 16 ]
}
