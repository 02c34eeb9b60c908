# SPDX-License-Identifier: Apache-2.0
load setup
load data

quantized()
{
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
}

@test "flash and RAM are held against the part" {
	run --separate-stderr whit budget -t nrf52840 gesture.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${lines[0]}" = "gesture.tflite on nrf52840 (cortex-m4), TFLM, cmsis-nn kernels: fits" ]
	[[ "$output" == *"  model file "*" $(wc -c <gesture.tflite)"$'\n'* ]]
	[[ "$output" == *"  runtime code  "*" 84180"$'\n'* ]]
	[[ "$output" == *"  arena, to provide  "* ]]
	[[ "$output" == *"  of the part's          1048576  fits, "* ]]
}

@test "over budget is 1, and the report tells by what" {
	run --separate-stderr whit budget -t stm32f103c8 gesture.tflite
	[ "$status" -eq 1 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == *": does not fit" ]]
	[[ "$output" == *"  of the part's            65536  OVER, "* ]]
	whit budget -t stm32f103c8 --kernels reference gesture.tflite
}

@test "limits of one's own come in bytes, K and M" {
	quantized
	local flash ram
	whit budget -t nrf52840 --json gesture8.tflite >report.json
	flash=$(json total_bytes <report.json | head -n 1)
	ram=$(json arena_smallest_bytes <report.json)
	whit budget -t nrf52840 gesture8.tflite --max-flash "$flash" --max-ram "$ram"
	run whit budget -t nrf52840 gesture8.tflite --max-flash $((flash - 1))
	[ "$status" -eq 1 ]
	[[ "$output" == *"of --max-flash "*"OVER"* ]]
	run whit budget -t nrf52840 gesture8.tflite --max-ram $((ram - 1))
	[ "$status" -eq 1 ]
	[[ "$output" == *"of --max-ram "*"OVER"* ]]
	whit budget -t nrf52840 gesture8.tflite --max-flash 1M --max-ram 8k
	run whit budget -t nrf52840 gesture8.tflite --max-flash 0.0625M
	[ "$status" -eq 1 ]
}

@test "in a pipe the model goes on, and the report goes to stderr" {
	whit budget -t nrf52840 <gesture.tflite >out.tflite 2>report.txt
	cmp out.tflite gesture.tflite
	grep -q '^(stdin) on nrf52840 ' report.txt
	whit budget -t nrf52840 --json <gesture.tflite 2>report.json | cmp - gesture.tflite
	[ "$(json fits <report.json)" = true ]
}

@test "what is over budget does not go on" {
	run --separate-stderr sh -c 'whit budget -t stm32f103c8 <gesture.tflite'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	echo old >out.tflite
	run whit budget -t stm32f103c8 gesture.tflite -o out.tflite
	[ "$status" -eq 1 ]
	[ "$(cat out.tflite)" = old ]
	run --separate-stderr sh -c 'whit budget -t stm32f103c8 <gesture.tflite 2>report.txt | whit convert -o new.tflite'
	[ "$status" -eq 2 ]
	[ "$stderr" = "whit convert: (stdin): empty input; did the command before it fail?" ]
	[ ! -e new.tflite ]
}

@test "with a file the model goes only where -o says" {
	whit budget -t nrf52840 gesture.tflite -o out.tflite 2>report.txt
	cmp out.tflite gesture.tflite
	grep -q 'fits$' report.txt
	run --separate-stderr whit budget -t nrf52840 gesture.tflite
	[[ "${lines[0]}" == *" fits" ]]
}

@test "on a terminal there is a report and no model" {
	on_terminal "whit budget -t nrf52840 gesture.tflite"
	[ "$status" -eq 0 ]
	[[ "$output" == *"on nrf52840 (cortex-m4)"*"arena, to provide"* ]]
	on_terminal "whit budget -t nrf52840 <gesture.tflite"
	[ "$status" -eq 0 ]
	[[ "$output" == "(stdin) on nrf52840 "* ]]
	[[ "$output" != *TFL3* ]]
	on_terminal "whit budget -t nrf52840"
	[ "$status" -eq 2 ]
	[ "$output" = "whit budget: no input: name a FILE or pipe a model in" ]
}

