/* SPDX-License-Identifier: Apache-2.0 */
/* The flash that TensorFlow Lite for Microcontrollers itself takes. */
#ifndef TARGET_RUNTIME_FLASH_H
#define TARGET_RUNTIME_FLASH_H

#include "src/graph/model.h"
#include "src/target/certainty.h"
#include "src/target/runtime_images.h"

typedef struct RuntimeFlash {
	uint64_t bytes; /* code and read-only data; 0 where there is no data */
	Certainty certainty;
	double
		error_percent; /* of an estimate, if there is a bar to it: as much more or less */
	const char *note;  /* where the figure comes from; never NULL */
} RuntimeFlash;

/*
 * Code in flash for the operators a model uses. The note lies in memory. From the images that were
 * measured (runtime_images.h):
 *
 *   exact        the model's set is a measured one, on a measured core
 *   upper bound  a measured set holds the model's and more; the smallest such
 *   estimate     otherwise: see estimate_image(). TFLM_DECODE comes to it with all its decoders.
 *
 * A core that was not measured takes the figures of its nearest relative, as an estimate:
 * M0+ those of M0; M7 and M33, M4; M85, M55; RISC-V, M0; Xtensa, M4. Builds other than the release
 * were measured with CMSIS-NN on M4, which stands in for other Cortex-M. On x86-64 there is no
 * data. kernels must not be KERNELS_BEST.
 */
RuntimeFlash runtime_flash(const Model *model, Core core, Kernels kernels,
	TflmBuild build, Arena *memory);

#endif
