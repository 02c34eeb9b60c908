/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "tests/unit/build.h"
#include "tests/unit/order_net.h"

static void expect_own_order(const SizedNet *net)
{
	for (int i = 0; i < net->graph->n_ops; i++)
		cr_expect_eq(net->order[i], i);
	cr_expect_eq(net->peak.bytes, net->peak.file_bytes);
}

Test(order, a_chain_has_one)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 100);
	int out =
		sized_op(&net, sized_op(&net, sized_op(&net, in, -1, 300), -1, 200), -1, 50);
	set_ends(&net, in, out);
	find_order(&net);
	expect_own_order(&net);
	cr_expect_eq(net.peak.bytes, 500);
	cr_expect(net.peak.is_best);
	model_free(net.model);
}

/* Two branches that grow and shrink again: one is to be done with before the other begins. */
Test(order, ends_one_branch_before_the_next)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 10);
	int a = sized_op(&net, in, -1, 500), b = sized_op(&net, in, -1, 400);
	int c = sized_op(&net, a, -1, 20), d = sized_op(&net, b, -1, 20);
	set_ends(&net, in, sized_op(&net, c, d, 10));
	find_order(&net);
	cr_expect_eq(net.peak.file_bytes, 920);
	cr_expect_eq(net.peak.bytes, 530);
	cr_expect(net.peak.is_best);
	cr_expect_eq(net.order[1], 2);
	model_free(net.model);
}

Test(order, keeps_its_own_where_none_is_better)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 100);
	int a = sized_op(&net, in, -1, 100), b = sized_op(&net, in, -1, 100);
	set_ends(&net, in, sized_op(&net, b, a, 100));
	find_order(&net);
	expect_own_order(&net);
	cr_expect(net.peak.is_best);
	model_free(net.model);
}

Test(order, outputs_stay_and_what_nothing_reads_goes)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 100), small = sized_op(&net, in, -1, 10),
		large = sized_op(&net, in, -1, 200);
	sized_op(&net, small, -1, 40);
	test_inputs(net.model, LIST(in));
	test_outputs(net.model, LIST(small, large));
	find_order(&net);
	/* The last must not run beside the large one: 100 + 10 + 200 is the most. */
	cr_expect_eq(net.peak.bytes, 310);
	model_free(net.model);
}

Test(order, counts_scratch_memory)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 10);
	int a = sized_op(&net, in, -1, 100), b = sized_op(&net, in, -1, 100);
	set_ends(&net, in, sized_op(&net, a, b, 10));
	net.op_bytes[1] = 500;
	find_order(&net);
	cr_expect_eq(net.peak.file_bytes, 10 + 100 + 100 + 500);
	cr_expect_eq(net.peak.bytes, 10 + 100 + 500);
	cr_expect_eq(net.order[0], 1);
	model_free(net.model);
}

Test(order, counts_tensors_that_share_memory_once)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 100), same = sized_op(&net, in, -1, 100);
	set_ends(&net, in, sized_op(&net, same, -1, 30));
	net.like[same] = in;
	find_order(&net);
	cr_expect_eq(net.peak.bytes, 130);
	model_free(net.model);
}

Test(order, counts_what_leads_save_where_the_input_dies)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 100), a = sized_op(&net, in, -1, 100),
		b = sized_op(&net, a, -1, 60);
	int out = sized_op(&net, b, in, 100);
	set_ends(&net, in, out);
	add_order_lead(&net, a, in, 0);
	add_order_lead(&net, b, a, 16);
	add_order_lead(&net, out, b, 0);
	add_order_lead(&net, out, in, 0);
	find_order(&net);
	/* Into a: in lives on. Into b: in + a + 60 - 44. At the end: in, b and nothing more. */
	cr_expect_eq(net.peak.bytes, 216);
	model_free(net.model);
}

Test(order, leaves_alone_what_it_does_not_know)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 10);
	int a = sized_op(&net, in, -1, 500), b = sized_op(&net, in, -1, 400);
	int c = sized_op(&net, a, -1, 20), d = sized_op(&net, b, -1, 20),
		out = sized_tensor(&net, 10);
	test_custom_op(net.model, "Mystery", LIST(c, d), LIST(out));
	set_ends(&net, in, out);
	find_order(&net);
	expect_own_order(&net);
	cr_expect_not(net.peak.is_best);
	model_free(net.model);
}

Test(order, wants_to_know_no_more_than_sizes)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, 10);
	OrderCosts costs = {.tensor_bytes = net.bytes};
	Error err = {0};
	set_ends(&net, in, sized_op(&net, in, -1, 20));
	cr_assert(order_ops(net.graph, &costs, net.order, &net.peak, &err));
	cr_expect_eq(net.peak.bytes, 30);
	model_free(net.model);
}

Test(order, refuses_sizes_that_cannot_be_added)
{
	SizedNet net = sized_net();
	int in = sized_tensor(&net, (int64_t)1 << 59);
	set_ends(&net, in, sized_op(&net, in, -1, (int64_t)1 << 59));
	Error err = {0};
	cr_expect_not(order_ops(net.graph, &(OrderCosts){.tensor_bytes = net.bytes},
		net.order, &net.peak, &err));
	cr_expect_str_eq(err.text, "the tensors take 2^60 bytes or more");
	model_free(net.model);
}

Test(order, has_nothing_to_order_in_an_empty_graph)
{
	SizedNet net = sized_net();
	find_order(&net);
	cr_expect_eq(net.peak.bytes, 0);
	model_free(net.model);
}
