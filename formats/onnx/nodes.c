/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/nodes.h"

#include <string.h>

ImportNode *onnx_importer(const char *op_type)
{
	static const struct {
		const char *op_type;
		ImportNode *import;
	} nodes[] = {
		{"AveragePool", import_average_pool},
		{"Conv", import_conv},
		{"Flatten", import_flatten},
		{"Gemm", import_gemm},
		{"GlobalAveragePool", import_global_average_pool},
		{"GlobalMaxPool", import_global_max_pool},
		{"MatMul", import_mat_mul},
		{"MaxPool", import_max_pool},
		{"Relu", import_relu},
	};
	for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
		if (strcmp(nodes[i].op_type, op_type) == 0)
			return nodes[i].import;
	return NULL;
}
