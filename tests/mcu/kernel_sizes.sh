#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# kernel_sizes.sh [CORE...]
# What the functions of src/kernels/ take in flash, compiled and linked as an export is, as JSON:
#
#   {"schema": 1, "compiler": "gcc 12.2.1", "flags": "...", "cores": {
#       "m4f": {"kernels": {"conv_s8": {"bytes": 700, "needs": ["memcpy", ...]}, ...},
#               "library": {"lib_a-memcpy.o": 308, ...}}, ...}}
#
# bytes are those of a function that other files can call, with the constants and the functions
# of its own file that it uses; needs are what it calls elsewhere: other kernels, or members of
# the compiler's and C's libraries. So the code of an export is the sum of what its calls lead
# to, each once, and what its own source adds. What two functions of a file share counts twice.
set -eu
here=$(dirname "$0")
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
: "${optimise:?}" "${strict:?}" "${flags:=}" "${libc:=}" "${prefix:=}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/any.ld" # sections stay as they are
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

# alone SYMBOL OBJECT...: only what it leads to, in $tmp/alone.o; says which files that was in
alone()
{
	symbol=$1
	shift
	# shellcheck disable=SC2086 # flags are words
	"${prefix}gcc" $flags $libc -nostdlib -r -T "$tmp/any.ld" -o "$tmp/alone.o" \
		-Wl,-t,-t,--gc-sections,-e,"$symbol",-u,"$symbol" "$@"
}

# member SYMBOL: of the libraries, where the symbol is; its bytes go to $tmp/library
member()
{
	name=$(alone "$1" -lc -lgcc -lm | sed -n '/^(/{s/.*)//p;q;}')
	grep -q "\"$name\"" "$tmp/library" || printf '"%s": %d\n' "$name" \
		"$(flash "$tmp/alone.o")" >>"$tmp/library"
	echo "$name"
}

# What a kernel still asks for, of those that the relocations of what is left of it name.
needs()
{
	symbols '^U$' "$tmp/alone.o" | sort -u >"$tmp/asked"
	"${prefix}objdump" -r "$tmp/alone.o" | awk '{ sub(/[+-]0x.*/, "", $3); print $3 }' |
		sort -u | comm -12 - "$tmp/asked" >"$tmp/needed"
	comm -12 "$tmp/needed" "$tmp/known"
	for symbol in $(comm -23 "$tmp/needed" "$tmp/known"); do
		member "$symbol"
	done | sort -u
}

kernels()
{
	for source in "$top"/src/kernels/*.c; do
		# shellcheck disable=SC2086
		"${prefix}gcc" $optimise $strict $flags $libc -ffp-contract=off -I"$top" \
			-c "$source" -o "$tmp/kernel_$(basename "$source" .c).o"
	done
	for object in "$tmp"/kernel_*.o; do
		symbols '^[TRD]$' "$object"
	done | sort -u >"$tmp/known"
	between=
	for object in "$tmp"/kernel_*.o; do
		for symbol in $(symbols '^[TRD]$' "$object"); do
			alone "$symbol" "$object" >/dev/null
			printf '%s\n\t\t\t\t"%s": {"bytes": %d, "needs": [' "$between" "$symbol" \
				"$(flash "$tmp/alone.o")"
			needs | sed 's/.*/"&"/' | paste -sd , | tr -d '\n'
			printf ']}'
			between=,
		done
	done
}

core "$1" && version=$("${prefix}gcc" -dumpfullversion)
printf '{\n\t"schema": 1,\n\t"compiler": "gcc %s",\n\t"flags": "%s",\n\t"cores": {' \
	"$version" "$optimise"
comma=
for name; do
	core "$name" || { echo "kernel_sizes: no core '$name'" >&2; exit 2; }
	: >"$tmp/library"
	printf '%s\n\t\t"%s": {\n\t\t\t"kernels": {' "$comma" "$name"
	kernels
	printf '\n\t\t\t},\n\t\t\t"library": {'
	sed 's/^/\t\t\t\t/; 1s/^/\n/; $!s/$/,/' "$tmp/library"
	printf '\t\t\t}\n\t\t}'
	comma=,
done
printf '\n\t}\n}\n'
