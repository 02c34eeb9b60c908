/* SPDX-License-Identifier: Apache-2.0 */
/* Models that onnx_build.c has put together, read and run. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "formats/onnx/onnx.h"
#include "src/run/plan.h"
#include "tests/unit/onnx_build.h"

static bool read_model(OnnxBuild *build, Model *model, Error *err)
{
	size_t n = onnx__model_proto__get_packed_size(build->model);
	uint8_t *bytes = arena_alloc(&build->arena, n);
	cr_assert_eq(onnx__model_proto__pack(build->model, bytes), n);
	model->name = "m";
	return onnx_read(model, (Bytes){bytes, n}, NULL, ONNX_KEPT, err);
}

Model *build_read(OnnxBuild *build)
{
	Error err = {0};
	Model *model = model_new();
	cr_assert(read_model(build, model, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return model;
}

/* Bytes of a tensor, with enough room where it has none. */
static size_t bytes_of(const Tensor *tensor)
{
	int64_t count = 1;
	size_t bytes;
	for (int i = 0; i < tensor->rank; i++)
		count *= tensor->dims[i];
	cr_assert(type_bytes(tensor->type, count, &bytes));
	return bytes;
}

/* What an output holds: what the worker has computed (NULL: nothing is), or a constant. */
static void *output_of(OnnxBuild *build, const Tensor *tensor, const void *computed)
{
	const void *values = tensor_is_constant(tensor) ? tensor->buffer->data : computed;
	return arena_copy(&build->arena, values, bytes_of(tensor));
}

const void *const *build_run(OnnxBuild *build, const void *const *in)
{
	Error err = {0};
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	const void **out = arena_array(&build->arena, (size_t)graph->n_outputs, sizeof *out);
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 1}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	for (int i = 0; i < graph->n_inputs; i++)
		memcpy(worker_values(worker, graph->inputs[i]), in[i],
			bytes_of(&graph->tensors[graph->inputs[i]]));
	worker_run(worker, 1, NULL, NULL);
	for (int i = 0; i < graph->n_outputs; i++)
		out[i] = output_of(build, &graph->tensors[graph->outputs[i]],
			worker_values(worker, graph->outputs[i]));
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	return out;
}

void expect_floats(OnnxBuild *build, const float *in, int n, const float *wanted)
{
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	const Tensor *out = &graph->tensors[graph->outputs[0]];
	cr_assert_eq(out->type, TYPE_FLOAT32);
	cr_assert_eq(bytes_of(out), (size_t)n * sizeof(float));
	model_free(model);
	const float *got = build_run(build, &(const void *){in})[0];
	float largest = 0;
	for (int i = 0; i < n; i++)
		largest = fmaxf(largest, fabsf(wanted[i]));
	for (int i = 0; i < n; i++)
		cr_expect(fabsf(got[i] - wanted[i]) <= 1e-6F * largest, "value %d is %g, not %g",
			i, (double)got[i], (double)wanted[i]);
	onnx_build_free(build);
}

void expect_folded(OnnxBuild *build, DataType type, int n, const void *wanted)
{
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	const Tensor *out = &graph->tensors[graph->outputs[0]];
	size_t bytes;
	cr_expect_eq(graph_producer(graph, graph->outputs[0]), -1, "it is computed");
	cr_assert_eq(out->type, type, "it is %s", type_name(out->type));
	cr_assert(type_bytes(type, n, &bytes));
	cr_assert_eq(out->buffer->n_bytes, bytes);
	cr_expect_arr_eq(out->buffer->data, wanted, bytes);
	model_free(model);
	onnx_build_free(build);
}

void expect_onnx_refused(OnnxBuild *build, const char *message)
{
	Error err = {0};
	Model *model = model_new();
	cr_expect_not(read_model(build, model, &err), "it is read, but: %s", message);
	cr_expect_str_eq(err.text, message);
	model_free(model);
	onnx_build_free(build);
}
