/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gradient/check.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"
#include "src/ops/op.h"
#include "src/train/net.h"

enum { N_IN = 3, BATCH = 3, SLICE = 2 };

/* --- Models --- */

Model *gradient_model(void)
{
	Model *model = test_model_new(1);
	int input = test_computed(model, TYPE_FLOAT32, DIMS(1, N_IN));
	test_inputs(model, LIST(input));
	model->name = "m";
	return model;
}

int weights(Model *model, int rank, const int *dims)
{
	static Rng rng;
	int64_t count = 1;
	for (int i = 0; i < rank; i++)
		count *= dims[i];
	float *values = arena_array(&model->arena, (size_t)count, sizeof *values);
	for (int64_t i = 0; i < count; i++)
		values[i] = 2 * rng_float(&rng) - 1;
	return test_values(model, TYPE_FLOAT32, rank, dims, values);
}

int add_shaped(Model *model, const char *name, const OpAttrs *attrs, int n_inputs,
	const int *inputs, int rank, const int *dims)
{
	int out = test_computed(model, TYPE_FLOAT32, rank, dims);
	Op *op = test_op(model, name, n_inputs, inputs, LIST(out));
	if (attrs)
		op->attrs = *attrs;
	return out;
}

int add_layer(Model *model, const char *name, const OpAttrs *attrs, int n_inputs,
	const int *inputs)
{
	int out = add_shaped(model, name, attrs, n_inputs, inputs, DIMS(1));
	const Graph *graph = &model->graphs[0];
	const Op *op = &graph->ops[graph->n_ops - 1];
	Shape shape;
	Error err = {0};
	cr_assert(op_info(op->code->type)->shape(graph, op, &shape, &err), "%s: %s", name,
		err.text);
	Tensor *tensor = &model->graphs[0].tensors[out];
	tensor->rank = shape.rank;
	tensor->dims = arena_copy(&model->arena, shape.dims, sizeof shape.dims);
	return out;
}

int source(Model *model, int rank, const int *dims)
{
	int count = 1;
	for (int i = 0; i < rank; i++)
		count *= dims[i];
	int weight = weights(model, DIMS(count, N_IN)), bias = weights(model, DIMS(count));
	int flat = add_layer(model, "FULLY_CONNECTED", NULL, LIST(0, weight, bias));
	return add_shaped(model, "RESHAPE", NULL, LIST(flat), rank, dims);
}

/* --- The check --- */

typedef struct Check {
	Net *net;
	Team *team;
	size_t out_count;
	double inputs[BATCH * N_IN];
	double *factors; /* of each output of each sample in the loss */
	double losses[BATCH];
} Check;

static double real(Rng *rng)
{
	return 2 * (double)rng_float(rng) - 1;
}

static void load(void *context, const Slice *slice)
{
	const Check *check = context;
	double *to = slice_input(slice, 0);
	for (int i = 0; i < slice->n * N_IN; i++)
		to[i] = check->inputs[slice->first * N_IN + i];
}

static void weigh(void *context, const Slice *slice)
{
	Check *check = context;
	size_t n = (size_t)slice->n * check->out_count;
	const double *factors = check->factors + (size_t)slice->first * check->out_count;
	const double *out = slice_output(slice, 0);
	double *gradient = slice_output_gradient(slice, 0), sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += factors[i] * out[i];
		gradient[i] = factors[i];
	}
	check->losses[slice->index] = sum;
}

static double loss(Check *check)
{
	const StepHooks hooks = {.context = check, .load = load, .loss = weigh};
	net_forward(check->net, check->team, BATCH, &hooks);
	double sum = 0;
	for (int i = 0; i < net_slices(check->net, BATCH); i++)
		sum += check->losses[i];
	return sum;
}

/* Of fourth order: what is left out is some h^4, nothing for h = 1e-5, and rounding makes some
 * 1e-16 / h of the loss, 1e-10. So small a step seldom meets a kink. */
static double difference(Check *check, double *value)
{
	const double h = 1e-5, at = *value;
	double sum = 0;
	static const struct {
		int step;
		double factor;
	} points[] = {{-2, 1}, {-1, -8}, {1, 8}, {2, -1}};
	for (int i = 0; i < 4; i++) {
		*value = at + points[i].step * h;
		sum += points[i].factor * loss(check);
	}
	*value = at;
	return sum / (12 * h);
}

static void check_param(Check *check, int i)
{
	const double tolerance = 1e-7;
	Param *param = net_param(check->net, i);
	if (param->kind == PARAM_AVERAGE) /* has no gradient */
		return;
	for (size_t k = 0; k < param->count; k++) {
		double expected = difference(check, &param->values[k]);
		double bound = tolerance * (1 + fabs(expected));
		cr_assert(fabs(param->gradient[k] - expected) <= bound,
			"parameter %d, element %zu of %zu: gradient %.9g, difference %.9g", i, k,
			param->count, param->gradient[k], expected);
	}
}

static void fill(Check *check, unsigned seed)
{
	Rng rng = rng_new(seed);
	for (int i = 0; i < BATCH * N_IN; i++)
		check->inputs[i] = real(&rng);
	for (size_t i = 0; i < BATCH * check->out_count; i++)
		check->factors[i] = real(&rng);
	for (int i = 0; i < net_n_params(check->net); i++)
		for (size_t k = 0; k < net_param(check->net, i)->count; k++)
			net_param(check->net, i)->values[k] = 1.5 * real(&rng);
}

/* Some that could be, the same each time: a step moves them. */
static void set_averages(Net *net)
{
	for (int i = 0; i < net_n_params(net); i++) {
		const Param *param = net_param(net, i);
		for (size_t k = 0; k < param->count && param->kind == PARAM_AVERAGE; k++)
			param->values[k] = 0.3 + 0.2 * (double)k;
	}
}

static void check(Model *model, int output, unsigned seed, int n_norms)
{
	Error err = {0};
	Arena arena = {0};
	test_outputs(model, LIST(output));
	cr_assert(model_verify(model, &err), "%s", err.text);
	const NetSettings how = {.batch = BATCH, .slice = SLICE, .batch_norm = n_norms > 0};
	Check check = {.net = net_new(model, &how, &err)};
	cr_assert(check.net, "%s", err.text);
	cr_assert_eq(net_n_norms(check.net), n_norms);
	check.team = team_new(1);
	check.out_count = net_count(check.net, output);
	check.factors = arena_array(&arena, BATCH * check.out_count, sizeof *check.factors);
	fill(&check, seed);
	set_averages(check.net);
	const StepHooks hooks = {.context = &check, .load = load, .loss = weigh};
	net_step(check.net, check.team, BATCH, &hooks);
	set_averages(check.net);
	for (int i = 0; i < net_n_params(check.net); i++)
		check_param(&check, i);
	team_free(check.team);
	net_free(check.net);
	model_free(model);
	arena_finish(&arena);
}

void check_gradients(Model *model, int output, unsigned seed)
{
	check(model, output, seed, 0);
}

void check_normalised(Model *model, int output, unsigned seed, int n)
{
	check(model, output, seed, n);
}
