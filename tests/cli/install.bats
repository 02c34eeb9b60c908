# SPDX-License-Identifier: Apache-2.0
load setup

# install_with TARGET: as `make TARGET` does it below installed/, with the program under test
install_with()
{
	env -u MAKEFLAGS -u MAKELEVEL make -C "$top" -o "$WHIT" WHIT="$WHIT" PREFIX=/usr \
		DESTDIR="$BATS_TEST_TMPDIR/installed" "$1" >/dev/null
}

@test "what is installed runs, has a page a command, builds, and goes away again" {
	local usr=$BATS_TEST_TMPDIR/installed/usr source command
	install_with install
	[ "$("$usr/bin/whit" --version)" = "$(whit --version)" ]
	for command in $(whit help | awk '/^  [a-z]/ { print $1 }'); do
		[ "$command" = help ] || [ -s "$usr/share/man/man1/whit-$command.1" ]
	done
	for source in "$usr"/share/whit/tflm/*.c; do
		cc -std=c99 -c "$source" -o part.o
	done
	install_with uninstall
	[ -z "$(find "$BATS_TEST_TMPDIR/installed" -type f)" ]
}