@test "the report in JSON" {
	quantized
	whit budget -t nrf52840 --json --max-ram 64K gesture8.tflite >report.json
	[ "$(json schema <report.json)" = 1 ]
	[ "$(json model <report.json)" = '"gesture8.tflite"' ]
	[ "$(json target <report.json)" = '"nrf52840"' ]
	[ "$(json core <report.json)" = '"cortex-m4"' ]
	[ "$(json kernels <report.json)" = '"cmsis-nn"' ]
	[ "$(json fits <report.json)" = true ]
	[ "$(json file_bytes <report.json)" = "$(wc -c <gesture8.tflite)" ]
	[ "$(json part_bytes <report.json | tr '\n' ' ')" = "1048576 262144 " ]
	[ "$(json max_bytes <report.json | tr '\n' ' ')" = "null 65536 " ]
	[ "$(json certainty <report.json | tr '\n' ' ')" = '"exact" "exact" "estimate" "estimate" ' ]
	local head tail used
	head=$(json arena_head_bytes <report.json)
	tail=$(json arena_tail_bytes <report.json)
	used=$(json arena_used_bytes <report.json)
	[ "$((head + tail))" -eq "$used" ]
	[ "$used" -le "$(json arena_smallest_bytes <report.json)" ]
}

@test "figures say what they are worth" {
	quantized
	run whit budget -t esp32-c3 gesture8.tflite
	[[ "$output" == *"arena, to provide "*" upper bound"* ]]
	[[ "$output" == *"runtime code "*" estimate"* ]]
	[[ "$output" == *"arena: struct sizes are known for Cortex-M and x86-64 only"* ]]
	run whit budget -t host gesture8.tflite
	[[ "$output" == *"runtime code "*" no data"* ]]
	[[ "$output" == *"total "*" lower bound"* ]]
	run whit budget -t nrf52840 "$bad/custom_op.tflite"
	[ "$status" -eq 0 ]
	[[ "$output" == *"arena, to provide "*" lower bound"* ]]
	[[ "$output" == *"arena: no sizes are known for AcmeSmooth"* ]]
}

@test "TFLM is counted as it is built" {
	quantized
	run --separate-stderr whit budget -t nrf52840 --build int8 gesture8.tflite
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "gesture8.tflite on nrf52840 (cortex-m4), TFLM, cmsis-nn kernels, build int8: fits" ]
	[[ "$output" == *"  runtime code             53364"$'\n'* ]]
	whit budget -t nrf52840 --build default --json gesture8.tflite >report.json
	[ "$(json build <report.json)" = '"default"' ]
	[ "$(json runtime_bytes <report.json)" = 112412 ]
	refuses "whit budget: report.json: is of --build default, not release" \
		whit budget -t nrf52840 --baseline report.json gesture8.tflite
	run --separate-stderr whit budget -t nrf52840 --build int8 gesture.tflite
	[ "$status" -eq 1 ]
	[ "${lines[1]}" = "operator 0 (CONV_2D): build int8 has no float32 CONV_2D" ]
	[[ "$(whit budget -t esp32-c3 --build int8 gesture8.tflite)" == \
		*"runtime: the runtime's int8 build was not measured on riscv32"* ]]
	refuses "whit budget: --build is TFLM's; exported C has its own" \
		whit budget -t nrf52840 --build int8 --runtime c gesture8.tflite
}

@test "what is estimated of TFLM's code has a bar" {
	quantized
	run whit budget -t esp32-c3 gesture8.tflite
	[[ "$output" =~ "runtime code "\ +[0-9]+"  estimate, +-"[1-9][0-9]?" %" ]]
	whit budget -t esp32-c3 --json gesture8.tflite >report.json
	[[ "$(json runtime_error_percent <report.json)" =~ ^[1-9][0-9]?\. ]]
	whit budget -t nrf52840 --json gesture8.tflite >report.json
	[ "$(json runtime_error_percent <report.json)" = null ]
}

