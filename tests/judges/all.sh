#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# All judges, and the sum of what they say on the last line; see run.sh and onnx.sh.
set -u
here=$(dirname "$0")
said=$(mktemp)
trap 'rm -f "$said"' EXIT
trouble=0
for judge in run onnx; do
	sh "$here/$judge.sh" >"$said" 2>&1
	[ $? -lt 2 ] || trouble=2
	sed '$d' "$said"
	sums="${sums:-}$(tail -n 1 "$said")
"
done
printf '%s' "$sums" | awk '
{ passed += $1; failed += $3; skipped += $5 }
END {
	print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped"
	exit failed > 0
}' && exit $trouble
