/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/arena.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdint.h>
#include <string.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define UNDER_ASAN
#endif

static bool all_zero(const unsigned char *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (data[i])
			return false;
	return true;
}

Test(arena, gives_zeroed_aligned_memory_of_any_size)
{
	Arena arena = {0};
	for (size_t n = 0; n < 200 * 1024; n = 3 * n + 1) {
		unsigned char *data = arena_alloc(&arena, n);
		size_t alignment = n >= ARENA_ALIGNMENT ? ARENA_ALIGNMENT : ARENA_SMALL_ALIGNMENT;
		cr_assert_not_null(data);
		cr_expect_eq((uintptr_t)data % alignment, 0, "%zu bytes", n);
		cr_expect(all_zero(data, n), "%zu bytes", n);
		memset(data, 0xff, n);
	}
	arena_finish(&arena);
}

Test(arena, gives_pieces_that_do_not_overlap)
{
	enum { N = 5000, STEP = 48 };
	Arena arena = {0};
	unsigned char *pieces[N];
	for (int i = 0; i < N; i++) {
		pieces[i] = arena_alloc(&arena, STEP);
		memset(pieces[i], i % 251, STEP);
	}
	for (int i = 0; i < N; i++)
		for (int j = 0; j < STEP; j++)
			cr_assert_eq(pieces[i][j], i % 251);
	arena_finish(&arena);
}

Test(arena, is_empty_and_usable_after_finish)
{
	Arena arena = {0};
	arena_finish(&arena);
	arena_alloc(&arena, 10);
	arena_finish(&arena);
	cr_expect_null(arena.newest);
	cr_expect_str_eq(arena_text(&arena, "%d %s", 4, "bits"), "4 bits");
	arena_finish(&arena);
}

Test(arena, copies_bytes_and_nothing)
{
	Arena arena = {0};
	cr_expect_arr_eq(arena_copy(&arena, "abc", 3), "abc", 3);
	cr_expect_not_null(arena_copy(&arena, NULL, 0));
	arena_finish(&arena);
}

Test(arena, grows_an_array_and_keeps_what_is_in_it)
{
	Arena arena = {0};
	size_t capacity = 0;
	int *squares = NULL;
	for (size_t i = 0; i < 1000; i++) {
		squares = arena_grow(&arena, squares, i, &capacity, sizeof *squares);
		cr_assert_gt(capacity, i);
		cr_assert_eq(squares[i], 0);
		squares[i] = (int)(i * i);
	}
	for (size_t i = 0; i < 1000; i++)
		cr_assert_eq(squares[i], (int)(i * i));
	arena_finish(&arena);
}

#ifdef UNDER_ASAN
Test(arena, poisons_what_it_did_not_hand_out)
{
	Arena arena = {0};
	arena_alloc(&arena, 0);
	for (size_t n = 0; n < 200 * 1024; n = 3 * n + 1) {
		unsigned char *data = arena_alloc(&arena, n);
		arena_alloc(&arena, 16);
		cr_expect_null(__asan_region_is_poisoned(data, n), "%zu bytes", n);
		cr_expect(__asan_address_is_poisoned(data - 1), "%zu bytes", n);
		for (size_t i = 0; i < 32; i++)
			cr_expect(__asan_address_is_poisoned(data + n + i), "%zu bytes", n);
	}
	arena_finish(&arena);
}
#endif

Test(arena, exits_with_2_when_a_size_overflows, .exit_code = 2)
{
	Arena arena = {0};
	cr_redirect_stderr();
	arena_array(&arena, SIZE_MAX / 2, 3);
}
