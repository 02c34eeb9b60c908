# SPDX-License-Identifier: Apache-2.0
load setup
load data

# own JSON: a file of profiles of one's own
own()
{
	printf '{"schema": 1, "profiles": [%s]}\n' "$1" >own.json
}

mine='"name": "mine", "core": "cortex-m4", "flash_bytes": 131072, "ram_bytes": 20480'

@test "at least ten parts and the host are listed" {
	run --separate-stderr whit targets
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${#lines[@]}" -ge 12 ]
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
	[ "$(json name <all.json | wc -l)" -eq "$(($(whit targets | wc -l) - 1))" ]
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
	refuses "whit targets: no target 'nrf52480'; did you mean 'nrf52840'? ('whit targets' lists them)" \
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
