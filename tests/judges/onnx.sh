#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# ONNX models before judges that are not ours: ONNX Runtime runs what whit reads and writes, LiteRT
# what whit makes of it, and ONNX's own checker reads what whit writes. Called by `make
# check-judges`, as run.sh is. Networks are the shared ones, and those that PyTorch exports by
# tests/golden/export_torch.py.
set -u
here=$(dirname "$0")
: "${BUILD:=$(dirname "$WHIT")}" "${LIBWHIT:=$BUILD/libwhit.a}"
tmp=$BUILD/judges-onnx
# shellcheck source=tests/judges/checks.sh
. "$here/checks.sh"
# shellcheck source=tests/judges/forms.sh
. "$here/forms.sh"

near='--relative 1e-5'
python=/usr/bin/python3

ort() { node "$here/ort.js" "$@"; }
checker() { "$python" "$here/check_onnx.py" "$1"; }

# whit's outputs; images of the data are channels first where the model's own order asks for it.
whit_run()
{
	"$WHIT" run "$1" --data "$2" --quiet -o "$3" 2>/dev/null ||
		"$WHIT" run "$1" --data "$2" --layout nchw --quiet -o "$3"
}

has_no_transpose()
{
	! "$WHIT" info --json "$1" | grep -q '"TRANSPOSE"'
}

# The file at $2 in ONNX Runtime, the one at $1 in whit, on the same inputs; $4 is an option or none.
# shellcheck disable=SC2086 # limits and options are words
whit_agrees()
{
	whit_run "$1" "$3" "$tmp/whit.npy" && ort $4 "$2" "$3" "$tmp/ort.npy" &&
		compare $near "$tmp/whit.npy" "$tmp/ort.npy"
}

# shellcheck disable=SC2086
litert_agrees()
{
	litert "$1" "$3" "$tmp/litert.npy" && ort $5 "$2" "$4" "$tmp/ort.npy" &&
		compare $near "$tmp/litert.npy" "$tmp/ort.npy"
}

# judge NAME MODEL.onnx X.npy X_AS_WHIT_TAKES_IT.npy
judge_onnx()
{
	name=$1 model=$2 x=$3 own=$4 back=
	case $name in image_*) back=--nhwc-out ;; esac
	check "$name: whit and ONNX Runtime agree" whit_agrees "$model" "$model" "$x" "$back"
	check "$name: convert to .tflite" "$WHIT" convert "$model" -o "$tmp/$name.tflite"
	case $name in
	gates* | parts) ;; # which turn what they compute, or flatten it in an order of their own
	*) check "$name: no TRANSPOSE is left" has_no_transpose "$tmp/$name.tflite" ;;
	esac
	check "$name: LiteRT and ONNX Runtime agree" \
		litert_agrees "$tmp/$name.tflite" "$model" "$own" "$x" "$back"
	check "$name: convert to .onnx" "$WHIT" convert "$tmp/$name.tflite" -o "$tmp/$name.onnx"
	check "$name: ONNX's checker takes it" checker "$tmp/$name.onnx"
	check "$name: ONNX Runtime and whit agree on it" \
		whit_agrees "$model" "$tmp/$name.onnx" "$x" "$back"
}

# A .tflite model, float or int8, written as ONNX.
judge_tflite()
{
	name=$1 model=$2 x=$3 limits=$4
	out=$tmp/$name.onnx
	check "$name: convert to .onnx" "$WHIT" convert "$model" -o "$out"
	check "$name: ONNX's checker takes it" checker "$out"
	near=$limits
	check "$name: ONNX Runtime and whit agree" whit_agrees "$model" "$out" "$x" --nhwc
	check "$name: whit reads it back and gives the same" same_here "$model" "$out" "$x"
	near='--relative 1e-5'
}

same_here()
{
	"$WHIT" run "$1" --data "$3" --quiet -o "$tmp/a.npy" &&
		"$WHIT" run "$2" --data "$3" --quiet -o "$tmp/b.npy" && cmp "$tmp/a.npy" "$tmp/b.npy"
}

if ! test -d "$here/node_modules/onnxruntime-node" ||
	! "$python" -c 'import onnx, torch' 2>/dev/null; then
	trouble "not all of them are there; run 'make deps-judges' first"
fi
rm -rf "$tmp"
mkdir -p "$tmp/torch"

export_torch() { "$python" -W ignore "$top/tests/golden/export_torch.py" "$1" 2>"$tmp/torch.log"; }

check "PyTorch exports its networks" export_torch "$tmp/torch"
for model in "$tmp"/torch/*.onnx; do
	name=$(basename "$model" .onnx)
	x=$tmp/torch/${name}_x.npy own=$tmp/torch/${name}_nhwc.npy
	test -e "$own" || own=$x
	judge_onnx "$name" "$model" "$x" "$own"
done

if [ -d "$SHARED/data/models" ]; then
	node "$here/mnist.js" "$SHARED/data/mnist/t10k-images-idx3-ubyte.gz" 200 "$tmp/mnist.npy" ||
		trouble "cannot read MNIST"
	for name in lenet300 lenet5 teacher student; do
		judge_onnx "$name" "$SHARED/data/models/$name.onnx" "$tmp/mnist.npy" "$tmp/mnist.npy"
	done
	for task in kws ic vww ad; do
		own=$SHARED/data/golden/${task}_int8_x.npy
		[ $task != kws ] || own=$SHARED/data/kws/kws_dev_x.npy
		judge_tflite "${task}_float" "$SHARED/data/models/${task}_float.tflite" \
			"$SHARED/data/golden/${task}_float_x.npy" "$float_limits"
		judge_tflite "${task}_int8" "$SHARED/data/models/${task}_int8.tflite" "$own" \
			"$(int8_limits "${task}_int8")"
	done
else
	skip "the shared models: $SHARED/data is missing"
fi

sum_up
