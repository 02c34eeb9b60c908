#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# kernel_sizes.sh [CORE...]
# What the files of src/kernels/ take in flash, compiled as an export is, as JSON:
#
#   {"compiler": "...", "flags": "...", "cores": {"m4": {"conv_s8.c":
#       {"text": 812, "functions": {"conv_s8": 700, "conv_s8_scratch": 12}}, ...}, ...}}
#
# text is all of a file, its own constants included; functions are those that other files can
# call. The linker drops the ones that nobody does, so what a firmware takes of a file is text
# less those that it does not call.
set -eu
here=$(dirname "$0")
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
: "${optimise:?}" "${strict:?}" "${flags:=}" "${libc:=}" "${prefix:=}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ $# -gt 0 ] || set -- m0 m3 m4 m4f m7 m33 m55 rv32imc

# file_sizes OBJECT: its line of JSON
file_sizes()
{
	"${prefix}size" "$1" | awk -v name="$(basename "$1" .o).c" \
		'NR == 2 { printf "\"%s\": {\"text\": %d, \"functions\": {", name, $1 + $2 }'
	"${prefix}nm" -S --radix=d --defined-only --extern-only "$1" | awk \
		'$3 == "T" { printf "%s\"%s\": %d", n++ ? ", " : "", $4, $2 } END { printf "}}" }'
}

core_sizes()
{
	between=
	for source in "$top"/src/kernels/*.c; do
		object=$tmp/$(basename "$source" .c).o
		# shellcheck disable=SC2086 # flags are words
		"${prefix}gcc" $optimise $strict $flags $libc -ffp-contract=off -I"$top" \
			-c "$source" -o "$object"
		printf '%s\n\t\t\t' "$between"
		file_sizes "$object"
		between=,
	done
}

core "$1" && version=$("${prefix}gcc" -dumpfullversion)
printf '{\n\t"schema": 1,\n\t"compiler": "gcc %s",\n\t"flags": "%s",\n\t"cores": {' \
	"$version" "$optimise"
comma=
for name; do
	core "$name" || { echo "kernel_sizes: no core '$name'" >&2; exit 2; }
	printf '%s\n\t\t"%s": {' "$comma" "$name"
	core_sizes
	printf '\n\t\t}'
	comma=,
done
printf '\n\t}\n}\n'
