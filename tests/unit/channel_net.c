/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/channel_net.h"

#include <criterion/criterion.h>

#include "src/run/plan.h"

int net_image(Net *net, int h, int w, int c)
{
	return test_computed(net->model, TYPE_FLOAT32, DIMS(1, h, w, c));
}

int net_random_values(Net *net, int rank, const int *dims)
{
	int tensor = test_constant(net->model, TYPE_FLOAT32, rank, dims);
	const Buffer *buffer = net->model->graphs[0].tensors[tensor].buffer;
	float *list = (float *)(void *)buffer->data;
	for (size_t i = 0; i < buffer->n_bytes / sizeof *list; i++)
		list[i] = (float)i;
	return tensor;
}

static const int *dims_of(const Net *net, int tensor)
{
	return net->model->graphs[0].tensors[tensor].dims;
}

int net_last(const Net *net, int tensor)
{
	const Tensor *t = &net->model->graphs[0].tensors[tensor];
	return t->dims[t->rank - 1];
}

ConvAttrs net_conv(int multiplier)
{
	return (
		ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, multiplier, TYPE_FLOAT32};
}

/* A layer that makes n channels of all. */
int net_mix(Net *net, int in, int n)
{
	const int *dims = dims_of(net, in);
	int weights = net_random_values(net, DIMS(n, 1, 1, dims[3]));
	int out = net_image(net, dims[1], dims[2], n);
	test_op(net->model, "CONV_2D", LIST(in, weights), LIST(out))->attrs.conv =
		net_conv(1);
	return out;
}

/* A model of which n channels come first: tensor 0 is the input. */
Net net_begin(void)
{
	Net net = {.model = test_model_new(1)};
	net.model->name = "net";
	test_inputs(net.model, LIST(net_image(&net, 4, 4, 2)));
	return net;
}

void net_finish(Net *net, int n, const int *outputs)
{
	Error err = {0};
	test_outputs(net->model, n, outputs);
	cr_assert(model_verify(net->model, &err), "%s", err.text);
	net->channels = channels_of(net->model, &net->arena);
}

int net_unary(Net *net, const char *name, int in)
{
	const Tensor *t = &net->model->graphs[0].tensors[in];
	int out = test_computed(net->model, TYPE_FLOAT32, t->rank, t->dims);
	test_op(net->model, name, LIST(in), LIST(out));
	return out;
}

int net_class(const Net *net, int tensor, int unit)
{
	cr_assert(net->channels.classes[tensor]);
	return net->channels.classes[tensor][unit];
}

bool net_is_fixed(const Net *net, int tensor, int unit)
{
	return net->channels.is_fixed[net_class(net, tensor, unit)];
}

/* Remove the class of a unit, and see that the model still runs. */
ChannelReport net_take(Net *net, int tensor, int unit)
{
	Error err = {0};
	ChannelReport report;
	const Channels *channels = &net->channels;
	size_t n = (size_t)channels->n_classes;
	bool *is_going = arena_array(&net->arena, n, sizeof *is_going);
	cr_assert_not(net_is_fixed(net, tensor, unit));
	is_going[net_class(net, tensor, unit)] = true;
	remove_channels(net->model, channels, is_going, &report);
	cr_assert(model_verify(net->model, &err) && plan_check(net->model, 1, &err), "%s",
		err.text);
	return report;
}

void net_end(Net *net)
{
	arena_finish(&net->arena);
	model_free(net->model);
}

const float *net_constant(const Net *net, int op, int place, int n)
{
	const Graph *graph = &net->model->graphs[0];
	const Tensor *tensor = op_input(graph, &graph->ops[op], place);
	cr_assert_eq(tensor->buffer->n_bytes, (size_t)n * sizeof(float));
	return (const float *)(const void *)tensor->buffer->data;
}
