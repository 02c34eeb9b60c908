# SPDX-License-Identifier: Apache-2.0
load setup
load data

setup_file()
{
	load setup
	"$WHIT" quantize "$top/samples/gesture.tflite" --data "$top/samples/gesture_train.npz" \
		--quiet -o "$BATS_FILE_TMPDIR/gesture8.tflite"
}

# budget OPTION...: of the quantised sample on a part that was measured
budget()
{
	whit budget -t stm32l4r5zi "$@" "$BATS_FILE_TMPDIR/gesture8.tflite"
}

@test "time and energy are told with what is around them" {
	run budget
	[ "$status" -eq 0 ]
	[[ "$output" == *"  an inference  "*"estimate, 9 of 10 times "* ]]
	[[ "$output" == *$'\ntime: '*" (stack tflm-cmsis-nn, at 120 MHz)"* ]]
	[[ "$output" == *$'\nenergy: '*" at 1.8 V: "* ]]
}

@test "a limit is kept or not" {
	budget --max-latency 1s --max-energy 1J
	run budget --max-latency 1us
	[ "$status" -eq 1 ]
	[[ "$output" == *"of --max-latency "*"OVER, by "* ]]
	run budget --max-energy 1nJ
	[ "$status" -eq 1 ]
	[[ "$output" == *"of --max-energy "*"OVER, by "* ]]
	run budget --max-latency 1us -t nrf52840
	[ "$status" -eq 1 ]
	[[ "$output" == *"OVER: --max-latency"* ]]
}

@test "a limit on what is not known is not kept" {
	run whit budget -t esp32-s3 --max-latency 1h "$BATS_FILE_TMPDIR/gesture8.tflite"
	[ "$status" -eq 1 ]
	[[ "$output" == *"  no data"* ]]
	[[ "$output" == *"NOT KNOWN"* ]]
	run whit budget -t stm32l4r5zi --max-latency 1h "$top/samples/gesture.tflite"
	[ "$status" -eq 1 ]
	[[ "$output" == *"only int8 models were measured"* ]]
}

@test "half the clock is twice the time" {
	local full half
	full=$(budget --json --stack hale | json ms)
	half=$(budget --json --stack hale --clock 60MHz | json ms)
	awk -v full="$full" -v half="$half" 'BEGIN { exit !(half > 1.999 * full && half < 2.001 * full) }'
}

@test "above the part's clock there is no data" {
	run budget --clock 121MHz --max-latency 1h
	[ "$status" -eq 1 ]
	[[ "$output" == *"time: the part runs at 120 MHz at most"* ]]
	run budget -t esp32-s3 --max-latency 1h
	[ "$status" -eq 1 ]
	[[ "$output" == *"OVER: --max-latency (no data)"* ]]
}

@test "each stack has its own costs" {
	[ "$(budget --json --runtime c | json stack)" = '"c"' ]
	[ "$(budget --json --kernels reference | json stack)" = '"tflm-reference"' ]
	[ "$(whit budget -t esp32-c3 --json "$BATS_FILE_TMPDIR/gesture8.tflite" | json stack)" = '"tflm"' ]
	local stack
	for stack in tflm tflm-cmsis-nn tflm-reference c microtvm vendor x-cube-ai plumerai hale onnc; do
		budget --json --stack $stack >report.json
		[ "$(json stack <report.json)" = "\"$stack\"" ]
		json ms <report.json >>times
	done
	[ "$(sort -u times | wc -l)" -eq 10 ]
}

@test "without a runtime, time needs a stack" {
	run budget --runtime none
	[ "$status" -eq 0 ]
	[[ "$output" != *"an inference"* ]]
	refuses "whit budget: --runtime none: time and energy need a --stack" \
		budget --runtime none --max-latency 1s
	[[ "$(budget --runtime none --stack vendor)" == *"an inference"* ]]
}

@test "a battery's life goes with its charge and what is drawn" {
	run budget --battery 220mAh@3V --every 10s --sleep 2uA
	[ "$status" -eq 0 ]
	[[ "$output" == *"battery "*" days"* ]]
	[[ "$output" == *"  it lasts  "*"9 of 10 times "* ]]
	local one two
	one=$(budget --json --battery 220mAh@3V --every 10s --sleep 2uA | json days)
	two=$(budget --json --battery 440mAh@3V --every 10s --sleep 2uA | json days)
	awk -v one="$one" -v two="$two" 'BEGIN { exit !(two > 1.999 * one && two < 2.001 * one) }'
}

@test "several targets are told with time, energy and battery" {
	run budget -t esp32-s3 --battery 220mAh@3V --every 10s
	[[ "${lines[1]}" =~ ^target\ .*\ ms\ +uJ\ +days\ +verdict$ ]]
	[[ "${lines[2]}" =~ ^stm32l4r5zi\ .*\ [0-9.]+\ +[0-9.]+\ +[0-9.]+\ +fits$ ]]
	[[ "${lines[3]}" =~ ^esp32-s3\ .*\ -\ +-\ +-\ +fits ]]
	run budget --runtime none -t esp32-s3
	[[ "${lines[1]}" =~ ^target\ .*\ of\ part\ +verdict$ ]]
}

@test "a dead channel costs a stack that removes them nothing" {
	local model=$SHARED/data/models/vww_int8.tflite
	needs "$model"
	whit prune --dead "$model" --quiet -o alive.tflite
	[ "$(whit budget -t stm32l4r5zi --stack x-cube-ai --json "$model" | json ms)" = \
		"$(whit budget -t stm32l4r5zi --stack x-cube-ai --json alive.tflite | json ms)" ]
}

@test "limits are checks of continuous integration" {
	run budget --max-latency 1us --max-energy 1J --format github
	[ "$status" -eq 1 ]
	[[ "$output" == *"::error file="*"title=stm32l4r5zi --max-latency::"*" ms (estimate)"* ]]
	[[ "$output" == *"::notice file="*"title=stm32l4r5zi --max-energy::"* ]]
}

@test "export keeps to the same limits" {
	run whit export -t stm32l4r5zi --max-latency 1us "$BATS_FILE_TMPDIR/gesture8.tflite" -o out.tflite
	[ "$status" -eq 1 ]
	[ ! -e out.tflite ]
	refuses "whit export: what is asked of time and energy needs a target: give -t NAME" \
		whit export --max-latency 1s "$BATS_FILE_TMPDIR/gesture8.tflite" -o out.tflite
}

@test "amounts are named as they are expected" {
	refuses "whit budget: --max-latency: expected a time as 50ms or 2s, not '50'; see whit budget --help" budget --max-latency 50
	refuses "whit budget: --max-energy: expected an energy as 500uJ or 2mJ, not '3W'; see whit budget --help" budget --max-energy 3W
	refuses "whit budget: --clock: expected a clock as 80MHz or 80M, not '0Hz'; see whit budget --help" budget --clock 0Hz
	refuses "whit budget: --sleep: expected a current as 2uA or 1.5mA, not '-1uA'; see whit budget --help" budget --sleep=-1uA
	refuses "whit budget: --battery: expected a charge and a voltage as 220mAh@3V, not '220mAh'" \
		budget --battery 220mAh --every 1s
	refuses "whit budget: --battery needs --every, how often there is an inference" \
		budget --battery 220mAh@3V
	refuses "whit budget: --every and --sleep need a --battery" budget --sleep 2uA
	refuses "whit budget: --stack: expected one of tflm, tflm-cmsis-nn, tflm-reference, c, microtvm, vendor, x-cube-ai, plumerai, hale, onnc, not 'none'; see whit budget --help" \
		budget --stack none
}
