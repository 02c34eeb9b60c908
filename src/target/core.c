/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/core.h"

#include <string.h>

static const CoreInfo cores[] = {
	[CORE_X86_64] = {.name = "x86-64"},
	[CORE_M0] = {.name = "cortex-m0", .is_cortex_m = true},
	[CORE_M0PLUS] = {.name = "cortex-m0+", .is_cortex_m = true},
	[CORE_M3] = {.name = "cortex-m3", .is_cortex_m = true},
	[CORE_M4] = {.name = "cortex-m4", .is_cortex_m = true, .has_dsp = true},
	[CORE_M7] = {.name = "cortex-m7", .is_cortex_m = true, .has_dsp = true},
	[CORE_M33] = {.name = "cortex-m33", .is_cortex_m = true, .has_dsp = true},
	[CORE_M55] = {.name = "cortex-m55",
		.is_cortex_m = true,
		.has_dsp = true,
		.has_mve = true},
	[CORE_M85] = {.name = "cortex-m85",
		.is_cortex_m = true,
		.has_dsp = true,
		.has_mve = true},
	[CORE_RISCV32] = {.name = "riscv32"},
	[CORE_XTENSA] = {.name = "xtensa"},
	[CORE_RISCV64] = {.name = "riscv64"},
	[CORE_AVR8] = {.name = "avr8"},
	[CORE_RX] = {.name = "rx"},
	[CORE_RH850] = {.name = "rh850"},
	[CORE_RISCV32P] = {.name = "riscv32-p"},
	[CORE_RISCV64V] = {.name = "riscv64-v"},
	[CORE_A72] = {.name = "cortex-a72"},
};

const CoreInfo *core_info(Core core)
{
	return &cores[core];
}

bool core_layout_known(Core core)
{
	return core == CORE_X86_64 || cores[core].is_cortex_m;
}

bool core_find(const char *name, Core *core)
{
	for (Core i = 0; i < N_CORES; i++) {
		if (strcmp(cores[i].name, name) == 0) {
			*core = i;
			return true;
		}
	}
	return false;
}

const char *kernels_name(Kernels kernels)
{
	static const char *const names[] = {
		[KERNELS_BEST] = "best",
		[KERNELS_REFERENCE] = "reference",
		[KERNELS_CMSIS_NN] = "cmsis-nn",
	};
	return names[kernels];
}

bool kernels_choose(Core core, Kernels wanted, Kernels *kernels, Error *err)
{
	bool has_cmsis_nn = cores[core].is_cortex_m;
	if (wanted == KERNELS_CMSIS_NN && !has_cmsis_nn)
		return failed(err, "cmsis-nn kernels run on Cortex-M only, not on %s",
			cores[core].name);
	if (wanted == KERNELS_BEST)
		wanted = has_cmsis_nn ? KERNELS_CMSIS_NN : KERNELS_REFERENCE;
	*kernels = wanted;
	return true;
}
