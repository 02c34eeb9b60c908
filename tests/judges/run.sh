#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What whit writes, before judges that are not ours: LiteRT runs it, FlatBuffers' verifier
# reads it. Called by `make check-judges`, which says
#
#   WHIT     the program
#   LIBWHIT  libwhit.a, beside it unless said
#   BUILD    a folder for temporaries, the same unless said
#   SHARED   the folder with the shared models and data
#
# A line a check, the count alone on the last one; exit status 1 if a check failed, 2 if the
# judges cannot be had.
set -u
here=$(dirname "$0")
: "${BUILD:=$(dirname "$WHIT")}" "${LIBWHIT:=$BUILD/libwhit.a}"
tmp=$BUILD/judges
# shellcheck source=tests/judges/checks.sh
. "$here/checks.sh"
# shellcheck source=tests/judges/forms.sh
. "$here/forms.sh"

# Inputs for a model by its name, of the model's own input type.
data_for()
{
	case $1 in
	kws_int8) echo "$SHARED/data/kws/kws_dev_x.npy" ;;
	kws_*) echo "$SHARED/data/kws/kws_dev_xf.npy" ;;
	*) echo "$SHARED/data/golden/$1_x.npy" ;;
	esac
}

# LiteRT reads what strip leaves just as it read the whole.
judge_stripped()
{
	name=$1 model=$2 data=$3
	out=$tmp/${name}_s.tflite
	check "$name: strip" "$WHIT" strip "$model" --quiet -o "$out"
	check "$name: the verifier accepts it stripped" "$tmp/verify" "$out"
	check "$name: LiteRT gives the same of it stripped" same_outputs "$model" "$out" "$data"
}

judge_model()
{
	model=$1 data=$2
	name=$(basename "$model" .tflite)
	out=$tmp/$name.tflite
	check "$name: convert" "$WHIT" convert "$model" -o "$out"
	check "$name: the verifier accepts it converted" "$tmp/verify" "$out"
	check "$name: LiteRT gives the same before and after" same_outputs "$model" "$out" "$data"
	case $name in
	*_hybrid) limits=$dynamic_limits ;;
	*_int8) limits=$(int8_limits "$name") ;;
	*) limits=$float_limits ;;
	esac
	check "$name: LiteRT and whit agree" agree "$limits" "$model" "$data"
	judge_stripped "$name" "$model" "$data"
	case $name in
	*_hybrid | *_int8) ;;
	*) judge_forms "$name" "$model" "$data" ;;
	esac
}

build_judges || trouble "cannot build them; run 'make deps-judges' first"

for sample in "$top"/samples/*.tflite; do
	name=$(basename "$sample" .tflite)
	unzip -p "$top/samples/${name}_test.npz" x.npy >"$tmp/${name}_x.npy" || trouble "unzip failed"
	judge_model "$sample" "$tmp/${name}_x.npy"
done

if [ -d "$SHARED/data/models" ]; then
	for model in "$SHARED"/data/models/*.tflite; do
		judge_model "$model" "$(data_for "$(basename "$model" .tflite)")"
	done
else
	skip "the shared models: $SHARED/data is missing"
fi

sum_up
