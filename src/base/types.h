/* SPDX-License-Identifier: Apache-2.0 */
/* Element types, and the shapes of arrays. */
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum DataType {
	TYPE_FLOAT32,
	TYPE_FLOAT16,
	TYPE_INT32,
	TYPE_UINT8,
	TYPE_INT64,
	TYPE_STRING,
	TYPE_BOOL,
	TYPE_INT16,
	TYPE_COMPLEX64,
	TYPE_INT8,
	TYPE_FLOAT64,
	TYPE_COMPLEX128,
	TYPE_UINT64,
	TYPE_RESOURCE,
	TYPE_VARIANT,
	TYPE_UINT32,
	TYPE_UINT16,
	TYPE_INT4,
	TYPE_BFLOAT16,
	TYPE_INT2,
	TYPE_UINT4,
	TYPE_FLOAT8_E4M3FN,
	TYPE_FLOAT8_E5M2,
	N_TYPES
} DataType;

/* "float32", "int8"; never NULL. */
const char *type_name(DataType type);

/* Bits of an element as stored; 0 for types of no fixed size (string, resource, variant). */
int type_bits(DataType type);

/* Bytes that count elements take when packed; false where the type has no size, or the
 * result does not fit in size_t. */
bool type_bytes(DataType type, int64_t count, size_t *bytes);

/* The least and the greatest value of a type that activations are quantised to: int8, uint8
 * and int16. False for others. */
bool quantized_range(DataType type, int *low, int *high);

enum { MAX_RANK = 6 };

/* The dimensions of an array that is computed with; rank 0 is one element. */
typedef struct Shape {
	int rank;
	int dims[MAX_RANK];
} Shape;

/* Elements in all; that the product fits is the promise of whoever made the shape. */
int64_t shape_count(Shape shape);

bool shape_equal(Shape a, Shape b);

/* "1x49x10x1", or "scalar", into text; returns text. */
enum { SHAPE_TEXT_BYTES = 80 };
const char *shape_text(Shape shape, char text[SHAPE_TEXT_BYTES]);

#endif
