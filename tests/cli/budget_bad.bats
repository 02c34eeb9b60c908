# SPDX-License-Identifier: Apache-2.0
# What a budget is asked with and cannot be: one clear line, exit status 2, and nothing written. The
# same for each command that takes a part.
load setup
load data

# asked COMMAND OPTIONS...: the command about the model, its output to `out`
asked()
{
	local command=$1
	shift
	case $command in
	budget) whit budget "$@" gesture.tflite -o out.tflite ;;
	export) whit export "$@" gesture.tflite -o out.tflite ;;
	fits) whit targets --fits gesture.tflite "$@" ;;
	esac
}

# both_say START OPTIONS...: budget and export refuse with a message of that start
both_say()
{
	local start=$1
	shift
	for command in budget export; do
		refuses_in "whit $command: $start" asked $command "$@"
		[ ! -e out.tflite ]
	done
}

@test "an unknown part is told with those of the nearest names" {
	both_say "no target 'nrf52480'; did you mean 'nrf52840' or 'nrf5340'? ('whit targets' lists them)" \
		-t nrf52480
	both_say "no target 'NRF52840'; did you mean 'nrf52840'?" -t NRF52840
	both_say "no target 'toaster' ('whit targets' lists them)" -t toaster
	both_say "no target '' ('whit targets' lists them)" -t ''
	refuses_in "whit budget: no target 'rp2041'; did you mean 'rp2040'" \
		asked budget -t nrf52840 -t rp2041
}

@test "a profile that is none is told with file, key and what was expected" {
	local good='"name": "mine", "core": "cortex-m4", "flash_bytes": 131072, "ram_bytes": 20480'
	try()
	{
		printf '{"schema": 1, "profiles": [%s]}\n' "$1" >own.json
		both_say "own.json: profile 1$2" -t mine --targets own.json
		refuses_in "whit targets: own.json: profile 1$2" asked fits --targets own.json
	}
	try '3' ": expected an object"
	try '{"name": 3}' ": 'name': expected a text"
	try '{"name": "mine", "core": "z80", "flash_bytes": 1, "ram_bytes": 1}' \
		" (mine): 'core': 'z80' is none of x86-64, cortex-m0, "
	try '{"name": "mine", "core": "cortex-m4", "flash_bytes": "1M", "ram_bytes": 1}' \
		" (mine): 'flash_bytes': expected a whole number, 0 or more"
	try '{"name": "mine", "core": "cortex-m4", "flash_bytes": 1, "ram_bytes": 1.5}' \
		" (mine): 'ram_bytes': expected a whole number, 0 or more"
	try '{"name": "mine", "core": "cortex-m4", "flash_bytes": 1}' " (mine): 'ram_bytes' is missing"
	try "{$good, \"flash\": 1}" " (mine): 'flash': is no key of a profile"
	try "{$good, \"ram_bytes\": 1}" " (mine): 'ram_bytes' comes twice"
	try "{$good, \"reserved_ram_bytes\": 20481}" " (mine): 'reserved_ram_bytes' is more"
	try "{$good, \"fpu\": \"half\"}" " (mine): 'fpu': 'half' is none of none, single, double"
	try "{$good, \"banks\": [{\"name\": \"a\", \"kind\": \"ram\", \"bytes\": 1}]}" \
		" (mine): 'banks': bank 1: 'kind': 'ram' is none of flash, external-flash, "
	try "{$good, \"active_ua\": [3]}" \
		" (mine): 'active_ua': expected a number above 0, or a list of two, the lower first"
	echo '{"schema": 1, "profiles": {}}' >own.json
	both_say "own.json: 'profiles': expected a list" -t mine --targets own.json
	echo '{"schema": 2}' >own.json
	both_say "own.json: 'schema': expected 1" -t mine --targets own.json
	head -c 100 gesture.tflite >own.json
	both_say "own.json: " -t mine --targets own.json
}

@test "sizes that are none are told with the option" {
	for option in --max-flash --max-ram; do
		for size in 10Q 10KB K -1 ' 1' '' 99999999999999999999; do
			both_say "$option: expected a size as 4096 or 256K (0 or more), not '$size'" \
				-t nrf52840 $option "$size"
		done
	done
	for option in --min-flash --min-ram; do
		refuses_in "whit targets: $option: expected a size as 4096 or 256K (0 or more), not '10Q'" \
			asked fits $option 10Q
	done
}

@test "kernels, builds, runtimes and reserves that are none are told with those there are" {
	both_say "--kernels: expected one of best, reference, cmsis-nn, not 'fast'" -t nrf52840 --kernels fast
	both_say "--build: expected one of release, int8, default, not 'debug'" -t nrf52840 --build debug
	refuses_in "whit budget: --runtime: expected one of tflm, c, none, not 'onnx'" \
		asked budget -t nrf52840 --runtime onnx
	refuses_in "whit targets: --runtime: expected one of tflm, c, none, not 'onnx'" \
		asked fits --runtime onnx
	both_say "nothing to reserve is called 'wifi'; nrf52840 knows: ble, " -t nrf52840 --reserve wifi
}

@test "a baseline of another model is told by what is unlike" {
	whit budget -t nrf52840 --json "$bad/small.tflite" >other.json
	for baseline in other.json "$bad/small.tflite"; do
		refuses_in "whit budget: $baseline: baseline of another model: input 0 is " \
			asked budget -t nrf52840 --baseline "$baseline"
		[ ! -e out.tflite ]
	done
}
