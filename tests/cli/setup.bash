# SPDX-License-Identifier: Apache-2.0
# What every test of the command line has: `whit` in PATH, and a folder of its own with a
# copy of the samples to stand in.
bats_require_minimum_version 1.5.0

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${WHIT:=$top/build/whit}" "${SHARED:=$top/../shared}"

setup()
{
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$WHIT" "$BATS_TEST_TMPDIR/bin/whit"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	cp -R "$top/samples" "$BATS_TEST_TMPDIR/samples"
	cd "$BATS_TEST_TMPDIR/samples" || exit
}

# refuses MESSAGE COMMAND...: exit status 2, one line on stderr, nothing on stdout
refuses()
{
	local message=$1
	shift
	run --separate-stderr "$@"
	echo "status $status, stdout '$output', stderr '$stderr'"
	[ "$status" -eq 2 ] && [ -z "$output" ] && [ "$stderr" = "$message" ]
}

# on_terminal COMMAND: stdin, stdout and stderr are one; what it prints is $output
on_terminal()
{
	script -qec true /dev/null >/dev/null 2>&1 || skip "script(1) makes no terminal here"
	run script -qec "$1" /dev/null
	output=${output//$'\r'/}
}

# needs PATH: skips the test where shared data, or whatever it is, is missing
needs()
{
	[ -e "$1" ] || skip "$1 is missing"
}

# is_png WIDTH HEIGHT FILE: the file is a PNG of that size
is_png()
{
	local size
	size=$(od -An -tu1 -N24 "$3" | tr -s ' \n' ' ')
	echo "$3:$size"
	[ "$size" = " 137 80 78 71 13 10 26 10 0 0 0 13 73 72 68 82 0 0 $(($1 / 256)) $(($1 % 256)) 0 0 $(($2 / 256)) $(($2 % 256)) " ]
}
