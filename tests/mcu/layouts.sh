#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# layouts.sh FOLDER
# What `whit export -f c --cmake` and `--arduino` write, used as their users do: as part of a
# CMake project, and as the Arduino IDE builds a library with its example. The model is gesture
# of FOLDER (see models.sh). WHIT is the program. TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
# shellcheck source=tests/mcu/tap.sh
. "$here/tap.sh"
: "${WHIT:?}" "${strict:?}"
model=$1/gesture/model.tflite
work=$1/../layouts

in_a_project()
{
	"$WHIT" export "$model" -f c --cmake --name gesture -o "$work/cmake/gesture" --quiet &&
		cat >"$work/cmake/CMakeLists.txt" <<-'END' &&
			cmake_minimum_required(VERSION 3.13)
			project(app C CXX)
			add_subdirectory(gesture)
			add_executable(app main.cc)
			target_link_libraries(app gesture)
		END
		cat >"$work/cmake/main.cc" <<-'END' &&
			#include "gesture.h"
			static GESTURE_INPUT_TYPE in[GESTURE_INPUT_COUNT];
			static GESTURE_OUTPUT_TYPE out[GESTURE_OUTPUT_COUNT];
			int main() { return gesture_invoke(in, out); }
		END
		cmake -S "$work/cmake" -B "$work/cmake/build" -DCMAKE_C_FLAGS="$strict" &&
		cmake --build "$work/cmake/build" && "$work/cmake/build/app"
}

# The properties that the IDE asks for; sources below src/ compiled with src/ in the path; the
# example with a prototype of what Arduino's core has.
as_a_library()
{
	library=$work/arduino/gesture
	"$WHIT" export "$model" -f c --arduino --name gesture -o "$library" --quiet || return
	for property in name version author maintainer sentence paragraph category url \
		architectures; do
		grep -q "^$property=" "$library/library.properties" ||
			{ echo "no $property in library.properties"; return 1; }
	done
	objects=$work/arduino/objects
	mkdir -p "$objects"
	find "$library/src" -name '*.c' >"$objects/sources"
	while read -r source; do
		# shellcheck disable=SC2086 # flags are words
		gcc $strict -std=gnu11 -O2 -I"$library/src" -c "$source" \
			-o "$objects/$(basename "$source" .c).o" || return
	done <"$objects/sources"
	sketch=$(find "$library/examples" -name '*.ino')
	[ "$(basename "$sketch" .ino)" = "$(basename "$(dirname "$sketch")")" ] ||
		{ echo "a sketch is called after its folder, not $sketch"; return 1; }
	# shellcheck disable=SC2086
	g++ $strict -std=gnu++17 -include "$here/arduino/Arduino.h" -I"$library/src" -x c++ -c "$sketch" \
		-o "$objects/sketch.o" &&
		g++ -x c++ "$here/arduino/main.cc" -x none "$objects"/*.o -o "$work/arduino/run" &&
		"$work/arduino/run"
}

rm -rf "$work"
mkdir -p "$work/cmake" "$work/arduino"
if [ ! -e "$model" ]; then
	fail 'there is a model to lay out'
elif ! command -v g++ >/dev/null; then
	skip 'exports as others build them' 'g++ is missing'
else
	check 'the Arduino library and its example build and run' as_a_library
	if command -v cmake >/dev/null; then
		check 'a CMake project takes the export' in_a_project
	else
		skip 'a CMake project takes the export' 'cmake is missing'
	fi
fi
