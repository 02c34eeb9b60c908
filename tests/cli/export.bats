# SPDX-License-Identifier: Apache-2.0
load setup
load data

@test "a .tflite file is what convert writes" {
	whit convert gesture.tflite -o expected.tflite
	whit export gesture.tflite -o a.tflite
	whit export <gesture.tflite >b.tflite
	whit export gesture.tflite -f tflite -o c.c
	for file in a.tflite b.tflite c.c; do
		cmp $file expected.tflite
	done
}

@test "a C array compiles, and holds the same bytes" {
	command -v cc >/dev/null || skip "no cc"
	whit export gesture.tflite -o expected.tflite
	whit export gesture.tflite -o model.c
	cat >main.c <<-'END'
		#include <stdint.h>
		#include <stdio.h>
		#include "model.h"
		#include "model.h"
		int main(void)
		{
			return fwrite(model, 1, model_len, stdout) != model_len || (uintptr_t)model % 16;
		}
	END
	cc -std=c11 -Wall -Wextra -Wpedantic -Werror main.c model.c -o main
	./main | cmp - expected.tflite
}

@test "the array's names follow the path, the file, or --name" {
	whit export gesture.tflite -o kws-8.c
	grep -q '^extern const unsigned char kws_8\[\];$' kws-8.h
	grep -q '^#include "kws-8.h"$' kws-8.c
	mkdir firmware
	whit export gesture.tflite -f carray -o firmware
	grep -q '^extern const unsigned int gesture_len;$' firmware/gesture.h
	whit export gesture.tflite -f carray --name g_model -o new/
	grep -q '^extern const unsigned char g_model\[\];$' new/g_model.h
	[ -s new/g_model.c ]
	whit export gesture.tflite -f carray -o plain
	[ -s plain.c ]
	[ -s plain.h ]
	run sh -c 'whit export -f carray <gesture.tflite'
	[[ "$output" == *"extern const unsigned char model[];"* ]]
	refuses "whit export: --name '2fast' is no C identifier, or has a meaning in C or C++" \
		whit export gesture.tflite -o model.c --name 2fast
	refuses "whit export: --name 'int' is no C identifier, or has a meaning in C or C++" \
		whit export gesture.tflite -o model.c --name int
}

@test "a model that fits is written, with a report on stderr" {
	run --separate-stderr whit export gesture.tflite -t nrf52840 -o model.c
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "${stderr_lines[0]}" = "gesture.tflite on nrf52840 (cortex-m4), TFLM, cmsis-nn kernels: fits" ]
	[ -s model.c ]
	run --separate-stderr whit export gesture.tflite -t nrf52840 --quiet -o model.c
	[ -z "$output$stderr" ]
}

@test "what TFLM cannot run is not written, unless by force" {
	run --separate-stderr whit export "$bad/no_kernel.tflite" -t nrf52840 --quiet -o model.c
	[ "$status" -eq 1 ]
	[ "${stderr_lines[-1]}" = \
		"whit export: $bad/no_kernel.tflite: TFLM cannot run it; nothing written (--force overrides)" ]
	[ ! -e model.c ]
	whit export "$bad/no_kernel.tflite" -t nrf52840 --force --quiet -o model.c 2>report.txt
	[ -s model.c ]
}

@test "over budget nothing is written, unless by force" {
	for limit in "-t stm32f103c8" "-t nrf52840 --max-flash 64K" "-t nrf52840 --max-ram 1K"; do
		# shellcheck disable=SC2086 # options are words
		run --separate-stderr whit export gesture.tflite $limit --quiet -o model.c
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		[[ "$stderr" == *OVER* ]]
		[ "${stderr_lines[-1]}" = \
			"whit export: gesture.tflite: over budget; nothing written (--force overrides)" ]
		[ ! -e model.c ]
		[ ! -e model.h ]
	done
	whit export gesture.tflite -t stm32f103c8 --force --quiet -o model.c 2>report.txt
	[ -s model.c ]
	[ -s model.h ]
}

