/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images of TensorFlow Lite for Microcontrollers as they were measured: code and constants, the
 * model left out, 1.25 KB of the measuring harness among them.
 *
 * tflite-micro 90b983c2 with CMSIS-NN 4ab83cc3, gcc 12.2, core at -Os and kernels at -O2, linked with
 * the operators of a set alone.
 */
#ifndef TARGET_RUNTIME_IMAGES_H
#define TARGET_RUNTIME_IMAGES_H

#include <stdint.h>

#include "src/target/core.h"
#include "src/target/tflm_build.h"

enum { N_IMAGE_SETS = 3, MOST_SET_OPS = 6 };

/* Operators measured together. The last set is the smallest, and a part of the others. */
typedef struct ImageSet {
	const char *names[MOST_SET_OPS];
	int n;
} ImageSet;

extern const ImageSet image_sets[N_IMAGE_SETS];

/* Bytes of the three sets. */
typedef struct ImageRow {
	Core core;
	Kernels kernels;
	TflmBuild build;
	uint32_t bytes[N_IMAGE_SETS];
} ImageRow;

enum { N_IMAGE_ROWS = 10 };
extern const ImageRow image_rows[N_IMAGE_ROWS];

/* All decoders of TFLM_DECODE together, as they were measured on M4; in two images of another
 * program, ad's and kws's set on M4F, they took 12 bytes more. */
enum { DECODERS_BYTES = 18560 + 84, DECODERS_ERROR_BYTES = 12 };

/* NULL where there is none. */
const ImageRow *find_images(Core core, Kernels kernels, TflmBuild build);

#endif
