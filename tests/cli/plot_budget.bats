# SPDX-License-Identifier: Apache-2.0
# budget --plot: the picture as a file. What is drawn is tested in tests/unit.
load setup

@test "a budget is drawn, the same each time" {
	whit budget -t nrf52840 gesture.tflite --plot a.png >a.txt
	whit budget -t nrf52840 gesture.tflite >b.txt
	diff a.txt b.txt
	is_png 1280 1125 a.png
	whit budget -t nrf52840 -t rp2040 gesture.tflite --plot b.png >/dev/null
	cmp a.png b.png
	whit budget -t nrf52840 --runtime c gesture.tflite --plot c.png >/dev/null
	is_png 1280 1077 c.png
}

@test "a model that does not fit is drawn, too, and one in a pipe" {
	run whit budget -t stm32f103c8 gesture.tflite --plot a.png
	[ "$status" -eq 1 ]
	is_png 1280 1125 a.png
	whit budget -t nrf52840 --plot b.png <gesture.tflite 2>/dev/null | cmp - gesture.tflite
	is_png 1280 1125 b.png
}

@test "without an arena there is a note in place of the map" {
	needs "$SHARED/data/models/kws_hybrid.tflite"
	run whit budget -t nrf52840 "$SHARED/data/models/kws_hybrid.tflite" --plot a.png
	[ "$status" -eq 1 ]
	is_png 1280 699 a.png
}

@test "nothing is drawn where the command fails" {
	refuses "whit budget: --plot a.jpg: a picture is written as .png" \
		whit budget -t nrf52840 gesture.tflite --plot a.jpg
	refuses "whit budget: no/a.png: No such file or directory" \
		whit budget -t nrf52840 gesture.tflite --plot no/a.png
	refuses "whit budget: none.tflite: No such file or directory" \
		whit budget -t nrf52840 none.tflite --plot a.png
	run whit budget -t nrf5284 gesture.tflite --plot a.png
	[ "$status" -eq 2 ]
	echo old >b.png
	run whit budget -t nrf52840 gesture.tflite -o no/x.tflite --plot b.png
	[ "$status" -eq 2 ]
	[ "$(cat b.png)" = old ]
	[ ! -e a.jpg ] && [ ! -e a.png ]
}
