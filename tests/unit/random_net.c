/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/random_net.h"

#include <math.h>

#include "tests/unit/build.h"
#include "tests/unit/random_s8.h"

enum { MOST_WEIGHTS = 2048 };

/* Every tensor is [1, h, w, c]. */
typedef struct Net {
	Model *model;
	uint32_t state;
} Net;

/* About normal: of unit size, and never beyond 3. */
static float random_real(uint32_t *state)
{
	float sum = 0;
	for (int i = 0; i < 3; i++)
		sum += (float)random_between(state, -1000, 1000) / 1000;
	return sum;
}

static int constant(Net *net, int rank, const int *dims, float size)
{
	float values[MOST_WEIGHTS];
	int n = 1;
	for (int i = 0; i < rank; i++)
		n *= dims[i];
	for (int i = 0; i < n; i++)
		values[i] = size * random_real(&net->state);
	return test_values(net->model, TYPE_FLOAT32, rank, dims, values);
}

static const int *dims_of(const Net *net, int tensor)
{
	return net->model->graphs[0].tensors[tensor].dims;
}

static int image(Net *net, int h, int w, int c)
{
	return test_computed(net->model, TYPE_FLOAT32, DIMS(1, h, w, c));
}

static int image_like(Net *net, int tensor)
{
	const int *dims = dims_of(net, tensor);
	return image(net, dims[1], dims[2], dims[3]);
}

static int conv(Net *net, int in)
{
	const int *dims = dims_of(net, in);
	int kernel = random_between(&net->state, 1, 3), c = random_between(&net->state, 2, 6);
	float size = 1 / sqrtf((float)(kernel * kernel * dims[3]));
	int weights = constant(net, DIMS(c, kernel, kernel, dims[3]), size);
	int bias = constant(net, DIMS(c), 0.3F);
	int out = image(net, dims[1], dims[2], c);
	test_op(net->model, "CONV_2D", LIST(in, weights, bias), LIST(out))->attrs.conv =
		(ConvAttrs){PADDING_SAME, (Activation)random_between(&net->state, 0, 1), 1, 1, 1,
			1, 0, TYPE_FLOAT32};
	return out;
}

static int depthwise(Net *net, int in)
{
	const int *dims = dims_of(net, in);
	int weights = constant(net, DIMS(1, 3, 3, dims[3]), 1 / 3.0F);
	int out = image_like(net, in);
	test_op(net->model, "DEPTHWISE_CONV_2D", LIST(in, weights), LIST(out))->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	return out;
}

static int resize(Net *net, int in, bool bilinear, int h, int w)
{
	int size = test_ints(net->model, LIST(h, w));
	int out = image(net, h, w, dims_of(net, in)[3]);
	test_op(net->model, bilinear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR",
		LIST(in, size), LIST(out))
		->attrs.resize = (ResizeAttrs){.half_pixel_centers = true};
	return out;
}

/* Half as large, and by a transposed convolution as large as before. */
static int decode(Net *net, int in)
{
	int h = dims_of(net, in)[1], w = dims_of(net, in)[2];
	int c = random_between(&net->state, 2, 6);
	int half =
		resize(net, in, random_between(&net->state, 0, 1), (h + 1) / 2, (w + 1) / 2);
	int n = dims_of(net, half)[3];
	int shape = test_ints(net->model, LIST(1, h, w, c));
	int weights = constant(net, DIMS(c, 3, 3, n), 1 / sqrtf(2.25F * (float)n));
	int bias = random_between(&net->state, 0, 1) ? constant(net, DIMS(c), 0.3F) : -1;
	int out = image(net, h, w, c);
	test_op(net->model, "TRANSPOSE_CONV", LIST(shape, weights, half, bias), LIST(out))
		->attrs.conv = (ConvAttrs){.padding = PADDING_SAME,
		.activation = (Activation)random_between(&net->state, 0, 1),
		.stride_h = 2,
		.stride_w = 2};
	return out;
}

static int dense(Net *net, int in)
{
	int c = dims_of(net, in)[3], n = random_between(&net->state, 2, 6);
	int weights = constant(net, DIMS(n, c), 1 / sqrtf((float)c));
	int bias = constant(net, DIMS(n), 0.3F);
	int out = image(net, dims_of(net, in)[1], dims_of(net, in)[2], n);
	test_op(net->model, "FULLY_CONNECTED", LIST(in, weights, bias), LIST(out))
		->attrs.dense.keep_dims = true;
	return out;
}

static int pool(Net *net, int in)
{
	bool max = random_between(&net->state, 0, 1);
	int out = image_like(net, in);
	test_op(net->model, max ? "MAX_POOL_2D" : "AVERAGE_POOL_2D", LIST(in), LIST(out))
		->attrs.pool = (PoolAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 2, 2};
	return out;
}

/* Below 6 there is nothing to see, and what has a fixed scale never gets there. */
static int relu6(Net *net, int in)
{
	int factor = constant(net, DIMS(1), 5), product = image_like(net, in);
	int out = image_like(net, in);
	test_op(net->model, "MUL", LIST(in, factor), LIST(product));
	test_op(net->model, "RELU6", LIST(product), LIST(out));
	return out;
}

