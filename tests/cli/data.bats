# SPDX-License-Identifier: Apache-2.0
# Where data come from and which of it is taken, whatever the command.
load setup
load data

# The same numbers in several forms: two rows of four, and a class each.
rows()
{
	local model=$bad/small.tflite
	{ npy '<f4' '2, 4' && floats 1 2 4 0.5 0 1 -0.25 2; } >x.npy
	whit run "$model" --data x.npy -o expected.npy
}

@test "tables, IDX and raw files give what .npy gives" {
	rows
	printf 'a;b;c;d\n1;2;4;0.5\n0;1;-0.25;2\n' >x.csv
	floats 1 2 4 0.5 0 1 -0.25 2 >x.raw
	{
		printf '\0\0\15\2\0\0\0\2\0\0\0\4'
		printf '\77\200\0\0\100\0\0\0\100\200\0\0\77\0\0\0'
		printf '\0\0\0\0\77\200\0\0\276\200\0\0\100\0\0\0'
	} >x.idx
	gzip -c x.idx >x.gz
	for file in x.csv x.idx x.gz; do
		whit run "$bad/small.tflite" --data $file -o y.npy
		cmp y.npy expected.npy
		whit run "$bad/small.tflite" --data - -o y.npy <$file
		cmp y.npy expected.npy
		# shellcheck disable=SC2002 # a pipe is meant
		cat $file | whit run "$bad/small.tflite" --data - -o y.npy
		cmp y.npy expected.npy
	done
	whit run "$bad/small.tflite" --data x.raw --shape 4 --dtype float32 -o y.npy
	cmp y.npy expected.npy
}

@test "a table's last column is the label" {
	rows
	{ npy '|u1' '2,' && bytes 0 1; } >y.npy
	run whit eval "$bad/small.tflite" --data x.npy --labels y.npy
	expected=$output
	printf '1,2,4,0.5,0\n0,1,-0.25,2,1\n' >xy.csv
	run whit eval "$bad/small.tflite" --data xy.csv
	[ "$output" = "$expected" ]
	printf '1,2,4,0.5,ant\n0,1,-0.25,2,bee\n' >words.csv
	run whit eval "$bad/small.tflite" --data words.csv
	[ "$output" = "$expected" ]
	printf 'class\n0\n1\n' >y.csv
	run whit eval "$bad/small.tflite" --data x.npy --labels y.csv
	[ "$output" = "$expected" ]
	refuses "whit eval: no labels: give --labels FILE.npy" \
		whit eval "$bad/small.tflite" --data x.npy
}

@test "a limit takes the first rows, and a shuffle the same ones for a seed" {
	local all=(--data gesture_test.npz)
	whit run gesture.tflite "${all[@]}" -o all.npy
	whit run gesture.tflite "${all[@]}" --limit 100 -o first.npy
	[ "$(shape first.npy)" = "100, 6" ]
	[ "$(values first.npy)" = "$(values all.npy | head -c $((100 * 6 * 8)))" ]
	whit run gesture.tflite "${all[@]}" --shuffle -o a.npy
	whit run gesture.tflite "${all[@]}" --shuffle --seed 1 --threads 1 --batch 1 -o b.npy
	whit run gesture.tflite "${all[@]}" --shuffle --seed 2 -o c.npy
	cmp a.npy b.npy
	run ! cmp -s a.npy c.npy
	run ! cmp -s a.npy all.npy
	whit run gesture.tflite "${all[@]}" --shuffle --limit 9 -o few.npy
	[ "$(values few.npy)" = "$(values a.npy | head -c $((9 * 6 * 8)))" ]
}

@test "labels go with their rows" {
	run whit eval gesture.tflite --data gesture_test.npz --shuffle
	[ "${lines[0]}" = "top1 0.9550 on 600 rows" ]
	run whit eval gesture.tflite --data gesture_test.npz --limit 50 --shuffle
	own=$output
	run whit eval gesture.tflite --data gesture_test.npz:x --limit 50 --shuffle \
		--labels gesture_test.npz
	[ "$output" = "$own" ]
	{ npy '|u1' '50,' && head -c 50 /dev/zero; } >y.npy
	refuses "whit eval: y.npy: 50 rows, the data have 600" \
		whit eval gesture.tflite --data gesture_test.npz:x --limit 50 --labels y.npy
}

@test "data that cannot be told, or do not fit, are refused" {
	rows
	printf '1,2,4,0.5\n0,one,2,3\n' >x.csv
	refuses "whit run: x.csv: line 2: column 2: 'one' is not a number" \
		whit run "$bad/small.tflite" --data x.csv
	printf '1,2\n' >narrow.csv
	refuses_in "whit run: narrow.csv: 2 columns; the model takes 4 values" \
		whit run "$bad/small.tflite" --data narrow.csv
	head -c 31 x.npy >x.raw
	refuses "whit run: x.raw: 31 bytes are no whole number of samples: 4 of float32 takes 16" \
		whit run "$bad/small.tflite" --data x.raw --shape 4 --dtype float32
	gzip -c x.npy >x.gz
	refuses "whit run: x.gz: no IDX file, which is all that is read gzip'd" \
		whit run "$bad/small.tflite" --data x.gz
	refuses "whit run: x.gz: gzip'd; raw samples must be unpacked before" \
		whit run "$bad/small.tflite" --data x.gz --shape 4
	refuses "whit run: --dtype is for raw data, which need --shape" \
		whit run "$bad/small.tflite" --data x.npy --dtype int8
	refuses_in "whit run: --shape: expected dimensions as 28x28x1, not '4x'" \
		whit run "$bad/small.tflite" --data x.npy --shape 4x
	refuses_in "whit run: --resize takes a width and a height, as 96x96" \
		whit run "$bad/small.tflite" --data x.npy --resize 96
}

@test "nothing is left in the folder for temporary files" {
	mkdir temporary
	TMPDIR=$PWD/temporary whit run gesture.tflite --data gesture_test.npz >/dev/null
	[ -z "$(ls temporary)" ]
	refuses_in "whit run: gesture_test.npz:x: no temporary file in $PWD/none: No such file" \
		env TMPDIR="$PWD/none" whit run gesture.tflite --data gesture_test.npz
}
