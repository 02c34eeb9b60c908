/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/move.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

enum { MAX_COUNT = 4096 };

/* Element i as element_bytes bytes that tell it from every other. */
static void number_elements(unsigned char *x, size_t n, size_t element_bytes)
{
	memset(x, 0x5a, n * element_bytes);
	for (size_t i = 0; i < n; i++) {
		x[i * element_bytes] = (unsigned char)i;
		if (element_bytes > 1)
			x[i * element_bytes + element_bytes - 1] = (unsigned char)(i >> 8);
	}
}

static size_t index_to_offset(const int32_t *index, const int32_t *dims, int32_t rank)
{
	size_t at = 0;
	for (int32_t i = 0; i < rank; i++)
		at = at * (size_t)dims[i] + (size_t)index[i];
	return at;
}

/* Steps index to the next place of an array; false after the last. */
static int next_index(int32_t *index, const int32_t *dims, int32_t rank)
{
	for (int32_t i = rank - 1; i >= 0; i--) {
		if (++index[i] < dims[i])
			return 1;
		index[i] = 0;
	}
	return 0;
}

static void check_transpose(const int32_t *dims, const int32_t *perm, int32_t rank,
	size_t n, size_t element_bytes)
{
	unsigned char in[MAX_COUNT], out[MAX_COUNT];
	int32_t index[MOVE_MAX_RANK] = {0}, in_index[MOVE_MAX_RANK] = {0};
	int32_t out_dims[MOVE_MAX_RANK] = {0};
	size_t i = 0;
	for (int32_t axis = 0; axis < rank; axis++)
		out_dims[axis] = dims[perm[axis]];

	number_elements(in, n, element_bytes);
	move_transpose(in, dims, perm, rank, element_bytes, out);
	do {
		for (int32_t axis = 0; axis < rank; axis++)
			in_index[perm[axis]] = index[axis];
		size_t from = index_to_offset(in_index, dims, rank);
		cr_assert(eq(int,
			memcmp(out + i * element_bytes, in + from * element_bytes, element_bytes),
			0));
		i++;
	} while (next_index(index, out_dims, rank));
	cr_assert(eq(sz, i, n));
}

Test(move, transposes_elements_of_every_size)
{
	const int32_t dims[] = {2, 3, 1, 4, 2, 5}, perm[] = {3, 0, 5, 2, 1, 4};
	const int32_t dims_4[] = {2, 5, 3, 4}, keep_last[] = {2, 0, 1, 3},
				  same[] = {0, 1, 2, 3};
	for (size_t element_bytes = 1; element_bytes <= 16; element_bytes *= 2)
		check_transpose(dims, perm, 6, 240, element_bytes);
	check_transpose(dims, perm, 6, 240, 3);
	check_transpose(dims_4, keep_last, 4, 120, 4);
	check_transpose(dims_4, same, 4, 120, 4);
	check_transpose(NULL, NULL, 0, 1, 4);
}

Test(move, slices_and_pads_back_again)
{
	const int32_t dims[] = {4, 5, 6}, begin[] = {1, 0, 2}, size[] = {2, 5, 3};
	const int32_t after[] = {1, 0, 1}, step[] = {1, 1, 1};
	const int16_t fill = -7;
	int16_t in[120], part[30], out[120];
	for (int i = 0; i < 120; i++)
		in[i] = (int16_t)i;

	move_slice(in, dims, begin, step, size, 3, sizeof *in, part);
	cr_expect(eq(i16, part[0], 32));
	cr_expect(eq(i16, part[29], 88));

	move_pad(part, size, begin, after, 3, sizeof *in, &fill, out);
	for (int32_t i = 0; i < 120; i++) {
		int32_t y = i / 30, x = i % 6;
		int inside = y >= 1 && y < 3 && x >= 2 && x < 5;
		cr_assert(eq(i16, out[i], inside ? in[i] : fill));
	}
}

Test(move, slices_and_pads_a_scalar)
{
	const float in = 3, fill = 0;
	float out = 0;
	move_slice(&in, NULL, NULL, NULL, NULL, 0, sizeof in, &out);
	cr_expect(eq(flt, out, 3));
	out = 0;
	move_pad(&in, NULL, NULL, NULL, 0, sizeof in, &fill, &out);
	cr_expect(eq(flt, out, 3));
}

Test(move, joins_arrays_block_by_block)
{
	const char a[] = "aaAA", b[] = "bB", c[] = "cccCCC";
	const void *const in[] = {a, b, c};
	const size_t block_bytes[] = {2, 1, 3};
	char out[13] = {0};

	move_concat(in, block_bytes, 3, 2, out);
	cr_expect(eq(int, memcmp(out, "aabcccAABCCC", sizeof out), 0));
}

Test(move, divides_an_array_block_by_block)
{
	char a[4], b[2], c[6];
	void *const out[] = {a, b, c};
	const size_t block_bytes[] = {2, 1, 3};

	move_split("aabcccAABCCC", block_bytes, 3, 2, out);
	cr_expect(eq(int, memcmp(a, "aaAA", sizeof a), 0));
	cr_expect(eq(int, memcmp(b, "bB", sizeof b), 0));
	cr_expect(eq(int, memcmp(c, "cccCCC", sizeof c), 0));
}

Test(move, slices_in_steps_and_backwards)
{
	const int32_t dims[] = {3, 7}, begin[] = {2, 5}, step[] = {-2, -3}, size[] = {2, 2};
	int16_t in[21], out[4];
	for (int i = 0; i < 21; i++)
		in[i] = (int16_t)i;

	move_slice(in, dims, begin, step, size, 2, sizeof *in, out);
	cr_expect(eq(i16, out[0], 19));
	cr_expect(eq(i16, out[1], 16));
	cr_expect(eq(i16, out[2], 5));
	cr_expect(eq(i16, out[3], 2));
}

Test(move, picks_rows_of_each_batch_by_its_own_numbers)
{
	const Gather how = {.batches = 2, .outer = 2, .rows = 3, .picked = 2, .row_bytes = 2};
	const int32_t index[] = {2, 0, 1, 1};
	char out[16];

	move_gather(&how, "a0a1a2b0b1b2c0c1c2d0d1d2", index, out);
	cr_expect(eq(int, memcmp(out, "a2a0b2b0c1c1d1d1", sizeof out), 0));
}

Test(move, picks_zeros_where_there_is_no_such_row)
{
	const Gather how = {.batches = 1, .outer = 1, .rows = 2, .picked = 4, .row_bytes = 1};
	const int32_t index[] = {-1, 1, 2, INT32_MAX};
	char out[4];

	move_gather(&how, "ab", index, out);
	cr_expect(eq(int, memcmp(out, "\0b\0\0", sizeof out), 0));
}
