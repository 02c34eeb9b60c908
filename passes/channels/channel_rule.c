/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_rule.h"

#include "src/graph/roles.h"
#include "src/ops/operands.h"

/* What is asked about. */
typedef struct Question {
	const Graph *graph;
	const Op *op;
	const int *n_units;
	int n_out; /* units of the output */
} Question;

int last_dim(const Tensor *tensor)
{
	return tensor->rank > 0 ? tensor->dims[tensor->rank - 1] : 0;
}

static bool can_be_sliced(const Tensor *tensor)
{
	int bits = type_bits(tensor->type);
	bool is_plain = bits > 0 && (bits % 8 == 0 || tensor->type == TYPE_INT4);
	return tensor_is_constant(tensor) && !tensor->is_sparse && !tensor->is_variable &&
		is_plain && !(tensor->quantization && tensor->quantization->has_details);
}

static ChannelRule rule_if(bool holds, ChannelRule rule)
{
	return holds ? rule : CHANNELS_FIXED;
}

/* --- Layers with weights --- */

static bool has_plain_weights(const Question *q)
{
	const Tensor *weights = op_weights(q->graph, q->op), *bias = op_bias(q->graph, q->op);
	bool has_scale = weights->quantization && weights->quantization->n_scales > 0;
	bool is_integer = weights->type == TYPE_INT8 || weights->type == TYPE_INT4;
	return can_be_sliced(weights) &&
		(weights->type == TYPE_FLOAT32 || (is_integer && has_scale)) &&
		(!bias || (can_be_sliced(bias) && bias->rank == 1 && bias->dims[0] == q->n_out));
}

static ChannelRule weighted_rule(const Question *q)
{
	const Tensor *weights = op_weights(q->graph, q->op);
	int n_in = q->n_units[data_index(q->op)];
	if (n_in == 0 || !has_plain_weights(q))
		return CHANNELS_FIXED;
	switch (q->op->code->type) {
	case OP_CONV_2D:
		return rule_if(weights->dims[3] == n_in, CHANNELS_MIXED);
	case OP_FULLY_CONNECTED:
		return rule_if(weights->dims[1] % n_in == 0 &&
				q->op->attrs.dense.weights_format == 0,
			CHANNELS_MIXED);
	case OP_DEPTHWISE_CONV_2D:
		return n_in == 1 ? CHANNELS_MIXED : CHANNELS_DEPTHWISE;
	default:
		return CHANNELS_MIXED;
	}
}

/* --- Unit to unit --- */

int n_operands(const Op *op)
{
	switch (op->code->type) {
	case OP_ADD:
	case OP_DIV:
	case OP_MAXIMUM:
	case OP_MINIMUM:
	case OP_MUL:
	case OP_PRELU:
	case OP_SUB:
		return 2;
	case OP_CONCATENATION:
		return op->n_inputs;
	default:
		return 1;
	}
}

static bool fits(const Question *q, int operand)
{
	const Tensor *tensor = op_input(q->graph, q->op, operand);
	int n = last_dim(tensor);
	if (tensor_is_constant(tensor))
		return can_be_sliced(tensor) && (n == q->n_out || n <= 1);
	n = q->n_units[q->op->inputs[operand]];
	return n == q->n_out || n == 1;
}

static ChannelRule unitwise_if(const Question *q, bool holds)
{
	for (int i = 0; i < n_operands(q->op); i++)
		holds = holds && fits(q, i);
	return rule_if(holds, CHANNELS_UNITWISE);
}

/* Whether the last dimension is not among the axes of a reduction. */
static bool spares_last(const Question *q)
{
	Error none = {0};
	int64_t axes[MAX_RANK];
	int n, rank = op_input(q->graph, q->op, 0)->rank;
	if (!constant_ints(q->graph, q->op, 1, MAX_RANK, axes, &n, &none))
		return false;
	for (int i = 0; i < n; i++)
		if (axes[i] == rank - 1 || axes[i] == -1)
			return false;
	return true;
}

static bool pads_last(const Question *q)
{
	Error none = {0};
	int64_t values[2 * MAX_RANK];
	int n;
	return !constant_ints(q->graph, q->op, 1, 2 * MAX_RANK, values, &n, &none) || n < 2 ||
		values[n - 2] != 0 || values[n - 1] != 0;
}