@test "what is held against the part is what will be written" {
	whit export gesture.tflite -t nrf52840 -o out.tflite 2>report.txt
	run cat report.txt
	[[ "$output" == *"  model file "*" $(wc -c <out.tflite)"$'\n'* ]]
}

@test "limits without a target are misuse, not passed over" {
	local message="whit export: --max-flash and --max-ram need a target: give -t NAME"
	refuses "$message" whit export gesture.tflite --max-flash 1K -o model.c
	refuses "$message" whit export gesture.tflite --max-ram 1K -o model.c
	[ ! -e model.c ]
}

@test "a pipe from float32 to C" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet |
		whit budget -t nrf52840 --max-flash 96K --max-ram 8K 2>report.txt |
		whit export -o model.c
	[ -s model.c ]
	[ -s model.h ]
}

@test "no model goes to a terminal" {
	on_terminal "whit export gesture.tflite -f carray"
	[ "$status" -eq 2 ]
	[ "$output" = "whit export: refusing to write a model to a terminal" ]
}

@test "of two files, one alone is not left behind" {
	mkdir model.h
	refuses "whit export: model.h: is a folder" whit export gesture.tflite -o model.c
	[ ! -e model.c ]
	refuses "whit export: no/model.c: No such file or directory" \
		whit export gesture.tflite -o no/model.c
}

@test "of two files, none is replaced where one cannot be" {
	echo mine >model.c
	mkdir model.h
	refuses "whit export: model.h: is a folder" whit export gesture.tflite -o model.c
	[ "$(cat model.c)" = mine ]
	[ "$(echo model.*)" = "model.c model.h" ]
	rmdir model.h
	whit export gesture.tflite -o model.c
	grep -q '^#include "model.h"$' model.c
	[ "$(echo model.*)" = "model.c model.h" ]
}

@test "a folder made for nothing is removed again, others stay" {
	local long
	long=$(printf 'n%.0s' {1..254}) # and .c is more than a name may have
	run whit export gesture.tflite -f carray --name "$long" -o new/
	[ "$status" -eq 2 ]
	[ ! -e new ]
	mkdir old
	run whit export gesture.tflite -f carray --name "$long" -o old/
	[ "$status" -eq 2 ]
	[ -d old ]
}

@test "a link stays one, and one that leads nowhere is refused" {
	ln -s there.c model.c
	refuses "whit export: model.c: cannot follow this link: No such file or directory" \
		whit export gesture.tflite -o model.c
	[ -L model.c ]
	[ ! -e model.h ]
	touch there.c
	whit export gesture.tflite -o model.c
	[ -L model.c ]
	[ -s there.c ]
}

@test "a file that memory cannot hold is named" {
	truncate -s 8G huge.tflite || skip "no sparse files here"
	sh -c 'ulimit -v 4000000 && whit --version' >/dev/null 2>&1 || skip "no limit on memory here"
	refuses "whit export: huge.tflite: too large for this machine's memory" \
		sh -c 'ulimit -v 4000000; whit export huge.tflite'
}

@test "the budget comes as JSON too" {
	run --separate-stderr whit export gesture.tflite -t nrf52840 --json -o out.tflite
	[ "$status" -eq 0 ] && [ -z "$output" ]
	[ "${stderr_lines[1]}" = $'\t"schema":\t1,' ]
	refuses "whit export: --json is for the budget, which needs a target: give -t NAME" \
		whit export gesture.tflite --json -o out.tflite
}

@test "a suffix of C++ keeps its name, and options without a target are refused" {
	whit export gesture.tflite -o model_data.cc
	grep -q '#include "model_data.h"' model_data.cc
	[ ! -e model_data.c ]
	refuses "whit export: --kernels, --build and --targets need a target: give -t NAME" \
		whit export gesture.tflite --kernels reference -o out.tflite
}
