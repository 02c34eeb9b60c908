/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/cast.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(cast, of_float_drops_the_fraction_and_is_held_at_the_ends)
{
	const float in[] = {-1.9f, 1.9f, -0.5f, 1e30f, -1e30f, INFINITY, -INFINITY, NAN};
	int8_t s8[8];
	uint8_t u8[8];
	int16_t s16[8];
	int32_t s32[8];
	int64_t s64[8];
	cast(CAST_F32, CAST_S8, in, 8, s8);
	cast(CAST_F32, CAST_U8, in, 8, u8);
	cast(CAST_F32, CAST_S16, in, 8, s16);
	cast(CAST_F32, CAST_S32, in, 8, s32);
	cast(CAST_F32, CAST_S64, in, 8, s64);
	cr_expect_arr_eq(s8, ((int8_t[]){-1, 1, 0, 127, -128, 127, -128, 0}), sizeof s8);
	cr_expect_arr_eq(u8, ((uint8_t[]){0, 1, 0, 255, 0, 255, 0, 0}), sizeof u8);
	cr_expect_arr_eq(s16,
		((int16_t[]){-1, 1, 0, INT16_MAX, INT16_MIN, INT16_MAX, INT16_MIN, 0}),
		sizeof s16);
	cr_expect_arr_eq(s32,
		((int32_t[]){-1, 1, 0, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN, 0}),
		sizeof s32);
	cr_expect_arr_eq(s64,
		((int64_t[]){-1, 1, 0, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN, 0}),
		sizeof s64);
}

Test(cast, of_float_keeps_int64_to_its_ends)
{
	const float in[] = {-9223372036854775808.0f, 9223371487098961920.0f};
	int64_t out[2];
	cast(CAST_F32, CAST_S64, in, 2, out);
	cr_expect_eq(out[0], INT64_MIN);
	cr_expect_eq(out[1], 9223371487098961920);
}

Test(cast, of_integers_keeps_the_lowest_bits)
{
	const int32_t in[] = {-1, 255, 256, 65537, INT32_MIN};
	int8_t s8[5];
	uint8_t u8[5];
	int16_t s16[5];
	int64_t s64[5];
	cast(CAST_S32, CAST_S8, in, 5, s8);
	cast(CAST_S32, CAST_U8, in, 5, u8);
	cast(CAST_S32, CAST_S16, in, 5, s16);
	cast(CAST_S32, CAST_S64, in, 5, s64);
	cr_expect_arr_eq(s8, ((int8_t[]){-1, -1, 0, 1, 0}), sizeof s8);
	cr_expect_arr_eq(u8, ((uint8_t[]){255, 255, 0, 1, 0}), sizeof u8);
	cr_expect_arr_eq(s16, ((int16_t[]){-1, 255, 256, 1, 0}), sizeof s16);
	cr_expect_arr_eq(s64, ((int64_t[]){-1, 255, 256, 65537, INT32_MIN}), sizeof s64);
}

Test(cast, to_bool_asks_for_anything_but_0)
{
	const float real[] = {0, -0.0f, 1e-40f, NAN};
	const uint8_t bytes[] = {0, 1, 7, 255};
	uint8_t out[4];
	float back[4];
	cast(CAST_F32, CAST_BOOL, real, 4, out);
	cr_expect_arr_eq(out, ((uint8_t[]){0, 0, 1, 1}), sizeof out);
	cast(CAST_BOOL, CAST_F32, bytes, 4, back);
	for (int i = 0; i < 4; i++)
		cr_expect_eq(back[i], i > 0);
}
