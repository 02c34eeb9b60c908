/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/layer_geometry.h"

#include "src/graph/roles.h"
#include "src/ops/operands.h"

static LayerGeometry dense_geometry(const Graph *graph, const Op *op)
{
	Roles roles = roles_of(op->code->type);
	Shape weight = known_input_shape(graph, op, roles.weights);
	Shape in = known_input_shape(graph, op, roles.data);
	Window window = {.batch = (int32_t)(shape_count(in) / weight.dims[1])};
	window.in_h = window.in_w = window.out_h = window.out_w = 1;
	window.kernel_h = window.kernel_w = window.stride_h = window.stride_w = 1;
	window.dilation_h = window.dilation_w = 1;
	window.in_c = weight.dims[1];
	window.out_c = weight.dims[0];
	return (LayerGeometry){window, false, 1, window.in_c, 1, window.out_c};
}

LayerGeometry layer_geometry(const Graph *graph, const Op *op)
{
	if (op->code->type == OP_FULLY_CONNECTED)
		return dense_geometry(graph, op);
	bool is_depthwise = op->code->type == OP_DEPTHWISE_CONV_2D;
	Roles roles = roles_of(op->code->type);
	Shape weight = known_input_shape(graph, op, roles.weights);
	Shape in = known_input_shape(graph, op, roles.data);
	WindowAttrs attrs = conv_window_attrs(&op->attrs.conv, weight);
	LayerGeometry geometry = {
		.taps = weight.dims[1] * weight.dims[2],
		.width = is_depthwise ? 1 : weight.dims[3],
	};
	Error none = {0};
	geometry.is_transposed = op->code->type == OP_TRANSPOSE_CONV;
	if (geometry.is_transposed)
		transpose_window_of(&attrs, in, output_shape(graph, op), &geometry.window, &none);
	else
		window_of(&attrs, in, weight.dims[is_depthwise ? 3 : 0], &geometry.window, &none);
	geometry.groups = in.dims[3] / geometry.width;
	geometry.channels = geometry.window.out_c / geometry.groups;
	return geometry;
}