@test "all parts are asked at once" {
	run --separate-stderr whit budget -t all --runtime c gesture.tflite
	[ "$status" -eq 1 ]
	[ -z "$stderr" ]
	local n
	n=$(($(whit targets | wc -l) - 2)) # without the heading and the host
	[ "${lines[0]}" = "gesture.tflite on $n targets, exported C" ]
	[ "$(grep -cE '  (fits|OVER)' <<<"$output")" -eq "$n" ]
	[ "$(whit targets --fits gesture.tflite --runtime c --json | json too_small)" -eq \
		"$(grep -c '  OVER: ' <<<"$output")" ]
	run whit budget -t all --reserve ble --json gesture.tflite
	[ "$(json target <<<"$output" | tr '\n' ' ')" = '"nrf52840" "stm32wb55rg" ' ]
	refuses "whit budget: no part has all that is asked for" \
		whit budget -t all --reserve toaster gesture.tflite
	refuses "whit budget: -t all goes alone, without -t nrf52840" \
		whit budget -t nrf52840 -t all gesture.tflite
}

@test "without a runtime the model alone is counted" {
	local file
	file=$(wc -c <gesture.tflite)
	run --separate-stderr whit budget -t nrf52840 --runtime none --max-flash "$file" gesture.tflite
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "gesture.tflite on nrf52840 (cortex-m4), no runtime: fits, as far as is known" ]
	[[ "$output" != *"runtime code"* ]]
	[[ "$output" == *"  tensors                   4096  lower bound"* ]]
	[[ "$output" == *"tensors: those alive between two operators; 6144 where outputs lie apart from inputs"* ]]
	run whit budget -t nrf52840 --runtime none --max-ram 4095 gesture.tflite
	[ "$status" -eq 1 ]
	# TFLM is not asked, nor is what whit does not know
	whit budget -t nrf52840 --runtime none "$bad/no_kernel.tflite"
	whit budget -t nrf52840 --runtime none "$bad/custom_op.tflite"
	refuses "whit budget: --kernels are TFLM's; --runtime none has none" \
		whit budget -t nrf52840 --runtime none --kernels reference gesture.tflite
}

@test "without a runtime, in JSON, among several, and as a baseline" {
	whit budget -t nrf52840 --runtime none --json gesture.tflite >report.json
	[ "$(json runtime <report.json)" = '"none"' ]
	[ "$(json kernels <report.json)" = null ]
	[ "$(json runtime_bytes <report.json)" = 0 ]
	[ "$(json certainty <report.json | tr '\n' ' ')" = '"exact" "lower bound" ' ]
	[ "$(json file_bytes <report.json)" = "$(wc -c <gesture.tflite)" ]
	run whit budget -t nrf52840 -t rp2040 --runtime none --baseline report.json gesture.tflite
	[ "$status" -eq 2 ]
	whit budget -t nrf52840 --runtime none --baseline report.json --max-growth 0 gesture.tflite
	refuses "whit budget: report.json: is of --runtime none, not tflm" \
		whit budget -t nrf52840 --baseline report.json gesture.tflite
	[[ "$(whit budget -t nrf52840 -t rp2040 --runtime none gesture.tflite)" == *" on 2 targets, no runtime"* ]]
	[[ "$(whit budget -t nrf52840 --runtime none --format github gesture.tflite)" != *operators* ]]
	[ "$(whit targets --fits gesture.tflite --runtime none | wc -l)" -ge \
		"$(whit targets --fits gesture.tflite --runtime c | wc -l)" ]
}

