# SPDX-License-Identifier: Apache-2.0
# `whit export -f c`: C that runs by itself. On microcontrollers' cores tests/mcu/ runs it.
load setup
load data

# values FILE.npy: without its header
values()
{
	tail -c "+$(($(od -An -tu2 -j8 -N2 "$1") + 11))" "$1"
}

# program DIR NAME: DIR/run, which runs the exported NAME on standard input
program()
{
	cat >"$1/main.c" <<-END
		#include <stdio.h>
		#include "$2.h"
		static ${2^^}_INPUT_TYPE in[${2^^}_INPUT_COUNT];
		static ${2^^}_OUTPUT_TYPE out[${2^^}_OUTPUT_COUNT];
		int main(void)
		{
			while (fread(in, sizeof in, 1, stdin)) {
				if ($2_invoke(in, out) != 0)
					return 1;
				fwrite(out, sizeof out, 1, stdout);
			}
			return 0;
		}
	END
	(
		shopt -s nullglob # a model may need no kernels
		cd "$1" || exit
		cc -std=c99 -O2 -ffp-contract=off -Wall -Wextra -Wconversion -Werror \
			main.c "$2.c" kernels/*.c -o run
	)
}

# runs_alike MODEL DATA [OPTION...]: exported, it gives what `whit run` does, byte for byte
runs_alike()
{
	local model=$1 data=$2
	shift 2
	rm -rf m expected.npy
	whit export "$model" -f c --name m -o m "$@"
	program m m
	whit run "$model" --data "$data" --quiet -o expected.npy
	values expected.npy >expected
	values "$data" | m/run | cmp - expected
}

# arena DIR: the bytes of RAM that an export named m takes
arena()
{
	sed -n 's/^#define M_ARENA_BYTES //p' "$1/m.h"
}

@test "the MLPerf models run as they do here, and packed in at most 4 KB more" {
	local name model data dense
	for name in kws ic vww ad; do
		model=$SHARED/data/models/${name}_int8.tflite
		data=$SHARED/data/golden/${name}_int8_x.npy
		[ $name != kws ] || data=$SHARED/data/kws/kws_dev_x.npy
		needs "$model"
		runs_alike "$model" "$data"
		dense=$(arena m)
		for runtime in tflm c; do
			whit huffman "$model" --runtime $runtime --quiet -o packed.tflite
			runs_alike packed.tflite "$data"
			echo "$name: $dense bytes of RAM, and $(arena m) packed for $runtime"
			[ "$(arena m)" -le $((dense + 4096)) ]
		done
	done
}

@test "what is packed takes no more flash than the packed file" {
	needs "$SHARED/data/models/vww_int8.tflite"
	whit huffman "$SHARED/data/models/vww_int8.tflite" --runtime c --quiet -o packed.tflite
	whit export packed.tflite -f c --name m -o m
	cc -std=c99 -O2 -c m/m.c -o m.o
	[ "$(size -A m.o | awk '/rodata/ { n += $2 } END { print n }')" -lt 70000 ]
}

@test "float32 models run as they do here, if they are wanted" {
	local name
	runs_float() { runs_alike "$1" "$2" --allow-float; }
	for name in ad ic kws vww; do
		needs "$SHARED/data/models/${name}_float.tflite"
		runs_float "$SHARED/data/models/${name}_float.tflite" \
			"$SHARED/data/golden/${name}_float_x.npy"
	done
}

# noise N: so many float32 values in +-2 with few digits, told by their upper two bytes
noise()
{
	printf %b "$(awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "\\0000\\0000\\0%03o\\0%03o", (i * 37 + 11) % 128 + 128 * (i % 3 > 0),
				i % 2 ? 63 : 191 }')"
}

@test "operators of ONNX's own tests run as they do here, in float32 and int8" {
	local nodes=/usr/share/libonnx-testdata/data/node node shape count
	needs $nodes
	for node in averagepool_2d_pads averagepool_2d_same_lower concat_2d_axis_0 elu_example \
		flatten_axis1 hardswish leakyrelu_example logsoftmax_axis_2 maxpool_2d_same_upper \
		reduce_mean_keepdims_example reduce_max_keepdims_example relu sigmoid softmax_axis_1 \
		maxpool_2d_pads tanh transpose_all_permutations_2; do
		whit convert $nodes/test_$node/model.onnx -o node.tflite 2>/dev/null || continue
		whit export node.tflite -f c --allow-float --name m -o shape
		shape=$(sed -n 's/^#define M_INPUT_SHAPE {\(.*\)}$/\1/p' shape/m.h)
		count=$(sed -n 's/^#define M_INPUT_COUNT //p' shape/m.h)
		rm -r shape
		[ -n "$shape" ] || continue # of several inputs
		{ npy '<f4' "$((4 * ${shape%%,*}))${shape#"${shape%%,*}"}," && noise $((4 * count)); } >x.npy
		runs_alike node.tflite x.npy --allow-float
		whit quantize node.tflite --data x.npy --quiet -o node8.tflite 2>/dev/null || continue
		{ npy '|i1' "$((16 * ${shape%%,*}))${shape#"${shape%%,*}"}," && values x.npy; } >x8.npy
		runs_alike node8.tflite x8.npy
		echo "$node in both"
	done
}

@test "sources have no warnings as C99 and C++17, from gcc and clang" {
	local compiler
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit export gesture8.tflite -f c -o gesture8
	cd gesture8
	for compiler in "gcc -std=c99" "clang -std=c99" "g++ -x c++ -std=c++17" \
		"clang++ -x c++ -std=c++17"; do
		command -v "${compiler%% *}" >/dev/null || continue
		$compiler -Wall -Wextra -Wconversion -Werror -fsyntax-only gesture8.c kernels/*.c
	done
}

@test "there are the kernels that the model calls, and no others" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit export gesture8.tflite -f c -o c
	[ -e c/gesture8.h ]
	[ -e c/kernels/dense_s8.c ]
	[ ! -e c/kernels/conv_f32.c ]
	for file in c/kernels/*; do
		sed 's|#include "src/kernels/|#include "|' "$top/src/kernels/${file##*/}" | cmp - "$file"
	done
	! grep -w 'float\|double\|malloc(' c/*.c c/kernels/*.c
}

@test "an Arduino library, and a CMake project" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit export gesture8.tflite -f c --arduino --name gesture -o arduino
	grep -q '^name=gesture$' arduino/library.properties
	[ -s arduino/src/gesture.c ]
	[ -s arduino/src/kernels/dense_s8.c ]
	grep -q '^#include <gesture.h>$' arduino/examples/gesture/gesture.ino
	whit export gesture8.tflite -f c --cmake --name gesture -o cmake
	for file in cmake/*.c cmake/kernels/*.c; do
		grep -q "^	${file#cmake/}$" cmake/CMakeLists.txt
	done
	[ -z "$(grep -r contract cmake)" ]
	whit export gesture.tflite -f c --allow-float --cmake --name gesture -o float
	grep -q -e '-fdata-sections -ffp-contract=off)$' float/CMakeLists.txt
	grep -q '^ \* -ffp-contract=off ' float/gesture.c
}

@test "what cannot be exported is refused in one line, and nothing is written" {
	refuses "whit export: -f c writes a folder: give -o DIR" whit export gesture.tflite -f c
	refuses "whit export: --name '2fast' is no C identifier, or has a meaning in C or C++" \
		whit export gesture.tflite -f c --name 2fast -o out
	refuses "whit export: gesture.tflite: input 'acceleration': it is float32; --allow-float exports that all the same" \
		whit export gesture.tflite -f c -o out
	refuses "whit export: $bad/unknown_op.tflite: operator 1 (COS): cannot be run: this operator is not supported" \
		whit export "$bad/unknown_op.tflite" -f c --allow-float -o out
	refuses "whit export: --arduino, --cmake and --allow-float need -f c" \
		whit export gesture.tflite --cmake -o out.tflite
	[ ! -e out ]
	echo >file
	refuses "whit export: file: is no folder" whit export gesture.tflite -f c --allow-float -o file
}

@test "of many files, none is written where one cannot be" {
	mkdir -p out/gesture.c
	refuses "whit export: out/gesture.c: is a folder" \
		whit export gesture.tflite -f c --allow-float -o out
	[ "$(find out | sort | tr '\n' ' ')" = "out out/gesture.c " ]
	refuses "whit export: no/folder: No such file or directory" \
		whit export gesture.tflite -f c --allow-float -o no/folder
}

@test "over budget nothing is written, unless by force" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	run --separate-stderr whit export gesture8.tflite -f c -t nrf52840 --max-ram 1K -o out
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "${stderr_lines[-1]}" = \
		"whit export: gesture8.tflite: over budget; nothing written (--force overrides)" ]
	[ ! -e out ]
	whit export gesture8.tflite -f c -t nrf52840 --max-ram 1K --force -o out 2>report.txt
	grep -q '^  of --max-ram .*OVER' report.txt
	whit export gesture8.tflite -f c -t nrf52840 --quiet -o fits
	cmp out/gesture8.c fits/gesture8.c
	refuses "whit export: --kernels are TFLM's; exported C has its own" \
		whit export gesture8.tflite -f c -t nrf52840 --kernels reference -o out
}

@test "budget --runtime c counts what is written" {
	whit quantize gesture.tflite --data gesture_train.npz --quiet -o gesture8.tflite
	whit export gesture8.tflite -f c --name m -o m
	run whit budget --runtime c -t nrf52840 gesture8.tflite
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "gesture8.tflite on nrf52840 (cortex-m4), exported C: fits, as far as is known" ]
	[[ "$output" == *"  arena "*" $(arena m)"$'\n'* ]]
	if command -v arm-none-eabi-gcc >/dev/null; then
		arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -std=c99 -O2 -fdata-sections -c m/m.c -o m.o
		[[ "$output" == *"  constants "*" $(arm-none-eabi-size -A m.o |
			awk '/^.rodata/ { n += int(($2 + 3) / 4) * 4 } END { print n }')"$'\n'* ]]
	fi
	whit budget --runtime c -t nrf52840 --json gesture8.tflite >report.json
	grep -q '"constant_bytes"' report.json
	[ "$(json runtime <report.json)" = '"c"' ]
}
