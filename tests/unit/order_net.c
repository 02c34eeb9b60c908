/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/order_net.h"

#include <criterion/criterion.h>

#include "tests/unit/build.h"

SizedNet sized_net(void)
{
	SizedNet net = {.model = test_model_new(1)};
	net.graph = &net.model->graphs[0];
	return net;
}

int sized_tensor(SizedNet *net, int64_t bytes)
{
	int index = test_computed(net->model, TYPE_INT8, DIMS(1));
	cr_assert_lt(index, MOST_TENSORS);
	net->bytes[index] = bytes;
	return index;
}

int sized_op(SizedNet *net, int a, int b, int64_t bytes)
{
	int out = sized_tensor(net, bytes);
	cr_assert_lt(net->graph->n_ops, MOST_OPS);
	if (b < 0)
		test_op(net->model, "RELU", LIST(a), LIST(out));
	else
		test_op(net->model, "ADD", LIST(a, b), LIST(out));
	return out;
}

void set_ends(SizedNet *net, int in, int out)
{
	test_inputs(net->model, LIST(in));
	test_outputs(net->model, LIST(out));
}

/* By lifetimes, which the code under test never makes. */
int64_t peak_of(const SizedNet *net, const int *order)
{
	static int first[MOST_TENSORS], last[MOST_TENSORS];
	int64_t peak = 0;
	for (int i = 0; i < net->graph->n_tensors; i++)
		first[i] = last[i] = -1;
	for (int at = 0; at < net->graph->n_ops; at++) {
		const Op *run = &net->graph->ops[order[at]];
		for (int k = 0; k < run->n_inputs; k++)
			last[run->inputs[k]] = at;
		first[run->outputs[0]] = last[run->outputs[0]] = at;
	}
	for (int i = 0; i < net->graph->n_outputs; i++)
		last[net->graph->outputs[i]] = net->graph->n_ops;
	for (int at = 0; at <= net->graph->n_ops; at++) {
		int64_t sum = 0;
		for (int i = 0; i < net->graph->n_tensors; i++)
			sum += first[i] <= at && last[i] >= at ? net->bytes[i] : 0;
		peak = sum > peak ? sum : peak;
	}
	return peak;
}

static bool is_topological(const SizedNet *net, const int *order)
{
	bool has_run[MOST_OPS] = {false};
	for (int at = 0; at < net->graph->n_ops; at++) {
		const Op *run = &net->graph->ops[order[at]];
		for (int k = 0; k < run->n_inputs; k++) {
			int before = graph_producer(net->graph, run->inputs[k]);
			if (before >= 0 && !has_run[before])
				return false;
		}
		if (has_run[order[at]])
			return false;
		has_run[order[at]] = true;
	}
	return true;
}

void find_order_of(SizedNet *net, const OrderCosts *costs)
{
	Error err = {0};
	cr_assert(order_ops(net->graph, costs, net->order, &net->peak, &err), "%s", err.text);
	cr_assert(is_topological(net, net->order));
	cr_assert_leq(net->peak.bytes, net->peak.file_bytes);
}

void find_order(SizedNet *net)
{
	int file[MOST_OPS];
	find_order_of(net, &(OrderCosts){.tensor_bytes = net->bytes});
	for (int i = 0; i < net->graph->n_ops; i++)
		file[i] = i;
	cr_assert_eq(net->peak.bytes, peak_of(net, net->order));
	cr_assert_eq(net->peak.file_bytes, peak_of(net, file));
}
