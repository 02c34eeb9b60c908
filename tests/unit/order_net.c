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
	net->like[index] = index;
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

void add_order_lead(SizedNet *net, int out, int in, int64_t bytes)
{
	cr_assert_lt(net->n_leads, MOST_ORDER_LEADS);
	net->leads[net->n_leads++] = (Lead){out, in, bytes};
}

/* The first and last operator, by its place in the order, with which each tensor is alive. */
typedef struct Lifetimes {
	int first[MOST_TENSORS], last[MOST_TENSORS];
} Lifetimes;

static void find_lifetimes(const SizedNet *net, const int *order, Lifetimes *lives)
{
	for (int i = 0; i < net->graph->n_tensors; i++)
		lives->first[i] = lives->last[i] = -1;
	for (int at = 0; at < net->graph->n_ops; at++) {
		const Op *op = &net->graph->ops[order[at]];
		int out = op->outputs[0];
		for (int k = 0; k < op->n_inputs; k++)
			lives->last[net->like[op->inputs[k]]] = at;
		if (net->like[out] == out)
			lives->first[out] = lives->last[out] = at;
	}
	for (int i = 0; i < net->graph->n_outputs; i++)
		lives->last[net->like[net->graph->outputs[i]]] = net->graph->n_ops;
}

/* Bytes that the one output of an operator shares with what dies there. */
static int64_t saved_at(const SizedNet *net, const Lifetimes *lives, int out, int at)
{
	int64_t saved = 0;
	for (int i = 0; i < net->n_leads; i++) {
		const Lead *lead = &net->leads[i];
		if (lead->out != out || lives->last[lead->in] != at)
			continue;
		int64_t ahead = lead->bytes > 0 ? lead->bytes : 0;
		int64_t shared = net->bytes[out] > ahead ? net->bytes[out] - ahead : 0;
		saved += shared < net->bytes[lead->in] ? shared : net->bytes[lead->in];
	}
	return saved < net->bytes[out] ? saved : net->bytes[out];
}

int64_t peak_of(const SizedNet *net, const int *order)
{
	Lifetimes lives;
	int64_t peak = 0;
	find_lifetimes(net, order, &lives);
	for (int at = -1; at <= net->graph->n_ops; at++) {
		int64_t sum = 0;
		for (int i = 0; i < net->graph->n_tensors; i++)
			if (lives.first[i] <= at && lives.last[i] >= at && lives.last[i] >= 0)
				sum += net->bytes[i];
		if (at >= 0 && at < net->graph->n_ops)
			sum += net->op_bytes[order[at]] -
				saved_at(net, &lives, net->graph->ops[order[at]].outputs[0], at);
		peak = sum > peak ? sum : peak;
	}
	return peak;
}

bool can_run(const SizedNet *net, int op, const bool *has_run)
{
	const Op *run = &net->graph->ops[op];
	for (int k = 0; k < run->n_inputs; k++) {
		int before = graph_producer(net->graph, run->inputs[k]);
		if (before >= 0 && !has_run[before])
			return false;
	}
	return !has_run[op];
}

static bool is_topological(const SizedNet *net, const int *order)
{
	bool has_run[MOST_OPS] = {false};
	for (int at = 0; at < net->graph->n_ops; at++) {
		if (!can_run(net, order[at], has_run))
			return false;
		has_run[order[at]] = true;
	}
	return true;
}

void find_order(SizedNet *net)
{
	Error err = {0};
	int file[MOST_OPS];
	const OrderCosts costs = {.tensor_bytes = net->bytes,
		.op_bytes = net->op_bytes,
		.like = net->like,
		.leads = net->leads,
		.n_leads = net->n_leads};
	cr_assert(order_ops(net->graph, &costs, net->order, &net->peak, &err), "%s",
		err.text);
	cr_assert(is_topological(net, net->order));
	for (int i = 0; i < net->graph->n_ops; i++)
		file[i] = i;
	cr_assert_eq(net->peak.bytes, peak_of(net, net->order));
	cr_assert_eq(net->peak.file_bytes, peak_of(net, file));
	cr_assert_leq(net->peak.bytes, net->peak.file_bytes);
}
