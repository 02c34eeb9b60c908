#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sum.sh FILE.tap...
# Show what failed, what was skipped and why, and what was measured; end with "N passed, N failed, N skipped".
exec awk '
function close_suite() {
	if (has_failed)
		print suite ":" said
	said = ""
	has_failed = 0
}
FNR == 1 { close_suite(); suite = FILENAME }
/^# measured: / { print "  NOTE    " substr($0, 13); next }
/^ok.*# *[Ss][Kk][Ii][Pp]/ { skipped++; print "  SKIP    " substr($0, 4); next }
/^ok/ { passed++; next }
/^#( Running.*| Criterion.*)?$|^TAP version|^1\.\./ { next }
/^not ok/ { failed++; has_failed = 1 }
{ said = said "\n" $0 }
END {
	close_suite()
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	exit failed || !passed
}' "$@"
