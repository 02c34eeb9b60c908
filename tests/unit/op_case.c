/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/op_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "formats/format.h"
#include "src/run/plan.h"

enum { N_SAMPLES = 3, MOST_VALUES = 4096 };

double real_value(int i)
{
	return ((i * 11 + 3) % 37 - 18) / 16.0;
}

double weight_value(int i)
{
	return ((i * 7 + 2) % 13 - 6) / 32.0;
}

double bias_value(int i)
{
	return (i % 5 - 1) / 4.0;
}

static float scale_of(DataType type, float int8_scale)
{
	return type == TYPE_INT16 ? int8_scale / 128 : int8_scale;
}

static int zero_of(DataType type, int int8_zero)
{
	return type == TYPE_INT8 ? int8_zero : 0;
}

int real_computed(Model *model, DataType type, int rank, const int *dims, float scale,
	int zero)
{
	int tensor = test_computed(model, type, rank, dims);
	if (type != TYPE_FLOAT32)
		test_quantized(model, tensor, scale_of(type, scale), zero_of(type, zero));
	return tensor;
}

int real_input(Model *model, DataType type, int rank, const int *dims)
{
	int tensor = real_computed(model, type, rank, dims, IN_SCALE, IN_ZERO);
	test_inputs(model, LIST(tensor));
	return tensor;
}

static void store(DataType type, double x, float scale, int zero, void *values, int i)
{
	if (type == TYPE_FLOAT32)
		((float *)values)[i] = (float)x;
	else if (type == TYPE_INT16)
		((int16_t *)values)[i] = (int16_t)lround(x / (double)scale);
	else
		((int8_t *)values)[i] = (int8_t)(lround(x / (double)scale) + zero);
}

static double load(DataType type, const void *values, int i, float scale, int zero)
{
	if (type == TYPE_FLOAT32)
		return (double)((const float *)values)[i];
	if (type == TYPE_INT16)
		return (double)scale * ((const int16_t *)values)[i];
	return (double)scale * (((const int8_t *)values)[i] - zero);
}

static int count_of(const Tensor *tensor)
{
	int n = 1;
	for (int i = 0; i < tensor->rank; i++)
		n *= tensor->dims[i];
	return n;
}

int real_constant(Model *model, DataType type, int rank, const int *dims)
{
	double values[MOST_VALUES];
	int tensor = test_constant(model, type, rank, dims);
	int n = count_of(&model->graphs[0].tensors[tensor]);
	for (int i = 0; i < n; i++)
		store(type, real_value(i), scale_of(type, IN_SCALE), IN_ZERO, values, i);
	model->graphs[0].tensors[tensor].buffer->data =
		arena_copy(&model->arena, values, (size_t)n * (size_t)type_bits(type) / 8);
	if (type != TYPE_FLOAT32)
		test_quantized(model, tensor, scale_of(type, IN_SCALE), zero_of(type, IN_ZERO));
	return tensor;
}

int real_weights(Model *model, DataType type, int rank, const int *dims, int axis)
{
	double values[MOST_VALUES];
	type = type == TYPE_INT16 ? TYPE_INT8 : type;
	int tensor = test_constant(model, type, rank, dims), inner = 1;
	test_scales(model, tensor, dims[axis], axis);
	Tensor *t = &model->graphs[0].tensors[tensor];
	for (int i = axis + 1; i < rank; i++)
		inner *= dims[i];
	for (int c = 0; c < dims[axis]; c++)
		t->quantization->scale[c] = c % 2 ? 1.0F / 128 : 1.0F / 64;
	int n = count_of(t);
	for (int i = 0; i < n; i++)
		store(type, weight_value(i), t->quantization->scale[i / inner % dims[axis]], 0,
			values, i);
	t->buffer->data =
		arena_copy(&model->arena, values, (size_t)n * (size_t)type_bits(type) / 8);
	if (type == TYPE_FLOAT32)
		t->quantization = NULL;
	return tensor;
}

int real_bias(Model *model, DataType type, int n, int weights)
{
	float real[MOST_VALUES];
	int32_t stored[MOST_VALUES];
	int64_t wide[MOST_VALUES];
	float in_scale = scale_of(type, IN_SCALE);
	const Quantization *q = model->graphs[0].tensors[weights].quantization;
	for (int i = 0; i < n; i++) {
		real[i] = (float)bias_value(i);
		if (q)
			wide[i] = stored[i] = (int32_t)lround(bias_value(i) /
				((double)in_scale * (double)q->scale[q->n_scales > 1 ? i : 0]));
	}
	if (type == TYPE_FLOAT32)
		return test_values(model, TYPE_FLOAT32, DIMS(n), real);
	int tensor = type == TYPE_INT16 ? test_values(model, TYPE_INT64, DIMS(n), wide)
									: test_values(model, TYPE_INT32, DIMS(n), stored);
	test_scales(model, tensor, q->n_scales, 0);
	for (int i = 0; i < q->n_scales; i++)
		model->graphs[0].tensors[tensor].quantization->scale[i] = in_scale * q->scale[i];
	return tensor;
}

