# SPDX-License-Identifier: Apache-2.0
load setup

@test "help lists the commands by what they are for" {
	run --separate-stderr whit help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "usage: whit COMMAND"* ]]
	[[ "$output" == *"Ship it:"*"  convert "* ]]
	[ "$output" = "$(whit --help)" ]
	[ "$output" = "$(whit -h)" ]
}

@test "help of a command is its --help" {
	run whit help convert
	[ "$status" -eq 0 ]
	[ "$output" = "$(whit convert --help)" ]
	[[ "${lines[0]}" == "usage: whit convert"* ]]
}

@test "no command is misuse" {
	run --separate-stderr whit
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ "$stderr" == "usage: whit COMMAND"* ]]
}

@test "a version is printed" {
	run whit --version
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^whit\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "an unknown command is misuse, and the nearest is suggested" {
	refuses "whit: unknown command 'convrt'; did you mean 'convert'?" whit convrt
	refuses "whit: unknown command 'cook'; see whit help" whit cook
	refuses "whit: unknown command 'cook'; see whit help" whit help cook
	refuses "whit: unknown command '--cook'; see whit help" whit --cook
}

@test "output that does not arrive is trouble" {
	needs /dev/full
	refuses "whit: (stdout): No space left on device" sh -c 'whit help >/dev/full'
	refuses "whit: (stdout): Bad file descriptor" sh -c 'whit help >&-'
}

@test "a reader that has seen enough is no trouble" {
	run --separate-stderr sh -c 'whit help | head -n 1'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	[ -z "$stderr" ]
}

@test "a closed stderr does not become the output file" {
	run sh -c 'whit convert gesture.tflite -o copy.tflite 2>&-'
	[ "$status" -eq 0 ]
	run sh -c 'whit convert README.md -o copy.tflite 2>&-'
	[ "$status" -eq 2 ]
	whit convert copy.tflite >/dev/null
}
