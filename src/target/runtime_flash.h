/* SPDX-License-Identifier: Apache-2.0 */
/* The flash that TensorFlow Lite for Microcontrollers itself takes. */
#ifndef TARGET_RUNTIME_FLASH_H
#define TARGET_RUNTIME_FLASH_H

#include "src/graph/model.h"
#include "src/target/certainty.h"
#include "src/target/core.h"

typedef struct RuntimeFlash {
	uint64_t bytes; /* code and read-only data; 0 where there is no data */
	Certainty certainty;
	const char *note; /* where the figure comes from; never NULL */
} RuntimeFlash;

/*
 * Code in flash for the operators a model uses. The note lies in memory.
 *
 * Measured are three sets of operators, each on M0, M3, M4F and M55 with both kinds of
 * kernels: tflite-micro 90b983c2, CMSIS-NN 4ab83cc3, gcc 12.2, the release build with its
 * core at -Os and kernels at -O2, CMSIS-NN for all types. 1.25 KB of each figure is the
 * harness that it was measured with. From these:
 *
 *   exact        the model's set is a measured one, on a measured core
 *   upper bound  a measured set holds the model's and more; the smallest such
 *   estimate     otherwise: the set that lacks fewest of the model's operators (the smallest
 *                of such), and an increment for each that it lacks. The increment is the
 *                mean over the larger sets of (set - smallest set) / operators it has more;
 *                TFLM_DECODE's is the measured 18,644 bytes of all its decoders.
 *
 * A core that was not measured takes the figures of its nearest relative, as an estimate:
 * M0+ those of M0; M7 and M33, M4F; M85, M55; RISC-V, M0; Xtensa, M4F. On x86-64 there is
 * no data. kernels must not be KERNELS_BEST.
 */
RuntimeFlash runtime_flash(const Model *model, Core core, Kernels kernels, Arena *memory);

#endif
