# SPDX-License-Identifier: Apache-2.0
# --plot of quantize, prune, cluster and diff: weights before and after, as files.
load setup

@test "what changes weights draws them, and the model is the same" {
	whit prune -s 0.7 gesture.tflite -o a.tflite --plot a.png --quiet
	whit prune -s 0.7 gesture.tflite -o b.tflite --quiet
	cmp a.tflite b.tflite
	is_png 1330 1029 a.png
	whit cluster -k 8 gesture.tflite --plot c.png 2>/dev/null >c.tflite
	whit cluster -k 8 gesture.tflite --quiet | cmp - c.tflite
	is_png 1330 1029 c.png
	whit quantize gesture.tflite --data gesture_train.npz -o q.tflite --plot q.png --quiet
	is_png 1330 1029 q.png
	whit quantize gesture.tflite --to float16 -o h.tflite --plot h.png --quiet
	is_png 1330 1029 h.png
}

@test "diff draws two models, packed ones as what they unpack to, the same each time" {
	whit quantize gesture.tflite --data gesture_train.npz -o q.tflite --quiet
	whit huffman q.tflite -o p.tflite --quiet
	run whit diff gesture.tflite q.tflite --plot a.png
	[ "$status" -eq 1 ]
	run whit diff gesture.tflite q.tflite --plot b.png
	cmp a.png b.png
	is_png 1330 1029 a.png
	whit diff q.tflite p.tflite --plot c.png >/dev/null
	is_png 1330 1029 c.png
}

@test "nothing is drawn where the command fails, and nothing made where it cannot be drawn" {
	refuses "whit prune: --plot a.gif: a picture is written as .png" \
		whit prune -s 0.7 gesture.tflite -o a.tflite --plot a.gif
	refuses "whit cluster: no/a.png: No such file or directory" \
		whit cluster -k 4 gesture.tflite -o a.tflite --plot no/a.png
	refuses "whit quantize: --plot a.gif: a picture is written as .png" \
		whit quantize gesture.tflite --to float16 -o a.tflite --plot a.gif
	refuses "whit quantize: --sensitivity makes no model: leave out --plot" \
		whit quantize gesture.tflite --data gesture_train.npz --sensitivity --plot a.png
	refuses "whit diff: --plot a.gif: a picture is written as .png" \
		whit diff gesture.tflite gesture.tflite --plot a.gif
	refuses "whit prune: none.tflite: No such file or directory" \
		whit prune -s 0.7 none.tflite -o a.tflite --plot a.png
	[ ! -e a.tflite ] && [ ! -e a.png ]
}
