/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/operators.h"

#include <string.h>

#include "formats/tflite/schema.h"

/* A field of an options table, and the attribute it becomes. */
typedef struct AttrField {
	const char *field;
	enum { INTEGER, BOOLEAN, REAL, AXES } kind;
	size_t
		offset; /* in OpAttrs; of AXES: of a SqueezeAttrs, which is all that has some */
	int limit;  /* of an enumeration: values are 0 to limit; 0: any integer */
} AttrField;

enum { MAX_FIELDS = 8 };

typedef struct Mapping {
	const char *options; /* the options table; NULL where the operator has none */
	AttrField fields[MAX_FIELDS];
} Mapping;

/* Padding, Activation and DataType count as TFLite's enumerations do. */
#define PADDING(member) \
	"padding", INTEGER, offsetof(OpAttrs, member.padding), PADDING_VALID
#define ACTIVATION(member) \
	"fused_activation_function", INTEGER, offsetof(OpAttrs, member.activation), \
		ACTIVATION_SIGN_BIT
#define BIAS_TYPE(member) \
	"quantized_bias_type", INTEGER, offsetof(OpAttrs, member.bias_type), N_TYPES - 1
#define INT(field, member) field, INTEGER, offsetof(OpAttrs, member), 0
#define BOOL(field, member) field, BOOLEAN, offsetof(OpAttrs, member), 0
#define FLOAT(field, member) field, REAL, offsetof(OpAttrs, member), 0
#define TYPE(field, member) field, INTEGER, offsetof(OpAttrs, member), N_TYPES - 1

