#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Everything that `whit quantize` makes of a float model, before LiteRT and the verifier. To
# be sourced after checks.sh; judge_forms is what it is for.

: "${here:?}" "${tmp:?}"

# --- Limits, by what LiteRT 2.5.3 gave for the models here ---

# Float sums of another order differ in the last bits.
float_limits="--relative 1e-4"

# LiteRT's int8 kernels scale in float and round to even, the reference's, and ours, do not:
# activations are a few units apart. A softmax makes more of it: three units of a logit move
# a probability near a half by 20 of 256, so there the mean and the decisions tell more than
# the largest. Found, over all forms, as largest and mean: kws 44 and 0.52, vww 2 and 0.4,
# gesture 44 and 1.2, ad 4 and 0.64, ic 72 and 1.8 with three other decisions of 50. Of 22 files
# of kws with 16 bytes in a row spoilt, these limits stop 18.
int8_limits()
{
	case $1 in
	ad_*) echo "--largest 8 --mean 1 --top 0.9" ;;
	gesture) echo "--largest 60 --mean 1.5 --top 0.98" ;;
	ic_*) echo "--largest 90 --mean 2.5 --top 0.92" ;;
	*) echo "--largest 60 --mean 0.75 --top 0.98" ;;
	esac
}

# int16x8: LiteRT's kernels give the very values of TFLM's and ours, but for the fully
# connected layer's: that scales a sum by all 31 bits of the multiplier, TFLM's by 15 of
# them, which is half a unit in 32,768, or one after rounding. Where a softmax follows and
# two logits of scale s part by two units, a probability moves by s * 16384 at most, and two
# more for rounding: 15 for kws, whose s is the largest of three, and 38 for gesture. Found: 7
# and 17, and 7 after the ten layers of ad.
int16x8_limits()
{
	case $1 in
	gesture) echo "--largest 38 --mean 1 --top 0.99" ;;
	*) echo "--largest 15 --mean 1 --top 0.99" ;;
	esac
}

# Dynamic range: LiteRT also quantises the activations in front of a layer, to 8 bits a
# sample; they stay float32 here. There is no exact reference: 34 to 73 dB, and two of 7,200
# probabilities move by more than a tenth.
dynamic_limits="--snr 30 --top 0.97"

# float16: both widen the constants and compute in float32. Found: 1.5e-5 at most; with halves
# in the arithmetic they would be 2^-11 apart, five times the limit.
float16_limits="$float_limits --top 0.98"

# int8 inside and float32 outside: the limits of int8, in real numbers. A unit of a
# probability is 1/256; reconstructions have a unit of their own, and were found at 50 dB.
real_limits()
{
	case $1 in
	ad_*) echo "--snr 40 --top 0.9" ;;
	ic_*) echo "--mean 0.0098 --top 0.92" ;;
	*) echo "--mean 0.003 --top 0.98" ;;
	esac
}

# --- Forms ---

# judge_form FORM LIMITS OPTIONS...: the model $model, called $name, quantised with the
# options; LiteRT and whit run it on $data.
judge_form()
{
	form=$1 limits=$2
	shift 2
	out=$tmp/${name}_$form.tflite
	check "$name: quantize $form" "$WHIT" quantize "$model" --quiet -o "$out" "$@"
	check "$name: the verifier accepts it as $form" "$tmp/verify" "$out"
	# shellcheck disable=SC2046 # options are words
	check "$name: LiteRT and whit agree on it as $form" \
		agree "$limits" "$out" "$data" $(quantize_options "$out")
}

# Which operators have int4 weights; fails when none has. LiteRT takes them in all three that
# can, so that a refusal is a failure.
int4_operators()
{
	"$WHIT" info "$1" | awk '
		/int8\/int4/ && !seen[$2]++ { printf "%s%s", n++ ? ", " : "", $2 }
		END { exit !n }'
}

# A format a layer: all four in one model, and conversions between them.
mixed_plan()
{
	"$WHIT" quantize "$model" --data "$few" --quiet --sensitivity --plan "$tmp/plan.json" \
		>"$tmp/sensitivity.txt" &&
		node "$here/mixed_plan.js" "$tmp/plan.json" "$tmp/mixed.json"
}

judge_mixed()
{
	check "$name: a plan of four formats" mixed_plan
	judge_form mixed "$(int8_limits "$name")" --data "$data" --plan "$tmp/mixed.json" \
		--input-type int8 --output-type int8
}

# judge_forms NAME MODEL DATA
judge_forms()
{
	name=$1 model=$2 data=$3
	int8=$(int8_limits "$name")
	few=$SHARED/data/golden/${name}_x.npy # samples will do for what takes long
	test -f "$few" || few=$data

	judge_form int8 "$int8" --data "$data"
	judge_form per-tensor-dense "$int8" --data "$data" --per-tensor-dense
	judge_form best "$int8" --data "$few" --best
	judge_form int4 "$int8" --data "$data" --weights int4
	check "$name: int4 weights in" int4_operators "$out"
	judge_form int16x8 "$(int16x8_limits "$name")" --data "$data" --to int16x8
	judge_form dynamic "$dynamic_limits" --to dynamic
	judge_form float16 "$float16_limits" --to float16
	judge_mixed
	judge_form other-borders "$(real_limits "$name")" --data "$data" \
		--keep 0 --input-type uint8 --output-type float32
	case $name in
	kws_*) judge_form best-int4 "$int8" --data "$few" --weights int4 --best ;;
	esac
}
