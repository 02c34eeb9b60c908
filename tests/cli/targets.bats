# SPDX-License-Identifier: Apache-2.0
load setup
load data

# own JSON: a file of profiles of one's own
own()
{
	printf '{"schema": 1, "profiles": [%s]}\n' "$1" >own.json
}

mine='"name": "mine", "core": "cortex-m4", "flash_bytes": 131072, "ram_bytes": 20480'

@test "at least sixty parts and the host are listed" {
	run --separate-stderr whit targets
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${#lines[@]}" -ge 62 ]
	[[ "${lines[0]}" == "name "*"core "*"flash "*"RAM "*"board" ]]
	[[ "$output" == *$'\n'"nrf52840 "*"cortex-m4 "*"64 MHz "*"1024 KiB "*"256 KiB "* ]]
	[[ "$output" == *$'\n'"host "*"x86-64 "* ]]
	[[ "$output" == *"(unverified)"* ]]
}

@test "one is shown whole" {
	run whit targets esp32-s3
	[ "${lines[0]}" = esp32-s3 ]
	[[ "$output" == *"  core       xtensa, 240 MHz"* ]]
	[[ "$output" == *"  RAM        524288 bytes, 196608 reserved"* ]]
	[[ "$output" == *"  source     "* ]]
	run whit targets host
	[[ "$output" == *"  flash      no limit"* ]]
	[[ "$output" != *MHz* ]]
}

@test "what --json prints, --targets reads" {
	whit targets --json >all.json
	[ "$(json schema <all.json)" = 1 ]
	[ "$(grep -c '"verified":' all.json)" -eq "$(($(whit targets | wc -l) - 1))" ]
	whit targets --json nrf52840 | sed 's/"nrf52840"/"mine"/' >own.json
	diff <(whit targets --targets own.json mine | tail -n +2) <(whit targets nrf52840 | tail -n +2)
	whit targets --targets all.json --json | cmp - all.json
}

@test "a profile of one's own comes in addition, or in place" {
	own "{$mine}"
	run whit targets --targets own.json
	[[ "${lines[-1]}" == "mine "*"cortex-m4 "*" 128 KiB "*" 20 KiB "* ]]
	own '{"name": "host", "core": "x86-64", "flash_bytes": 1024, "ram_bytes": 1024, "note": "small"}'
	run whit targets --targets own.json host
	[[ "$output" == *"  flash      1024 bytes"*"  note       small"* ]]
	[ "$(whit targets --targets own.json | wc -l)" -eq "$(whit targets | wc -l)" ]
}

@test "an unknown target is named, and the nearest suggested" {
	refuses "whit targets: no target 'nrf52480'; did you mean 'nrf52840' or 'nrf5340'? ('whit targets' lists them)" \
		whit targets nrf52480
	refuses "whit targets: no target 'toaster' ('whit targets' lists them)" whit targets toaster
}

@test "a file of profiles that is none is named, with the place" {
	own_is()
	{
		own "$1"
		refuses_in "whit targets: own.json: $2" whit targets --targets own.json
	}
	own_is "{$mine, \"colour\": 3}" "profile 1 (mine): 'colour': is no key of a profile"
	own_is "{$mine}, {\"name\": \"b\"}" "profile 2 (b): 'core' is missing"
	own_is "{$mine, \"clock_hz\": -1}" "profile 1 (mine): 'clock_hz': expected a whole number"
	own_is "{$mine, \"reserved_ram_bytes\": 20481}" "profile 1 (mine): 'reserved_ram_bytes' is more"
	own_is '{"name": "c", "core": "z80", "flash_bytes": 1, "ram_bytes": 1}' \
		"profile 1 (c): 'core': 'z80' is none of x86-64, cortex-m0, "
	own_is "{" "line 1: not JSON"
	echo '{"schema": 2, "profiles": []}' >own.json
	refuses "whit targets: own.json: 'schema': expected 1" whit targets --targets own.json
	refuses "whit targets: no.json: No such file or directory" whit targets --targets no.json
	: >own.json
	refuses "whit targets: own.json: empty file" whit targets --targets own.json
}

@test "deep and long JSON is refused like any other" {
	printf '%0100000d' 0 | tr 0 '[' >deep.json
	refuses_in "whit targets: deep.json: " whit targets --targets deep.json
	head -c 300000 gesture_test.npz >data.json
	refuses_in "whit targets: data.json: " whit targets --targets data.json
}

@test "output that does not arrive is trouble" {
	needs /dev/full
	refuses "whit: (stdout): No space left on device" sh -c 'whit targets >/dev/full'
}

@test "the list is narrowed by core and by what is left to a model" {
	run --separate-stderr whit targets --core m4 --min-ram 128K --min-flash 1M
	[ "$status" -eq 0 ]
	[[ "$output" == *"nrf52840 "* ]]
	[[ "$output" != *"nrf52832 "* ]]
	[ "$(tail -n +2 <<<"$output" | awk '{ print $2 }' | sort -u)" = cortex-m4 ]
	[ "$(whit targets --core cortex-m4 | wc -l)" -gt "${#lines[@]}" ]
	# 512 KiB of which the system takes 192
	[[ "$(whit targets --min-ram 321K)" != *"esp32-s3 "* ]]
	[[ "$(whit targets --min-ram 320K)" == *"esp32-s3 "* ]]
	refuses "whit targets: no target is like that" whit targets --core m0 --min-ram 1M
	refuses "whit targets: no core 'm44'; did you mean 'cortex-m4'?" whit targets --core m44
	refuses_in "whit targets: --min-ram: expected a size as 4096 or 256K (0 or more), not '10Q'" whit targets --min-ram 10Q
}

@test "each figure shows its source and what that is worth" {
	run --separate-stderr whit targets stm32l4r5zi --sources
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "figure "*"value "*"confidence "*source ]]
	[[ "$output" == *$'\n'"ram_bytes "*" 655360 "*" read "*"MLPerf Tiny v1.2 "* ]]
	[[ "$output" == *$'\n'"active_ua "*" 19400 to 27100 "*" derived "*"MLPerf Tiny "* ]]
	[[ "$output" == *$'\n'"fpu "*" single "*" unverified "*"from memory"* ]]
	# every one of every part
	whit targets --sources >all.txt
	[ "$(grep -c '^ram_bytes ' all.txt)" -ge 61 ]
	run grep -E '(read|derived|unverified) *$' all.txt
	[ -z "$output" ]
}

