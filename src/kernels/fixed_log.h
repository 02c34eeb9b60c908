/* SPDX-License-Identifier: Apache-2.0 */
/* Logarithm in fixed point, as gemmlowp's users in TFLite have it, to the bit. */
#ifndef KERNELS_FIXED_LOG_H
#define KERNELS_FIXED_LOG_H

#include <stdint.h>

/* ln x with five integer bits (see fixed_exp.h), for x with twelve, at least 1. */
int32_t fixed_log(int32_t x);

#endif
