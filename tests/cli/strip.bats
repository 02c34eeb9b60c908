# SPDX-License-Identifier: Apache-2.0
load setup
load data

quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
}

@test "the summary tells sizes, parts and pieces, and the model is smaller" {
	quantized
	run --separate-stderr whit strip gesture8.tflite -o out.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	local before after
	before=$(wc -c <gesture8.tflite)
	after=$(wc -c <out.tflite)
	[ "${lines[0]}" = "gesture8.tflite: $before -> $after bytes, the same outputs on 32 samples" ]
	[ "$after" -lt "$before" ]
	[[ "$output" =~ weights\ +([0-9]+)\ +-\>\ +([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
	[[ "$output" =~ names\ +[0-9]+\ +-\>\ +0\ +bytes ]]
	[[ "$output" =~ signatures\ +1\ +-\>\ +0($|[[:cntrl:]]) ]]
	[[ ! "$output" =~ subgraphs ]]
	run --separate-stderr whit strip gesture8.tflite --quiet -o out.tflite
	[ -z "$output$stderr" ]
}

@test "a file and a pipe give the same" {
	whit strip gesture.tflite --quiet -o a.tflite
	whit strip --quiet <gesture.tflite | cat >b.tflite
	cmp a.tflite b.tflite
}

@test "stripping again changes nothing, and nor does converting" {
	quantized
	for how in "" "--tflm-only" "--keep names" "--keep signatures,metadata"; do
		# shellcheck disable=SC2086 # options are words
		whit strip gesture8.tflite --quiet $how -o a.tflite
		# shellcheck disable=SC2086
		whit strip a.tflite --quiet $how -o b.tflite
		cmp a.tflite b.tflite
		whit convert a.tflite -o b.tflite
		cmp a.tflite b.tflite
	done
}

@test "outputs and the arena stay" {
	quantized
	for model in gesture gesture8; do
		for how in "" "--tflm-only"; do
			# shellcheck disable=SC2086 # options are words
			whit strip $model.tflite --quiet $how -o out.tflite
			whit run $model.tflite --data gesture_test.npz -o a.npy
			whit run out.tflite --data gesture_test.npz -o b.npy
			cmp a.npy b.npy
			whit budget $model.tflite -t nrf52840 --json >a.json
			whit budget out.tflite -t nrf52840 --json >b.json
			[ "$(json arena_used_bytes <a.json)" = "$(json arena_used_bytes <b.json)" ]
		done
	done
}

@test "for TFLM alone it is smaller still" {
	quantized
	whit strip gesture8.tflite --quiet -o a.tflite
	whit strip gesture8.tflite --quiet --tflm-only -o b.tflite
	[ "$(wc -c <b.tflite)" -lt "$(wc -c <a.tflite)" ]
	whit strip a.tflite --quiet --tflm-only -o c.tflite
	cmp b.tflite c.tflite
}

@test "what is to be kept stays" {
	has() { grep -aq "$1" "$2"; }
	lacks() { ! has "$1" "$2"; }
	whit strip gesture.tflite --quiet -o none.tflite
	whit strip gesture.tflite --quiet --keep names -o names.tflite
	whit strip gesture.tflite --quiet --keep signatures -o signatures.tflite
	whit strip gesture.tflite --quiet --keep metadata,names,signatures -o all.tflite
	lacks conv1/w none.tflite
	lacks serving_default none.tflite
	has conv1/w names.tflite
	lacks serving_default names.tflite
	lacks conv1/w signatures.tflite
	has serving_default signatures.tflite
	has conv1/w all.tflite
	has serving_default all.tflite
}

@test "the proof runs on the user's data, on any number of threads" {
	quantized
	run --separate-stderr whit strip gesture8.tflite --data gesture_test.npz -o out.tflite
	[[ "${lines[0]}" == *", the same outputs on "*" samples" ]]
	[[ "${lines[0]}" != *" 32 samples" ]]
	whit strip gesture8.tflite --quiet --random 5 --seed 7 --threads 1 --batch 2 -o again.tflite
	cmp out.tflite again.tflite
	{ npy '<f4' '1, 3' && floats 1 1 1; } >x.npy
	refuses_in "whit strip: x.npy: " whit strip gesture8.tflite --data x.npy -o new.tflite
	[ ! -e new.tflite ]
	{ npy '<f4' '1, 192' && yes | head -n 192 | while read -r _; do floats nan; done; } >x.npy
	refuses_in "whit strip: x.npy: row 0" whit strip gesture.tflite --data x.npy
	refuses "whit strip: --data and --random exclude each other" \
		whit strip gesture8.tflite --data gesture_test.npz --random 2
}

@test "the summary as JSON" {
	whit strip gesture.tflite --json --quiet 2>report.json >out.tflite
	[ "$(json before_bytes <report.json)" -eq "$(wc -c <gesture.tflite)" ]
	[ "$(json after_bytes <report.json)" -eq "$(wc -c <out.tflite)" ]
	[ "$(json is_proved <report.json)" = true ]
	[ "$(json samples <report.json)" -eq 32 ]
	[ "$(json schema <report.json)" -eq 1 ]
	grep -A 2 '"signatures"' report.json | grep -q '"before":.*1'
}

@test "a model that cannot be run is refused, unless asked for unproved" {
	refuses "whit strip: $bad/custom_op.tflite: operator 1 (AcmeSmooth): cannot be run: this operator is not supported; --unproved does without the proof by running" \
		whit strip "$bad/custom_op.tflite" -o out.tflite
	[ ! -e out.tflite ]
	run --separate-stderr whit strip "$bad/custom_op.tflite" --unproved -o out.tflite
	[ "$status" -eq 0 ]
	[[ "${stderr_lines[0]}" == "whit strip: not proved by running: "*AcmeSmooth* ]]
	[[ "${lines[0]}" == *" bytes, outputs not compared" ]]
	whit info out.tflite | grep -q AcmeSmooth
	refuses_in "whit strip: $bad/two_inputs.tflite: the model has 2 inputs" whit strip "$bad/two_inputs.tflite"
	whit strip "$bad/two_inputs.tflite" --unproved --quiet | whit info >info.txt
	grep -q ADD info.txt
}

@test "with --unproved it is still proved where it can be" {
	run --separate-stderr whit strip gesture.tflite --unproved -o out.tflite
	[[ "${lines[0]}" == *"the same outputs on 32 samples" ]]
	run --separate-stderr whit strip gesture.tflite --random 1 -o out.tflite
	[[ "${lines[0]}" == *"the same outputs on 1 sample" ]]
	refuses_in "whit strip: no.npy: " whit strip gesture.tflite --unproved --data no.npy
}

@test "misuse is named" {
	local help="see whit strip --help"
	refuses "whit strip: --keep: expected names, signatures, metadata, not 'ranges'; $help" \
		whit strip gesture.tflite --keep names,ranges
	refuses "whit strip: --keep: expected names, signatures, metadata, not ''; $help" \
		whit strip gesture.tflite --keep names,
	refuses "whit strip: no.tflite: No such file or directory" whit strip no.tflite
	refuses_in "whit strip: README.md: not a model in a format that can be read" whit strip README.md
}

@test "no model goes to a terminal" {
	on_terminal "whit strip gesture.tflite"
	[ "$status" -eq 2 ]
	[ "$output" = "whit strip: refusing to write a model to a terminal" ]
}

@test "keyword spotting: small, and every output on real data the same" {
	needs "$SHARED/data/kws"
	local model=$SHARED/data/models/kws_int8.tflite data=$SHARED/data/kws/kws_dev_x.npy
	run --separate-stderr whit strip "$model" --data "$data" -o out.tflite
	[[ "${lines[0]}" == *"the same outputs on 600 samples" ]]
	[ "$(wc -c <out.tflite)" -lt 33500 ]
	whit strip "$model" --tflm-only --data "$data" --quiet -o out.tflite
	[ "$(wc -c <out.tflite)" -lt 30500 ]
}
