/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/match.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "passes/quantize/quantize.h"
#include "passes/quantize/weight_only.h"
#include "tests/unit/build.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

/* --- Which layers --- */

/* Operators one after the other, a letter each: r RELU, t TANH, s SOFTMAX; in capitals they
 * give 8 values instead of 4. */
static Model *chain(const char *letters)
{
	Model *model = test_model_new(1);
	int last = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_inputs(model, LIST(last));
	for (; *letters; letters++) {
		bool is_wide = *letters < 'a';
		char kind = is_wide ? (char)(*letters - 'A' + 'a') : *letters;
		int out = test_computed(model, TYPE_FLOAT32, DIMS(1, is_wide ? 8 : 4));
		const char *name = kind == 'r' ? "RELU" : kind == 't' ? "TANH" : "SOFTMAX";
		test_op(model, name, LIST(last), LIST(out));
		last = out;
	}
	test_outputs(model, LIST(last));
	return model;
}

/* "0=0 1-": the operators of the first model, those of the second; "+0": of that alone. */
static void expect_aligned(const char *a, const char *b, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	Model *x = chain(a), *y = chain(b);
	char text[256] = "";
	size_t used = 0;
	cr_assert(match_layers(&x->graphs[0], &y->graphs[0], &arena, &matching, &err), "%s",
		err.text);
	for (int i = 0; i < matching.n_layers; i++) {
		const LayerMatch *it = &matching.layers[i];
		const char *space = i ? " " : "";
		size_t left = sizeof text - used;
		int n = is_matched(it)
			? snprintf(text + used, left, "%s%d=%d", space, it->reference, it->other)
			: it->other < 0 ? snprintf(text + used, left, "%s%d-", space, it->reference)
							: snprintf(text + used, left, "%s+%d", space, it->other);
		used += (size_t)n;
	}
	cr_expect_str_eq(text, expected, "%s and %s: %s", a, b, text);
	model_free(x);
	model_free(y);
	arena_finish(&arena);
}

Test(match, pairs_layers_in_order)
{
	expect_aligned("rts", "rts", "0=0 1=1 2=2");
	expect_aligned("", "", "");
}

Test(match, finds_what_was_put_in_or_taken_out)
{
	expect_aligned("rts", "rs", "0=0 1- 2=1");
	expect_aligned("rs", "rts", "0=0 +1 1=2");
	expect_aligned("rs", "trst", "+0 0=1 1=2 +3");
	expect_aligned("rrr", "", "0- 1- 2-");
	expect_aligned("", "tt", "+0 +1");
	expect_aligned("rtr", "rsr", "0=0 1- +1 2=2");
}

Test(match, prefers_layers_of_the_same_shape)
{
	expect_aligned("rR", "R", "0- 1=0");
	expect_aligned("Rr", "r", "0- 1=0");
	expect_aligned("tRt", "trt", "0=0 1=1 2=2");
}

Test(match, takes_the_earliest_of_equals)
{
	expect_aligned("trrrs", "trrs", "0=0 1=1 2=2 3- 4=3");
	expect_aligned("rtrt", "tr", "0- 1=0 2=1 3-");
}

/* The best there is, by trying all: sequences of up to six of three letters. */
static int best_worth(const char *a, const char *b)
{
	if (!*a || !*b)
		return 0;
	int skip_a = best_worth(a + 1, b), skip_b = best_worth(a, b + 1);
	int best = skip_a > skip_b ? skip_a : skip_b;
	int gain = *a == *b ? 2 : (*a ^ *b) == ('a' ^ 'A') ? 1 : 0;
	int both = gain ? gain + best_worth(a + 1, b + 1) : 0;
	return both > best ? both : best;
}

