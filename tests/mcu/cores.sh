#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The cores that exported C is compiled for and run on. To be sourced.
#
# core NAME sets
#
#   prefix   of the cross compiler's programs: ${prefix}gcc, ${prefix}size ...
#   flags    what tells the compiler the core
#   libc     flags for the compiler and linker that bring memcpy and memset
#   machine  QEMU's program, machine and processor; empty where it is only compiled for
#   tick_ns  nanoseconds of a tick of the counter that board_*.c reads; at -icount shift=0 an
#            instruction takes one
#   flash, ram, samples  addresses of half a megabyte, half a megabyte, and two
#   peer     the core of tflm.tsv to stand beside
#   target   a part with the core, or the like, of `whit targets`
#
# or returns 1. The M0's board has 256 KB of flash and 16 KB of RAM, and gets more here. QEMU
# 7.2 lets an M0 read words from anywhere, which a real one does not: run.sh has the sanitizer
# look for that in what is compiled for x86-64.
# shellcheck disable=SC2034 # for those who source this
core()
{
	prefix=arm-none-eabi- libc=--specs=nano.specs machine='' tick_ns=40 peer=$1 target=nrf52840
	flash=0x00000000 ram=0x20000000 samples=0x00200000
	case $1 in
	m0)
		flags='-mcpu=cortex-m0 -mthumb'
		machine='qemu-system-arm -M microbit -global nrf51-soc.flash-size=0x400000
			-global nrf51-soc.sram-size=0x80000'
		tick_ns=62.5 target=rp2040
		;;
	m3)
		flags='-mcpu=cortex-m3 -mthumb' target=stm32f103c8
		machine='qemu-system-arm -M mps2-an385 -cpu cortex-m3'
		;;
	m4)
		flags='-mcpu=cortex-m4 -mthumb' peer=m4f
		machine='qemu-system-arm -M mps2-an386 -cpu cortex-m4'
		;;
	m4f)
		flags='-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard'
		machine='qemu-system-arm -M mps2-an386 -cpu cortex-m4'
		;;
	m7) flags='-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard' ;;
	m33) flags='-mcpu=cortex-m33 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard' ;;
	m55)
		flags='-mcpu=cortex-m55 -mthumb -mfloat-abi=hard'
		machine='qemu-system-arm -M mps3-an547 -cpu cortex-m55'
		tick_ns=31.25 samples=0x01000000 target=alif-e3
		;;
	rv32 | rv32imc)
		prefix=riscv64-unknown-elf- libc=--specs=picolibc.specs
		flags='-march=rv32imc -mabi=ilp32 -misa-spec=2.2'
		machine='qemu-system-riscv32 -M virt -cpu rv32 -bios none'
		tick_ns=1 target=esp32-c3 flash=0x80000000 ram=0x80400000 samples=0x80200000
		;;
	*) return 1 ;;
	esac
}

# As firmware is built.
optimise='-std=c99 -O2 -ffunction-sections -fdata-sections'
strict='-Wall -Wextra -Wconversion -Werror'
