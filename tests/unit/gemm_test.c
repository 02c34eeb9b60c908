/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/gemm.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/base/arena.h"
#include "tests/unit/random_f32.h"

enum { GUARD = 3 };

/* A product with its operands in an arena; c has GUARD columns more than it needs, and rows above
 * and below. */
typedef struct Case {
	Arena arena;
	Gemm product;
	float *c;
	size_t c_count;
} Case;

static int32_t *steps(Arena *arena, int n, int step)
{
	int32_t *table = arena_array(arena, (size_t)n, sizeof *table);
	for (int i = 0; i < n; i++)
		table[i] = i * step;
	return table;
}

static float *floats(Arena *arena, Random *random, size_t n)
{
	float *from = random_floats(random, n);
	float *copy = arena_copy(arena, from, n * sizeof *from);
	free(from);
	return copy;
}

/* With x transposed where is_turned, and y packed where is_packed. */
static Case make_case(Random *random, bool is_turned, bool is_packed)
{
	Case made = {0};
	Arena *arena = &made.arena;
	int rows = random_between(random, 1, 20), columns = random_between(random, 1, 150);
	int depth = random_between(random, 1, 40) * (random_between(random, 0, 9) ? 1 : 70);
	int c_step = columns + GUARD;
	made.c_count = (size_t)(rows + 2) * (size_t)c_step;
	made.c = floats(arena, random, made.c_count);
	made.product = (Gemm){
		.rows = rows,
		.columns = columns,
		.depth = depth,
		.x = floats(arena, random, (size_t)rows * (size_t)depth),
		.x_row = steps(arena, rows, is_turned ? 1 : depth),
		.x_depth = steps(arena, depth, is_turned ? rows : 1),
		.y = floats(arena, random, (size_t)columns * (size_t)depth),
		.y_step = columns,
		.y_panel = GEMM_PANEL,
		.c = made.c + c_step,
		.c_step = c_step,
		.start = (GemmStart)random_between(random, 0, 2),
		.bias = floats(arena, random, (size_t)columns),
		.low = random_between(random, 0, 1) ? -INFINITY : -0.5F,
		.high = random_between(random, 0, 1) ? INFINITY : 1.5F,
	};
	if (is_packed) { /* y [columns][depth], transposed */
		float *packed =
			arena_array(arena, gemm_packed_count(columns, depth), sizeof *packed);
		for (int i = 0; i < gemm_panels(columns); i++)
			gemm_pack(made.product.y, depth, columns, depth, i, packed);
		made.product.y = packed;
		made.product.y_step = gemm_packed_step(columns);
		made.product.y_panel = (ptrdiff_t)GEMM_PANEL * depth;
	}
	return made;
}

static float y_at(const Gemm *g, int p, int j)
{
	return g->y[j / GEMM_PANEL * g->y_panel + p * g->y_step + j % GEMM_PANEL];
}

static void expect_element(const Gemm *g, const float *before, int i, int j,
	const char *name)
{
	double sum = g->start == GEMM_FROM_ZERO ? 0
		: g->start == GEMM_FROM_BIAS        ? (double)g->bias[j]
											: (double)before[i * g->c_step + j];
	double size = fabs(sum);
	for (int p = 0; p < g->depth; p++) {
		double part = (double)g->x[g->x_row[i] + g->x_depth[p]] * (double)y_at(g, p, j);
		sum += part;
		size += fabs(part);
	}
	sum = sum < (double)g->low  ? (double)g->low
		: sum > (double)g->high ? (double)g->high
								: sum;
	double got = (double)g->c[i * g->c_step + j];
	cr_assert(fabs(got - sum) <= 1e-6 * size + 1e-30,
		"%s: %d x %d x %d, element %d, %d: %g, expected %g", name, g->rows, g->columns,
		g->depth, i, j, got, sum);
}

static void expect_product(Case *made, void (*run)(const Gemm *), const char *name)
{
	const Gemm *g = &made->product;
	float *before = arena_copy(&made->arena, made->c, made->c_count * sizeof *made->c);
	run(g);
	for (int i = 0; i < g->rows; i++)
		for (int j = 0; j < g->columns; j++)
			expect_element(g, before + g->c_step, i, j, name);
	for (size_t i = 0; i < made->c_count; i++) {
		size_t row = i / (size_t)g->c_step, column = i % (size_t)g->c_step;
		if (row == 0 || row > (size_t)g->rows || column >= (size_t)g->columns)
			cr_assert_eq(memcmp(&made->c[i], &before[i], sizeof before[i]), 0,
				"%s wrote beyond c", name);
	}
	memcpy(made->c, before, made->c_count * sizeof *before);
}

Test(gemm, every_variant_multiplies_and_writes_nothing_else)
{
	Random random = {1};
	for (int i = 0; i < 400; i++) {
		Case made = make_case(&random, i & 1, i & 2);
		expect_product(&made, gemm_portable, "portable");
		expect_product(&made, gemm, "best");
		for (const GemmVariant *const *v = gemm_variants(); *v; v++)
			expect_product(&made, (*v)->run, (*v)->name);
		arena_finish(&made.arena);
	}
}

Test(gemm, avx512_and_avx2_give_the_same_bits)
{
	const GemmVariant *const *variants = gemm_variants();
	if (!variants[0] || !variants[1])
		cr_skip_test("this CPU has one variant");
	Random random = {2};
	for (int i = 0; i < 100; i++) {
		Case made = make_case(&random, i & 1, i & 2);
		size_t bytes = made.c_count * sizeof *made.c;
		float *before = arena_copy(&made.arena, made.c, bytes);
		variants[0]->run(&made.product);
		float *first = arena_copy(&made.arena, made.c, bytes);
		memcpy(made.c, before, bytes);
		variants[1]->run(&made.product);
		cr_assert_arr_eq(made.c, first, bytes);
		arena_finish(&made.arena);
	}
}

Test(gemm, nan_passes_through_the_clamp)
{
	const int32_t zero[] = {0};
	float x = NAN, y = 1, c = 0;
	Gemm product = {1, 1, 1, &x, zero, zero, &y, 1, GEMM_PANEL, &c, 1, GEMM_FROM_ZERO,
		NULL, 0, 6};
	gemm(&product);
	cr_expect(isnan(c));
	c = 0;
	gemm_portable(&product);
	cr_expect(isnan(c));
}
