/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/net_spec_kinds.h"

#include <string.h>

#include "cmd/net_spec.h"
#include "cmd/spec_values.h"

enum { MOST_CHANNELS = 1 << 20, MOST_STEPS = 4096, MOST_OPERANDS = 64 };

static const Choice paddings[] = {
	{"same", PADDING_SAME},
	{"valid", PADDING_VALID},
	{NULL, 0},
};

/* INIT_AUTO is what there is where nothing is said. */
const Choice weight_init_choices[] = {
	{"auto", INIT_AUTO},
	{"he", INIT_HE},
	{"glorot", INIT_GLOROT},
	{NULL, 0},
};

static bool take_init(const SpecLayer *layer, WeightInit *init, Error *err)
{
	int value = INIT_AUTO;
	if (!spec_word(layer->json, "init", weight_init_choices, &value, err))
		return false;
	*init = (WeightInit)value;
	return true;
}

static bool take_padding(const SpecLayer *layer, Padding *padding, Error *err)
{
	int value = *padding;
	if (!spec_word(layer->json, "padding", paddings, &value, err))
		return false;
	*padding = (Padding)value;
	return true;
}

/* --- Layers with weights --- */

static bool add_window(NetSpec *spec, const SpecLayer *layer, ConvLayer *conv, int *out,
	Error *err)
{
	const cJSON *json = layer->json;
	return spec_pair(json, "stride", 1, MOST_STEPS, conv->stride, err) &&
		spec_pair(json, "dilation", 1, MOST_STEPS, conv->dilation, err) &&
		take_padding(layer, &conv->padding, err) && take_init(layer, &conv->init, err) &&
		builder_conv(&spec->builder, conv, &layer->end, layer->in, out, err);
}

static const ConvLayer plain_conv = {.filters = 1,
	.kernel = {3, 3},
	.stride = {1, 1},
	.dilation = {1, 1},
	.padding = PADDING_SAME};

static bool add_conv(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	ConvLayer conv = plain_conv;
	return spec_whole(layer->json, "conv", 1, MOST_CHANNELS, &conv.filters, err) &&
		spec_pair(layer->json, "kernel", 1, MOST_STEPS, conv.kernel, err) &&
		add_window(spec, layer, &conv, out, err);
}

static bool add_depthwise(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	ConvLayer conv = plain_conv;
	conv.is_depthwise = true;
	return spec_pair(layer->json, "depthwise", 1, MOST_STEPS, conv.kernel, err) &&
		spec_whole(layer->json, "multiplier", 1, MOST_CHANNELS, &conv.filters, err) &&
		add_window(spec, layer, &conv, out, err);
}

static bool add_dense(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	DenseLayer dense = {0};
	return spec_whole(layer->json, "dense", 1, MOST_CHANNELS, &dense.units, err) &&
		take_init(layer, &dense.init, err) &&
		builder_dense(&spec->builder, &dense, &layer->end, layer->in, out, err);
}

/* --- Shapes --- */

static bool add_pool(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	PoolLayer pool = {.type = layer->kind->type, .padding = PADDING_VALID};
	if (!spec_pair(layer->json, layer->kind->name, 1, MOST_STEPS, pool.kernel, err))
		return false;
	memcpy(pool.stride, pool.kernel, sizeof pool.stride);
	return spec_pair(layer->json, "stride", 1, MOST_STEPS, pool.stride, err) &&
		take_padding(layer, &pool.padding, err) &&
		builder_pool(&spec->builder, &pool, &layer->end, layer->in, out, err);
}

static bool add_mean(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	bool keeps_rank = false;
	return spec_flag(layer->json, "keep", &keeps_rank, err) &&
		builder_mean(&spec->builder, keeps_rank, &layer->end, layer->in, out, err);
}

static bool add_pad(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	int amounts[4], n = 0;
	if (!spec_wholes(layer->json, "pad", 0, MOST_STEPS, 4, amounts, &n, err))
		return false;
	Border border = {amounts[0], amounts[0], amounts[0], amounts[0]};
	if (n == 2)
		border.left = border.right = amounts[1];
	else if (n == 4)
		border = (Border){amounts[0], amounts[1], amounts[2], amounts[3]};
	else if (n != 1)
		return failed(err,
			"pad: expected 1, 2 ([height, width]) or 4 numbers "
			"([top, bottom, left, right]), not %d",
			n);
	return builder_pad(&spec->builder, border, &layer->end, layer->in, out, err);
}

static bool add_reshape(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	Shape to = {0};
	return spec_wholes(layer->json, "reshape", 1, MOST_ELEMENTS, MAX_RANK - 1, to.dims,
			   &to.rank, err) &&
		builder_reshape(&spec->builder, to, &layer->end, layer->in, out, err);
}

