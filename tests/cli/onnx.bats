# SPDX-License-Identifier: Apache-2.0
load setup
load data

# same_outputs A B: on the samples' test rows
same_outputs()
{
	whit run "$1" --data gesture_test.npz -o a.npy
	whit run "$2" --data gesture_test.npz -o b.npy
	cmp a.npy b.npy
}

@test "what is written as ONNX gives the same outputs, and back too" {
	whit convert gesture.tflite -o gesture.onnx
	whit convert gesture.onnx -o back.tflite
	same_outputs gesture.tflite gesture.onnx
	same_outputs gesture.tflite back.tflite
}

@test "a quantised model stays quantised by way of ONNX" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit convert gesture8.tflite -o gesture8.onnx
	same_outputs gesture8.tflite gesture8.onnx
	[ "$(descr b.npy)" = "|i1" ]
}

@test "ONNX goes through pipes" {
	whit convert gesture.tflite -o gesture.onnx
	whit convert gesture.onnx -o expected.tflite
	whit convert <gesture.onnx | cmp - expected.tflite
	whit convert <gesture.onnx | whit quantize --data gesture_train.npz --quiet >int8.tflite
	whit eval int8.tflite --data gesture_test.npz --at-least 0.94 >eval.txt
}

@test "a cut file is refused with its place, and leaves no output" {
	whit convert gesture.tflite -o gesture.onnx
	for part in 10 1000 8000; do
		head -c $part gesture.onnx >cut.onnx
		refuses_in "whit convert: cut.onnx: byte " whit convert cut.onnx -o out.tflite
		[ ! -e out.tflite ]
	done
}

@test "a batch may be open, other dimensions may not" {
	onnx Relu N 4 >batch.onnx
	whit info batch.onnx | grep -q '^input *x *1x4 '
	onnx Relu 1 width >open.onnx
	refuses "whit convert: open.onnx: input 'x': dimension 1 ('width') is open; only the batch may be: export it with a number" \
		whit convert open.onnx -o out.tflite
}

@test "an operator that cannot be read is named" {
	for operator in LSTM GRU NoSuch; do
		onnx $operator 1 4 >model.onnx
		refuses "whit convert: model.onnx: operators that whit does not read: $operator" \
			whit convert model.onnx -o out.tflite
	done
}
