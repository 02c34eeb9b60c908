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
top=$here/../..
: "${BUILD:=$(dirname "$WHIT")}" "${LIBWHIT:=$BUILD/libwhit.a}"
tmp=$BUILD/judges
passed=0 failed=0 skipped=0

trouble()
{
	echo "judges: $*" >&2
	exit 2
}

# check WHAT COMMAND...: passes when the command exits 0; what it printed is shown.
check()
{
	what=$1
	shift
	if said=$("$@" 2>&1); then
		passed=$((passed + 1))
		echo "ok - $what${said:+: $said}"
	else
		failed=$((failed + 1))
		echo "not ok - $what: $said"
	fi
}

skip()
{
	skipped=$((skipped + 1))
	echo "skip - $*"
}

litert() { node "$here/litert.js" "$@"; }
compare() { node "$here/compare.js" "$@"; }

build_judges()
{
	test -d "$here/node_modules" && command -v flatc >/dev/null || return 1
	rm -rf "$tmp"
	mkdir -p "$tmp"
	# shellcheck disable=SC2086 # flags are words
	${CC:-cc} -std=c11 ${CFLAGS:-} -I"$top" "$here/print_schema.c" "$LIBWHIT" -lm ${LDLIBS:-} \
		-o "$tmp/print_schema" &&
		"$tmp/print_schema" >"$tmp/tflite.fbs" &&
		flatc --cpp -o "$tmp" "$tmp/tflite.fbs" &&
		${CXX:-c++} -std=c++17 -O1 -I"$tmp" "$here/verify_flatbuffer.cc" -o "$tmp/verify"
}

# Inputs for a model by its name, of the model's own input type.
data_for()
{
	case $1 in
	kws_int8) echo "$SHARED/data/kws/kws_dev_x.npy" ;;
	kws_*) echo "$SHARED/data/kws/kws_dev_xf.npy" ;;
	*) echo "$SHARED/data/golden/$1_x.npy" ;;
	esac
}

# The verifier's "ok SCALE ZERO_POINT" as litert.js's options.
quantize_options()
{
	"$tmp/verify" "$1" | awk 'NF == 3 { print "--scale", $2, "--zero-point=" $3 }'
}

same_outputs()
{
	litert --rows 100 "$1" "$3" "$tmp/before.npy" &&
		litert --rows 100 "$2" "$3" "$tmp/after.npy" &&
		cmp "$tmp/before.npy" "$tmp/after.npy"
}

# agree LIMITS MODEL DATA [LITERT'S OPTIONS]: whit's outputs against LiteRT's
agree()
{
	limits=$1 model=$2 data=$3
	shift 3
	# shellcheck disable=SC2086
	"$WHIT" run "$model" --data "$data" -o "$tmp/whit.npy" &&
		litert "$@" "$model" "$data" "$tmp/litert.npy" &&
		compare $limits "$tmp/whit.npy" "$tmp/litert.npy"
}

# LiteRT's int8 kernels scale in float and round to even, the reference's, and ours, do not:
# activations are a few units apart. A softmax makes more of it: three units of a logit move
# a probability near a half by 20 of 256, so there the mean is held, and the decision.
int8_limits()
{
	case $1 in
	ad_*) echo "--largest 8 --mean 1" ;;
	*) echo "--mean 3 --top 0.9" ;;
	esac
}

judge_quantized()
{
	name=$1 model=$2 data=$3
	out=$tmp/${name}_q.tflite
	check "$name: quantize" "$WHIT" quantize "$model" --data "$data" --quiet -o "$out"
	check "$name: the verifier accepts it quantized" "$tmp/verify" "$out"
	# shellcheck disable=SC2046
	check "$name: LiteRT and whit agree on it quantized" \
		agree "$(int8_limits "$name")" "$out" "$data" $(quantize_options "$out")
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
	# Float activations on int8 weights have no exact reference: LiteRT quantises the
	# activations on the way, and two probabilities in 7,200 move by more than a tenth.
	*_hybrid) limits="--mean 0.002 --top 0.98" ;;
	*_int8) limits=$(int8_limits "$name") ;;
	*) limits="--relative 1e-4" ;;
	esac
	check "$name: LiteRT and whit agree" agree "$limits" "$model" "$data"
	judge_stripped "$name" "$model" "$data"
	case $name in
	*_hybrid | *_int8) ;;
	*) judge_quantized "$name" "$model" "$data" ;;
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

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