static bool add_flatten(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	int64_t n = shape_count(builder_shape(&spec->builder, layer->in));
	return builder_reshape(&spec->builder, (Shape){1, {(int)n}}, &layer->end, layer->in,
		out, err);
}

/* --- Several inputs --- */

static bool add_pair(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	const char *name = NULL;
	int in[2] = {layer->in};
	return spec_text(layer->json, layer->kind->name, &name, err) &&
		spec_tensor(spec, name, &in[1], err) &&
		builder_pair(&spec->builder, layer->kind->type, &layer->end, in, out, err);
}

static bool add_concat(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	int in[1 + MOST_OPERANDS] = {layer->in}, n = 1;
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(layer->json, "concat");
	const cJSON *item = cJSON_IsArray(value) ? value->child : value;
	for (; item; item = cJSON_IsArray(value) ? item->next : NULL) {
		if (n == 1 + MOST_OPERANDS || !cJSON_IsString(item))
			break;
		if (!spec_tensor(spec, item->valuestring, &in[n++], err))
			return false;
	}
	if (item || n == 1)
		return spec_refuse("concat", value,
			"the name of an earlier layer, or a list of up to 64", err);
	return builder_concat(&spec->builder, &layer->end, in, n, out, err);
}

/* --- Activations --- */

static bool add_unary(NetSpec *spec, const SpecLayer *layer, int *out, Error *err)
{
	double alpha = 0;
	if (layer->kind->type == OP_LEAKY_RELU &&
		!spec_number(layer->json, layer->kind->name, 0, 1, &alpha, err))
		return false;
	return builder_unary(&spec->builder, layer->kind->type, alpha, &layer->end, layer->in,
		out, err);
}

/* --- The table --- */

#define KEYS(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}
#define COMMON "name", "from"

static const LayerKind kinds[] = {
	{"conv",
		KEYS("kernel", "stride", "padding", "dilation", "activation", "init", COMMON),
		add_conv, OP_CONV_2D, false, NULL},
	{"depthwise",
		KEYS("multiplier", "stride", "padding", "dilation", "activation", "init", COMMON),
		add_depthwise, OP_DEPTHWISE_CONV_2D, false, NULL},
	{"dense", KEYS("activation", "init", COMMON), add_dense, OP_FULLY_CONNECTED, false,
		NULL},
	{"maxpool", KEYS("stride", "padding", COMMON), add_pool, OP_MAX_POOL_2D, false, NULL},
	{"avgpool", KEYS("stride", "padding", COMMON), add_pool, OP_AVERAGE_POOL_2D, false,
		NULL},
	{"mean", KEYS("keep", COMMON), add_mean, OP_MEAN, true, NULL},
	{"flatten", KEYS(COMMON), add_flatten, OP_RESHAPE, true, NULL},
	{"reshape", KEYS(COMMON), add_reshape, OP_RESHAPE, false, NULL},
	{"pad", KEYS(COMMON), add_pad, OP_PAD, false, NULL},
	{"add", KEYS("activation", COMMON), add_pair, OP_ADD, false, NULL},
	{"mul", KEYS("activation", COMMON), add_pair, OP_MUL, false, NULL},
	{"concat", KEYS(COMMON), add_concat, OP_CONCATENATION, false, NULL},
	{"softmax", KEYS(COMMON), add_unary, OP_SOFTMAX, true, NULL},
	{"relu", KEYS(COMMON), add_unary, OP_RELU, true, NULL},
	{"relu6", KEYS(COMMON), add_unary, OP_RELU6, true, NULL},
	{"elu", KEYS(COMMON), add_unary, OP_ELU, true, NULL},
	{"hard_swish", KEYS(COMMON), add_unary, OP_HARD_SWISH, true, NULL},
	{"leaky_relu", KEYS(COMMON), add_unary, OP_LEAKY_RELU, false, NULL},
	{"sigmoid", KEYS(COMMON), add_unary, OP_LOGISTIC, true, NULL},
	{"tanh", KEYS(COMMON), add_unary, OP_TANH, true, NULL},
	{"dropout", KEYS(COMMON), NULL, OP_OTHER, false,
		"there is none in training; weight decay and augmentation do its work"},
	{"batchnorm", KEYS(COMMON), NULL, OP_OTHER, false,
		"a file has none; train with --batch-norm, which folds it into the weights"},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };
_Static_assert((int)N_KINDS <= (int)MOST_KINDS, "MOST_KINDS");

const LayerKind *layer_kind_of(const char *name)
{
	for (int i = 0; i < N_KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

void layer_kind_names(const char *names[MOST_KINDS + 1])
{
	for (int i = 0; i < N_KINDS; i++)
		names[i] = kinds[i].name;
	names[N_KINDS] = NULL;
}
