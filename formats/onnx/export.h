/* SPDX-License-Identifier: Apache-2.0 */
/* Models as ONNX files. */
#ifndef FORMATS_ONNX_EXPORT_H
#define FORMATS_ONNX_EXPORT_H

#include "src/graph/model.h"

/*
 * Make the bytes of an .onnx file, in the arena: graph 0 of the model, at the lowest opset of
 * 13 and up that its operators need.
 *
 * Images are written channels first, [n, c, h, w]: tensors that convolution, pooling, resizing
 * and means over height and width work on, and what elementwise operators join to them, with
 * their constants; so are the model's inputs and outputs among them. Other tensors stay as they
 * are. A batch that the model's signature leaves free is called N.
 *
 * int8 and uint8 models become float operators between QuantizeLinear and DequantizeLinear, with
 * the model's own scales; inputs and outputs keep their types. Arithmetic then is the runtime's:
 * results differ from the device's by a unit here and there.
 *
 * Fails, naming the operator, for what has no counterpart in ONNX: operators that whit does not
 * know, int16 activations, and what whit cannot run either; and for files over 2 GB. The same
 * model gives the same bytes.
 */
bool onnx_export(const Model *model, Arena *arena, Bytes *file, Error *err);

#endif
