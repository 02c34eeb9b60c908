/* SPDX-License-Identifier: Apache-2.0 */
/* The ways of building TensorFlow Lite for Microcontrollers that differ in the flash they take. */
#ifndef TARGET_TFLM_BUILD_H
#define TARGET_TFLM_BUILD_H

#include "src/graph/model.h"

typedef enum TflmBuild {
	TFLM_RELEASE, /* its make's "release": without the texts of errors */
	TFLM_INT8, /* the same with the kernels of int8 alone registered, where there are such */
	TFLM_DEFAULT, /* what its make builds unless asked: with the texts */
} TflmBuild;

/* "release", "int8", "default". */
const char *tflm_build_name(TflmBuild build);

/* Whether the build has what the model's operators ask for. The error names the first of those that
 * compute in another type, where there are kernels of int8 alone. */
bool tflm_build_runs(const Model *model, TflmBuild build, Error *err);

#endif