Test(match, finds_the_longest_common_sequence)
{
	uint32_t state = 1;
	for (int round = 0; round < 2000; round++) {
		char words[2][8] = {"", ""};
		Arena arena = {0};
		Error err = {0};
		Matching matching;
		for (int w = 0; w < 2; w++)
			for (int i = 0, n = (int)(state = state * 1664525 + 1013904223) >> 29 & 7;
				 i < n && i < 7; i++)
				words[w][i] = "rRtTs"[(state = state * 1664525 + 1013904223) >> 16 & 3];
		Model *a = chain(words[0]), *b = chain(words[1]);
		cr_assert(match_layers(&a->graphs[0], &b->graphs[0], &arena, &matching, &err));
		int worth = 0, next_a = 0, next_b = 0;
		for (int i = 0; i < matching.n_layers; i++) {
			const LayerMatch *it = &matching.layers[i];
			cr_expect(it->reference < 0 || it->reference == next_a++);
			cr_expect(it->other < 0 || it->other == next_b++);
			if (is_matched(it))
				worth += words[0][it->reference] == words[1][it->other] ? 2 : 1;
		}
		cr_expect_eq(next_a, (int)strlen(words[0]));
		cr_expect_eq(next_b, (int)strlen(words[1]));
		cr_expect_eq(worth, best_worth(words[0], words[1]), "%s %s", words[0], words[1]);
		model_free(a);
		model_free(b);
		arena_finish(&arena);
	}
}

Test(match, refuses_what_would_take_too_long)
{
	enum { N = 4100 };
	static char a[N + 1], b[N + 1];
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	memset(a, 'r', N);
	memset(b, 't', N);
	Model *x = chain(a), *y = chain(b);
	cr_expect_not(match_layers(&x->graphs[0], &y->graphs[0], &arena, &matching, &err));
	cr_expect_str_eq(err.text,
		"4100 and 4100 operators that differ are too many to match");
	cr_expect(match_layers(&x->graphs[0], &x->graphs[0], &arena, &matching, &err));
	cr_expect(is_same(&matching));
	model_free(x);
	model_free(y);
	arena_finish(&arena);
}

/* --- What is different --- */

enum { IN, WEIGHTS, MIDDLE, OUT };

/* A fully connected layer, and the sum of its output with itself. */
static Model *small_model(void)
{
	static const float weights[16] = {1, 2, 3, 4};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_values(model, TYPE_FLOAT32, DIMS(4, 4), weights);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS), LIST(MIDDLE));
	test_op(model, "ADD", LIST(MIDDLE, MIDDLE), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	return model;
}

typedef struct Changes {
	unsigned layers[2], ends;
	bool is_same, is_same_structure;
} Changes;

/* Of a model against the small one; it is freed. */
static Changes changes_of(Model *other)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	Model *model = small_model();
	const Graph *a = &model->graphs[0], *b = &other->graphs[0];
	cr_assert(match_layers(a, b, &arena, &matching, &err), "%s", err.text);
	Changes changes = {.ends = matching.ends,
		.is_same = is_same(&matching),
		.is_same_structure = is_same_structure(a, b, &matching)};
	for (int i = 0; i < matching.n_layers; i++)
		if (matching.layers[i].reference >= 0)
			changes.layers[matching.layers[i].reference] = matching.layers[i].changes;
	model_free(model);
	model_free(other);
	arena_finish(&arena);
	return changes;
}

static Tensor *tensor_of(Model *model, int tensor)
{
	return &model->graphs[0].tensors[tensor];
}

Test(match, finds_nothing_in_a_model_and_its_likes)
{
	Model *other = small_model();
	for (int i = IN; i <= OUT; i++)
		tensor_of(other, i)->name = "renamed";
	Changes changes = changes_of(other);
	cr_expect(changes.is_same);
	cr_expect(changes.is_same_structure);
}

Test(match, sees_attributes)
{
	Model *other = small_model();
	other->graphs[0].ops[0].attrs.dense.activation = ACTIVATION_RELU;
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[0], CHANGED_ATTRIBUTES);
	cr_expect_eq(changes.layers[1], 0);
	cr_expect_not(changes.is_same);
	cr_expect_not(changes.is_same_structure);
}

Test(match, sees_who_reads_what)
{
	Model *other = small_model();
	other->graphs[0].ops[1].inputs[1] = IN;
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[0], 0);
	cr_expect_eq(changes.layers[1], CHANGED_WIRING);
	cr_expect_not(changes.is_same_structure);
}

