# SPDX-License-Identifier: Apache-2.0
# Bad input: one line that names file and place, exit status 2, no output, no crash. The
# same for every command that reads the thing. What is special to a command is in its file.
load setup
load data

setup_data()
{
	{ npy '<f4' '2, 4' && floats 1 1 1 1 0 0.5 1 2; } >x4.npy
	{ npy '<f4' '2, 4, 4, 1' && head -c 128 /dev/zero; } >x16.npy
	{ npy '|u1' '2,' && bytes 0 1; } >y.npy
}

# try COMMAND MODEL [DATA]: the command on a model, its output to `out`
try()
{
	case $1 in
	run | quantize) whit "$1" "$2" --data "$3" -o out ;;
	eval) whit eval "$2" --data "$3" --labels y.npy ;;
	budget) whit budget -t nrf52840 "$2" -o out ;;
	export) whit export "$2" -f carray -o out ;;
	info) whit info "$2" ;;
	prune) whit prune -s 0.5 --dead "$2" -o out ;;
	*) whit "$1" "$2" -o out ;;
	esac
}

# says START COMMAND MODEL [DATA]: it refuses with a message of that start, and no output
says()
{
	local start=$1
	shift
	refuses_in "whit $1: $start" try "$@" || { echo "$*: expected $start" && return 1; }
	[ ! -e out ] && [ ! -e out.c ] && [ ! -e out.h ]
}

readers="convert info budget export run eval quantize prune"

# all_say START MODEL DATA: every command does
all_say()
{
	for command in $readers; do
		says "$1" "$command" "$2" "$3"
	done
}

# runners_say MODEL TEXT [DATA]: those that run it do; the others are content
runners_say()
{
	local model=$1 text=$2 data=${3:-x4.npy}
	for command in run eval; do
		says "$model: $text" $command "$model" "$data"
	done
	says "$model: " quantize "$model" "$data"
	for command in convert info; do
		try $command "$model" >/dev/null
	done
	rm out
}

