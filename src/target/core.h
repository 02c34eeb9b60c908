/* SPDX-License-Identifier: Apache-2.0 */
/* The processor cores that whit knows, and the kernels that run on them. */
#ifndef TARGET_CORE_H
#define TARGET_CORE_H

#include "src/base/error.h"

typedef enum Core {
	CORE_X86_64,
	CORE_M0,
	CORE_M0PLUS,
	CORE_M3,
	CORE_M4,
	CORE_M7,
	CORE_M33,
	CORE_M55,
	CORE_M85,
	CORE_RISCV32,
	CORE_XTENSA,
	CORE_RISCV64,
	CORE_AVR8,
	CORE_RX,
	CORE_RH850,
	CORE_RISCV32P, /* with packed arithmetic */
	CORE_RISCV64V, /* with vectors */
	CORE_A72,
	N_CORES
} Core;

typedef struct CoreInfo {
	const char *name; /* "cortex-m4", as profiles write it */
	bool is_cortex_m; /* 32-bit pointers, and enums of a byte where that is enough */
	bool has_dsp;     /* packed arithmetic of Armv7E-M and Armv8-M */
	bool has_mve;     /* Helium */
} CoreInfo;

/* Never NULL. The M33 is taken to have the DSP extension, as those in microcontrollers do. */
const CoreInfo *core_info(Core core);

/* Whether the sizes of TFLM's structs on it are known: on Cortex-M and x86-64 only. */
bool core_layout_known(Core core);

/* Find a core by its name; false where there is none. */
bool core_find(const char *name, Core *core);

/* TFLM's kernels: its portable ones, or those that call Arm's CMSIS-NN. */
typedef enum Kernels {
	KERNELS_BEST, /* CMSIS-NN where there is one, else the reference */
	KERNELS_REFERENCE,
	KERNELS_CMSIS_NN,
} Kernels;

/* "reference", "cmsis-nn"; "best" for what is not yet chosen. */
const char *kernels_name(Kernels kernels);

/* The kernels to count with, never KERNELS_BEST. Fails for CMSIS-NN on a core without it. */
bool kernels_choose(Core core, Kernels wanted, Kernels *kernels, Error *err);

#endif
