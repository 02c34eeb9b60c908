/* SPDX-License-Identifier: Apache-2.0 */
/* RESHAPE: the same values under the output's own shape. */
#include <string.h>

#include "src/ops/moving.h"

static bool reshape_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	char in_text[SHAPE_TEXT_BYTES], out_text[SHAPE_TEXT_BYTES];
	Shape in;
	if (!input_shape(graph, op, 0, &in, err))
		return false;
	*out = output_shape(graph, op);
	if (shape_count(in) != shape_count(*out))
		return failed(err, "%s cannot become %s", shape_text(in, in_text),
			shape_text(*out, out_text));
	return true;
}

static void reshape_run(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	memcpy(out[0], in[0], (size_t)n * output_count(layer) * element_bytes(layer));
}

static bool reshape_prepare(Layer *layer, Arena *arena, Error *err)
{
	(void)arena;
	layer->run = reshape_run;
	return moves_one_type(layer, err);
}

const OpInfo op_reshape = {
	.min_inputs = 1,
	.max_inputs = 2,
	.shape = reshape_shape,
	.prepare = reshape_prepare,
};