@test "the parts a model fits are ranked, smallest first" {
	run --separate-stderr whit targets --fits gesture.tflite
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "name "*"core "*"flash "*"RAM "* ]]
	[[ "${lines[-1]}" == "fits "*" of "*" parts"* ]]
	awk 'NR > 1 && $1 != "fits" { of[n++] = $7 ~ /^[0-9]+$/ ? $7 : $8 }
		END { for (i = 1; i < n; i++) if (of[i] + 0 < of[i - 1] + 0) exit 1 }' \
		<<<"$output"
	# what it says is what budget says
	name=$(awk 'NR == 2 { print $1 }' <<<"$output")
	whit budget -t "$name" gesture.tflite >/dev/null </dev/null
	[[ "$output" != *"ch32v003 "* ]]
	run whit budget -t ch32v003 gesture.tflite
	[ "$status" -eq 1 ]
	[ "$(whit targets --fits gesture.tflite --json | json too_small)" -gt 0 ]
	[ "$(whit targets --fits gesture.tflite --runtime c | wc -l)" -gt 10 ]
}

@test "none that fits is a no, no model is trouble" {
	run --separate-stderr whit targets --core m0 --fits "$BATS_TEST_DIRNAME/bad/no_kernel.tflite"
	[ "$status" -eq 1 ]
	[[ "$output" == "fits 0 of 2 parts; "* ]]
	refuses "whit targets: no.tflite: No such file or directory" whit targets --fits no.tflite
}

@test "what runs beside the model is reserved by name" {
	run whit targets nrf52840 --reserve ble,freertos
	[[ "$output" == *"  RAM        262144 bytes, 49452 reserved"* ]]
	[[ "$output" == *"  --reserve  ble: 0 bytes of flash, 49152 of RAM, for a Bluetooth stack (mcufit"* ]]
	refuses "whit targets: nothing to reserve is called 'wifi'; nrf52840 knows: ble, arduino, freertos" \
		whit targets nrf52840 --reserve wifi
	refuses "whit targets: no target is like that and has 'wifi' to reserve" \
		whit targets --reserve wifi
	# of all parts, those that know it
	[ "$(whit targets --reserve ble | wc -l)" -eq 3 ]
	whit budget -t nrf52840 --reserve ble --json gesture.tflite </dev/null | grep '"reserved_bytes":.*49152'
}
