/* SPDX-License-Identifier: Apache-2.0 */
/* Models written as ONNX: what is in the file. */
#include <criterion/criterion.h>

#include "tests/unit/onnx_written.h"

static void set_conv(Op *op, Padding padding, int stride)
{
	op->attrs.conv = (ConvAttrs){.padding = padding,
		.stride_h = stride,
		.stride_w = stride,
		.dilation_h = 1,
		.dilation_w = 1};
}

/* From images [1, 2, 3, 2] to [1, 2, 3, 3] by 1x1 filters, whose weights count from 0. */
static int add_conv(Model *model, int in)
{
	const float weights[] = {0, 1, 2, 3, 4, 5};
	int filters = test_values(model, TYPE_FLOAT32, DIMS(3, 1, 1, 2), weights);
	int out = real_of(model, DIMS(1, 2, 3, 3));
	Op *op = test_op(model, "CONV_2D", LIST(in, filters, -1), LIST(out));
	set_conv(op, PADDING_VALID, 1);
	return out;
}

static Model *conv_model(int *conv)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 2, 3, 2));
	*conv = add_conv(model, in);
	border(model, in, *conv);
	return model;
}

Test(onnx_export, writes_images_and_filters_channels_first)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 5, 6, 2)), out = real_of(model, DIMS(1, 3, 3, 1));
	const float weights[] = {0, 1, 2, 3, 4, 5, 6, 7}, turned[] = {0, 2, 4, 6, 1, 3, 5, 7};
	int filters = test_values(model, TYPE_FLOAT32, DIMS(1, 2, 2, 2), weights);
	model->graphs[0].tensors[filters].name = "w";
	Op *op = test_op(model, "CONV_2D", LIST(in, filters, -1), LIST(out));
	set_conv(op, PADDING_SAME, 2);
	op->attrs.conv.activation = ACTIVATION_RELU6;
	border(model, in, out);
	Written file = written(model);
	const Onnx__NodeProto *conv = node_of(&file, "Conv");
	expect_nodes(&file, "Conv Clip");
	expect_shape(file.graph->input[0], DIMS(1, 2, 5, 6));
	expect_shape(file.graph->output[0], DIMS(1, 1, 3, 3));
	expect_written(&file, "w", DIMS(1, 2, 2, 2), turned, sizeof turned);
	expect_attribute(conv, "pads", LIST(0, 0, 1, 0));
	expect_attribute(conv, "strides", LIST(2, 2));
	expect_attribute(conv, "group", LIST(1));
	cr_expect_eq(file.proto->opset_import[0]->version, 13);
	cr_expect_eq(file.proto->ir_version, 7);
	written_free(&file);
}

Test(onnx_export, makes_each_channel_of_a_depthwise_layer_a_group)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 2, 2, 2)), out = real_of(model, DIMS(1, 1, 2, 4));
	const float weights[] = {0, 1, 2, 3, 4, 5, 6, 7}, turned[] = {0, 4, 1, 5, 2, 6, 3, 7};
	int filters = test_values(model, TYPE_FLOAT32, DIMS(1, 2, 1, 4), weights);
	model->graphs[0].tensors[filters].name = "w";
	Op *op = test_op(model, "DEPTHWISE_CONV_2D", LIST(in, filters, -1), LIST(out));
	set_conv(op, PADDING_VALID, 1);
	op->attrs.conv.depth_multiplier = 2;
	border(model, in, out);
	Written file = written(model);
	expect_nodes(&file, "Conv");
	expect_attribute(node_of(&file, "Conv"), "group", LIST(2));
	expect_written(&file, "w", DIMS(4, 1, 2, 1), turned, sizeof turned);
	written_free(&file);
}

