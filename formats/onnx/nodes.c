/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/nodes.h"

#include <string.h>

ImportNode *onnx_importer(const char *op_type)
{
	static const struct {
		const char *op_type;
		ImportNode *import;
	} nodes[] = {
		{"Add", import_add},
		{"AveragePool", import_average_pool},
		{"BatchNormalization", import_batch_norm},
		{"Cast", import_cast},
		{"Clip", import_clip},
		{"Concat", import_concat},
		{"Conv", import_conv},
		{"ConvTranspose", import_conv_transpose},
		{"DequantizeLinear", import_dequantize_linear},
		{"Div", import_div},
		{"Dropout", import_dropout},
		{"Elu", import_elu},
		{"Flatten", import_flatten},
		{"Gather", import_gather},
		{"Gemm", import_gemm},
		{"GlobalAveragePool", import_global_average_pool},
		{"GlobalMaxPool", import_global_max_pool},
		{"HardSigmoid", import_hard_sigmoid},
		{"HardSwish", import_hard_swish},
		{"Identity", import_identity},
		{"LeakyRelu", import_leaky_relu},
		{"LogSoftmax", import_log_softmax},
		{"MatMul", import_mat_mul},
		{"Max", import_max},
		{"MaxPool", import_max_pool},
		{"Min", import_min},
		{"Mul", import_mul},
		{"Neg", import_neg},
		{"PRelu", import_prelu},
		{"Pad", import_pad},
		{"QLinearConv", import_qlinear_conv},
		{"QLinearMatMul", import_qlinear_mat_mul},
		{"QuantizeLinear", import_quantize_linear},
		{"ReduceMax", import_reduce_max},
		{"ReduceMean", import_reduce_mean},
		{"ReduceSum", import_reduce_sum},
		{"Relu", import_relu},
		{"Reshape", import_reshape},
		{"Resize", import_resize},
		{"Sigmoid", import_sigmoid},
		{"Slice", import_slice},
		{"Softmax", import_softmax},
		{"Split", import_split},
		{"Squeeze", import_squeeze},
		{"Sub", import_sub},
		{"Sum", import_sum},
		{"Tanh", import_tanh},
		{"Transpose", import_transpose},
		{"Unsqueeze", import_unsqueeze},
		{"Upsample", import_resize},
	};
	for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
		if (strcmp(nodes[i].op_type, op_type) == 0)
			return nodes[i].import;
	return NULL;
}