static int prelu(Net *net, int in)
{
	int factors = constant(net, DIMS(1, 1, dims_of(net, in)[3]), 0.3F);
	int out = image_like(net, in);
	test_op(net->model, "PRELU", LIST(in, factors), LIST(out));
	return out;
}

static int activation(Net *net, int in)
{
	static const char *const names[] = {"RELU", "LEAKY_RELU", "HARD_SWISH", "LOGISTIC",
		"TANH", "SOFTMAX", "ELU", "LOG_SOFTMAX"};
	enum { N = sizeof names / sizeof names[0] };
	int kind = random_between(&net->state, 0, N + 1);
	if (kind >= N)
		return kind == N ? relu6(net, in) : prelu(net, in);
	int out = image_like(net, in);
	Op *op = test_op(net->model, names[kind], LIST(in), LIST(out));
	if (op->code->type == OP_LEAKY_RELU)
		op->attrs.leaky_relu.alpha = 0.2F;
	if (op->code->type == OP_SOFTMAX)
		op->attrs.softmax.beta = 1;
	return out;
}

/* With a constant, or with another tensor of the same shape where there is one. */
static int arithmetic(Net *net, int in)
{
	static const char *const names[] = {"ADD", "SUB", "MUL"};
	const Graph *graph = &net->model->graphs[0];
	const int *dims = dims_of(net, in);
	int other = -1;
	for (int i = 0; i < in; i++)
		if (graph->tensors[i].rank == 4 && !tensor_is_constant(&graph->tensors[i]) &&
			dims_of(net, i)[1] == dims[1] && dims_of(net, i)[2] == dims[2] &&
			dims_of(net, i)[3] == dims[3])
			other = i;
	if (other < 0)
		other = constant(net, DIMS(dims[3]), 1);
	int out = image_like(net, in);
	test_op(net->model, names[random_between(&net->state, 0, 2)], LIST(in, other),
		LIST(out));
	return out;
}

/* Something of another kind beside it, so that scales differ. */
static int concatenation(Net *net, int in)
{
	const int *dims = dims_of(net, in);
	int beside = dims[3] < 12 ? activation(net, in) : in;
	dims = dims_of(net, in);
	int out = image(net, dims[1], dims[2], beside == in ? 3 * dims[3] : 2 * dims[3]);
	Op *op = beside == in
		? test_op(net->model, "CONCATENATION", LIST(in, in, in), LIST(out))
		: test_op(net->model, "CONCATENATION", LIST(in, beside), LIST(out));
	op->attrs.concatenation.axis = 3;
	return out;
}

/* A border on, and a corner off; rows for columns. */
static int move(Net *net, int in)
{
	static const int32_t border[] = {0, 0, 1, 0, 0, 1, 0, 0};
	const int *dims = dims_of(net, in);
	int h = dims[1], w = dims[2], c = dims[3];
	int sizes = test_values(net->model, TYPE_INT32, DIMS(4, 2), border);
	int order = test_ints(net->model, LIST(0, 2, 1, 3));
	int begin = test_ints(net->model, LIST(0, 0, 1, 0));
	int size = test_ints(net->model, LIST(1, w, h, -1));
	int padded = image(net, h + 1, w + 1, c), turned = image(net, w + 1, h + 1, c);
	int cut = image(net, w, h, c), out = image(net, h, w, c);
	test_op(net->model, "PAD", LIST(in, sizes), LIST(padded));
	test_op(net->model, "TRANSPOSE", LIST(padded, order), LIST(turned));
	test_op(net->model, "SLICE", LIST(turned, begin, size), LIST(cut));
	test_op(net->model, "RESHAPE", LIST(cut), LIST(out));
	return out;
}

static int add_layer(Net *net, int in)
{
	static int (*const layers[])(Net *, int) = {conv, depthwise, dense, pool, activation,
		activation, arithmetic, concatenation, move, decode};
	enum { N = sizeof layers / sizeof layers[0] };
	int kind = dims_of(net, in)[3] > 12 ? 0 : random_between(&net->state, 0, N - 1);
	return layers[kind](net, in);
}

Model *random_net(uint32_t seed, int n_layers)
{
	Net net = {test_model_new(1), seed * 7919 + 1};
	int in = image(&net, NET_SIZE, NET_SIZE, NET_CHANNELS), last = conv(&net, in);
	for (int i = 0; i < n_layers; i++)
		last = add_layer(&net, last);
	int axes = test_ints(net.model, LIST(1, 2));
	int out = test_computed(net.model, TYPE_FLOAT32, DIMS(1, dims_of(&net, last)[3]));
	test_op(net.model, "MEAN", LIST(last, axes), LIST(out));
	test_inputs(net.model, LIST(in));
	test_outputs(net.model, LIST(out));
	net.model->name = "net";
	return net.model;
}

float *random_net_inputs(uint32_t seed, int n_rows, Arena *arena)
{
	float *values = arena_array(arena, (size_t)(n_rows * NET_INPUTS), sizeof *values);
	for (int i = 0; i < n_rows * NET_INPUTS; i++)
		values[i] = random_real(&seed);
	return values;
}