static const Mapping mappings[N_OP_TYPES] = {
	[OP_ADD] = {"AddOptions",
		{{ACTIVATION(arithmetic)}, {BOOL("pot_scale_int16", arithmetic.pot_scales)}}},
	[OP_SUB] = {"SubOptions",
		{{ACTIVATION(arithmetic)}, {BOOL("pot_scale_int16", arithmetic.pot_scales)}}},
	[OP_DIV] = {"DivOptions", {{ACTIVATION(arithmetic)}}},
	[OP_MUL] = {"MulOptions", {{ACTIVATION(arithmetic)}}},
	[OP_AVERAGE_POOL_2D] = {"Pool2DOptions",
		{{PADDING(pool)}, {ACTIVATION(pool)}, {INT("stride_w", pool.stride_w)},
			{INT("stride_h", pool.stride_h)}, {INT("filter_width", pool.kernel_w)},
			{INT("filter_height", pool.kernel_h)}}},
	[OP_MAX_POOL_2D] = {"Pool2DOptions",
		{{PADDING(pool)}, {ACTIVATION(pool)}, {INT("stride_w", pool.stride_w)},
			{INT("stride_h", pool.stride_h)}, {INT("filter_width", pool.kernel_w)},
			{INT("filter_height", pool.kernel_h)}}},
	[OP_CONV_2D] = {"Conv2DOptions",
		{{PADDING(conv)}, {ACTIVATION(conv)}, {INT("stride_w", conv.stride_w)},
			{INT("stride_h", conv.stride_h)}, {INT("dilation_w_factor", conv.dilation_w)},
			{INT("dilation_h_factor", conv.dilation_h)}, {BIAS_TYPE(conv)}}},
	[OP_DEPTHWISE_CONV_2D] = {"DepthwiseConv2DOptions",
		{{PADDING(conv)}, {ACTIVATION(conv)}, {INT("stride_w", conv.stride_w)},
			{INT("stride_h", conv.stride_h)}, {INT("dilation_w_factor", conv.dilation_w)},
			{INT("dilation_h_factor", conv.dilation_h)},
			{INT("depth_multiplier", conv.depth_multiplier)}}},
	[OP_FULLY_CONNECTED] = {"FullyConnectedOptions",
		{{ACTIVATION(dense)}, {BOOL("keep_num_dims", dense.keep_dims)},
			{INT("weights_format", dense.weights_format)}, {BIAS_TYPE(dense)}}},
	[OP_CONCATENATION] = {"ConcatenationOptions",
		{{ACTIVATION(concatenation)}, {INT("axis", concatenation.axis)}}},
	[OP_SOFTMAX] = {"SoftmaxOptions", {{FLOAT("beta", softmax.beta)}}},
	[OP_LEAKY_RELU] = {"LeakyReluOptions", {{FLOAT("alpha", leaky_relu.alpha)}}},
	[OP_MEAN] = {"ReducerOptions", {{BOOL("keep_dims", reduce.keep_dims)}}},
	[OP_REDUCE_MAX] = {"ReducerOptions", {{BOOL("keep_dims", reduce.keep_dims)}}},
	[OP_SUM] = {"ReducerOptions", {{BOOL("keep_dims", reduce.keep_dims)}}},
	[OP_TRANSPOSE_CONV] = {"TransposeConvOptions",
		{{PADDING(conv)}, {ACTIVATION(conv)}, {INT("stride_w", conv.stride_w)},
			{INT("stride_h", conv.stride_h)}, {BIAS_TYPE(conv)}}},
	[OP_RESIZE_BILINEAR] = {"ResizeBilinearOptions",
		{{BOOL("align_corners", resize.align_corners)},
			{BOOL("half_pixel_centers", resize.half_pixel_centers)}}},
	[OP_RESIZE_NEAREST_NEIGHBOR] = {"ResizeNearestNeighborOptions",
		{{BOOL("align_corners", resize.align_corners)},
			{BOOL("half_pixel_centers", resize.half_pixel_centers)}}},
	[OP_GATHER] = {"GatherOptions",
		{{INT("axis", gather.axis)}, {INT("batch_dims", gather.batch_dims)}}},
	[OP_SPLIT] = {"SplitOptions", {{INT("num_splits", split.n_splits)}}},
	[OP_SPLIT_V] = {"SplitVOptions", {{INT("num_splits", split.n_splits)}}},
	[OP_SQUEEZE] = {"SqueezeOptions",
		{{"squeeze_dims", AXES, offsetof(OpAttrs, squeeze), 0}}},
	[OP_STRIDED_SLICE] = {"StridedSliceOptions",
		{{INT("begin_mask", strided_slice.begin_mask)},
			{INT("end_mask", strided_slice.end_mask)},
			{INT("ellipsis_mask", strided_slice.ellipsis_mask)},
			{INT("new_axis_mask", strided_slice.new_axis_mask)},
			{INT("shrink_axis_mask", strided_slice.shrink_axis_mask)},
			{BOOL("offset", strided_slice.offset)}}},
	[OP_CAST] = {"CastOptions",
		{{TYPE("in_data_type", cast.in)}, {TYPE("out_data_type", cast.out)}}},
	[OP_EXPAND_DIMS] = {"ExpandDimsOptions", {{0}}},
	[OP_LOG_SOFTMAX] = {"LogSoftmaxOptions", {{0}}},
	[OP_MAXIMUM] = {"MaximumMinimumOptions", {{0}}},
	[OP_MINIMUM] = {"MaximumMinimumOptions", {{0}}},
	[OP_PADV2] = {"PadV2Options", {{0}}},
	[OP_DEQUANTIZE] = {"DequantizeOptions", {{0}}},
	[OP_HARD_SWISH] = {"HardSwishOptions", {{0}}},
	[OP_PAD] = {"PadOptions", {{0}}},
	[OP_QUANTIZE] = {"QuantizeOptions", {{0}}},
	[OP_RESHAPE] = {"ReshapeOptions", {{0}}},
	[OP_SLICE] = {"SliceOptions", {{0}}},
	[OP_TRANSPOSE] = {"TransposeOptions", {{0}}},
};

OpType tflite_op_type(const char *name, bool is_custom)
{
	for (OpType type = OP_OTHER + 1; type < N_OP_TYPES; type++)
		if (op_type_is_custom(type) == is_custom && strcmp(op_type_name(type), name) == 0)
			return type;
	return OP_OTHER;
}