/* An operator of another's making, which works in memory that nothing fills. */
static Model *scratch_model(void)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 4));
	int memory = test_computed(model, TYPE_INT8, DIMS(4, 5));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_custom_op(model, "Filter", LIST(in, memory), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	return model;
}

Test(match, memory_to_work_in_stands_for_such_memory_only)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	Model *a = scratch_model(), *b = scratch_model();
	cr_assert(match_layers(&a->graphs[0], &b->graphs[0], &arena, &matching, &err));
	cr_expect(is_same(&matching));
	b->graphs[0].ops[0].inputs[1] = b->graphs[0].inputs[0];
	cr_assert(match_layers(&a->graphs[0], &b->graphs[0], &arena, &matching, &err));
	cr_expect_eq(matching.layers[0].changes, CHANGED_WIRING);
	model_free(a);
	model_free(b);
	arena_finish(&arena);
}

Test(match, sees_which_outputs_are_given)
{
	Model *other = small_model();
	test_outputs(other, LIST(MIDDLE));
	Changes changes = changes_of(other);
	cr_expect_eq(changes.ends, CHANGED_WIRING);
	cr_expect_not(changes.is_same);
	other = small_model();
	test_outputs(other, LIST(OUT, MIDDLE));
	cr_expect_eq(changes_of(other).ends, CHANGED_WIRING);
}

Test(match, sees_other_constants)
{
	static const float weights[16] = {1, 2, 3, 5};
	Model *other = small_model();
	model_set_constant(other, tensor_of(other, WEIGHTS), (const uint8_t *)weights,
		sizeof weights);
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[0], CHANGED_CONSTANTS);
	cr_expect_not(changes.is_same);
	cr_expect(changes.is_same_structure);
}

Test(match, sees_other_scales)
{
	Model *other = small_model();
	test_quantized(other, MIDDLE, 0.5F, 0);
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[0], CHANGED_QUANTIZATION);
	cr_expect_eq(changes.layers[1], 0, "it is told of who computes it");
	cr_expect(changes.is_same_structure);
}

Test(match, sees_types_and_shapes)
{
	Model *other = small_model();
	tensor_of(other, OUT)->type = TYPE_INT8;
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[1], CHANGED_TYPES);
	cr_expect_eq(changes.ends, CHANGED_TYPES);
	cr_expect(changes.is_same_structure);
	other = small_model();
	static const int dims[] = {1, 1, 4};
	tensor_of(other, OUT)->dims = dims;
	tensor_of(other, OUT)->rank = 3;
	changes = changes_of(other);
	cr_expect_eq(changes.layers[1], CHANGED_SHAPES);
	cr_expect_not(changes.is_same_structure);
}

/* Weights in float16, which a DEQUANTIZE makes float32 again. */
Test(match, looks_through_casts_that_one_model_has)
{
	static const uint16_t halves[16] = {0x3C00, 0x4000, 0x4200, 0x4400};
	Model *other = test_model_new(1);
	test_computed(other, TYPE_FLOAT32, DIMS(1, 4));
	int half = test_values(other, TYPE_FLOAT16, DIMS(4, 4), halves);
	int real = test_computed(other, TYPE_FLOAT32, DIMS(4, 4));
	int middle = test_computed(other, TYPE_FLOAT32, DIMS(1, 4));
	int out = test_computed(other, TYPE_FLOAT32, DIMS(1, 4));
	test_op(other, "DEQUANTIZE", LIST(half), LIST(real));
	test_op(other, "FULLY_CONNECTED", LIST(0, real), LIST(middle));
	test_op(other, "ADD", LIST(middle, middle), LIST(out));
	test_inputs(other, LIST(0));
	test_outputs(other, LIST(out));
	Changes changes = changes_of(other);
	cr_expect_eq(changes.layers[0], CHANGED_TYPES);
	cr_expect_eq(changes.layers[1], 0);
	cr_expect(changes.is_same_structure);
	cr_expect_not(changes.is_same);
}

/* --- Quantised models --- */

