#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the judges' scripts share: checks and their count, LiteRT, the verifier. To be sourced,
# with `here` the folder it lies in, `tmp` one for what is made, WHIT and LIBWHIT as in run.sh.
: "${here:?}" "${tmp:?}"
top=$here/../..
passed=0 failed=0 skipped=0

trouble()
{
	echo "judges: $*" >&2
	exit 2
}

# check WHAT COMMAND...: passes when the command exits 0; what it printed is shown.
check()
{
	what=$1
	shift
	if said=$("$@" 2>&1); then
		passed=$((passed + 1))
		echo "ok - $what${said:+: $said}"
	else
		failed=$((failed + 1))
		echo "not ok - $what: $said"
	fi
}

skip()
{
	skipped=$((skipped + 1))
	echo "skip - $*"
}

sum_up()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}

litert() { node "$here/litert.js" "$@"; }
compare() { node "$here/compare.js" "$@"; }

build_judges()
{
	test -d "$here/node_modules" && command -v flatc >/dev/null || return 1
	rm -rf "$tmp"
	mkdir -p "$tmp"
	# shellcheck disable=SC2086 # flags are words
	${CC:-cc} -std=c11 ${CFLAGS:-} -I"$top" "$here/print_schema.c" "$LIBWHIT" -lm ${LDLIBS:-} \
		-o "$tmp/print_schema" &&
		"$tmp/print_schema" >"$tmp/tflite.fbs" &&
		flatc --cpp -o "$tmp" "$tmp/tflite.fbs" &&
		${CXX:-c++} -std=c++17 -O1 -I"$tmp" "$here/verify_flatbuffer.cc" -o "$tmp/verify"
}

# The verifier's "ok SCALE ZERO_POINT" as litert.js's options.
quantize_options()
{
	"$tmp/verify" "$1" | awk 'NF == 3 { print "--scale", $2, "--zero-point=" $3 }'
}

same_outputs()
{
	litert --rows 100 "$1" "$3" "$tmp/before.npy" &&
		litert --rows 100 "$2" "$3" "$tmp/after.npy" &&
		cmp "$tmp/before.npy" "$tmp/after.npy"
}

# agree LIMITS MODEL DATA [LITERT'S OPTIONS]: whit's outputs against LiteRT's
agree()
{
	limits=$1 model=$2 data=$3
	shift 3
	# shellcheck disable=SC2086
	"$WHIT" run "$model" --data "$data" -o "$tmp/whit.npy" &&
		litert "$@" "$model" "$data" "$tmp/litert.npy" &&
		compare $limits "$tmp/whit.npy" "$tmp/litert.npy"
}