@test "what the profile reserves counts, but not against limits of one's own" {
	printf '{"schema": 1, "profiles": [{"name": "mine", "core": "cortex-m4",
		"flash_bytes": 131072, "ram_bytes": 20480, "reserved_ram_bytes": %d}]}' 16384 >own.json
	run whit budget --targets own.json -t mine gesture.tflite
	[ "$status" -eq 1 ]
	[[ "$output" == *"of the part's            20480  OVER"* ]]
	sed -i 's/16384/4096/' own.json
	whit budget --targets own.json -t mine gesture.tflite --max-ram 8K
}

@test "misuse is named" {
	local lists="('whit targets' lists them)"
	refuses_in "whit budget: no target: give -t NAME" whit budget gesture.tflite
	refuses "whit budget: no target 'nrf52841'; did you mean 'nrf52840'? $lists" \
		whit budget -t nrf52841 gesture.tflite
	refuses "whit budget: cmsis-nn kernels run on Cortex-M only, not on riscv32" \
		whit budget -t esp32-c3 --kernels cmsis-nn gesture.tflite
	refuses_in "whit budget: --max-flash: expected a size as 4096 or 256K" \
		whit budget -t nrf52840 --max-flash 12Q gesture.tflite
}

@test "names from the file cannot speak to the terminal" {
	for format in "" --json; do
		# shellcheck disable=SC2086 # an option or none
		whit budget -t nrf52840 $format "$bad/escape_name.tflite" >report.txt
		grep -qF 'no sizes are known for ?[31mRed??' report.txt
		[ "$(tr -d '\n\t' <report.txt | LC_ALL=C tr -d '[:print:]' | wc -c)" -eq 0 ]
	done
}

@test "what is not worked out is refused" {
	refuses_in "whit budget: $bad/endless_loop.tflite: operator 1 (WHILE)" \
		whit budget -t nrf52840 "$bad/endless_loop.tflite"
}

@test "arenas of recorded models are TFLM's" {
	needs "$SHARED/data/models"
	for row in "kws_int8 24000 22820" "ic_int8 55712 54996" "vww_int8 103392 100708" \
		"ad_int8 3424 2580"; do
		# shellcheck disable=SC2086 # a row of words
		set -- $row
		echo "$1:"
		[ "$(whit budget -t host --json "$SHARED/data/models/$1.tflite" | json arena_used_bytes)" = "$2" ]
		[ "$(whit budget -t nrf52840 --json "$SHARED/data/models/$1.tflite" | json arena_used_bytes)" = "$3" ]
	done
}

@test "a model that TFLM has no kernels for is a no, and goes no further" {
	local why="operator 0 (HARD_SWISH): TFLM has no int16 HARD_SWISH"
	run --separate-stderr whit budget -t nrf52840 "$bad/no_kernel.tflite"
	[ "$status" -eq 1 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == *": TFLM cannot run it" ]]
	[ "${lines[1]}" = "$why" ]
	[[ "$output" == *"arena, to provide "*" no data"* ]]
	run --separate-stderr whit budget -t nrf52840 --json "$bad/no_kernel.tflite"
	[ "$status" -eq 1 ]
	[ "$(json fits <<<"$output")" = false ]
	[ "$(json refusal <<<"$output")" = "\"$why\"" ]
	[ "$(json arena_certainty <<<"$output")" = '"no data"' ]
	run whit budget -t nrf52840 "$bad/wrong_type.tflite"
	[ "$status" -eq 1 ]
	[ "${lines[1]}" = \
		"operator 0 (FULLY_CONNECTED): TFLM does not run string weights beside float32 activations" ]
	run --separate-stderr sh -c "whit budget -t nrf52840 <'$bad/no_kernel.tflite'"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	whit budget -t nrf52840 --json gesture.tflite >report.json
	[ "$(json refusal <report.json)" = null ]
}

@test "a hybrid model is told from others" {
	needs "$SHARED/data/models"
	run whit budget -t nrf52840 "$SHARED/data/models/kws_hybrid.tflite"
	[ "$status" -eq 1 ]
	[[ "$output" == *"operator 0 (CONV_2D): TFLM does not run int8 weights beside float32 activations (dynamic range)"* ]]
}
