/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/order_net.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/shared.h"

enum { FEW = 9 };

static int64_t random_size(uint32_t *state)
{
	return (int64_t)random_between(state, 1, 20) * random_between(state, 1, 20);
}

/* A series-parallel graph of about n operators, branches first to last. */
static int grow(SizedNet *net, uint32_t *state, int in, int n)
{
	if (n <= 1)
		return sized_op(net, in, -1, random_size(state));
	int part = random_between(state, 1, n - 1);
	if (n < 3 || random_between(state, 0, 1))
		return grow(net, state, grow(net, state, in, part), n - part);
	int a = grow(net, state, in, part), b = grow(net, state, in, n - part);
	return sized_op(net, a, b, random_size(state));
}

/* Operators in any order that works, so that the graph's own is no good one. */
static void shuffle(SizedNet *net, uint32_t *state)
{
	static Op ops[MOST_OPS];
	bool has_run[MOST_OPS] = {false};
	for (int at = 0; at < net->graph->n_ops; at++) {
		int ready[MOST_OPS], n_ready = 0;
		for (int i = 0; i < net->graph->n_ops; i++) {
			if (can_run(net, i, has_run))
				ready[n_ready++] = i;
		}
		int chosen = ready[random_between(state, 0, n_ready - 1)];
		has_run[chosen] = true;
		ops[at] = net->graph->ops[chosen];
	}
	memcpy(net->graph->ops, ops, (size_t)net->graph->n_ops * sizeof(Op));
}

/* Scratch memory, tensors that lie in another's memory, and leads. */
static void add_costs(SizedNet *net, uint32_t *state)
{
	for (int i = 0; i < net->graph->n_ops; i++) {
		const Op *op = &net->graph->ops[i];
		int in = net->like[op->inputs[0]], out = op->outputs[0];
		net->op_bytes[i] = random_between(state, 0, 2) ? 0 : random_size(state);
		if (op->n_inputs == 1 && random_between(state, 0, 6) == 0) {
			net->like[out] = in;
			continue;
		}
		for (int k = 0; k < op->n_inputs; k++)
			if (random_between(state, 0, 1) && (k == 0 || net->like[op->inputs[1]] != in))
				add_order_lead(net, out, net->like[op->inputs[k]],
					random_between(state, -50, (int)net->bytes[out]));
	}
}

static SizedNet random_sized_net(uint32_t seed, int n)
{
	uint32_t state = seed;
	SizedNet net = sized_net();
	int in = sized_tensor(&net, random_size(&state));
	set_ends(&net, in, grow(&net, &state, in, n));
	shuffle(&net, &state);
	if (seed / 8 % 2)
		add_costs(&net, &state);
	return net;
}

/* Of all orders that begin with the first `n` of this one, the least peak. */
static int64_t least_peak(const SizedNet *net, int *order, int n, bool *has_run)
{
	int64_t least = INT64_MAX;
	if (n == net->graph->n_ops)
		return peak_of(net, order);
	for (int i = 0; i < net->graph->n_ops; i++) {
		if (!can_run(net, i, has_run))
			continue;
		has_run[i] = true;
		order[n] = i;
		int64_t peak = least_peak(net, order, n + 1, has_run);
		has_run[i] = false;
		least = peak < least ? peak : least;
	}
	return least;
}

Test(order_random, finds_the_lowest_peak_of_small_graphs)
{
	for (uint32_t seed = 0; seed < 400; seed++) {
		SizedNet net = random_sized_net(seed, 2 + (int)(seed % (FEW - 1)));
		int order[MOST_OPS];
		bool has_run[MOST_OPS] = {false};
		int64_t least = least_peak(&net, order, 0, has_run);
		find_order(&net);
		cr_assert_eq(net.peak.bytes, least, "seed %u: %d, not %d", seed,
			(int)net.peak.bytes, (int)least);
		cr_assert(net.peak.is_best);
		model_free(net.model);
	}
}

Test(order_random, is_never_worse_than_the_graphs_own_and_always_the_same)
{
	int n_best = 0, n_lower = 0, n = 0;
	double share = 0;
	for (uint32_t seed = 0; seed < 40; seed++) {
		SizedNet net = random_sized_net(seed, 10 + (int)(seed * 13 % 100));
		int order[MOST_OPS];
		find_order(&net);
		memcpy(order, net.order, sizeof order);
		find_order(&net);
		for (int i = 0; i < net.graph->n_ops; i++)
			cr_assert_eq(order[i], net.order[i]);
		n_best += net.peak.is_best;
		n_lower += net.peak.bytes < net.peak.file_bytes;
		share += (double)net.peak.bytes / (double)net.peak.file_bytes;
		n++;
		model_free(net.model);
	}
	measured("order: of %d shuffled graphs of 10 to 200 operators %d get a lower peak, "
			 "at %.0f %% "
			 "on average; %d proven the lowest",
		n, n_lower, 100 * share / n, n_best);
}
