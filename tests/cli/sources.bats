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
