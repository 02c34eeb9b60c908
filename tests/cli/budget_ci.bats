# SPDX-License-Identifier: Apache-2.0
# budget as continuous integration uses it: several targets, growth, and reports for machines.
load setup
load data

quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
}

@test "several targets are asked in one run, and all have to fit" {
	run --separate-stderr whit budget -t nrf52840 -t rp2040 gesture.tflite
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "gesture.tflite on 2 targets, TFLM" ]
	[[ "${lines[2]}" =~ ^nrf52840\ +98916\ +9\.4\ %\ .*\ fits$ ]]
	run --separate-stderr whit budget -t nrf52840 -t stm32f103c8 --max-ram 4K gesture.tflite
	[ "$status" -eq 1 ]
	[[ "${lines[2]}" == "nrf52840 "*"OVER: --max-ram" ]]
	[[ "${lines[3]}" == "stm32f103c8 "*"OVER: flash --max-ram" ]]
	run --separate-stderr sh -c 'whit budget -t nrf52840 -t stm32f103c8 <gesture.tflite'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	whit budget -t nrf52840 -t rp2040 <gesture.tflite 2>report.txt | cmp - gesture.tflite
	run --separate-stderr whit budget -t nrf52840 -t rp2040 "$bad/no_kernel.tflite"
	[ "$status" -eq 1 ]
	[[ "$output" == *"TFLM cannot run it"*$'\n'"operator 0 (HARD_SWISH): TFLM has no int16 HARD_SWISH" ]]
}

@test "in JSON several targets are a list of what one has at the top" {
	whit budget -t nrf52840 -t rp2040 --json gesture.tflite >both.json
	[ "$(json target <both.json | tr '\n' ' ')" = '"nrf52840" "rp2040" ' ]
	[ "$(json fits <both.json | tr '\n' ' ')" = 'true true true ' ]
	for target in nrf52840 rp2040; do
		whit budget -t "$target" --json gesture.tflite | json total_bytes
	done | diff - <(json total_bytes <both.json)
	whit budget -t nrf52840 -t rp2040 --format json gesture.tflite | cmp - both.json
	run whit budget -t nrf52840 -t stm32f103c8 --json gesture.tflite
	[ "$status" -eq 1 ]
	[ "$(json fits <<<"$output" | tr '\n' ' ')" = 'false true false ' ]
}

@test "growth is told from an earlier report, or from a model" {
	quantized
	whit budget -t nrf52840 --json gesture8.tflite >base.json
	whit budget -t nrf52840 --baseline base.json --max-growth 0 gesture8.tflite
	for baseline in base.json gesture8.tflite; do
		run --separate-stderr whit budget -t nrf52840 --baseline $baseline --max-growth 2% gesture.tflite
		[ "$status" -eq 1 ]
		[ -z "$stderr" ]
		[[ "$output" == *$'\n'"since $baseline: grew by more than 2 %"$'\n'"nrf52840  flash "*" +6.61 %  OVER"$'\n'* ]]
		[[ "$output" == *"layers with more bytes of weights"$'\n'"4  CONV_2D "*" pointwise3  1728  6336  +4608"$'\n'* ]]
		[[ "$output" == *"layers with more bytes of output"$'\n'"2  CONV_2D "*" pointwise2  1024  4096  +3072"$'\n'* ]]
	done
	run whit budget -t nrf52840 --baseline base.json gesture.tflite
	[ "$status" -eq 0 ]
	[[ "$output" == *$'\n'"since base.json"$'\n'* ]]
	[[ "$output" != *OVER* ]]
	whit budget -t nrf52840 --baseline gesture.tflite --max-growth 0% gesture8.tflite
}

@test "the limit is the last percentage that passes" {
	quantized
	local was is
	was=$(whit budget -t nrf52840 --json gesture8.tflite | json arena_smallest_bytes)
	is=$(whit budget -t nrf52840 --json gesture.tflite | json arena_smallest_bytes)
	# In steps of a thousandth of a percent, that below the growth and that above.
	local below=$(((is - was) * 100000 / was))
	local args=(budget -t nrf52840 --baseline gesture8.tflite gesture.tflite)
	whit "${args[@]}" --max-growth "$(((below + 1) / 1000)).$(printf %03d $(((below + 1) % 1000)))%"
	run whit "${args[@]}" --max-growth "$((below / 1000)).$(printf %03d $((below % 1000)))%"
	[ "$status" -eq 1 ]
}