static bool expands_last(const Question *q)
{
	Error none = {0};
	int axis, rank = op_output(q->graph, q->op, 0)->rank;
	return !constant_axis(q->graph, q->op, 1, rank, &axis, &none) || axis == rank - 1;
}

/* Of all dimensions of 1, the last may become one. */
static bool may_squeeze_last(const Question *q)
{
	const SqueezeAttrs *attrs = &q->op->attrs.squeeze;
	int rank = op_input(q->graph, q->op, 0)->rank;
	for (int i = 0; i < attrs->n_axes; i++)
		if (attrs->axes[i] == rank - 1 || attrs->axes[i] == -1)
			return true;
	return attrs->n_axes == 0;
}

static ChannelRule concatenation_rule(const Question *q)
{
	Error none = {0};
	int axis, rank = op_output(q->graph, q->op, 0)->rank;
	if (!axis_of_rank(q->op->attrs.concatenation.axis, rank, &axis, &none))
		return CHANNELS_FIXED;
	if (axis != rank - 1)
		return unitwise_if(q, true);
	for (int i = 0; i < q->op->n_inputs; i++)
		if (q->n_units[q->op->inputs[i]] == 0)
			return CHANNELS_FIXED;
	return CHANNELS_CONCATENATED;
}

/* --- Reshaping --- */

/* Whether a shape that is given says what the output's dimensions do. */
static bool has_plain_shape(const Question *q)
{
	Error none = {0};
	int64_t dims[MAX_RANK];
	int n;
	const Tensor *out = op_output(q->graph, q->op, 0);
	if (!op_input(q->graph, q->op, 1))
		return true;
	if (!constant_ints(q->graph, q->op, 1, MAX_RANK, dims, &n, &none) || n != out->rank)
		return false;
	for (int i = 0; i < n; i++)
		if (dims[i] != out->dims[i] && dims[i] != -1)
			return false;
	return true;
}

static ChannelRule reshape_rule(const Question *q)
{
	int n_in = q->n_units[q->op->inputs[0]];
	return rule_if(n_in > 0 && (n_in % q->n_out == 0 || q->n_out % n_in == 0) &&
			has_plain_shape(q),
		CHANNELS_REPEATED);
}

/* --- All --- */

static ChannelRule other_rule(const Question *q)
{
	switch (q->op->code->type) {
	case OP_CONCATENATION:
		return concatenation_rule(q);
	case OP_RESHAPE:
		return reshape_rule(q);
	case OP_EXPAND_DIMS:
		return unitwise_if(q, !expands_last(q));
	case OP_SQUEEZE:
		return unitwise_if(q, !may_squeeze_last(q));
	case OP_PAD:
	case OP_PADV2:
		return unitwise_if(q, !pads_last(q));
	case OP_MEAN:
	case OP_REDUCE_MAX:
	case OP_SUM:
		return unitwise_if(q, spares_last(q));
	case OP_ADD:
	case OP_AVERAGE_POOL_2D:
	case OP_CAST:
	case OP_DEQUANTIZE:
	case OP_DIV:
	case OP_ELU:
	case OP_HARD_SWISH:
	case OP_LEAKY_RELU:
	case OP_LOGISTIC:
	case OP_MAXIMUM:
	case OP_MAX_POOL_2D:
	case OP_MINIMUM:
	case OP_MUL:
	case OP_PRELU:
	case OP_QUANTIZE:
	case OP_RELU:
	case OP_RELU6:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_SUB:
	case OP_TANH:
		return unitwise_if(q, true);
	default:
		return CHANNELS_FIXED;
	}
}

ChannelRule channel_rule(const Graph *graph, const Op *op, const int *n_units)
{
	Error none = {0};
	if (op->n_intermediates > 0 || !op_check(graph, op, &none))
		return CHANNELS_FIXED;
	Question question = {graph, op, n_units, n_units[op->outputs[0]]};
	if (question.n_out == 0)
		return CHANNELS_FIXED;
	return has_weights(op) ? weighted_rule(&question) : other_rule(&question);
}
