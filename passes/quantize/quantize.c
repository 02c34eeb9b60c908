/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/quantize.h"

#include <math.h>
#include <string.h>

#include "passes/quantize/conversion.h"
#include "passes/quantize/float_constants.h"
#include "passes/quantize/quant_scales.h"
#include "passes/quantize/quant_weights.h"
#include "src/graph/decoders.h"
#include "src/target/tflm_types.h"

static bool refuse_quantized(const Graph *graph, Error *err)
{
	char label[16];
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		const Tensor *in = op_data(graph, op), *weight = op_weights(graph, op);
		const Tensor *out = op_output(graph, op, 0);
		if (weight && (weight->type == TYPE_INT8 || weight->type == TYPE_INT4))
			return failed(err, "%s: weights are already %s",
				tensor_label(graph, weights_index(op), label), type_name(weight->type));
		if (op->code->type == OP_DEQUANTIZE)
			return failed(err, "operator %d (%s) takes %s; a float32 model is needed", i,
				op->code->name, in ? type_name(in->type) : "nothing");
		if (op->code->type == OP_QUANTIZE || (out && out->type != TYPE_FLOAT32))
			return failed(err, "operator %d (%s) computes %s; a float32 model is needed",
				i, op->code->name, out ? type_name(out->type) : "nothing");
	}
	for (int i = 0; i < graph->n_inputs; i++)
		if (graph->tensors[graph->inputs[i]].type != TYPE_FLOAT32)
			return failed(err, "input '%s' is %s; a float32 model is needed",
				tensor_label(graph, graph->inputs[i], label),
				type_name(graph->tensors[graph->inputs[i]].type));
	return true;
}

/* Calibration would only say where such a value ends up. */
static bool check_constants(const Graph *graph, Error *err)
{
	for (int i = 0; i < graph->n_tensors; i++)
		if (is_float_constant(&graph->tensors[i]) &&
			!check_finite_constant(graph, i, err))
			return false;
	return true;
}

static Range constant_range(const Tensor *constant)
{
	const float *values = (const float *)(const void *)constant->buffer->data;
	Range range = {values[0], values[0]};
	for (size_t v = 0; v < constant->buffer->n_bytes / sizeof *values; v++) {
		range.low = values[v] < range.low ? values[v] : range.low;
		range.high = values[v] > range.high ? values[v] : range.high;
	}
	return range;
}

void quantize_add_constants(const Graph *graph, const Calibrated *calibrated)
{
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			const Tensor *tensor = op_input(graph, op, k);
			if (!is_float_constant(tensor) || is_layer_constant(op, k))
				continue;
			Range range = constant_range(tensor);
			calibrated->ranges[op->inputs[k]] = range;
			calibrated->extremes[op->inputs[k]] = range;
		}
	}
}

static Quantization *one_scale(Model *model, ScaleZero scale)
{
	Quantization *q = arena_alloc(&model->arena, sizeof *q);
	int64_t zero_point = scale.zero_point;
	q->n_scales = q->n_zero_points = 1;
	q->scale = arena_copy(&model->arena, &scale.scale, sizeof scale.scale);
	q->zero_point = arena_copy(&model->arena, &zero_point, sizeof zero_point);
	return q;
}

/* A constant operand as integers of a type. */
static void store_operand(Model *model, Tensor *tensor, DataType type, ScaleZero scale)
{
	size_t n = tensor->buffer->n_bytes / sizeof(float);
	bool is_wide = type == TYPE_INT16;
	double low = is_wide ? INT16_MIN : INT8_MIN, high = is_wide ? INT16_MAX : INT8_MAX;
	const float *values = (const float *)(const void *)tensor->buffer->data;
	int16_t *wide = arena_array(&model->arena, is_wide ? n : 0, sizeof *wide);
	int8_t *narrow = arena_array(&model->arena, is_wide ? 0 : n, sizeof *narrow);
	for (size_t i = 0; i < n; i++) {
		double q = round((double)values[i] / (double)scale.scale) + scale.zero_point;
		q = q < low ? low : q > high ? high : q;
		if (is_wide)
			wide[i] = (int16_t)q;
		else
			narrow[i] = (int8_t)q;
	}
	model_set_constant(model, tensor, is_wide ? (void *)wide : narrow,
		n * (is_wide ? sizeof *wide : sizeof *narrow));
}

static void give_type(Model *model, Tensor *tensor, DataType type, ScaleZero scale)
{
	if (tensor_is_constant(tensor))
		store_operand(model, tensor, type, scale);
	if (type == TYPE_UINT8)
		scale.zero_point += 128;
	tensor->type = type;
	tensor->quantization = one_scale(model, scale);
}

/* Bring inputs to the scale of the result where they must share it and have another. */
static void requantize_inputs(Model *model, Graph *graph, const ScaleZero *scales)
{
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			int in = graph->ops[i].inputs[k];
			if (!needs_requantize(&graph->ops[i], k, scales))
				continue;
			int out = add_computed_like(model, graph, in, "requantized");
			graph->tensors[out].quantization =
				one_scale(model, scales[graph->ops[i].outputs[0]]);
			graph->ops[i].inputs[k] = out;
			insert_conversion(model, graph, i, OP_QUANTIZE, in, out);
			i++; /* the operator has moved up by one */
		}
	}
}

