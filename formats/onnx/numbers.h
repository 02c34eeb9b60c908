/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Elements of constants as numbers. Types are float32, float64, float16 and bfloat16, which are
 * real; and int8 to int64, uint8 to uint64 and bool, which are whole.
 */
#ifndef FORMATS_ONNX_NUMBERS_H
#define FORMATS_ONNX_NUMBERS_H

#include "src/base/types.h"

bool is_real_type(DataType type);
bool is_whole_type(DataType type);

/* Element i. Of uint64 what is above INT64_MAX is that. */
int64_t whole_at(DataType type, const void *data, int64_t i);

/* Element i of any of the types. */
double real_at(DataType type, const void *data, int64_t i);

/* The nearest number of the type: whole types end at their limits. */
void store_whole(DataType type, int64_t x, void *data, int64_t i);
void store_real(DataType type, double x, void *data, int64_t i);

/* Real as whole: the fraction is dropped, ends are held at int64's, NaN is 0. */
int64_t whole_from_real(double x);

/*
 * n elements in another type: real numbers as whole ones as above, held at the limits of the
 * type; whole ones in a narrower type keep their lowest bits; in bool, what is not 0 is true.
 */
void convert_numbers(DataType from, const void *in, DataType to, void *out, int64_t n);

#endif
