/* SPDX-License-Identifier: Apache-2.0 */
/* The importers of nodes, a family a file, and what several of them use. */
#ifndef FORMATS_ONNX_NODES_H
#define FORMATS_ONNX_NODES_H

#include "formats/onnx/import.h"

ImportNode import_add, import_average_pool, import_batch_norm, import_cast, import_clip,
	import_concat, import_conv, import_conv_transpose, import_dequantize_linear,
	import_div, import_dropout, import_elu, import_flatten, import_gather, import_gemm,
	import_global_average_pool, import_global_max_pool, import_hard_sigmoid,
	import_hard_swish, import_identity, import_leaky_relu, import_log_softmax,
	import_mat_mul, import_max, import_max_pool, import_min, import_mul, import_neg,
	import_pad, import_prelu, import_qlinear_conv, import_qlinear_mat_mul,
	import_quantize_linear, import_reduce_max, import_reduce_mean, import_reduce_sum,
	import_relu, import_reshape, import_resize, import_sigmoid, import_slice,
	import_softmax, import_split, import_squeeze, import_sub, import_sum, import_tanh,
	import_transpose, import_unsqueeze;

/* conv.c: the convolution of x, with the node's attributes; bias may be -1. The output has x's
 * rank; -1 on failure. */
int make_conv(Import *import, const Node *node, int x, int w, int bias, Error *err);

/* dense.c: the product of a with constant weights b, of any ranks; -1 on failure. */
int make_mat_mul(Import *import, int a, int b, Error *err);

#endif
