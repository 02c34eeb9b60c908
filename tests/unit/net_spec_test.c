/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/net_spec.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/graph/roles.h"

static Model *made(const char *text, WeightInit **inits)
{
	Error err = {0};
	Model *model = model_new();
	Bytes file = {(const uint8_t *)text, strlen(text)};
	cr_assert(net_spec_parse(file, model, inits, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return model;
}

/* Dimensions of what the model of a list gives, as text. */
static void expect_output(const char *text, const char *wanted)
{
	char shown[SHAPE_TEXT_BYTES];
	WeightInit *inits;
	Shape shape;
	Error err = {0};
	Model *model = made(text, &inits);
	const Graph *graph = &model->graphs[0];
	cr_assert(shape_of(graph, graph->outputs[0], &shape, &err), "%s", err.text);
	cr_expect_str_eq(shape_text(shape, shown), wanted);
	model_free(model);
}

#define IMAGE "{\"input\": [28, 20, 3], \"layers\": ["
#define ROW "{\"input\": 12, \"layers\": ["

Test(net_spec, knows_every_kind_of_layer)
{
	expect_output(IMAGE "{\"conv\": 8}]}", "1x28x20x8");
	expect_output(IMAGE "{\"conv\": 8, \"kernel\": [5, 3], \"stride\": 2}]}",
		"1x14x10x8");
	expect_output(IMAGE "{\"conv\": 8, \"kernel\": [5, 3], \"padding\": \"valid\"}]}",
		"1x24x18x8");
	expect_output(IMAGE "{\"conv\": 8, \"dilation\": [2, 1], \"padding\": \"valid\"}]}",
		"1x24x18x8");
	expect_output(IMAGE "{\"depthwise\": 3, \"multiplier\": 2}]}", "1x28x20x6");
	expect_output(IMAGE "{\"maxpool\": 2}]}", "1x14x10x3");
	expect_output(IMAGE "{\"maxpool\": 3, \"padding\": \"same\"}]}", "1x10x7x3");
	expect_output(IMAGE "{\"avgpool\": [4, 2], \"stride\": [2, 2]}]}", "1x13x10x3");
	expect_output(IMAGE "\"mean\"]}", "1x3");
	expect_output(IMAGE "{\"mean\": true, \"keep\": true}]}", "1x1x1x3");
	expect_output(IMAGE "\"flatten\"]}", "1x1680");
	expect_output(IMAGE "{\"reshape\": [280, 6]}]}", "1x280x6");
	expect_output(IMAGE "{\"pad\": 1}]}", "1x30x22x3");
	expect_output(IMAGE "{\"pad\": [1, 2]}]}", "1x30x24x3");
	expect_output(IMAGE "{\"pad\": [1, 2, 3, 4]}]}", "1x31x27x3");
	expect_output(ROW "{\"dense\": 5}, {\"dense\": 4, \"activation\": \"relu\"}]}",
		"1x4");
	expect_output(ROW "\"relu\", {\"add\": \"input\"}]}", "1x12");
	expect_output(ROW "\"tanh\", {\"mul\": \"input\"}]}", "1x12");
	expect_output(ROW "\"elu\", {\"concat\": \"input\"}]}", "1x24");
	expect_output(ROW "\"relu6\", {\"concat\": [\"input\", \"input\"]}]}", "1x36");
	expect_output(ROW "\"hard_swish\", {\"leaky_relu\": 0.1}, \"sigmoid\", \"softmax\"]}",
		"1x12");
}

Test(net_spec, names_tensors_and_a_signature)
{
	WeightInit *inits;
	Model *model =
		made(IMAGE "{\"conv\": 2}, {\"conv\": 4, \"name\": \"last\"}]}", &inits);
	const Graph *graph = &model->graphs[0];
	cr_expect_str_eq(graph->tensors[graph->inputs[0]].name, "input");
	cr_expect_str_eq(op_weights(graph, &graph->ops[0])->name, "conv0/w");
	cr_expect_str_eq(op_bias(graph, &graph->ops[1])->name, "last/b");
	cr_expect_str_eq(graph->tensors[graph->outputs[0]].name, "last");
	cr_expect_eq(model->n_signatures, 1);
	cr_expect_eq(model->signatures[0].outputs[0].tensor, graph->outputs[0]);
	model_free(model);
}

Test(net_spec, fuses_activations_that_can_be)
{
	WeightInit *inits;
	Model *model = made(ROW "{\"dense\": 5, \"activation\": \"relu6\"},"
							"{\"dense\": 5, \"activation\": \"tanh\", \"name\": \"t\"}]}",
		&inits);
	const Graph *graph = &model->graphs[0];
	cr_assert_eq(graph->n_ops, 3);
	cr_expect_eq(graph->ops[0].attrs.dense.activation, ACTIVATION_RELU6);
	cr_expect_eq(graph->ops[1].attrs.dense.activation, ACTIVATION_NONE);
	cr_expect_eq(graph->ops[2].code->type, OP_TANH);
	cr_expect_str_eq(op_output(graph, &graph->ops[1], 0)->name, "t/linear");
	cr_expect_str_eq(op_output(graph, &graph->ops[2], 0)->name, "t");
	model_free(model);
}

Test(net_spec, leaves_the_drawing_of_weights_to_each_layer)
{
	WeightInit *inits;
	Model *model = made(ROW "{\"dense\": 5, \"init\": \"he\", \"activation\": \"tanh\"},"
							"{\"dense\": 5, \"init\": \"glorot\"}, {\"dense\": 5}]}",
		&inits);
	const WeightInit wanted[] = {INIT_HE, INIT_AUTO, INIT_GLOROT, INIT_AUTO};
	cr_expect_arr_eq(inits, wanted, sizeof wanted);
	model_free(model);
}

Test(net_spec, takes_a_layer_from_where_it_says)
{
	WeightInit *inits;
	Model *model = made(ROW "{\"dense\": 5, \"name\": \"a\"}, {\"dense\": 5, \"from\": "
							"\"input\"}, {\"add\": \"a\"}]}",
		&inits);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(data_index(&graph->ops[1]), graph->inputs[0]);
	model_free(model);
}

/* --- What is refused --- */

static void expect_error(const char *text, const char *wanted)
{
	Error err = {0};
	WeightInit *inits;
	Model *model = model_new();
	Bytes file = {(const uint8_t *)text, strlen(text)};
	cr_expect_not(net_spec_parse(file, model, &inits, &err), "%s", text);
	cr_expect_str_eq(err.text, wanted);
	model_free(model);
}

Test(net_spec, tells_the_layer_and_what_was_expected)
{
	expect_error(IMAGE "\"relu\", {\"cnov\": 8}]}",
		"layer 1: 'cnov' is no kind of layer; did you mean 'conv'?");
	expect_error(IMAGE "{\"linear\": 8}]}",
		"layer 0: 'linear' is no kind of layer, as conv, dense, maxpool and others are");
	expect_error(IMAGE "{\"conv\": 8, \"kernal\": 3}]}",
		"layer 0 (conv): 'kernal' is unknown here; did you mean 'kernel'?");
	expect_error(IMAGE "{\"maxpool\": 2, \"units\": 3}]}",
		"layer 0 (maxpool): 'units' is unknown here; there may be maxpool, stride, "
		"padding, "
		"name, from");
	expect_error(IMAGE "{\"conv\": 0}]}",
		"layer 0 (conv): conv: expected a whole number from 1 to 1048576, not 0");
	expect_error(IMAGE "{\"conv\": 8, \"kernel\": \"3x3\"}]}",
		"layer 0 (conv): kernel: expected a whole number from 1 to 4096, or "
		"[height, width], not \"3x3\"");
	expect_error(IMAGE "{\"conv\": 8, \"stride\": [1, 2, 3]}]}",
		"layer 0 (conv): stride: expected a whole number from 1 to 4096, or "
		"[height, width], not [1,2,3]");
	expect_error(IMAGE "{\"conv\": 8, \"padding\": \"full\"}]}",
		"layer 0 (conv): padding: expected same, valid, not \"full\"");
	expect_error(IMAGE "{\"conv\": 8, \"conv\": 9}]}", "layer 0 (conv): 'conv' twice");
	expect_error(IMAGE "{\"flatten\": 1}]}",
		"layer 0 (flatten): flatten: expected true, not 1");
	expect_error(IMAGE "7]}",
		"layer 0: expected an object, as {\"dense\": 10}, or a word");
	expect_error(IMAGE "{\"dropout\": 0.5}]}",
		"layer 0 (dropout): there is none in training; weight decay and augmentation do "
		"its "
		"work");
	expect_error(IMAGE "{\"conv\": 3}, \"batchnorm\"]}",
		"layer 1 (batchnorm): a file has none; train with --batch-norm, which folds it "
		"into the weights");
}

Test(net_spec, tells_what_shapes_do_not_go_together)
{
	expect_error(IMAGE "{\"dense\": 8}]}",
		"layer 0 (dense): expected one dimension; there is 28x20x3: put flatten, or "
		"mean, "
		"before it");
	expect_error(ROW "{\"conv\": 8}]}",
		"layer 0 (conv): expected an image, height x width x channels; there is 12");
	expect_error(ROW "{\"dense\": 5}, {\"add\": \"input\"}]}",
		"layer 1 (add): shapes 1x5 and 1x12 do not go together");
	expect_error(IMAGE "{\"conv\": 8, \"kernel\": 21, \"padding\": \"valid\"}]}",
		"layer 0 (conv): a kernel of 21 over 20 positions leaves no output");
	expect_error(ROW "{\"reshape\": [5, 2]}]}",
		"layer 0 (reshape): 1x12 cannot become 1x5x2");
	expect_error(ROW "{\"dense\": 1048576}, {\"dense\": 64}]}",
		"layer 1 (dense): weights of 64x1048576 are too many: at most 67108864 in all "
		"layers");
	expect_error("{\"input\": [65536, 65536], \"layers\": [\"relu\"]}",
		"input: 65536x65536 is too large: at most 268435456 values");
}

Test(net_spec, tells_what_names_do_not_fit)
{
	expect_error(ROW "{\"dense\": 12, \"name\": \"first\"}, {\"add\": \"frist\"}]}",
		"layer 1 (add): no layer 'frist' before it; did you mean 'first'?");
	expect_error(ROW "{\"dense\": 12, \"from\": \"relu1\"}, \"relu\"]}",
		"layer 0 (dense): from: no layer 'relu1' before it");
	expect_error(ROW "{\"dense\": 12, \"name\": \"input\"}]}",
		"layer 0 (dense): name: 'input' is taken");
	expect_error(ROW "{\"dense\": 12}, {\"dense\": 3, \"from\": \"input\"}]}",
		"nothing uses what 'dense0' makes");
	expect_error(ROW "\"relu\", {\"concat\": []}]}",
		"layer 1 (concat): concat: expected the name of an earlier layer, or a list of "
		"up to "
		"64, not []");
}

Test(net_spec, tells_the_line_of_what_is_not_json)
{
	expect_error("{\"input\": 3,\n\"layers\": [\"relu\",]}", "line 2: not JSON");
	expect_error("{\"input\": 3, \"layers\": [\"relu\"]}\n\n}", "line 3: not JSON");
	expect_error("", "line 1: not JSON");
	expect_error("[]", "expected an object of \"input\" and \"layers\"");
	expect_error("{\"layers\": [\"relu\"]}", "no \"input\": its shape, as [28, 28, 1]");
	expect_error("{\"input\": 3}", "\"layers\" is to be a list of 1 to 1000");
	expect_error("{\"input\": 3, \"layer\": []}",
		"'layer' is unknown here; did you mean 'layers'?");
}
