#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Bytes of whole files, and what they cost in accuracy. Called by `make tables`, which says
#
#   WHIT    the program
#   SHARED  the folder with the shared models and data
#
# Nothing is asserted, and nothing is trained. `stock` is the file for TFLM as it is, `c` the
# one that may have whit's own sparse form in it. Pruning and clustering see data without
# labels: of CIFAR-10's and MNIST's training sets, and, as there are no others, the first 300 of
# the 600 keywords that accuracy is then measured on.
set -eu
data=$SHARED/data
mnist=$data/mnist
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ -d "$data/models" ] || {
	echo "tables: skipped, $data is missing"
	exit 0
}

bytes() { wc -c <"$1"; }

# packed FILE OPTIONS...: bytes of what it packs to
packed()
{
	file=$1
	shift
	"$WHIT" huffman "$@" --quiet "$file" | wc -c
}

row() { printf '%-10s %-26s %9s %9s %9s  %s\n' "$@"; }

# --- Without loss ---

lossless()
{
	model=$data/models/$1_int8.tflite
	"$WHIT" strip --tflm-only --quiet "$model" -o "$tmp/s.tflite"
	"$WHIT" prune --dead --quiet "$model" -o "$tmp/d.tflite"
	"$WHIT" strip --tflm-only --quiet "$tmp/d.tflite" -o "$tmp/ds.tflite"
	printf '%-5s %8d %8d %8d %8d %8d %8d %8d %8d %8d\n' "$1" "$(bytes "$model")" \
		"$(bytes "$tmp/s.tflite")" "$(packed "$tmp/s.tflite")" \
		"$(packed "$tmp/s.tflite" --runtime c)" "$(bytes "$tmp/ds.tflite")" \
		"$(packed "$tmp/ds.tflite")" "$(packed "$tmp/ds.tflite" --runtime c)" \
		"$(gzip -9 -n -c "$model" | wc -c)" "$(gzip -9 -n -c "$tmp/s.tflite" | wc -c)"
}

echo "Without loss: official int8 files, after strip --tflm-only, packed, with dead channels out"
printf '%-5s %8s %8s %8s %8s %8s %8s %8s %8s %8s\n' model file strip stock c dead \
	stock c gzip 'gz strip'
for name in kws ic vww ad; do
	lossless $name
done

# --- With loss ---

# accuracy NAME FILE
accuracy()
{
	case $1 in
	kws*) set -- "$2" --data "$data/kws/kws_dev_x.npy" --labels "$data/kws/kws_dev_y.npy" ;;
	ic*) set -- "$2" --data "$data/cifar10/cifar10_test2k.npz" ;;
	*) set -- "$2" --data "$mnist/t10k-images-idx3-ubyte.gz" \
		--labels "$mnist/t10k-labels-idx1-ubyte.gz" --std 255 ;;
	esac
	"$WHIT" eval "$@" --quiet --json |
		awk -F '[:,]' '/"value"/ && !n++ { printf "%.4f\n", $2 }'
}

# calibrated COMMAND NAME OPTIONS...: a command with the data that it may see
calibrated()
{
	command=$1 name=$2
	shift 2
	case $name in
	kws*) set -- "$@" --data "$data/kws/kws_dev_x.npy" --limit 300 ;;
	ic*) set -- "$@" --data "$data/cifar10/cifar10_train10k.npz" --limit 2000 ;;
	*) set -- "$@" --data "$mnist/train-images-idx3-ubyte.gz" --std 255 --shuffle --limit 5000 ;;
	esac
	"$WHIT" "$command" --quiet "$@"
}

# lossy NAME FILE: a line, of the model in $tmp/m.tflite
lossy()
{
	"$WHIT" strip --tflm-only --quiet "$tmp/m.tflite" -o "$tmp/s.tflite"
	row "$1" "$2" "$(bytes "$tmp/s.tflite")" "$(packed "$tmp/s.tflite")" \
		"$(packed "$tmp/s.tflite" --runtime c)" "$(accuracy "$1" "$tmp/s.tflite")"
}

# shown UNITS:SPARSITY K: what was done
shown()
{
	echo "units ${1%:*}, weights ${1#*:}, k $2" | sed 's/units 0, //; s/weights 0, //; s/^k 0$/int8/; s/, k 0$//'
}

# pruned NAME FILE UNITS SPARSITY: shares of channels and of weights to go, into $tmp/p.tflite
pruned()
{
	file=$2
	if [ "$3" != 0 ]; then
		calibrated prune "$1" --structured --sparsity "$3" "$file" -o "$tmp/u.tflite"
		file=$tmp/u.tflite
	fi
	if [ "$4" = 0 ]; then
		"$WHIT" convert "$file" -o "$tmp/p.tflite"
	else
		calibrated prune "$1" --sparsity "$4" --global --dead "$file" -o "$tmp/p.tflite"
	fi
}

# trade_off NAME FILE "UNITS:SPARSITY..." "CLUSTERS...": int8 models, pruned and clustered as they
# are; a float32 one is pruned first, then quantised, then clustered. 0 is for leaving out.
trade_off()
{
	echo
	row "$1" "" strip stock c accuracy
	for shares in $3; do
		pruned "$1" "$2" "${shares%:*}" "${shares#*:}"
		case $2 in
		*int8*) ;;
		*)
			calibrated quantize "$1" --per-tensor-dense "$tmp/p.tflite" -o "$tmp/q.tflite"
			mv "$tmp/q.tflite" "$tmp/p.tflite"
			;;
		esac
		for k in $4; do
			if [ "$k" = 0 ]; then
				cp "$tmp/p.tflite" "$tmp/m.tflite"
			else
				calibrated cluster "$1" -k "$k" --per tensor "$tmp/p.tflite" -o "$tmp/m.tflite"
			fi
			lossy "$1" "$(shown "$shares" "$k")"
		done
	done
}

trade_off kws_int8 "$data/models/kws_int8.tflite" "0:0 0:0.2 0:0.4 0:0.6" "0 32 16 8"
trade_off ic_int8 "$data/models/ic_int8.tflite" "0:0 0:0.2 0:0.4 0:0.6" "0 32 16 8"
trade_off lenet300 "$data/models/lenet300.onnx" "0:0 0:0.8 0:0.9 0.2:0.85 0.2:0.88" "0 16 6"
trade_off lenet5 "$data/models/lenet5.onnx" "0:0 0:0.9 0:0.97 0.5:0.85 0.5:0.9" "0 16 8"
