# SPDX-License-Identifier: Apache-2.0
load setup
load data

@test "a file and a pipe give the same" {
	whit convert gesture.tflite -o a.tflite
	whit convert <gesture.tflite >b.tflite
	whit convert - <gesture.tflite -o - | cat >c.tflite
	cmp a.tflite b.tflite
	cmp a.tflite c.tflite
}

@test "converting again changes nothing" {
	whit convert gesture.tflite -o a.tflite
	whit convert a.tflite -o b.tflite
	cmp a.tflite b.tflite
}

@test "a file can be replaced by what is read from it" {
	whit convert gesture.tflite -o expected.tflite
	whit convert gesture.tflite -o gesture.tflite
	cmp gesture.tflite expected.tflite
}

@test "recorded models convert, and again to the same" {
	needs "$SHARED/data/models"
	for model in "$SHARED"/data/models/*.tflite; do
		whit convert "$model" -o a.tflite
		whit convert a.tflite -o b.tflite
		cmp a.tflite b.tflite
	done
}

@test "weights without a network stay what they are" {
	two_weights >w.safetensors
	whit convert w.safetensors -o a.safetensors
	cmp a.safetensors w.safetensors
	whit convert <w.safetensors | cmp - w.safetensors
	whit convert w.safetensors -o out
	cmp out w.safetensors
}

@test "weights do not become a network, nor a network weights" {
	two_weights >w.safetensors
	refuses "whit convert: a.tflite: w.safetensors holds weights and no network, which .tflite files are for" \
		whit convert w.safetensors -o a.tflite
	refuses "whit convert: a.safetensors: .safetensors files hold weights only; the network of gesture.tflite would be lost" \
		whit convert gesture.tflite -o a.safetensors
	[ ! -e a.tflite ] && [ ! -e a.safetensors ]
}

@test "no model goes to a terminal, and none is read from one" {
	on_terminal "whit convert gesture.tflite"
	[ "$status" -eq 2 ]
	[ "$output" = "whit convert: refusing to write a model to a terminal" ]
	on_terminal "whit convert -o copy.tflite"
	[ "$status" -eq 2 ]
	[ "$output" = "whit convert: no input: name a FILE or pipe a model in" ]
}

@test "a terminal is refused before anything is read" {
	on_terminal "whit convert missing.tflite"
	[ "$output" = "whit convert: refusing to write a model to a terminal" ]
}

@test "misuse is named" {
	local help="see whit convert --help"
	refuses "whit convert: unknown option '--fast'; $help" whit convert --fast
	refuses "whit convert: -o needs an argument; $help" whit convert -o
	refuses "whit convert: unexpected argument 'b'; $help" whit convert a b
}

@test "input that is not there is named" {
	refuses "whit convert: no.tflite: No such file or directory" whit convert no.tflite
	refuses "whit convert: .: Is a directory" whit convert .
	refuses "whit convert: (stdin): empty input; did the command before it fail?" \
		sh -c 'whit convert </dev/null'
}

@test "a file that is no model is named, and leaves no output" {
	run --separate-stderr whit convert README.md -o out.tflite
	[ "$status" -eq 2 ]
	[[ "$stderr" == "whit convert: README.md: "* ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[ ! -e out.tflite ]
}

@test "a model cut anywhere is refused, and the old output stays" {
	echo old >out.tflite
	size=$(wc -c <gesture.tflite)
	for part in 1 4 8 20 100 $((size / 2)) $((size - 100)); do
		head -c "$part" gesture.tflite >cut.tflite
		run --separate-stderr whit convert cut.tflite -o out.tflite
		echo "$part bytes: status $status, $stderr"
		[ "$status" -eq 2 ]
		[[ "$stderr" == "whit convert: cut.tflite: "* ]]
		[ "${#stderr_lines[@]}" -eq 1 ]
		[ "$(cat out.tflite)" = old ]
	done
}

@test "output that cannot be written is named" {
	refuses "whit convert: no/out.tflite: No such file or directory" \
		whit convert gesture.tflite -o no/out.tflite
	refuses "whit convert: .: is a folder" whit convert gesture.tflite -o .
	needs /dev/full
	refuses "whit convert: /dev/full: No space left on device" \
		whit convert gesture.tflite -o /dev/full
	refuses "whit convert: (stdout): No space left on device" \
		sh -c 'whit convert gesture.tflite >/dev/full'
}

@test "a suffix of C is refused" {
	local suffix
	for suffix in c h cc cpp cxx; do
		refuses "whit convert: out.$suffix: C is what whit export writes" \
			whit convert gesture.tflite -o "out.$suffix"
		[ ! -e "out.$suffix" ]
	done
}
