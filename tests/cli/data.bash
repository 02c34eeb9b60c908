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
