/* SPDX-License-Identifier: Apache-2.0 */
/* Untrained students: fresh weights, and models made narrower. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/init/fresh_weights.h"
#include "passes/init/like.h"
#include "passes/layers/layer_weights.h"
#include "src/graph/roles.h"
#include "tests/unit/channel_net.h"
#include "tests/unit/shared.h"

static const float *values_of(const Model *model, int tensor, size_t *n)
{
	const Tensor *t = &model->graphs[0].tensors[tensor];
	*n = values_count(t);
	cr_assert_eq(t->buffer->n_bytes, *n * sizeof(float));
	return (const float *)(const void *)t->buffer->data;
}

static float largest(const Model *model, int op)
{
	size_t n;
	float most = 0;
	const float *values = values_of(model, weights_index(&model->graphs[0].ops[op]), &n);
	for (size_t i = 0; i < n; i++)
		most = fmaxf(most, fabsf(values[i]));
	return most;
}

static void refill(Model *model, FreshSettings settings)
{
	Error err = {0};
	cr_assert(fresh_weights(model, &settings, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
}

/* --- Fresh weights --- */

/* What draws 1000 or more uniform numbers comes within a hundredth of the limit. */
static bool is_limit(float most, double limit)
{
	return (double)most <= limit && (double)most > 0.99 * limit;
}

/* From 2 channels to 200, then 30: a layer that a RELU follows, and one that none does. */
static Net two_layers(void)
{
	Net net = net_begin();
	int a = net_unary(&net, "RELU", net_mix(&net, 0, 500));
	net_finish(&net, LIST(net_mix(&net, a, 30)));
	return net;
}

Test(init, draws_by_he_before_a_relu_and_by_glorot_elsewhere)
{
	Net net = two_layers();
	refill(net.model, FRESH_DEFAULTS);
	cr_expect(is_limit(largest(net.model, 0), sqrt(6.0 / 2)));
	cr_expect(is_limit(largest(net.model, 2), sqrt(6.0 / (500 + 30))));
	refill(net.model, (FreshSettings){.how = INIT_HE, .seed = 1});
	cr_expect(is_limit(largest(net.model, 2), sqrt(6.0 / 500)));
	const WeightInit of_op[] = {INIT_GLOROT, INIT_AUTO, INIT_AUTO};
	refill(net.model, (FreshSettings){.how = INIT_HE, .of_op = of_op, .seed = 1});
	cr_expect(is_limit(largest(net.model, 0), sqrt(6.0 / (2 + 500))));
	cr_expect(is_limit(largest(net.model, 2), sqrt(6.0 / 500)));
	net_end(&net);
}

Test(init, sees_a_relu_behind_a_sum_or_a_pooling)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 400), b = net_mix(&net, 0, 400);
	int sum = net_image(&net, 4, 4, 400);
	test_op(net.model, "ADD", LIST(a, b), LIST(sum));
	net_finish(&net, LIST(net_mix(&net, net_unary(&net, "RELU6", sum), 2)));
	refill(net.model, FRESH_DEFAULTS);
	cr_expect(is_limit(largest(net.model, 0), sqrt(6.0 / 2)));
	cr_expect(is_limit(largest(net.model, 1), sqrt(6.0 / 2)));
	net_end(&net);
}

Test(init, counts_the_taps_of_a_depthwise_filter)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 200), b = net_image(&net, 4, 4, 200);
	int weights = net_random_values(&net, DIMS(1, 3, 3, 200)),
		bias = net_random_values(&net, DIMS(200));
	Op *op = test_op(net.model, "DEPTHWISE_CONV_2D", LIST(a, weights, bias), LIST(b));
	op->attrs.conv = net_conv(1);
	op->attrs.conv.activation = ACTIVATION_RELU6;
	net_finish(&net, LIST(b));
	refill(net.model, FRESH_DEFAULTS);
	size_t n;
	cr_expect(is_limit(largest(net.model, 1), sqrt(6.0 / 9)));
	const float *biases = values_of(net.model, bias, &n);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(biases[i], 0);
	net_end(&net);
}

Test(init, gives_the_same_weights_for_the_same_seed_alone)
{
	Net a = two_layers(), b = two_layers();
	size_t n;
	refill(a.model, (FreshSettings){.seed = 3});
	refill(b.model, (FreshSettings){.seed = 3});
	int weights = weights_index(&a.model->graphs[0].ops[2]);
	const float *first = values_of(a.model, weights, &n);
	cr_expect_arr_eq(first, values_of(b.model, weights, &n), n * sizeof *first);
	refill(b.model, (FreshSettings){.seed = 4});
	cr_expect(memcmp(first, values_of(b.model, weights, &n), n * sizeof *first) != 0);
	net_end(&a);
	net_end(&b);
}

Test(init, has_weights_that_layers_share_drawn_once)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 2), b = net_image(&net, 4, 4, 2);
	int shared = weights_index(&net.model->graphs[0].ops[0]);
	test_op(net.model, "CONV_2D", LIST(a, shared), LIST(b))->attrs.conv = net_conv(1);
	net_finish(&net, LIST(b));
	Net alone = net_begin();
	net_finish(&alone, LIST(net_mix(&alone, 0, 2)));
	refill(net.model, FRESH_DEFAULTS);
	refill(alone.model, FRESH_DEFAULTS);
	size_t n;
	const float *once = values_of(alone.model, 1, &n);
	cr_expect_arr_eq(values_of(net.model, shared, &n), once, n * sizeof *once);
	net_end(&net);
	net_end(&alone);
}

