/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that work on each element by itself. */
#include "formats/onnx/nodes.h"

static bool import_unary(Import *import, const Node *node, OpType type, Error *err)
{
	return node_gives(import, node, 0,
		make(import, type, NO_ATTRS, IN(node_in(node, 0)), err));
}

bool import_relu(Import *import, const Node *node, Error *err)
{
	return import_unary(import, node, OP_RELU, err);
}
