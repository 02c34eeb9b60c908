#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headers.sh COMPILER FILE...
# Does each header compile alone? So must the programs that are built only where they are run.
compiler=$1
shift
for header; do
	# shellcheck disable=SC2086 # the compiler and its flags
	if printf '#include "%s"\ntypedef int unit;\n' "$header" |
		$compiler -Wno-unused-function -fsyntax-only -x c -; then
		echo "ok - $header compiles alone"
	else
		echo "not ok - $header compiles alone"
	fi
done
