/* SPDX-License-Identifier: Apache-2.0 */
/* The importers of nodes, a family a file, and what several of them use. */
#ifndef FORMATS_ONNX_NODES_H
#define FORMATS_ONNX_NODES_H

#include "formats/onnx/import.h"

ImportNode import_average_pool, import_conv, import_flatten, import_gemm,
	import_global_average_pool, import_global_max_pool, import_mat_mul, import_max_pool,
	import_relu;

#endif