@test "what grew too much does not go on" {
	quantized
	run --separate-stderr sh -c \
		'whit budget -t nrf52840 --baseline gesture8.tflite --max-growth 2% <gesture.tflite'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	whit budget -t nrf52840 --baseline gesture8.tflite <gesture.tflite 2>report.txt |
		cmp - gesture.tflite
}

@test "growth of exported C, on several targets, in JSON" {
	quantized
	whit budget -t nrf52840 -t rp2040 --runtime c --json gesture8.tflite >base.json
	run whit budget -t rp2040 --runtime c --baseline base.json --max-growth 1% --json gesture.tflite
	[ "$status" -eq 1 ]
	[ "$(json fits <<<"$output")" = true ]
	[ "$(json within_limit <<<"$output")" = false ]
	[ "$(json max_percent <<<"$output")" = 1 ]
	whit budget -t rp2040 --runtime c --baseline base.json --max-growth 0 --json gesture8.tflite >same.json
	[ "$(json within_limit <same.json)" = true ]
	whit budget -t rp2040 --runtime c --baseline same.json --max-growth 0 gesture8.tflite
}

@test "a baseline that cannot be compared is trouble, in one line" {
	quantized
	local start="whit budget: base.json:"
	base() { whit budget --json "$@" >base.json; }
	base -t nrf52840 "$bad/small.tflite"
	refuses_in "$start baseline of another model: input 0 is " \
		whit budget -t nrf52840 --baseline base.json gesture.tflite
	refuses_in "whit budget: $bad/small.tflite: baseline of another model: input 0 is " \
		whit budget -t nrf52840 --baseline "$bad/small.tflite" gesture.tflite
	base -t nrf52840 gesture.tflite
	sed 's/"operator":.*"[A-Z_0-9]*"/"operator": "ADD"/' base.json >other.json
	refuses "whit budget: other.json: baseline of another model: 0 of its 9 layers are among the 9 here" \
		whit budget -t nrf52840 --baseline other.json gesture.tflite
	refuses "$start does not tell of target 'rp2040'" \
		whit budget -t nrf52840 -t rp2040 --baseline base.json gesture.tflite
	refuses "$start is of --runtime tflm, not c" \
		whit budget -t nrf52840 --runtime c --baseline base.json gesture.tflite
	refuses "$start is of cmsis-nn kernels, not reference" \
		whit budget -t nrf52840 --kernels reference --baseline base.json gesture.tflite
}

@test "a baseline that is no report is trouble, in one line" {
	whit budget -t nrf52840 --json gesture.tflite >good.json
	local start="whit budget: base.json:"
	try()
	{
		refuses_in "$start $1" whit budget -t nrf52840 --baseline base.json gesture.tflite
	}
	head -c 300 good.json >base.json
	try "is not whole JSON"
	echo '{"schema": 2}' >base.json
	try "'schema': expected 1"
	echo '{"schema": 1}' >base.json
	try "'inputs' is missing or no list; was it written by budget --json?"
	sed 's/"weight_bytes":.*1024/"weight_bytes": -1/' good.json >base.json
	try "layer 0: 'weight_bytes': expected a whole number, 0 or more"
	sed 's/"model_bytes":.*98916/"model_bytes": "x"/' good.json >base.json
	try "'flash': 'model_bytes': expected a whole number, 0 or more"
	sed 's/"target":.*"nrf52840"/"target": 7/' good.json >base.json
	try "'target': expected a text"
	echo hello >base.json
	refuses_in "whit budget: base.json: " whit budget -t nrf52840 --baseline base.json gesture.tflite
	refuses_in "whit budget: none.json: " whit budget -t nrf52840 --baseline none.json gesture.tflite
}

