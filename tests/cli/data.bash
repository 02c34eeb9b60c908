# SPDX-License-Identifier: Apache-2.0
# Small data and models for tests, beside those of samples/.

# Models and archives with one thing wrong each, a good "small", and "halver", which gives
# half of what it gets: see make.py there.
bad=$BATS_TEST_DIRNAME/bad

# npy DESCR SHAPE: the header of a .npy array; the values are to follow it
npy()
{
	printf '\223NUMPY\1\0\166\0%-117s\n' \
		"{'descr': '$1', 'fortran_order': False, 'shape': ($2), }"
}

# safetensors HEADER: a file of weights as far as its header; the values are to follow it
safetensors()
{
	bytes $((${#1} % 256)) $((${#1} / 256)) 0 0 0 0 0 0
	printf %s "$1"
}

# two_weights: a whole file of weights: w of float32, of which half are 0, and an empty b
two_weights()
{
	safetensors '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}   '
	floats 0 1 0 -0.25
}

# floats NUMBER...: float32 values, those that tests need
floats()
{
	for number; do
		case $number in
		0) printf '\0\0\0\0' ;;
		0.5) printf '\0\0\0\77' ;;
		1) printf '\0\0\200\77' ;;
		2) printf '\0\0\0\100' ;;
		4) printf '\0\0\200\100' ;;
		-0.25) printf '\0\0\200\276' ;;
		nan) printf '\0\0\300\177' ;;
		inf) printf '\0\0\200\177' ;;
		-inf) printf '\0\0\200\377' ;;
		*) return 1 ;;
		esac
	done
}

# bytes NUMBER...: 8-bit values
bytes()
{
	for number; do
		printf '%b' "\\0$(printf %o $((number & 255)))"
	done
}

# values FILE: what follows the header of a .npy file, as hexadecimal digits
values()
{
	tail -c +129 "$1" | od -An -v -tx1 | tr -d ' \n'
}

# descr FILE: the type of a .npy file's values
descr()
{
	head -n 1 "$1" | LC_ALL=C sed -n "s/.*'descr': '\([^']*\)'.*/\1/p"
}

# shape FILE: its dimensions, as numpy writes them
shape()
{
	head -n 1 "$1" | LC_ALL=C sed -n "s/.*'shape': (\([^)]*\)).*/\1/p"
}

# json KEY <REPORT: the value of a key, each on a line where it comes often
json()
{
	sed -n "s/^.*\"$1\":[[:space:]]*\([^,]*\),*$/\1/p"
}

# refuses_in START COMMAND...: like refuses, for a message of which only the start is told
refuses_in()
{
	local start=$1
	shift
	run --separate-stderr "$@"
	echo "status $status, stdout '$output', stderr '$stderr'"
	[ "$status" -eq 2 ] && [ -z "$output" ] && [ "${#stderr_lines[@]}" -eq 1 ] &&
		[[ "$stderr" == "$start"* ]]
}

# idx DIM...: the header of an IDX file of uint8; the values are to follow it
idx()
{
	bytes 0 0 8 $#
	for dim; do
		bytes 0 0 0 "$dim"
	done
}

# png NAME: an image of 2x2 pixels, black or white; or of one red pixel
png()
{
	local start=iVBORw0KGgoAAAANSUhEUgAAAA
	case $1 in
	black) echo "${start}IAAAACCAAAAABX3VL4AAAAC0lEQVR42mNgAAEAAAYAAW0oEC8AAAAASUVORK5CYII=" ;;
	white) echo "${start}IAAAACCAAAAABX3VL4AAAADklEQVR42mP4/5/h/38AC/oD/f1NxGYAAAAASUVORK5CYII=" ;;
	red) echo "${start}EAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC" ;;
	esac | base64 -d
}

# field NUMBER TEXT: a field of a protobuf message, of less than 128 bytes
field()
{
	local LC_ALL=C
	bytes $(($1 * 8 + 2)) ${#2}
	printf %s "$2"
}

# onnx_value FIELD NAME DIM...: an input or output of a graph, of float32; a dim that is no
# number is the name of an open one
onnx_value()
{
	local number=$1 name=$2 dims='' dim
	shift 2
	for dim; do
		case $dim in
		*[!0-9]*) dims+=$(field 1 "$(field 2 "$dim")") ;;
		*) dims+=$(field 1 "$(bytes 8 "$dim")") ;;
		esac
	done
	field "$number" "$(field 1 "$name" &&
		field 2 "$(field 1 "$(bytes 8 1 && field 2 "$dims")")")"
}

# onnx OPERATOR DIM...: an ONNX model of one node, which takes and gives these dimensions
onnx()
{
	local operator=$1
	shift
	bytes 8 7
	field 7 "$(field 1 "$(field 1 x && field 2 y && field 4 "$operator")" && field 2 g &&
		onnx_value 11 x "$@" && onnx_value 12 y "$@")"
	field 8 "$(bytes 16 13)"
}
