/* SPDX-License-Identifier: Apache-2.0 */
/* Real numbers in 16 bits, IEEE 754's binary16: sign, 5 bits of exponent, 10 of fraction. */
#ifndef BASE_HALF_H
#define BASE_HALF_H

#include <stdint.h>

/* What it stands for, exactly. */
float half_to_float(uint16_t half);

/*
 * The nearest half; of two as near the one with an even fraction. From 65520 on it is
 * infinity; below 2^-24 / 2, and at just that, 0. The sign stays, and NaN stays NaN.
 */
uint16_t half_from_float(float x);

#endif