/* The ways to make a network smaller: formats of layers, alone and mixed, and float16. */
enum { MIXED = N_LAYER_FORMATS, HALF, N_WAYS };

/* False where an operator cannot be had in that format. */
static bool quantize_layers(Model *model, const Array *data, int way, DataType ends)
{
	Error err = {0};
	Preprocess as_is = PREPROCESS_DEFAULTS;
	Samples samples;
	LayerFormat layers[64];
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	for (int i = 0; i < 64; i++)
		layers[i] = (LayerFormat)(i % N_LAYER_FORMATS);
	if (way == MIXED)
		how.layers = layers;
	else
		how.format = (LayerFormat)way;
	how.input_type = how.output_type = ends;
	cr_assert(samples_open(model, data, &as_is, &samples, &err), "%s", err.text);
	return quantize(model, &samples, &how, &err);
}

/* False where there is nothing to do, or no way to do it. */
static bool make_smaller(Model *model, const Array *data, int way, DataType ends)
{
	Error err = {0};
	if (way == HALF)
		return quantize_float16(model, &err);
	return quantize_layers(model, data, way, ends);
}

static int count_matched(const Matching *matching)
{
	int n = 0;
	for (int i = 0; i < matching->n_layers; i++)
		n += is_matched(&matching->layers[i]);
	return n;
}

/* Whether there was something to be found. */
static bool expect_found(uint32_t seed, int way)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	Model *model = random_net(seed, 1 + (int)seed % 8);
	Array data = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {4, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(seed, 4, &arena)};
	Model *small = model_copy(model);
	bool is_changed =
		make_smaller(small, &data, way, seed % 2 ? TYPE_FLOAT32 : TYPE_INT8);
	const Graph *a = &model->graphs[0], *b = &small->graphs[0];
	if (is_changed) {
		cr_assert(match_layers(a, b, &arena, &matching, &err), "%s", err.text);
		cr_expect_eq(count_matched(&matching), a->n_ops, "net %u, way %d", seed, way);
		cr_expect(is_same_structure(a, b, &matching), "net %u, way %d", seed, way);
		cr_expect(way == LAYER_FLOAT32 || !is_same(&matching), "net %u, way %d", seed,
			way);
	}
	model_free(small);
	model_free(model);
	arena_finish(&arena);
	return is_changed;
}

/* Whatever the network, and whatever casts were put into it: each layer finds its own. */
Test(match, finds_the_layers_of_a_float_model_in_what_was_quantised)
{
	for (int way = 0; way < N_WAYS; way++) {
		int n_found = 0;
		for (uint32_t seed = 0; seed < 16; seed++)
			n_found += expect_found(seed, way);
		cr_expect_gt(n_found, 0, "way %d", way);
	}
}

static void expect_same_structure(const Model *a, const Model *b)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	const Graph *x = &a->graphs[0], *y = &b->graphs[0];
	cr_assert(match_layers(x, y, &arena, &matching, &err), "%s", err.text);
	cr_expect(is_same_structure(x, y, &matching), "%s and %s", a->name, b->name);
	cr_expect_eq(count_matched(&matching), x->n_ops, "%s and %s", a->name, b->name);
	cr_expect_not(is_same(&matching), "%s and %s", a->name, b->name);
	arena_finish(&arena);
}

Test(match, finds_the_layers_of_float_models_in_the_official_int8_ones)
{
	static const char *const names[] = {"kws", "ad", "ic", "vww"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char float_name[32], int8_name[32];
		Error err = {0};
		snprintf(float_name, sizeof float_name, "%s_float", names[i]);
		snprintf(int8_name, sizeof int8_name, "%s_int8", names[i]);
		Model *a = shared_model(float_name), *b = shared_model(int8_name);
		Model *hybrid = model_copy(a);
		cr_assert(quantize_dynamic(hybrid, &(DynamicSettings){0}, &err), "%s", err.text);
		expect_same_structure(a, b);
		expect_same_structure(a, hybrid);
		model_free(hybrid);
		model_free(a);
		model_free(b);
	}
}
