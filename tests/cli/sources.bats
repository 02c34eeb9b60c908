# SPDX-License-Identifier: Apache-2.0
# Where data come from, and what is taken of them.
load setup
load data

halves()
{
	whit run "$bad/halver.tflite" "$@" --quiet -o out.npy
	values out.npy
}
ones=0000003f0000003f0000003f0000003f
zeros=00000000000000000000000000000000

# The same two rows of four numbers in several forms, and what a model makes of them.
rows()
{
	{ npy '<f4' '2, 4' && floats 1 2 4 0.5 0 1 -0.25 2; } >x.npy
	whit run "$bad/small.tflite" --data x.npy -o expected.npy
}

@test "an IDX file, plain, gzip'd or from a pipe" {
	{ idx 2 4 && bytes 1 1 1 1 0 0 0 0; } >x.idx
	gzip -k x.idx
	[ "$(halves --data x.idx)" = $ones$zeros ]
	[ "$(halves --data x.idx.gz)" = $ones$zeros ]
	[ "$(halves --data - <x.idx.gz)" = $ones$zeros ]
}

@test "a table's last column is the label" {
	printf 'a,b,c,d,class\n1,1,1,1,0\n0,0,0,0,1\n' >x.csv
	[ "$(halves --data x.csv)" = $ones$zeros ]
	whit eval "$bad/small.tflite" --data x.csv >out.txt
	grep -q 'on 2 rows' out.txt
}

@test "raw values of a shape and type" {
	bytes 1 1 1 1 0 0 0 0 >x.bin
	[ "$(halves --data x.bin --shape 4)" = $ones$zeros ]
	bytes 1 0 1 0 1 0 1 0 >x.bin
	[ "$(halves --data x.bin --shape 4 --dtype int16)" = $ones ]
}

@test "some of the rows, in an order that a seed repeats" {
	[ "$({ idx 2 4 && bytes 1 1 1 1 0 0 0 0; } | halves --data - --limit 1)" = $ones ]
	for seed in 3 3 4; do
		whit run gesture.tflite --data gesture_test.npz --shuffle --limit 50 --seed $seed |
			cksum
	done >sums
	[ "$(uniq sums | wc -l)" -eq 2 ]
	[ "$(sort -u sums | wc -l)" -eq 2 ]
}

@test "a folder of images, whose subfolders are classes" {
	mkdir -p set/a set/b
	png white >set/a/1.png
	png black >set/b/1.png
	[ "$(halves --data set --std 255)" = $ones$zeros ]
	whit eval "$bad/small.tflite" --data set --std 255 >out.txt
	grep -q 'on 2 rows' out.txt
	printf 'set/a/1.png 0\nset/b/1.png 1\n' >list
	[ "$(halves --data list --std 255)" = $ones$zeros ]
}

@test "images are resized and made gray, and bad ones left out if so wanted" {
	mkdir set
	png white >set/1.png
	png red >set/2.png
	halves --data set --gray --resize 2x2 --std 255
	[ "$(shape out.npy)" = "2, 4" ]
	png white | head -c 50 >set/2.png
	refuses_in "whit run: set/2.png: " whit run "$bad/halver.tflite" --data set
	run --separate-stderr halves --data set --skip-bad --std 255
	[ "$output" = $ones ]
	[ "$stderr" = "whit: set: 1 of the images cannot be read, and are left out" ]
}

@test "channels may come first" {
	# shellcheck disable=SC2046 # a word a number
	bytes $(for i in {0..191}; do echo $((i % 3 * 64 + i / 3)); done) >last.bin
	# shellcheck disable=SC2046
	bytes $(seq 0 191) >first.bin
	whit run gesture.tflite --data last.bin --shape 64x1x3 -o last.npy
	whit run gesture.tflite --data first.bin --shape 3x64x1 --layout nchw -o first.npy
	cmp last.npy first.npy
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

@test "classes may be called by names" {
	printf '1,2,4,0.5,0\n0,1,-0.25,2,1\n' >numbers.csv
	printf '1,2,4,0.5,ant\n0,1,-0.25,2,bee\n' >words.csv
	printf '1,2,4,0.5\n0,1,-0.25,2\n' >x.csv
	printf 'class\nant\nbee\n' >y.csv
	whit eval "$bad/small.tflite" --data numbers.csv >expected.txt
	whit eval "$bad/small.tflite" --data words.csv | cmp - expected.txt
	whit eval "$bad/small.tflite" --data x.csv --labels y.csv | cmp - expected.txt
	refuses "whit eval: no labels: give --labels FILE.npy" \
		whit eval "$bad/small.tflite" --data x.csv
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
