/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/random.h"

bool random_array(Shape shape, DataType type, Rng rng, Arena *arena, Array *array,
	Error *err)
{
	int64_t n = shape_count(shape);
	if (n > INT32_MAX)
		return failed(err, "more than 2^31 random values");
	if (type != TYPE_FLOAT32 && type != TYPE_INT8 && type != TYPE_UINT8)
		return failed(err, "random data are float32, int8 or uint8, not %s",
			type_name(type));
	size_t bytes = (size_t)n * (size_t)type_bits(type) / 8;
	void *data = arena_alloc(arena, bytes);
	for (int64_t i = 0; i < n; i++) {
		if (type == TYPE_FLOAT32)
			((float *)data)[i] = rng_float(&rng);
		else
			((uint8_t *)data)[i] = (uint8_t)rng_next(&rng);
	}
	*array = (Array){.name = "(random)", .type = type, .shape = shape, .data = data};
	return true;
}
