/* SPDX-License-Identifier: Apache-2.0 */
/* Models whose needs TFLM told us, rebuilt by hand. */
#ifndef TESTS_UNIT_TARGET_MODELS_H
#define TESTS_UNIT_TARGET_MODELS_H

#include "tests/unit/build.h"

/* hello_world_int8: three fully connected layers, 1 to 16 to 16 to 1. */
Model *test_hello_world(void);

#endif
