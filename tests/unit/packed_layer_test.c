/* SPDX-License-Identifier: Apache-2.0 */
/* Layers whose weights are unpacked a few channels at a time give what whole ones do. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/codec/sparse.h"
#include "src/kernels/conv_s8_packed.h"
#include "src/kernels/dense_s8_packed.h"
#include "src/kernels/dense_s8_sparse.h"
#include "src/kernels/depthwise_s8_packed.h"
#include "src/run/packed_tensor.h"
#include "tests/unit/random_s8.h"

enum { N_LAYERS = 300 };

/* A layer with weights of which most are 0, packed, and memory for its output twice. */
typedef struct PackedCase {
	RandomLayer *layer;
	Arena arena;
	PackedTensor weight;
	bool is_packed; /* too few weights are not */
	int8_t *expected, *out;
	uint32_t state[UNPACK_SPARSE_SCRATCH / 4];
} PackedCase;

static PackedCase packed_case(uint32_t seed, LayerKind kind)
{
	PackedCase made = {.layer = random_layer(seed, kind)};
	const Window *w = &made.layer->window;
	int32_t in_c = kind == LAYER_DEPTHWISE ? 1 : w->in_c;
	size_t n = (size_t)(w->out_c * w->kernel_h * w->kernel_w * in_c);
	uint32_t state = seed;
	for (size_t i = 0; i < n; i++)
		if (random_between(&state, 0, 3))
			made.layer->weight[i] = 0;
	PackShape shape = {.type = TYPE_INT8, .n = n, .channels = 1, .row = n};
	Packed packed;
	Error err = {0};
	made.is_packed = sparse_encode(&shape, made.layer->weight, &made.arena, &packed);
	cr_assert(!made.is_packed ||
			packed_tensor(&shape, &packed, &made.arena, &made.weight, &err),
		"%s", err.text);
	made.expected = malloc(made.layer->out_size);
	made.out = malloc(made.layer->out_size);
	return made;
}

static void expect_same(PackedCase *made, int32_t tile)
{
	cr_expect(memcmp(made->out, made->expected, made->layer->out_size) == 0,
		"%s, %d channels at a time", made->layer->text, tile);
}

static void finish(PackedCase *made)
{
	free(made->expected);
	free(made->out);
	arena_finish(&made->arena);
	random_layer_free(made->layer);
}

Test(packed_layer, convolutions)
{
	for (uint32_t seed = 0; seed < N_LAYERS; seed++) {
		PackedCase made = packed_case(seed, LAYER_CONV);
		ConvS8 conv = random_layer_conv(made.layer);
		int32_t out_c = conv.window.out_c, tile = 1 + (int32_t)(seed % 7) % out_c;
		int8_t *unpacked = malloc((size_t)(made.weight.n + 1));
		void *scratch = malloc((size_t)conv_s8_scratch(&conv));
		run_conv_s8(&conv, made.layer->in, made.layer->weight, made.layer->folded,
			made.expected);
		for (int i = 0; made.is_packed && i < 2; i++, tile = out_c) {
			conv_s8_packed(&conv, &made.weight, tile, made.layer->in, made.layer->folded,
				made.out, unpacked, made.state, scratch);
			expect_same(&made, tile);
		}
		free(unpacked);
		free(scratch);
		finish(&made);
	}
}

Test(packed_layer, depthwise_convolutions)
{
	for (uint32_t seed = 0; seed < N_LAYERS; seed++) {
		PackedCase made = packed_case(seed, LAYER_DEPTHWISE);
		DepthwiseS8 conv = random_layer_depthwise(made.layer);
		int32_t out_c = conv.window.out_c;
		int32_t tile = conv.repeat * (1 + (int32_t)(seed % 7) % conv.window.in_c);
		int8_t *unpacked = malloc((size_t)(made.weight.n + out_c));
		void *scratch = malloc((size_t)depthwise_s8_scratch(&conv));
		run_depthwise_s8(&conv, made.layer->in, made.layer->weight, made.layer->folded,
			made.expected);
		for (int i = 0; made.is_packed && i < 2; i++, tile = out_c) {
			depthwise_s8_packed(&conv, &made.weight, tile, made.layer->in,
				made.layer->folded, made.out, unpacked, made.state, scratch);
			expect_same(&made, tile);
		}
		free(unpacked);
		free(scratch);
		finish(&made);
	}
}

Test(packed_layer, dense_ones)
{
	int n_sparse = 0;
	for (uint32_t seed = 0; seed < N_LAYERS; seed++) {
		PackedCase made = packed_case(seed, LAYER_DENSE);
		DenseS8 dense = random_layer_dense(made.layer);
		int32_t tile = 1 + (int32_t)(seed % 7) % dense.out_n;
		int8_t *unpacked = malloc((size_t)(made.weight.n + 1));
		void *scratch = malloc((size_t)dense_s8_scratch(&dense));
		run_dense_s8(&dense, made.layer->in, made.layer->weight, made.layer->folded,
			made.expected);
		for (int i = 0; made.is_packed && i < 2; i++, tile = dense.out_n) {
			dense_s8_packed(&dense, &made.weight, tile, made.layer->in,
				made.layer->folded, made.out, unpacked, made.state, scratch);
			expect_same(&made, tile);
		}
		if (made.is_packed && dense.rows == 1) {
			dense_s8_sparse(&dense, &made.weight, made.layer->in, made.layer->folded,
				made.out, made.state);
			expect_same(&made, dense.out_n);
			n_sparse++;
		}
		free(unpacked);
		free(scratch);
		finish(&made);
	}
	cr_expect_gt(n_sparse, 3);
}