Op *real_op(Model *model, const char *name, int n_inputs, const int *inputs, int output)
{
	test_outputs(model, LIST(output));
	return test_op(model, name, n_inputs, inputs, LIST(output));
}

/* --- Running --- */

static double input_value(int sample, int i)
{
	return real_value(i + 5 * sample);
}

static void check_sample(const OpCase *op, const Model *model, int sample,
	const uint8_t *values, const char *how)
{
	const Graph *graph = &model->graphs[0];
	const Tensor *in = op_input(graph, &(Op){.n_inputs = 1, .inputs = graph->inputs}, 0);
	const Tensor *out = &graph->tensors[graph->outputs[0]];
	bool real = out->type == TYPE_FLOAT32;
	int lowest = out->type == TYPE_INT16 ? INT16_MIN : INT8_MIN;
	double steps = op->steps > 0 && out->type == TYPE_INT16 ? op->steps + 1 : op->steps;
	float scale = real ? 1 : out->quantization->scale[0];
	int zero = real ? 0 : (int)out->quantization->zero_point[0];
	double given[MOST_VALUES], wanted[MOST_VALUES], largest = 1e-30;
	for (int i = 0; i < count_of(in); i++)
		given[i] = input_value(sample, i);
	op->expect(given, wanted);
	for (int i = 0; i < count_of(out); i++)
		largest = fmax(largest, fabs(wanted[i]));
	for (int i = 0; i < count_of(out); i++) {
		double got = load(out->type, values, i, scale, zero), want = wanted[i];
		if (!real)
			want = fmin(fmax(want, (double)scale * (lowest - zero)),
				(double)scale * (-1 - lowest - zero));
		double tolerance = real ? 1e-6 * largest : steps * (double)scale + 1e-12;
		cr_expect(fabs(got - want) <= tolerance,
			"%s, %s, sample %d: value %d is %g, not %g", op->text, how, sample, i, got,
			want);
	}
}

static void run_plan(const OpCase *op, const Model *model, const PlanSettings *settings,
	int n, const char *how)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	const Tensor *in = &graph->tensors[graph->inputs[0]];
	Plan *plan = plan_new(model, settings, &err);
	cr_assert(plan, "%s, %s: %s", op->text, how, err.text);
	Worker *worker = worker_new(plan);
	int count = count_of(in);
	for (int sample = 0; sample < n; sample++)
		for (int i = 0; i < count; i++)
			store(in->type, input_value(sample, i), scale_of(in->type, IN_SCALE), IN_ZERO,
				worker_values(worker, graph->inputs[0]), sample * count + i);
	worker_run(worker, n, NULL, NULL);
	const uint8_t *out = worker_values(worker, graph->outputs[0]);
	for (int sample = 0; sample < n; sample++)
		check_sample(op, model, sample,
			out + (size_t)sample * plan_bytes(plan, graph->outputs[0]), how);
	worker_free(worker);
	plan_free(plan);
}

static Model *reread(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
	Model *again = model_from_bytes(file, "again", &err);
	cr_assert(again, "%s", err.text);
	arena_finish(&arena);
	return again;
}

void run_op_case_as(const OpCase *op, DataType type)
{
	Error err = {0};
	Model *model = test_model_new(1);
	op->build(model, type);
	cr_assert(model_verify(model, &err), "%s: %s", op->text, err.text);
	const char *name = type_name(type);
	run_plan(op, model, &(PlanSettings){.batch = 1}, 1, name);
	run_plan(op, model, &(PlanSettings){.batch = N_SAMPLES}, N_SAMPLES, name);
	run_plan(op, model, &(PlanSettings){N_SAMPLES + 1, true}, N_SAMPLES, name);
	Model *again = reread(model);
	run_plan(op, again, &(PlanSettings){.batch = 1}, 1, "read again");
	model_free(again);
	model_free(model);
}

void run_op_case(const OpCase *op)
{
	run_op_case_as(op, TYPE_FLOAT32);
	run_op_case_as(op, TYPE_INT8);
	run_op_case_as(op, TYPE_INT16);
}
