/* SPDX-License-Identifier: Apache-2.0 */
/* TFLM_DECODE and WHIT_DECODE: constants that are packed in the file. */
#include "src/graph/decoders.h"
#include "src/ops/op.h"

/* Nothing but the output's own tensor says what shape it has. */
static bool decode_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	if (!verify_decode(graph, op, err))
		return false;
	for (int k = 0; k < op->n_outputs; k++)
		if (!shape_of(graph, op->outputs[k], &out[k], err))
			return false;
	return true;
}

const OpInfo op_tflm_decode = {
	.min_inputs = 2,
	.max_inputs = 2 * MAX_OUTPUTS,
	.many_outputs = true,
	.shape = decode_shape,
};

const OpInfo op_whit_decode = {
	.min_inputs = 2,
	.max_inputs = 2 * MAX_OUTPUTS,
	.many_outputs = true,
	.shape = decode_shape,
};
