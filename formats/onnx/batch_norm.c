/* SPDX-License-Identifier: Apache-2.0 */
/* BatchNormalization, as a factor and a term for each channel. */
#include <math.h>

#include "formats/onnx/nodes.h"

enum { SCALE = 1, SHIFT, MEAN, VARIANCE };

/* A parameter: one number a channel. */
static const float *parameter(const Import *import, const Node *node, int i,
	int n_channels, Error *err)
{
	static const char *const names[] = {"", "scale", "B", "mean", "variance"};
	int64_t n;
	int tensor = node_in(node, i);
	const float *values = tensor < 0 ? NULL : constant_floats(import, tensor, &n);
	if (!values)
		failed(err, "%s must be a float32 constant", names[i]);
	else if (n != n_channels)
		failed(err, "%s has %lld values for %d channels", names[i], (long long)n,
			n_channels);
	else
		return values;
	return NULL;
}

static bool is_trained(const Import *import, const Node *node)
{
	for (int i = 1; i < node->n_out; i++)
		if (node->proto->output[i] && node->proto->output[i][0])
			return true;
	return node_int(node, "training_mode", 0) != 0 ||
		(import->opset < 7 && node_int(node, "is_test", 0) == 0) ||
		(import->opset < 9 && node_int(node, "spatial", 1) == 0);
}

bool import_batch_norm(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0);
	if (x < 0 || import->graph->tensors[x].rank < 2)
		return failed(err, "no input with channels");
	if (is_trained(import, node))
		return failed(err, "in training mode: export the model for inference");
	Shape in = shape_at(import, x), shape = {.rank = in.rank - 1};
	int n = in.dims[1];
	const float *p[5] = {NULL};
	for (int i = SCALE; i <= VARIANCE; i++)
		if (!(p[i] = parameter(import, node, i, n, err)))
			return false;
	for (int i = 0; i < shape.rank; i++) /* [c, 1, 1]: against the last dimensions */
		shape.dims[i] = i == 0 ? n : 1;
	double epsilon = (double)node_real(node, "epsilon", 1e-5F);
	float *factors = arena_array(import->scratch, (size_t)n, sizeof *factors);
	float *terms = arena_array(import->scratch, (size_t)n, sizeof *terms);
	for (int i = 0; i < n; i++) {
		double factor = (double)p[SCALE][i] / sqrt((double)p[VARIANCE][i] + epsilon);
		factors[i] = (float)factor;
		terms[i] = (float)((double)p[SHIFT][i] - (double)p[MEAN][i] * factor);
	}
	int out =
		make(import, OP_MUL, NO_ATTRS, IN(x, add_floats(import, shape, factors)), err);
	if (out >= 0)
		out = make(import, OP_ADD, NO_ATTRS, IN(out, add_floats(import, shape, terms)),
			err);
	return node_gives(import, node, 0, out);
}