static bool same_table(const FlatTable *a, const FlatTable *b)
{
	Error ignored = {0};
	if (!a || !b)
		return a == b;
	return a->type == b->type && flat_equal(a, b, &ignored);
}

bool tflite_same_options(const Op *a, const Op *b)
{
	FlatVector x = flat_vector(a->source, "custom_options");
	FlatVector y = flat_vector(b->source, "custom_options");
	return x.n == y.n && (x.n == 0 || memcmp(x.items, y.items, x.n) == 0) &&
		same_table(flat_table(a->source, "builtin_options"),
			flat_table(b->source, "builtin_options")) &&
		same_table(flat_table(a->source, "builtin_options_2"),
			flat_table(b->source, "builtin_options_2"));
}

static bool read_axes(const FlatTable *options, const char *field, SqueezeAttrs *attrs,
	Error *err)
{
	FlatVector list = flat_vector(options, field);
	if (list.n > MAX_RANK)
		return failed(err, "%s has %zu entries; there are at most %d dimensions", field,
			list.n, MAX_RANK);
	attrs->n_axes = (int)list.n;
	if (list.n)
		memcpy(attrs->axes, list.items, list.n * sizeof *attrs->axes);
	return true;
}

static bool read_field(const AttrField *field, const FlatTable *options, OpAttrs *attrs,
	Error *err)
{
	char *at = (char *)attrs + field->offset;
	if (field->kind == REAL) {
		*(float *)(void *)at = (float)flat_real(options, field->field);
		return true;
	}
	if (field->kind == AXES)
		return read_axes(options, field->field, (SqueezeAttrs *)(void *)at, err);
	int64_t value = flat_integer(options, field->field);
	if (field->limit && (value < 0 || value > field->limit))
		return failed(err, "%s is %d, not 0 to %d", field->field, (int)value,
			field->limit);
	if (field->kind == BOOLEAN)
		*(bool *)(void *)at = value != 0;
	else
		*(int *)(void *)at = (int)value;
	return true;
}

bool tflite_read_attrs(OpType type, const FlatTable *options, OpAttrs *attrs,
	Arena *arena, Error *err)
{
	const Mapping *mapping = &mappings[type];
	if (!mapping->options)
		return true;
	const FlatTableType *wanted = flat_find_table(&tflite_schema, mapping->options);
	if (options && options->type != wanted)
		return failed(err, "its options are %s, not %s", options->type->name,
			wanted->name);
	if (!options)
		options = flat_new(wanted, arena);
	for (int i = 0; i < MAX_FIELDS && mapping->fields[i].field; i++)
		if (!read_field(&mapping->fields[i], options, attrs, err))
			return false;
	return true;
}

static void write_axes(FlatTable *options, const char *field, const SqueezeAttrs *attrs)
{
	if (attrs->n_axes > 0)
		flat_set_vector(options, field, attrs->axes, (size_t)attrs->n_axes);
	else if (flat_vector(options, field).n > 0)
		flat_clear(options, field);
}

FlatTable *tflite_write_attrs(OpType type, const OpAttrs *attrs, const FlatTable *source,
	Arena *arena)
{
	const Mapping *mapping = &mappings[type];
	if (!mapping->options)
		return NULL;
	const FlatTableType *wanted = flat_find_table(&tflite_schema, mapping->options);
	FlatTable *options = flat_copy(source, wanted, arena);
	for (int i = 0; i < MAX_FIELDS && mapping->fields[i].field; i++) {
		const AttrField *field = &mapping->fields[i];
		const char *at = (const char *)attrs + field->offset;
		if (field->kind == REAL)
			flat_set_real(options, field->field,
				(double)*(const float *)(const void *)at);
		else if (field->kind == AXES)
			write_axes(options, field->field, (const SqueezeAttrs *)(const void *)at);
		else if (field->kind == BOOLEAN)
			flat_set_integer(options, field->field, *(const bool *)(const void *)at);
		else
			flat_set_integer(options, field->field, *(const int *)(const void *)at);
	}
	return options;
}