Test(onnx_export, turns_constants_that_are_broadcast_to_images)
{
	int conv;
	Model *model = conv_model(&conv);
	const float scales[] = {7, 8, 9}, plane[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
	const float turned[] = {0, 3, 6, 1, 4, 7, 2, 5, 8};
	int c = test_values(model, TYPE_FLOAT32, DIMS(3), scales);
	int wc = test_values(model, TYPE_FLOAT32, DIMS(3, 3), plane);
	model->graphs[0].tensors[c].name = "c";
	model->graphs[0].tensors[wc].name = "wc";
	int product = real_of(model, DIMS(1, 2, 3, 3)),
		sum = real_of(model, DIMS(1, 2, 3, 3));
	test_op(model, "MUL", LIST(conv, c), LIST(product));
	test_op(model, "ADD", LIST(wc, product), LIST(sum));
	test_outputs(model, LIST(sum));
	Written file = written(model);
	expect_nodes(&file, "Conv Mul Add");
	expect_written(&file, "c", DIMS(3, 1, 1), scales, sizeof scales);
	expect_written(&file, "wc", DIMS(3, 1, 3), turned, sizeof turned);
	written_free(&file);
}

Test(onnx_export, lays_softmax_over_channels_where_they_are_written)
{
	int conv;
	Model *model = conv_model(&conv), *rows = test_model_new(1);
	int out = real_of(model, DIMS(1, 2, 3, 3));
	test_op(model, "SOFTMAX", LIST(conv), LIST(out))->attrs.softmax.beta = 1;
	test_outputs(model, LIST(out));
	Written file = written(model);
	expect_nodes(&file, "Conv Softmax");
	expect_attribute(node_of(&file, "Softmax"), "axis", LIST(1));
	written_free(&file);

	int in = real_of(rows, DIMS(2, 5));
	out = real_of(rows, DIMS(2, 5));
	test_op(rows, "SOFTMAX", LIST(in), LIST(out))->attrs.softmax.beta = 2;
	border(rows, in, out);
	file = written(rows);
	expect_nodes(&file, "Mul Softmax");
	expect_attribute(node_of(&file, "Softmax"), "axis", LIST(1));
	written_free(&file);
}

/* conv, RESHAPE to [1, 18] */
static Model *flat_model(int *flat)
{
	int conv;
	Model *model = conv_model(&conv);
	*flat = real_of(model, DIMS(1, 18));
	test_op(model, "RESHAPE", LIST(conv, test_ints(model, LIST(1, 18))), LIST(*flat));
	test_outputs(model, LIST(*flat));
	return model;
}

Test(onnx_export, turns_dense_weights_behind_flattened_images)
{
	int flat;
	Model *model = flat_model(&flat);
	float weights[18], turned[18];
	for (int i = 0; i < 18; i++) {
		weights[i] = (float)i;
		turned[i % 3 * 6 + i / 3] = (float)i;
	}
	int matrix = test_values(model, TYPE_FLOAT32, DIMS(1, 18), weights);
	int relu = real_of(model, DIMS(1, 18)), out = real_of(model, DIMS(1, 1));
	model->graphs[0].tensors[matrix].name = "w";
	test_op(model, "RELU", LIST(flat), LIST(relu));
	test_op(model, "FULLY_CONNECTED", LIST(relu, matrix, -1), LIST(out));
	test_outputs(model, LIST(out));
	Written file = written(model);
	expect_nodes(&file, "Conv Reshape Relu Gemm");
	expect_written(&file, "w", DIMS(1, 18), turned, sizeof turned);
	written_free(&file);
}

Test(onnx_export, transposes_once_where_flattened_values_are_an_output)
{
	int flat;
	Written file = written(flat_model(&flat));
	expect_nodes(&file, "Conv Transpose Reshape");
	expect_attribute(node_of(&file, "Transpose"), "perm", LIST(0, 2, 3, 1));
	written_free(&file);
}

Test(onnx_export, leaves_what_is_not_worked_on_as_images_as_it_is)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 2, 3, 4)), out = real_of(model, DIMS(1, 2, 3, 4));
	test_op(model, "TANH", LIST(in), LIST(out));
	border(model, in, out);
	Written file = written(model);
	expect_nodes(&file, "Tanh");
	expect_shape(file.graph->input[0], DIMS(1, 2, 3, 4));
	written_free(&file);
}

Test(onnx_export, calls_a_free_batch_n_and_keeps_it_free)
{
	int flat;
	Model *model = flat_model(&flat);
	const int free_batch[] = {-1, 2, 3, 2};
	Tensor *in = &model->graphs[0].tensors[model->graphs[0].inputs[0]];
	in->signature = free_batch;
	in->signature_rank = 4;
	Written file = written(model);
	const int64_t shape[] = {0, 18};
	expect_shape(file.graph->input[0], DIMS(-1, 2, 2, 3));
	expect_shape(file.graph->output[0], DIMS(-1, 18));
	expect_written(&file, node_of(&file, "Reshape")->input[1], DIMS(2), shape,
		sizeof shape);
	written_free(&file);
}

Test(onnx_export, slices_only_the_axes_that_are_not_taken_whole)
{
	int conv;
	Model *model = conv_model(&conv);
	int begin = test_ints(model, LIST(0, 1, 0, 1)),
		size = test_ints(model, LIST(1, 1, 3, -1));
	int out = real_of(model, DIMS(1, 1, 3, 2));
	test_op(model, "SLICE", LIST(conv, begin, size), LIST(out));
	test_outputs(model, LIST(out));
	Written file = written(model);
	const int64_t axes[] = {1, 2}, starts[] = {1, 1}, ends[] = {3, 2};
	expect_nodes(&file, "Conv Slice");
	const Onnx__NodeProto *slice = node_of(&file, "Slice");
	expect_written(&file, slice->input[1], DIMS(2), starts, sizeof starts);
	expect_written(&file, slice->input[2], DIMS(2), ends, sizeof ends);
	expect_written(&file, slice->input[3], DIMS(2), axes, sizeof axes);
	written_free(&file);
}
