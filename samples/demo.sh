#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job, on the sample: a float32 model becomes an int8 one, is measured, is held
# against a part, and ends as C source. What is made stays in the folder $BUILD/demo.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/demo
mkdir -p "$out"
PATH=$PWD/$build:$PATH

# Show a command as one would type it, then what it says.
try()
{
	printf '\n$ %s\n' "$*"
	"$@" 2>&1
}

try whit info samples/gesture.tflite
try whit quantize samples/gesture.tflite --data samples/gesture_train.npz -o "$out/gesture8.tflite"
for model in samples/gesture.tflite "$out/gesture8.tflite"; do
	try whit eval "$model" --data samples/gesture_test.npz --at-least 0.9
done
try whit budget -t nrf52840 "$out/gesture8.tflite"
try whit export -t nrf52840 --quiet -f carray "$out/gesture8.tflite" -o "$out/"
try ls "$out"