@test "misuse of limits and formats is named" {
	for percent in 10Q 2%% -1 nan ''; do
		refuses "whit budget: --max-growth: expected a percentage as 2% or 0.5% (0 or more), not '$percent'; see whit budget --help" \
			whit budget -t nrf52840 --max-growth "$percent" gesture.tflite
	done
	refuses "whit budget: --max-growth needs a --baseline" \
		whit budget -t nrf52840 --max-growth 2% gesture.tflite
	refuses "whit budget: --json and another --format exclude each other" \
		whit budget -t nrf52840 --json --format junit gesture.tflite
	refuses_in "whit budget: --max-ram: expected a size as 4096 or 256K" \
		whit budget -t nrf52840 --max-ram 10Q gesture.tflite
}

@test "annotations for GitHub" {
	run --separate-stderr whit budget -t nrf52840 -t stm32f103c8 --format github gesture.tflite
	[ "$status" -eq 1 ]
	[ "$(grep -cE '^::(notice|error) file=gesture\.tflite,title=' <<<"$output")" -eq "${#lines[@]}" ]
	[[ "$output" == *"::notice file=gesture.tflite,title=nrf52840 flash::98916 of 1048576 bytes"$'\n'* ]]
	[[ "$output" == *"::error file=gesture.tflite,title=stm32f103c8 flash::85796 bytes, 20260 over the limit of 65536"$'\n'* ]]
	quantized
	run whit budget -t nrf52840 --baseline gesture8.tflite --max-growth 2% --format github gesture.tflite
	[ "$status" -eq 1 ]
	[[ "$output" == *"::error file=gesture.tflite,title=nrf52840 flash growth::92784 to 98916 bytes, +6.61 %25 since gesture8.tflite, of 2 %25 allowed; layer 4 (CONV_2D pointwise3) has 4608 bytes more of weights"$'\n'* ]]
}

@test "names cannot end an annotation or an attribute" {
	local odd='a,b:c%<&"> .tflite'
	cp gesture.tflite "$odd"
	run whit budget -t nrf52840 --format github "$odd"
	[[ "${lines[0]}" == '::notice file=a%2Cb%3Ac%25<&"> .tflite,title=nrf52840 operators::'* ]]
	run whit budget -t nrf52840 --format junit "$odd"
	[[ "$output" == *'<testsuite name="a,b:c%&lt;&amp;&quot;&gt; .tflite" tests="3" failures="0" errors="0">'* ]]
	cp gesture.tflite $'two\nlines.tflite'
	run whit budget -t nrf52840 --format github $'two\nlines.tflite'
	[ "$(grep -c '^::notice file=two?lines.tflite,' <<<"$output")" -eq "${#lines[@]}" ]
}

@test "results in JUnit's XML" {
	quantized
	run --separate-stderr whit budget -t nrf52840 -t stm32f103c8 --baseline gesture8.tflite \
		--max-growth 2% --max-flash 1M --format junit gesture.tflite
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = '<?xml version="1.0" encoding="UTF-8"?>' ]
	[ "${lines[1]}" = '<testsuites tests="12" failures="5">' ]
	[ "$(grep -c '<testcase ' <<<"$output")" -eq 12 ]
	[ "$(grep -c '<failure ' <<<"$output")" -eq 5 ]
	[[ "$output" == *'<testcase classname="stm32f103c8" name="flash">'$'\n'*'<failure message="85796 bytes, 20260 over the limit of 65536"/>'* ]]
	command -v xmllint >/dev/null || skip "xmllint, which knows XML, is missing"
	xmllint --noout - <<<"$output"
	for model in escape_name no_kernel custom_op; do
		{ whit budget -t nrf52840 --format junit "$bad/$model.tflite" || true; } | xmllint --noout -
	done
}

@test "bars are for terminals" {
	on_terminal "whit budget -t nrf52840 gesture.tflite"
	[[ "$output" == *"of the part's          1048576  [##..................]  fits, 9.4 %"* ]]
	on_terminal "whit budget -t nrf52840 -t stm32f103c8 gesture.tflite"
	[[ "$output" == *"130.9 %  [####################] "*"OVER: flash"* ]]
	run whit budget -t nrf52840 -t stm32f103c8 gesture.tflite
	[[ "$output" != *"["* ]]
}
