#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# compilers.sh FOLDER
# The exported sources of FOLDER (see models.sh) before each compiler of this machine, as C99
# and as C++17, without a warning; and are the kernels the very files of src/kernels? TAP.
set -u
here=$(dirname "$0")
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
# shellcheck source=tests/mcu/tap.sh
. "$here/tap.sh"
: "${strict:?}"
folder=$1
kernels=$here/../../src/kernels

# sources: those of all models; of what has one name in several, as kernels have, the first
sources()
{
	printf '%s\n' "$folder"/*/export/*.c "$folder"/*/export/kernels/*.c | awk -F / '!seen[$NF]++'
}

# compile_all COMPILER...: each source for itself
compile_all()
{
	status=0
	for source in $(sources); do
		# shellcheck disable=SC2086 # flags are words
		"$@" $strict -O2 -c "$source" -o /dev/null || status=1
	done
	return $status
}

# The same but for where the included files lie.
same_kernels()
{
	status=0
	for exported in "$folder"/*/export/kernels/*; do
		sed 's|#include "src/kernels/|#include "|' "$kernels/${exported##*/}" |
			cmp - "$exported" || status=1
	done
	return $status
}

set -- "$folder"/*/export/*.c
[ -e "$1" ] || { fail 'there is an exported model to compile'; exit 1; }
check "kernels are exported as they are" same_kernels
for compiler in 'gcc -std=c99' 'g++ -x c++ -std=c++17' 'clang -std=c99' \
	'clang++ -x c++ -std=c++17'; do
	if command -v "${compiler%% *}" >/dev/null; then
		# shellcheck disable=SC2086
		check "exported sources have no warning from $compiler" compile_all $compiler
	else
		skip "exported sources before $compiler" "${compiler%% *} is missing"
	fi
done
