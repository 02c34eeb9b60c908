/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of an ONNX file: TensorProto. */
#ifndef FORMATS_ONNX_TENSOR_PROTO_H
#define FORMATS_ONNX_TENSOR_PROTO_H

#include "formats/onnx/onnx.pb-c.h"
#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/base/types.h"

/* An element type of ONNX as whit's; false for those that whit has not. */
bool onnx_type(int64_t elem_type, DataType *type, Error *err);

/*
 * A tensor's type, shape and elements, which go to the arena; *data is NULL where there are
 * none. path is that of the model's file: data outside it is read from a file below the model's own
 * folder only, never by an absolute path, through "..", or through a link. Sizes are held
 * against what is there before anything is allocated. Errors do not name the tensor.
 */
bool onnx_tensor(const Onnx__TensorProto *tensor, const char *path, Arena *arena,
	DataType *type, Shape *shape, const void **data, Error *err);

#endif
