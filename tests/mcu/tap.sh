#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Results of checks, a line each, as tests/sum.sh reads them. To be sourced.

pass() { echo "ok - $*"; }
fail() { echo "not ok - $*"; }
skip() { echo "ok - $1 # SKIP $2"; }
measured() { echo "# measured: $*"; }

# check WHAT COMMAND...: passes when the command exits 0; what it printed is shown when not.
check()
{
	what=$1
	shift
	if said=$("$@" 2>&1); then
		pass "$what"
	else
		fail "$what"
		printf '%s\n' "$said" | sed 's/^/# /'
		return 1
	fi
}
