/* SPDX-License-Identifier: Apache-2.0 */
/* Where batch normalisation goes. */
#include <criterion/criterion.h>

#include "src/train/net.h"
#include "src/train/norm.h"
#include "tests/unit/train_case.h"

static Model *model;
static Graph *graph;
static Arena arena;

static void make_model(void)
{
	model = train_case_model();
	graph = &model->graphs[0];
}

static void free_model(void)
{
	model_free(model);
	arena_finish(&arena);
}

TestSuite(norm_places, .init = make_model, .fini = free_model);

/* The model's end is its first operator, a CONV_2D. */
static void cut(void)
{
	graph->n_ops = 1;
	graph->outputs[0] = graph->ops[0].outputs[0];
}

Test(norm_places, are_behind_convolutions_that_feed_another_layer)
{
	const bool *places = norm_places(graph, &arena);
	cr_expect(places[0]);
	cr_expect(!places[1]);
	cr_expect(!places[2]);
	cut();
	cr_expect(!norm_places(graph, &arena)[0]);
}

Test(norm_places, are_not_behind_shared_weights)
{
	graph->ops[1].inputs[1] = graph->ops[0].inputs[1];
	cr_expect(!norm_places(graph, &arena)[0]);
}

Test(norm_places, must_be_there)
{
	Error err = {0};
	cut();
	cr_expect_null(net_new(model, &(NetSettings){.batch = 4, .batch_norm = true}, &err));
	cr_expect_str_eq(err.text,
		"m: batch normalisation goes between a convolution and further layers with "
		"weights: there is no such place");
}
