/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/moving.h"
#include "src/graph/roles.h"

bool moves_one_type(const Layer *layer, Error *err)
{
	const Op *op = layer->op;
	DataType in = op_data(layer->graph, op)->type;
	for (int i = 0; i < op->n_outputs; i++) {
		DataType out = op_output(layer->graph, op, i)->type;
		if (in != out)
			return failed(err, "its input is %s and its output %s", type_name(in),
				type_name(out));
	}
	if (type_bits(in) < 8)
		return failed(err, "%s values cannot be moved", type_name(in));
	return true;
}

size_t element_bytes(const Layer *layer)
{
	return (size_t)type_bits(op_output(layer->graph, layer->op, 0)->type) / 8;
}
