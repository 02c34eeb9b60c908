#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Reading MNIST's 10,000 test images from their .gz and evaluating lenet5.onnx on them, on two
# threads: whit, PyTorch on the CPU, ONNX Runtime in Node, one after the other in each of ROUNDS
# rounds; the best of each is printed. Called by `make bench`, as run.sh is.
#
# whit's time is that of the whole process. PyTorch and ONNX Runtime are timed once they are
# loaded, with the best of four batch sizes; "alone" is without reading.
set -eu
here=$(dirname "$0")
rounds=${ROUNDS:-5}
model=$SHARED/data/models/lenet5.onnx
images=$SHARED/data/mnist/t10k-images-idx3-ubyte.gz
labels=$SHARED/data/mnist/t10k-labels-idx1-ubyte.gz
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

whit_once()
{
	start=$(date +%s%N)
	"$WHIT" eval "$model" --data "$images" --labels "$labels" --std 255 --quiet \
		--threads 2 >/dev/null
	end=$(date +%s%N)
	echo $(((end - start) / 1000))
}

ort_once()
{
	for batch in 16 64 256 1000; do
		node "$here/../judges/ort.js" --time 2 --batch $batch --threads 2 "$model" "$tmp/x.npy"
	done
}

least() { sort -n "$1" | awk 'NR == 1 { printf "%.2f s", $1 / 1e6 }'; }

test -e "$model" || { echo "skipped: $model is missing"; exit 0; }
node "$here/../judges/mnist.js" "$images" 10000 "$tmp/x.npy"
for _ in $(seq "$rounds"); do
	whit_once >>"$tmp/whit"
	ort_once >>"$tmp/ort"
	/usr/bin/python3 "$here/torch_mnist.py" "$model" "$images" "$labels" 2 2 >"$tmp/said"
	awk '{ print $1 }' "$tmp/said" >>"$tmp/torch"
	awk '{ print $2 }' "$tmp/said" >>"$tmp/alone"
done
echo "MNIST's 10,000 test images and lenet5.onnx, two threads"
printf '%-28s  %-12s  %s\n' "" "with reading" "alone"
printf '%-28s  %-12s  %s\n' "whit, the whole process" "$(least "$tmp/whit")" ""
printf '%-28s  %-12s  %s\n' "ONNX Runtime in Node" "" "$(least "$tmp/ort")"
printf '%-28s  %-12s  %s\n' "PyTorch" "$(least "$tmp/torch")" "$(least "$tmp/alone")"
