/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/extremes.h"

/* All ten are the same but for the type and the comparison. */
#define EXTREME(name, type, before) \
	void name(const Broadcast *shape, const type *a, const type *b, type *out) \
	{ \
		int32_t last = shape->rank - 1; \
		ptrdiff_t a_step = shape->a_stride[last], b_step = shape->b_stride[last]; \
		BroadcastRow at = {0, 0, {0}}; \
\
		do { \
			const type *x = a + at.a, *y = b + at.b; \
\
			for (int32_t i = 0; i < shape->dims[last]; i++, x += a_step, y += b_step) \
				out[i] = *x before * y ? *x : *y; \
			out += shape->dims[last]; \
		} while (broadcast_next(shape, &at)); \
	}

EXTREME(maximum_f32, float, >)
EXTREME(minimum_f32, float, <)
EXTREME(maximum_s8, int8_t, >)
EXTREME(minimum_s8, int8_t, <)
EXTREME(maximum_s16, int16_t, >)
EXTREME(minimum_s16, int16_t, <)
EXTREME(maximum_s32, int32_t, >)
EXTREME(minimum_s32, int32_t, <)
EXTREME(maximum_s64, int64_t, >)
EXTREME(minimum_s64, int64_t, <)
