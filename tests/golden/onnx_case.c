/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/golden/onnx_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/onnx/message.h"
#include "formats/onnx/onnx.h"
#include "formats/onnx/tensor_proto.h"
#include "src/base/file.h"
#include "src/data/array.h"
#include "src/run/plan.h"

/* What ONNX's own runner allows: |a - b| <= absolute + relative * |b|. */
static const double relative = 1e-3, absolute = 1e-7;

enum { MOST_VALUES = 32 };

typedef struct Values {
	int n;
	Array of[MOST_VALUES];
	Onnx__TensorProto *proto[MOST_VALUES];
} Values;

static void *read_message(const char *path, const ProtobufCMessageDescriptor *type,
	Arena *arena)
{
	Error err = {0};
	Bytes file;
	if (access(path, R_OK) != 0)
		return NULL;
	if (!file_read(path, arena, &file, &err)) { /* a tensor of no elements has no bytes */
		file = (Bytes){arena_alloc(arena, 1), 0};
	}
	return message_read(type, file, arena, &err);
}

Onnx__ModelProto *case_model(const char *folder, Arena *arena)
{
	return read_message(arena_text(arena, "%s/model.onnx", folder),
		&onnx__model_proto__descriptor, arena);
}

static bool read_values(const char *folder, int set, const char *kind, Values *values,
	Arena *arena, Error *err)
{
	for (values->n = 0; values->n < MOST_VALUES; values->n++) {
		const char *path = arena_text(arena, "%s/test_data_set_%d/%s_%d.pb", folder, set,
			kind, values->n);
		Onnx__TensorProto *proto =
			read_message(path, &onnx__tensor_proto__descriptor, arena);
		Array *array = &values->of[values->n];
		if (!proto)
			return true;
		values->proto[values->n] = proto;
		if (!onnx_tensor(proto, NULL, arena, &array->type, &array->shape, &array->data,
				err))
			return failed_in(err, "%s %d: ", kind, values->n);
	}
	return true;
}

/* --- Binding inputs --- */

/* A file in which inputs from first on are the values given. */
static Bytes bound_file(Onnx__ModelProto *model, const Values *inputs, int first,
	Arena *arena)
{
	Onnx__GraphProto *graph = model->graph,
					 *own = arena_copy(arena, graph, sizeof *graph);
	Onnx__ModelProto whole = *model;
	size_t n = graph->n_initializer;
	own->initializer = arena_array(arena, n + MOST_VALUES, sizeof(void *));
	if (n > 0)
		memcpy(own->initializer, graph->initializer, n * sizeof(void *));
	for (int i = first; i < inputs->n && (size_t)i < graph->n_input; i++) {
		Onnx__TensorProto *tensor =
			arena_copy(arena, inputs->proto[i], sizeof *inputs->proto[i]);
		tensor->name = graph->input[i]->name;
		own->initializer[n++] = tensor;
	}
	own->n_initializer = n;
	whole.graph = own;
	Bytes file = {.n = protobuf_c_message_get_packed_size(&whole.base)};
	uint8_t *data = arena_alloc(arena, file.n);
	protobuf_c_message_pack(&whole.base, data);
	file.data = data;
	return file;
}

/* --- Running --- */

static bool load(Worker *worker, const Plan *plan, const Graph *graph,
	const Onnx__GraphProto *proto, const Values *inputs, Error *err)
{
	int next = 0;
	for (int i = 0; i < inputs->n && (size_t)i < proto->n_input; i++) {
		if (next >= graph->n_inputs)
			break;
		int tensor = graph->inputs[next];
		if (strcmp(graph->tensors[tensor].name, proto->input[i]->name) != 0)
			continue; /* bound */
		size_t bytes = 0;
		type_bytes(inputs->of[i].type, shape_count(inputs->of[i].shape), &bytes);
		if (bytes != plan_bytes(plan, tensor))
			return failed(err, "input %d has %zu bytes, the model takes %zu", i, bytes,
				plan_bytes(plan, tensor));
		memcpy(worker_values(worker, tensor), inputs->of[i].data, bytes);
		next++;
	}
	return true;
}

/* Compare with what was expected; the worst error, or below 0 where they are not alike. */
static double compare(const void *values, DataType type, const Array *wanted,
	double steps)
{
	double largest = 0, worst = 0;
	int64_t n = shape_count(wanted->shape);
	Array got = {.type = type, .shape = wanted->shape, .data = values};
	for (int64_t i = 0; i < n; i++) {
		double a, b;
		array_numbers(&got, (size_t)i, 1, &a);
		array_numbers(wanted, (size_t)i, 1, &b);
		bool is_real = type == TYPE_FLOAT32 || type == TYPE_FLOAT64;
		double allowed = is_real ? absolute + relative * fabs(b) : steps;
		if (!(fabs(a - b) <= allowed) && a != b)
			return -1;
		worst = fmax(worst, a == b ? 0 : fabs(a - b));
		largest = fmax(largest, fabs(b));
	}
	return largest > 0 ? worst / largest : worst;
}