@test "models that contradict themselves are refused by all" {
	setup_data
	cp "$bad"/*.tflite .
	all_say "cyclic.tflite: operator 0 (ADD) reads tensor 'b' before it is computed" cyclic.tflite x4.npy
	all_say "own_input.tflite: operator 0 (FULLY_CONNECTED) computes tensor 'x' a second time" own_input.tflite x4.npy
	all_say "twice.tflite: operator 1 (FULLY_CONNECTED) computes tensor 'y' a second time" twice.tflite x4.npy
	all_say "no_graph.tflite: no subgraph" no_graph.tflite x4.npy
	all_say "no_buffer.tflite: tensor 1: buffer 77 of 3" no_buffer.tflite x4.npy
	all_say "no_code.tflite: operator 0: operator code 9 of 1" no_code.tflite x4.npy
	all_say "no_tensor.tflite: operator 0 (FULLY_CONNECTED): input 1 is tensor 1000, of 4" no_tensor.tflite x4.npy
}

@test "shapes and sizes that cannot be are refused by all" {
	setup_data
	cp "$bad"/*.tflite .
	all_say "negative_dim.tflite: tensor 'w': dimension 1 is -4" negative_dim.tflite x4.npy
	all_say "short_weights.tflite: tensor 'w': 8 bytes of data, but its shape needs 8 float32" short_weights.tflite x4.npy
	all_say "huge_weights.tflite: tensor 'w': 32 bytes of data, but its shape needs 4294967296" huge_weights.tflite x4.npy
	all_say "huge_input.tflite: tensor 'x': shape: too many elements" huge_input.tflite x4.npy
	all_say "zero_weights.tflite: " zero_weights.tflite x4.npy
	all_say "nan_scale.tflite: tensor 'y': quantization: scale 0 is nan" nan_scale.tflite x4.npy
}

@test "what cannot be run is refused by those that must, with the operator" {
	setup_data
	cp "$bad"/*.tflite .
	local op="operator 0 (FULLY_CONNECTED):"
	runners_say zero_dim.tflite "tensor 'x': dimension 1 is 0"
	runners_say zero_stride.tflite "operator 0 (CONV_2D): kernel 3, stride 0" x16.npy
	runners_say huge_stride.tflite "operator 0 (CONV_2D): a window that reaches over" x16.npy
	runners_say huge_dilation.tflite "operator 0 (CONV_2D): a window that reaches over" x16.npy
	runners_say zero_scale.tflite "$op tensor 'y': scale 0"
	runners_say wrong_type.tflite "$op tensor 'w' is constant string"
	runners_say missing_weights.tflite "$op input 1 is left out"
	runners_say wrong_shape.tflite "$op output 'y' is declared 1x3, but its inputs make it 1x2"
	runners_say slice_beyond.tflite "operator 1 (SLICE): axis 1 begins at 7 of 2"
	runners_say axis_beyond.tflite "operator 1 (MEAN): axis 9 of 2 dimensions"
	runners_say same_axis_twice.tflite "operator 1 (TRANSPOSE): input 1 is no permutation"
	runners_say wrong_reshape.tflite "operator 1 (RESHAPE): 1x2 cannot become 5"
	runners_say endless_loop.tflite "operator 1 (WHILE): "
	runners_say two_inputs.tflite "the model has 2 inputs; data can be given for one"
}

@test "operators that are not known are refused by name, and kept by others" {
	setup_data
	cp "$bad"/*.tflite .
	runners_say custom_op.tflite "operator 1 (AcmeSmooth): "
	runners_say unknown_op.tflite "operator 1 (COS): "
	for model in custom_op unknown_op; do
		for command in convert budget export info; do
			try $command $model.tflite >/dev/null 2>report.txt
		done
		whit convert $model.tflite | whit convert | cmp - <(whit convert $model.tflite)
	done
	whit convert custom_op.tflite | grep -qa AcmeSmooth
}

@test "counts and offsets beyond the file are refused by all" {
	setup_data
	cp "$bad"/*.tflite .
	all_say "huge_count.tflite: subgraphs: goes on past the end" huge_count.tflite x4.npy
	all_say "many_buffers.tflite: buffers: goes on past the end" many_buffers.tflite x4.npy
	all_say "far_codes.tflite: operator_codes: points past the end" far_codes.tflite x4.npy
	all_say "own_vtable.tflite: Model: the table at byte 32 has no valid vtable" own_vtable.tflite x4.npy
}

@test "a model cut anywhere is refused by all" {
	setup_data
	for length in 1 7 8 30 100 250 400 490; do
		head -c $length "$bad/small.tflite" >cut.tflite
		for command in $readers; do
			says "cut.tflite: " $command cut.tflite x4.npy
		done
	done
}

# check_variant COMMAND MODEL DATA: it works, says no, or refuses with one line that names
# a file, without output; and it does so soon.
check_variant()
{
	rm -f out out.c out.h
	export -f try
	run --separate-stderr timeout 20 bash -c 'try "$@"' try "$@"
	echo "whit $*: status $status, $stderr"
	[ "$status" -le 2 ] || return 1
	[ "$status" -eq 2 ] || return 0
	[ "${#stderr_lines[@]}" -eq 1 ] && [ ! -e out ] && [ ! -e out.c ] &&
		[[ "$stderr" == "whit $1: $2: "* || "$stderr" == "whit $1: $3: "* ||
			"$stderr" == "whit $1: $3:x: "* ]]
}

# flip FILE N FLIPPED: change the Nth of a fixed series of bits
flip()
{
	local size at old
	size=$(wc -c <"$1")
	at=$((($2 * 7919 + 13) % size))
	old=$(od -An -tu1 -j $at -N 1 "$1")
	cp "$1" "$3"
	bytes $((old ^ (1 << ($2 * 5 % 8)))) | dd of="$3" bs=1 seek=$at conv=notrunc status=none
}

@test "offsets, counts and sizes may be anything" {
	setup_data
	# The root's offset, its vtable and fields, vectors and tables behind it.
	for place in 0 8 16 24 32 40 48 60 80 100 120 160 200; do
		for word in '\377\377\377\377' '\377\377\377\177' '\0\0\0\0' '\1\0\0\0'; do
			cp "$bad/small.tflite" poked.tflite
			printf '%b' "$word" | dd of=poked.tflite bs=1 seek=$place conv=notrunc status=none
			check_variant run poked.tflite x4.npy
		done
	done
}

@test "any bit of a small model may flip" {
	setup_data
	local commands=(run eval quantize budget export convert info prune)
	for i in {1..140}; do
		flip "$bad/small.tflite" "$i" flipped.tflite
		check_variant "${commands[i % 8]}" flipped.tflite x4.npy
	done
}

@test "any bit of a convolutional model may flip" {
	cp gesture_test.npz x.npz
	whit run gesture.tflite --data gesture_test.npz >/dev/null
	{ npy '|u1' '600,' && head -c 600 /dev/zero; } >y.npy
	local commands=(run eval quantize budget export convert info prune)
	for i in {1..70}; do
		flip gesture.tflite "$i" flipped.tflite
		check_variant "${commands[i % 8]}" flipped.tflite x.npz
	done
}

@test "any bit of the data may flip" {
	setup_data
	cp "$bad/small.tflite" small.tflite
	for i in {1..40}; do
		flip x4.npy "$i" flipped.npy
		check_variant run small.tflite flipped.npy
	done
	cp "$bad/row.npz" .
	for i in {1..60}; do
		flip row.npz "$i" flipped.npz
		check_variant run small.tflite flipped.npz
	done
}

@test "data cut anywhere is refused" {
	setup_data
	cp "$bad/small.tflite" "$bad/row.npz" .
	for length in 1 5 6 9 10 60 127 128 130 159; do
		head -c $length x4.npy >cut.npy
		says "cut.npy: " run small.tflite cut.npy
	done
	for length in 1 3 4 29 60 100 150 "$(($(wc -c <row.npz) - 1))"; do
		head -c "$length" row.npz >cut.npz
		says "cut.npz: " run small.tflite cut.npz
	done
}

@test "data of a wrong shape or type is refused by all that take it" {
	setup_data
	cp "$bad/small.tflite" small.tflite
	{ npy '<f4' '2, 3' && floats 1 1 1 1 1 1; } >narrow.npy
	{ npy '<f4' '2, 2, 3' && floats 1 1 1 1 1 1 1 1 1 1 1 1; } >deep.npy
	{ npy '<f4' '' && floats 1; } >scalar.npy
	{ npy '<f4' '0, 4'; } >none.npy
	{ npy '<c8' '1, 4' && floats 1 1 1 1 1 1 1 1; } >complex.npy
	{ npy '<U1' '1, 4' && floats 1 1 1 1; } >text.npy
	{ npy '|O' '1, 4' && floats 1 1 1 1; } >object.npy
	{ npy '|i1' '1, 4' && bytes 1 1 1 1; } >int8.npy
	for command in run eval quantize; do
		says "narrow.npy: shape 2x3 does not fit the model's input, 1x4" $command small.tflite narrow.npy
		says "deep.npy: shape 2x2x3 does not fit" $command small.tflite deep.npy
		says "scalar.npy: " $command small.tflite scalar.npy
		says "none.npy: " $command small.tflite none.npy
		says "complex.npy: " $command small.tflite complex.npy
		says "text.npy: " $command small.tflite text.npy
		says "object.npy: " $command small.tflite object.npy
		says "int8.npy: int8 data into an input of float32" $command small.tflite int8.npy
	done
}

@test "huge and negative dimensions of data are refused" {
	cp "$bad/small.tflite" small.tflite
	for shape in '4294967296, 4' '1000000000000000000, 4' '99999999999999999999, 4' '-1, 4' \
		'2147483647, 2147483647, 2147483647, 4' '2, 4, 1, 1, 1, 1, 1, 1, 1, 1'; do
		{ npy '<f4' "$shape" && floats 1 1 1 1; } >huge.npy
		says "huge.npy: " run small.tflite huge.npy
	done
}

@test "NaN and infinities in data are refused, with their row" {
	cp "$bad/small.tflite" small.tflite
	{ npy '|u1' '2,' && bytes 0 1; } >y.npy
	for value in nan inf -inf; do
		{ npy '<f4' '2, 4' && floats 1 1 1 1 1 1 $value 1; } >x.npy
		for command in run eval quantize; do
			says "x.npy: row 1, value 2 is $value" $command small.tflite x.npy
		done
		whit quantize "$bad/small.tflite" --data <(npy '<f4' '1, 4' && floats 1 1 1 1) --quiet -o small8.tflite
		says "x.npy: row 1, value 2 is $value" run small8.tflite x.npy
	done
	{ npy '<f4' '1, 4' && floats 1 1 1 1; } >x.npy
	refuses "whit run: x.npy: row 0, value 0: 1 goes beyond float32" \
		whit run small.tflite --data x.npy --scale 1e30 --std 1e-30
}

@test "archives that unpack to more than they should are refused at once" {
	cp "$bad"/*.npz "$bad/small.tflite" .
	for bomb in bomb_*.npz; do
		refuses_in "whit run: $bomb:x: " timeout 5 whit run small.tflite --data "$bomb"
	done
	whit run small.tflite --data row.npz -o out.npy
}

@test "files of another kind are refused, as models and as data" {
	setup_data
	cp "$bad/small.tflite" small.tflite
	printf '\211PNG\r\n\032\n' >picture
	head -c 5000 /dev/zero >zeros
	printf '{"schema": 1}' >text
	for file in picture zeros text gesture_test.npz x4.npy; do
		for command in $readers; do
			says "$file: not a model in a format that can be read" $command $file x4.npy
		done
	done
	for file in picture zeros text small.tflite; do
		says "$file: no .npy, .npz, IDX or CSV file" run small.tflite $file
	done
}

@test "weights without a network are refused by all that need one" {
	setup_data
	two_weights >w.safetensors
	for command in budget export run eval quantize strip; do
		says "w.safetensors: holds weights only, and no network" $command w.safetensors x4.npy
	done
	refuses "whit diff: w.safetensors: holds weights only, and no network" \
		whit diff w.safetensors w.safetensors
	refuses "whit diff: w.safetensors: holds weights only, and no network" \
		whit diff gesture.tflite w.safetensors
	two_weights | refuses "whit run: (stdin): holds weights only, and no network" \
		whit run --data x4.npy
}

@test "weights that contradict themselves or their file are refused" {
	local entry='"dtype":"F32","shape":[1],"data_offsets":[0,4]'
	# bad_weights START HEADER: the file is refused by all that read it
	bad_weights()
	{
		{ safetensors "$2" && floats 1; } >w.safetensors
		for command in info convert; do
			says "w.safetensors: $1" $command w.safetensors
		done
	}
	bad_weights "header: not JSON" '{"w":'
	bad_weights "header: a text has a zero in it" '{"w\u0000":{}}'
	bad_weights "'w' comes twice" "{\"w\":{$entry},\"w\":{$entry}}"
	bad_weights "tensor 'v': begins at byte 0, where" "{\"w\":{$entry},\"v\":{$entry}}"
	bad_weights "4 bytes after the last tensor" '{}'
	bad_weights "tensor 'w': \"shape\": expected whole numbers" "{\"w\":{${entry/\[1\]/[1.5]}}}"
	bad_weights "tensor 'w': 4 bytes of data, but its shape needs 2000000000 F32" \
		"{\"w\":{${entry/\[1\]/[2000000000]}}}"
	bad_weights "tensor 'w': \"data_offsets\": goes past the end of the file" \
		"{\"w\":{${entry/,4/,9007199254740991}}}"
	two_weights | head -c 100 >w.safetensors
	says "w.safetensors: header: 144 bytes go past the end of the file" info w.safetensors
	two_weights | head -c 160 >w.safetensors
	says 'w.safetensors: tensor '"'w': \"data_offsets\": goes past" info w.safetensors
}

@test "any bit of a file of weights may flip" {
	two_weights >w.safetensors
	local commands=(info convert)
	for i in {1..60}; do
		flip w.safetensors "$i" flipped.safetensors
		check_variant "${commands[i % 2]}" flipped.safetensors
	done
}

@test "empty input is refused by all" {
	setup_data
	: >empty
	for command in $readers; do
		says "empty: empty file" $command empty x4.npy
		refuses "whit $command: (stdin): empty input; did the command before it fail?" \
			try $command - x4.npy </dev/null
	done
	says "empty: empty file" run "$bad/small.tflite" empty
	says "missing: No such file or directory" run "$bad/small.tflite" missing
	says ".: no .png files in this folder" run "$bad/small.tflite" .
}

@test "folders and full disks that take no output are named, and old output stays" {
	setup_data
	cp "$bad/small.tflite" small.tflite
	local commands=("run small.tflite --data x4.npy" "quantize small.tflite --data x4.npy"
		"budget small.tflite -t nrf52840" "export small.tflite" "convert small.tflite")
	for line in "${commands[@]}"; do
		local name=${line%% *}
		# shellcheck disable=SC2086 # a line of words
		run --separate-stderr whit $line -o no/out
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		[ "${stderr_lines[-1]}" = "whit $name: no/out: No such file or directory" ]
		[ -e /dev/full ] || continue
		# shellcheck disable=SC2086
		run --separate-stderr whit $line -o /dev/full
		[ "$status" -eq 2 ]
		[ "${stderr_lines[-1]}" = "whit $name: /dev/full: No space left on device" ]
	done
	for line in "run small.tflite --data x4.npy" "quantize --data x4.npy" "export" \
		"budget -t nrf52840"; do
		needs /dev/full
		run --separate-stderr sh -c "whit $line <small.tflite >/dev/full"
		[ "$status" -eq 2 ]
		[ "${stderr_lines[-1]}" = "whit ${line%% *}: (stdout): No space left on device" ]
	done
	run sh -c 'whit budget -t nrf52840 small.tflite >/dev/full'
	[ "$status" -eq 2 ]
}

@test "a folder that may not be written to is named" {
	[ "$(id -u)" -ne 0 ] || skip "root may write anywhere"
	mkdir locked
	chmod 500 locked
	refuses "whit convert: locked/out.tflite: Permission denied" \
		whit convert gesture.tflite -o locked/out.tflite
}

@test "hostile names cannot write to the terminal" {
	head -c 100 gesture.tflite >$'evil\033[2J.tflite'
	run --separate-stderr whit convert $'evil\033[2J.tflite' -o out
	[ "$status" -eq 2 ]
	[[ "$stderr" != *$'\033'* ]]
}