Test(init, refuses_weights_that_are_no_constants)
{
	Error err = {0};
	Net net = net_begin();
	int rows = test_computed(net.model, TYPE_FLOAT32, DIMS(2, 32));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(2, 2));
	int shape = test_ints(net.model, LIST(2, 32));
	int flat = test_constant(net.model, TYPE_FLOAT32, DIMS(2, 32));
	test_op(net.model, "RESHAPE", LIST(flat, shape), LIST(rows));
	test_op(net.model, "FULLY_CONNECTED", LIST(flat, rows), LIST(out));
	net_finish(&net, LIST(out));
	cr_expect_not(fresh_weights(net.model, &FRESH_DEFAULTS, &err));
	cr_expect(strstr(err.text, "operator 1 (FULLY_CONNECTED): weights"), "%s", err.text);
	net_end(&net);
}

/* --- Like another --- */

static LikeReport narrow(Model *model, double width, int multiple_of)
{
	Error err = {0};
	LikeReport report;
	LikeSettings how = {width, multiple_of};
	cr_assert(make_like(model, &how, &report, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	refill(model, FRESH_DEFAULTS);
	return report;
}

static int filters_after(int n, double width, int multiple_of)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, n);
	net_finish(&net, LIST(net_mix(&net, a, 3)));
	narrow(net.model, width, multiple_of);
	int left = op_weights(&net.model->graphs[0], &net.model->graphs[0].ops[0])->dims[0];
	cr_expect_eq(net_last(&net, net.model->graphs[0].outputs[0]), 3);
	net_end(&net);
	return left;
}

Test(init, rounds_channels_up)
{
	cr_expect_eq(filters_after(30, 0.5, 1), 15);
	cr_expect_eq(filters_after(30, 0.1, 1), 3);
	cr_expect_eq(filters_after(31, 0.1, 1), 4);
	cr_expect_eq(filters_after(30, 0.001, 1), 1);
	cr_expect_eq(filters_after(30, 1, 1), 30);
	cr_expect_eq(filters_after(30, 0.3, 8), 16);
	cr_expect_eq(filters_after(30, 0.9, 8), 30);
	cr_expect_eq(filters_after(5, 0.5, 8), 5);
}

Test(init, keeps_what_is_added_of_one_width)
{
	Net net = net_begin();
	int a = net_mix(&net, 0, 10), b = net_mix(&net, net_mix(&net, a, 6), 10);
	int sum = net_image(&net, 4, 4, 10);
	test_op(net.model, "ADD", LIST(a, b), LIST(sum));
	net_finish(&net, LIST(net_mix(&net, sum, 2)));
	LikeReport report = narrow(net.model, 0.5, 1);
	cr_expect_eq(report.n_layers, 4);
	cr_expect_eq(report.n_narrower, 3);
	cr_expect_eq(report.parameters_before, 2 * 10 + 10 * 6 + 6 * 10 + 10 * 2);
	cr_expect_eq(report.parameters_after, 2 * 5 + 5 * 3 + 3 * 5 + 5 * 2);
	cr_expect_eq(count_parameters(net.model), report.parameters_after);
	net_end(&net);
}

Test(init, refuses_widths_that_are_none)
{
	Error err = {0};
	LikeReport report;
	Net net = two_layers();
	const double bad[] = {0, -1, 1.5, (double)NAN};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(make_like(net.model, &(LikeSettings){bad[i], 1}, &report, &err));
	cr_expect_not(make_like(net.model, &(LikeSettings){1, 0}, &report, &err));
	net_end(&net);
}

static bool is_float(const Graph *graph)
{
	for (int t = 0; t < graph->n_tensors; t++) {
		const Tensor *tensor = &graph->tensors[t];
		if (tensor->quantization ||
			(tensor->type != TYPE_FLOAT32 &&
				!(tensor->type == TYPE_INT32 && tensor_is_constant(tensor))))
			return false;
	}
	return true;
}

/* An int8 model and the float32 one it was made of give the same student, but for names. */
static void same_of_both(const char *whole, const char *rounded)
{
	Model *a = shared_model(whole), *b = shared_model(rounded);
	LikeReport of_a = narrow(a, 0.5, 1), of_b = narrow(b, 0.5, 1);
	const Graph *one = &a->graphs[0], *other = &b->graphs[0];
	cr_expect(is_float(one) && is_float(other));
	cr_expect_eq(of_a.parameters_after, of_b.parameters_after);
	cr_assert_eq(one->n_ops, other->n_ops);
	for (int i = 0; i < one->n_ops; i++) {
		size_t n, same;
		cr_assert_eq(one->ops[i].code->type, other->ops[i].code->type);
		if (!has_weights(&one->ops[i]))
			continue;
		const float *left = values_of(a, weights_index(&one->ops[i]), &n);
		const float *right = values_of(b, weights_index(&other->ops[i]), &same);
		cr_assert_eq(n, same);
		cr_expect_arr_eq(left, right, n * sizeof *left);
	}
	model_free(a);
	model_free(b);
}

Test(init, takes_an_int8_model_for_the_float_one_it_was)
{
	same_of_both("ic_float", "ic_int8");
	same_of_both("kws_float", "kws_int8");
	same_of_both("kws_float", "kws_hybrid");
	same_of_both("ad_float", "ad_int8");
	same_of_both("vww_float", "vww_int8");
}