static bool is_quantized_case(const Onnx__GraphProto *graph)
{
	for (size_t i = 0; i < graph->n_node; i++)
		if (strncmp(graph->node[i]->op_type, "QLinear", 7) == 0)
			return true;
	return false;
}

static bool same_dims(const Tensor *tensor, Shape shape)
{
	bool same = tensor->rank == shape.rank;
	for (int i = 0; same && i < shape.rank; i++)
		same = tensor->dims[i] == shape.dims[i];
	return same;
}

static void judge(const Model *model, Worker *worker, const Onnx__GraphProto *proto,
	const Values *outputs, CaseReport *report)
{
	const Graph *graph = &model->graphs[0];
	char shape[SHAPE_TEXT_BYTES];
	for (int i = 0; i < outputs->n && i < graph->n_outputs; i++) {
		int tensor = graph->outputs[i];
		const Tensor *t = &graph->tensors[tensor];
		const Array *wanted = &outputs->of[i];
		const void *values =
			tensor_is_constant(t) ? t->buffer->data : worker_values(worker, tensor);
		double error = same_dims(t, wanted->shape)
			? compare(values, t->type, wanted, is_quantized_case(proto) ? 1 : 0)
			: -1;
		report->worst = fmax(report->worst, error);
		if (error >= 0)
			continue;
		report->result = CASE_FAILED;
		snprintf(report->text, sizeof report->text, "output %d (%s %s) is wrong", i,
			type_name(t->type), shape_text(wanted->shape, shape));
	}
}

/* Outputs that depend on no input leave nothing to run. */
static bool is_all_constant(const Graph *graph)
{
	for (int i = 0; i < graph->n_outputs; i++)
		if (!tensor_is_constant(&graph->tensors[graph->outputs[i]]))
			return false;
	return true;
}

static bool run_file(Bytes file, const Onnx__GraphProto *proto, const Values *inputs,
	const Values *outputs, CaseReport *report, Error *err)
{
	Model *model = model_new();
	model->name = "";
	PlanSettings how = {.batch = 1};
	Bytes copy = {arena_copy(&model->arena, file.data, file.n), file.n};
	bool ok = onnx_read(model, copy, NULL, ONNX_KEPT, err) && model_verify(model, err);
	bool runs = ok && !is_all_constant(&model->graphs[0]);
	Plan *plan = runs ? plan_new(model, &how, err) : NULL;
	Worker *worker = plan ? worker_new(plan) : NULL;
	ok = ok && (!runs || worker);
	if (worker) {
		ok = load(worker, plan, plan_graph(plan), proto, inputs, err);
		if (ok)
			worker_run(worker, 1, NULL, NULL);
	}
	if (ok)
		judge(model, worker, proto, outputs, report);
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	return ok;
}

static void run_set(const char *folder, Onnx__ModelProto *model, int set, Arena *arena,
	CaseReport *report)
{
	Values inputs, outputs;
	Error err = {0}, second = {0};
	bool ok = read_values(folder, set, "input", &inputs, arena, &err) &&
		read_values(folder, set, "output", &outputs, arena, &err);
	ok = ok &&
		run_file(bound_file(model, &inputs, inputs.n, arena), model->graph, &inputs,
			&outputs, report, &err);
	if (!ok && inputs.n > 1) {
		ok = run_file(bound_file(model, &inputs, 1, arena), model->graph, &inputs,
			&outputs, report, &second);
		report->is_bound = ok;
		err = second;
	}
	if (!ok) {
		report->result = CASE_REFUSED;
		snprintf(report->text, sizeof report->text, "%s", err.text);
	}
}

void run_case(const char *folder, Onnx__ModelProto *model, CaseReport *report)
{
	*report = (CaseReport){.result = CASE_PASSED};
	for (int set = 0; report->result == CASE_PASSED; set++) {
		Arena arena = {0};
		const char *path = arena_text(&arena, "%s/test_data_set_%d", folder, set);
		bool is_there = access(path, R_OK) == 0;
		if (is_there)
			run_set(folder, model, set, &arena, report);
		arena_finish(&arena);
		if (!is_there)
			break;
	}
}
