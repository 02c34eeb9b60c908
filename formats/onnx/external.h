/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of a tensor that lie in a file beside the model's. */
#ifndef FORMATS_ONNX_EXTERNAL_H
#define FORMATS_ONNX_EXTERNAL_H

#include "formats/onnx/onnx.pb-c.h"
#include "src/base/arena.h"
#include "src/base/error.h"

/* The n_bytes that a tensor says where to find; see tensor_proto.h for what is allowed. */
bool external_read(const Onnx__TensorProto *tensor, const char *path, size_t n_bytes,
	Arena *arena, const void **data, Error *err);

#endif
