#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh CORE FOLDER
# Compile each model of FOLDER (see models.sh) for the core, run it under QEMU, or on this
# machine where the core is x86-64, and compare every byte with what whit computed. Says TAP,
# with a table of what it takes beside what TFLM does. Leaves FOLDER/../CORE/figures.tsv:
# model, bytes of code, of constants, of RAM, of stack, instructions; what `whit budget --runtime
# c` says of code, constants and RAM; constants without what the linker puts between them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/mcu/cores.sh
. "$here/cores.sh"
# shellcheck source=tests/mcu/tap.sh
. "$here/tap.sh"
: "${WHIT:?}" "${optimise:?}" "${strict:?}" "${SAMPLES:=3}"
name=$1
mkdir -p "$2/../$name"
models=$(cd "$2" && pwd)
work=$(cd "$2/../$name" && pwd)
own_arena=
tab=$(printf '\t')

# harness OBJECT SOURCE COMPILER...: compile a file of the test's own
harness()
{
	object=$1 source=$2
	shift 2
	# gcc must not make calls of memset from loops: all that is linked counts as the model's.
	"$@" -std=gnu11 -O2 -Wall -Wextra -Werror -fno-tree-loop-distribute-patterns -I"$here" \
		-c "$here/$source" -o "$object"
}

# compile MODEL COMPILER...: the exported files, the samples and main.c into $work/MODEL
compile()
{
	model=$1 made=$models/$1 objects=$work/$1
	upper=$(echo "$model" | tr '[:lower:]' '[:upper:]')
	shift
	rm -rf "$objects"
	mkdir -p "$objects/model" "$objects/kernels" "$objects/harness"
	# shellcheck disable=SC2086 # flags are words
	(cd "$objects/kernels" && "$@" $optimise $strict -c "$made"/export/kernels/*.c) &&
		"$@" $optimise $strict -c "$made/export/$model.c" -o "$objects/model/$model.o" &&
		harness "$objects/harness/main.o" main.c "$@" -I"$made/export" \
			-DMODEL_HEADER="\"$model.h\"" -DN_SAMPLES="$SAMPLES" \
			-DINPUT_BYTES="${upper}_INPUT_BYTES" -DOUTPUT_BYTES="${upper}_OUTPUT_BYTES" \
			-DINPUT_TYPE="${upper}_INPUT_TYPE" -DOUTPUT_TYPE="${upper}_OUTPUT_TYPE" \
			${own_arena:+-DARENA_BYTES="${upper}_ARENA_BYTES"} \
			-DINVOKE="${model}_invoke${own_arena:+_in}" &&
		"$@" -DX="\"$made/x.bin\"" -DY="\"$made/y.bin\"" -c "$here/samples.S" \
			-o "$objects/harness/samples.o"
}

# sizes ELF: bytes of code, constants and RAM
sizes()
{
	"${prefix}size" -A "$1" | awk '
	{ bytes[$1] = $2 }
	END {
		ram = bytes[".model_data"] + bytes[".model_bss"]
		code = bytes[".code"] + bytes[".literals"] + bytes[".model_data"]
		print code "\t" bytes[".constants"] "\t" ram
	}'
}

# no_library MODEL ELF: all that was linked beside the export is memcpy, memset and what the compiler
# itself calls for integers, unless the model is one of real numbers. These have to be found where they are computed
# by functions, as on the M0, the M3 and RV32IMC.
no_library()
{
	case $1 in
	*_float) return ;;
	esac
	"${prefix}nm" "$2" | awk '
	$3 ~ /alloc|free$|printf|^__aeabi_(f|d|[uil]*2[fd])|^__[a-z]*[sd]f[23si]*$|^(exp|log|sqrt)f?$/ {
		print $3 " is linked"
		found = 1
	}
	END { exit found }'
}

# predicted MODEL: bytes of code, constants and RAM
predicted()
{
	"$WHIT" budget --runtime c -t "$target" --json "$models/$1/model.tflite" | awk -F '[:,[:space:]]+' '
	{ said[$2] = $3 }
	END {
		print said["\"runtime_bytes\""] "\t" said["\"constant_bytes\""] "\t" \
			said["\"arena_used_bytes\""]
	}'
}

# constants MODEL: bytes of all in its object, each in whole words, but for literals in its code
constants()
{
	"${prefix}size" -A "$work/$1/model/$1.o" | awk '
	$1 ~ /^\.s?rodata/ && $1 !~ /\.cst[0-9]+$/ { bytes += int(($2 + 3) / 4) * 4 }
	END { print bytes }'
}

# on_board MODEL: its line of figures.tsv
on_board()
{
	# shellcheck disable=SC2086
	compile "$1" "${prefix}gcc" $flags $libc || return
	case $prefix in
	arm*) board=board_arm.c ;;
	*) board=board_rv32.c ;;
	esac
	elf=$work/$1/$1.elf
	# shellcheck disable=SC2086
	harness "$work/$1/harness/board.o" $board "${prefix}gcc" $flags $libc &&
		"${prefix}gcc" $flags $libc -nostartfiles -Wl,--gc-sections -T "$here/link.ld" \
			-Wl,--defsym=flash_at=$flash,--defsym=ram_at=$ram,--defsym=samples_at=$samples \
			"$work/$1"/*/*.o -o "$elf" -Wl,-Map="$elf.map" &&
		timeout 600 $machine -display none -monitor none -serial none -icount shift=0 \
			-semihosting-config enable=on,target=native -kernel "$elf" >"$work/$1/said" 2>&1 </dev/null
	status=$?
	cat "$work/$1/said" >&2
	[ $status = 0 ] && no_library "$1" "$elf" && awk -v model="$1" -v sizes="$(sizes "$elf")" -v ns="$tick_ns" \
		-v predicted="$(predicted "$1")" -v constants="$(constants "$1")" '
	{ said[$1] = $2 }
	END {
		printf "%s\t%s\t%s\t%.0f\t%s\t%s\n", model, sizes, said["stack"], said["ticks"] * ns,
			predicted, constants
	}
	' "$work/$1/said" >>"$work/figures.tsv"
}

# on_host MODEL: as it is, and in an arena of just its size, with what finds mistakes in memory
# and arithmetic
on_host()
{
	for sanitize in '' '-fsanitize=address,undefined -fno-sanitize-recover=all'; do
		own_arena=$sanitize
		# shellcheck disable=SC2086
		compile "$1" gcc -g $sanitize &&
			harness "$work/$1/harness/board.o" board_host.c gcc &&
			gcc $sanitize -z noexecstack "$work/$1"/*/*.o -o "$work/$1/$1" && "$work/$1/$1" || return
	done
}

if [ "$name" = x86-64 ]; then
	run=on_host
	[ "$(uname -m)" = x86_64 ] || { skip "$name" "this machine is none"; exit; }
elif core "$name" && [ "$machine" ]; then
	run=on_board
	for tool in "${prefix}gcc" "${machine%% *}"; do
		command -v "$tool" >/dev/null || { skip "$name" "$tool is missing"; exit; }
	done
else
	fail "$name: no such core, or no machine of it"
	exit 1
fi

: >"$work/figures.tsv"
for folder in "$models"/*/; do
	[ -d "$folder" ] || continue
	model=$(basename "$folder")
	check "$name: $model gives every byte that whit computes" $run "$model"
done
[ $run = on_host ] ||
	awk -F "$tab" -v core="$name" -v peer="$peer" -f "$here/table.awk" \
		"$here/tflm.tsv" "$work/figures.tsv"
