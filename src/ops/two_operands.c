/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/two_operands.h"

static int dim_from_end(Shape shape, int i)
{
	return i < shape.rank ? shape.dims[shape.rank - 1 - i] : 1;
}

bool broadcast_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Shape a, b;
	if (!input_shape(graph, op, 0, &a, err) || !input_shape(graph, op, 1, &b, err))
		return false;
	out->rank = a.rank > b.rank ? a.rank : b.rank;
	int64_t count = 1;
	for (int i = 0; i < out->rank; i++) {
		int x = dim_from_end(a, i), y = dim_from_end(b, i);
		if (x != y && x != 1 && y != 1) {
			char a_text[SHAPE_TEXT_BYTES], b_text[SHAPE_TEXT_BYTES];
			return failed(err, "shapes %s and %s do not go together",
				shape_text(a, a_text), shape_text(b, b_text));
		}
		out->dims[out->rank - 1 - i] = x > y ? x : y;
		count *= x > y ? x : y;
		if (count > INT32_MAX)
			return failed(err, "more than 2^31 elements");
	}
	return true;
}

bool same_input_types(const Layer *layer, Error *err)
{
	DataType a = op_input(layer->graph, layer->op, 0)->type;
	DataType b = op_input(layer->graph, layer->op, 1)->type;
	return a == b || failed(err, "its inputs are %s and %s", type_name(a), type_name(b));
}

Broadcast broadcast_inputs(const Layer *layer)
{
	Shape a = known_input_shape(layer->graph, layer->op, 0);
	Shape b = known_input_shape(layer->graph, layer->op, 1);
	return broadcast_of(a.dims, a.rank, b.dims, b.rank);
}
