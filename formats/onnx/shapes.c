/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that give an array another shape. */
#include "formats/onnx/nodes.h"

bool import_flatten(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), axis = 0;
	if (x < 0)
		return failed(err, "no input");
	Shape in = shape_at(import, x), out = {2, {1, 1}};
	int64_t wanted = node_int(node, "axis", 1);
	if (wanted != in.rank && !axis_of(wanted, in.rank, &axis, err))
		return false;
	axis = wanted == in.rank ? in.rank : axis;
	for (int i = 0; i < in.rank; i++)
		out.dims[i < axis ? 0 : 1] *= in.dims[i];
	return node_gives(import, node, 0, make_reshape(import, x, out, err));
}