/* TFLM's int4, and CMSIS-NN's int16, know one scale for a dense layer. */
WeightFormat quantize_weight_format(const Op *op, LayerFormat how, bool per_tensor_dense)
{
	bool is_dense = op->code->type == OP_FULLY_CONNECTED;
	return (WeightFormat){
		.type = how == LAYER_INT4 ? TYPE_INT4 : TYPE_INT8,
		.per_tensor = is_dense && (how != LAYER_INT8 || per_tensor_dense),
	};
}

static bool convert_weights(const Typed *typed, bool per_tensor_dense, Error *err)
{
	for (int i = 0; i < typed->graph->n_ops; i++) {
		Op *op = &typed->graph->ops[i];
		if (!has_weights(op) || typed->formats[i] == LAYER_FLOAT32)
			continue;
		WeightFormat format =
			quantize_weight_format(op, typed->formats[i], per_tensor_dense);
		if (!quantize_weights(typed->model, typed->graph, op, format, err))
			return failed_in(err, "operator %d (%s): ", i, op->code->name);
	}
	return true;
}

static bool convert(const Typed *typed, bool per_tensor_dense, Arena *scratch, Error *err)
{
	Graph *graph = typed->graph;
	ScaleZero *scales = arena_array(scratch, (size_t)graph->n_tensors, sizeof *scales);
	choose_scales(typed, scales);
	for (int i = 0; i < graph->n_tensors; i++)
		if (scales[i].scale > 0)
			give_type(typed->model, &graph->tensors[i], typed->types[i], scales[i]);
	if (!convert_weights(typed, per_tensor_dense, err))
		return false;
	requantize_inputs(typed->model, graph, scales);
	forget_versions(typed->model);
	return true;
}

/* What was made must hold, and run: scales may differ by more than arithmetic can bridge. */
static bool check_result(const Model *model, Error *err)
{
	Arena scratch = {0};
	Model named = *model;
	named.name = arena_text(&scratch, "%s: once quantised", model->name);
	bool ok = (model_verify(&named, err) && tflm_runs_model(&named, KERNELS_BEST, err)) ||
		failed_in(err, "%s: ", named.name);
	ok = ok && plan_check(&named, 1, err);
	arena_finish(&scratch);
	return ok;
}

/* int4 is of weights: what has none, or cannot have them of int4, is int8. */
static bool takes_int4(const Op *op)
{
	return has_weights(op) && tflm_has_kernel(op->code->type, TYPE_INT8, TYPE_INT4);
}

LayerFormat *quantize_formats(const Graph *graph, const QuantizeSettings *settings,
	Arena *arena)
{
	LayerFormat *formats = arena_array(arena, (size_t)graph->n_ops, sizeof *formats);
	for (int i = 0; i < graph->n_ops; i++) {
		formats[i] = settings->layers ? settings->layers[i] : settings->format;
		if (formats[i] == LAYER_INT4 && !takes_int4(&graph->ops[i]))
			formats[i] = LAYER_INT8;
		if (stays_float(&graph->ops[i]))
			formats[i] = LAYER_FLOAT32;
	}
	return formats;
}

bool quantize_prepare(Model *model, Error *err)
{
	Graph *graph = &model->graphs[0];
	if (!model_is_decoded(model, err) || !refuse_quantized(graph, err) ||
		!check_constants(graph, err))
		return failed_in(err, "%s: ", model->name);
	unshare_float_constants(model);
	return plan_check(model, 1, err);
}

bool quantize_calibrate(const Model *model, const Samples *samples,
	const CalibrationSettings *settings, Arena *arena, Calibrated *calibrated, Error *err)
{
	const Graph *graph = &model->graphs[0];
	size_t n = (size_t)graph->n_tensors;
	calibrated->ranges = arena_array(arena, n, sizeof(Range));
	calibrated->extremes = arena_array(arena, n, sizeof(Range));
	if (!calibrate(model, samples, settings, calibrated->ranges, calibrated->extremes,
			err))
		return false;
	quantize_add_constants(graph, calibrated);
	return true;
}

bool quantize_by_ranges(Model *model, const Calibrated *calibrated,
	const QuantizeSettings *settings, Error *err)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Typed typed;
	const LayerFormat *formats = quantize_formats(graph, settings, &scratch);
	assign_types(model, graph, formats, calibrated->ranges, calibrated->extremes,
		settings->input_type, settings->output_type, &scratch, &typed);
	bool ok = convert(&typed, settings->per_tensor_dense, &scratch, err) ||
		failed_in(err, "%s: ", model->name);
	arena_finish(&scratch);
	return ok && check_result(model, err);
}

bool quantize(Model *model, const Samples *samples, const QuantizeSettings *settings,
	Error *err)
{
	Arena scratch = {0};
	Calibrated calibrated;
	bool ok = quantize_prepare(model, err) &&
		quantize_calibrate(model, samples, &settings->calibration, &scratch, &calibrated,
			err) &&
		quantize_by_ranges(model, &calibrated, settings, err);
	arena_finish(&scratch);
	return ok;
}
