# SPDX-License-Identifier: Apache-2.0
# The manual, --help and the program say the same.
#
# What pages keep to: an option of a command stands as `.It Fl s , Fl -sparsity Ar ratio`
# (--help itself is left out); a literal block (.Bd -literal) or line (.Dl) in EXAMPLES is
# shell, and runs in a copy of samples/.
load setup

commands()
{
	whit help | sed -n 's/^  \([a-z][a-z0-9-]*\) .*/\1/p' | sort
}

options_in_help()
{
	whit "$1" --help | sed -n 's/^ *\(-[^ ].*\)/\1/p' | sed 's/  .*//' |
		grep -oE -- '(^| )--?[A-Za-z][A-Za-z0-9-]*' | tr -d ' ' | without_help
}

options_in_page()
{
	sed 's/\\//g' "$1" | awk '/^\.It Fl/ {
		for (i = 2; i < NF; i++)
			if ($i == "Fl")
				print "-" $(i + 1)
	}' | without_help
}

without_help()
{
	grep -vxE -e '-h|--help' | sort
}

# The commands in a page's EXAMPLES.
examples()
{
	awk '/^\.Sh/ { inside = /EXAMPLES/ }
		/^\.Ed/ { block = 0 }
		inside && block
		inside && /^\.Bd -literal/ { block = 1 }
		inside && sub(/^\.Dl /, "")' "$1" | sed 's/\\e/\\/g; s/\\&//g; s/\\-/-/g'
}

@test "each command has a page, and whit(1) names it" {
	diff <(commands) <(cd "$top/man" && ls whit-*.1 | sed 's/whit-\(.*\)\.1/\1/' | sort)
	diff <(commands) <(sed -n 's/^\.It Xr whit-\([a-z0-9-]*\) 1$/\1/p' "$top/man/whit.1" | sort)
}

@test "a page and --help have the same summary" {
	for command in $(commands); do
		diff <(whit "$command" --help | sed -n 2p) \
			<(sed -n 's/^\.Nd //p' "$top/man/whit-$command.1")
	done
}

@test "a page and --help have the same options" {
	for command in $(commands); do
		echo "whit $command:"
		diff <(options_in_help "$command") <(options_in_page "$top/man/whit-$command.1")
	done
}

@test "the examples of every page run" {
	for page in "$top"/man/*.1; do
		echo "$page:"
		[ -n "$(examples "$page")" ]
		(
			cp -R "$top/samples" "$BATS_TEST_TMPDIR/$(basename "$page")"
			cd "$BATS_TEST_TMPDIR/$(basename "$page")"
			bash -ex -o pipefail <(examples "$page")
		)
	done
}
