#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# compilers.sh FOLDER
# The exported sources of FOLDER (see models.sh), and all that could be exported, before each
# compiler of this machine, as C99 and as C++17, without a warning; and are the exported kernels
# the very files of src/kernels? TAP.
set -u
here=$(dirname "$0")
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
# shellcheck source=tests/mcu/tap.sh
. "$here/tap.sh"
: "${strict:?}"
folder=$1
top=$here/../..

# compile_all COMPILER...: each source for itself
compile_all()
{
	status=0
	for source in "$folder"/*/export/*.c "$top"/src/kernels/*.c; do
		# shellcheck disable=SC2086 # flags are words
		"$@" $strict -O2 -I"$top" -c "$source" -o /dev/null || status=1
	done
	return $status
}

# The same but for where the included files lie.
same_kernels()
{
	status=0
	for exported in "$folder"/*/export/kernels/*; do
		sed 's|#include "src/kernels/|#include "|' "$top/src/kernels/${exported##*/}" |
			cmp - "$exported" || status=1
	done
	return $status
}

set -- "$folder"/*/export/*.c
[ -e "$1" ] || { fail 'there is an exported model to compile'; exit 1; }
check "kernels are exported as they are" same_kernels
# Cores differ in more than instructions: int32_t is long in some.
for line in 'x86-64 gcc -std=c99' 'x86-64 clang -std=c99' 'x86-64 g++ -x c++ -std=c++17' \
	'x86-64 clang++ -x c++ -std=c++17' 'm0 g++ -x c++ -std=c++17' \
	'm4f g++ -x c++ -std=c++17' 'm55 g++ -x c++ -std=c++17' 'rv32 g++ -x c++ -std=c++17'; do
	core "${line%% *}" || prefix='' flags='' libc=''
	compiler=$prefix${line#* }
	if command -v "${compiler%% *}" >/dev/null; then
		# shellcheck disable=SC2086
		check "sources have no warning from $compiler $flags" compile_all $compiler $flags $libc
	else
		skip "sources before $compiler $flags" "${compiler%% *} is missing"
	fi
done
