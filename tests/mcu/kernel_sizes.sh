#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# kernel_sizes.sh [CORE...]
# What the functions of src/kernels/ take in flash, compiled and linked as an export is, as JSON:
#
#   {"schema": 1, "compiler": "gcc 12.2.1", "flags": "...", "cores": {
#       "m4f": {"kernels": {"conv_s8": {"bytes": 700, "needs": ["memcpy", ...]}, ...},
#               "library": {"memcpy": 28, ...}}, ...}}
#
# bytes are those of a function that other files can call, with the constants and the functions
# of its own file that it uses; needs are the functions of other files that it calls, in
# kernels or library. So the code of an export is the sum of what its calls lead to, each once,
# and what its own source adds. Two functions that share one of their own file's count it twice.
set -eu
here=$(dirname "$0")
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
: "${optimise:?}" "${strict:?}" "${flags:=}" "${libc:=}" "${prefix:=}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ $# -gt 0 ] || set -- m0 m3 m4 m4f m7 m33 m55 rv32imc

# flash ELF: bytes of code and constants
flash()
{
	"${prefix}size" -A "$1" | awk '
	$1 ~ /^\.(text|rodata|srodata|data|sdata)/ { bytes += $2 }
	END { print bytes + 0 }'
}

# symbols KIND FILE: names that it defines for others (T and D, constants too), or asks for (U)
symbols()
{
	"${prefix}nm" "$2" | awk -v kind="$1" '
	$(NF - 1) ~ kind && $NF !~ /^(__global_pointer\$|__exidx_.*)$/ { print $NF }'
}

# alone SYMBOL OBJECT...: only what it leads to, in $tmp/alone.o
alone()
{
	symbol=$1
	shift
	# shellcheck disable=SC2086 # flags are words
	"${prefix}gcc" $flags $libc -nostdlib -r -Wl,--gc-sections,-e,"$symbol",-u,"$symbol" "$@" \
		-o "$tmp/alone.o"
}

# What a linked piece still asks for, of those that its own relocations name.
needs()
{
	symbols '^U$' "$tmp/alone.o" | sort -u >"$tmp/asked"
	"${prefix}objdump" -r "$tmp/alone.o" | awk '{ sub(/[+-]0x.*/, "", $3); print $3 }' | sort -u |
		comm -12 - "$tmp/asked"
}

kernels()
{
	between=
	for source in "$top"/src/kernels/*.c; do
		object=$tmp/kernel.o
		# shellcheck disable=SC2086
		"${prefix}gcc" $optimise $strict $flags $libc -ffp-contract=off -I"$top" \
			-c "$source" -o "$object"
		for symbol in $(symbols '^[TRD]$' "$object"); do
			alone "$symbol" "$object"
			needs >>"$tmp/needed"
			printf '%s\n\t\t\t\t"%s": {"bytes": %d, "needs": [%s]}' "$between" "$symbol" \
				"$(flash "$tmp/alone.o")" "$(needs | sed 's/.*/"&"/' | paste -sd ,)"
			between=,
		done
		symbols '^[TRD]$' "$object" >>"$tmp/known"
	done
}

# What kernels need of the compiler's and C's libraries.
library()
{
	between=
	sort -u "$tmp/known" >"$tmp/sorted"
	for symbol in $(sort -u "$tmp/needed" | comm -23 - "$tmp/sorted"); do
		alone "$symbol" -lc -lgcc -lm
		printf '%s\n\t\t\t\t"%s": %d' "$between" "$symbol" "$(flash "$tmp/alone.o")"
		between=,
	done
}

core "$1" && version=$("${prefix}gcc" -dumpfullversion)
printf '{\n\t"schema": 1,\n\t"compiler": "gcc %s",\n\t"flags": "%s",\n\t"cores": {' \
	"$version" "$optimise"
comma=
for name; do
	core "$name" || { echo "kernel_sizes: no core '$name'" >&2; exit 2; }
	: >"$tmp/needed"
	: >"$tmp/known"
	printf '%s\n\t\t"%s": {\n\t\t\t"kernels": {' "$comma" "$name"
	kernels
	printf '\n\t\t\t},\n\t\t\t"library": {'
	library
	printf '\n\t\t\t}\n\t\t}'
	comma=,
done
printf '\n\t}\n}\n'
