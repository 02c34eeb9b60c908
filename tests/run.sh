#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh FILE.tap COMMAND...
# Run a test suite that speaks TAP and keep what it says; sum.sh makes the sum of all. A
# suite that ends badly without naming a failed test counts as one.
tap=$1
shift
mkdir -p "$(dirname "$tap")"
"$@" >"$tap" 2>&1 </dev/null
status=$?
if [ $status != 0 ] && ! grep -q '^not ok' "$tap"; then
	echo "not ok - exit status $status" >>"$tap"
fi
name=${tap%.tap}
echo "  TEST    tests/${name##*/tests/}"
