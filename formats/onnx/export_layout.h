/* SPDX-License-Identifier: Apache-2.0 */
/* Which tensors are written channels first. */
#ifndef FORMATS_ONNX_EXPORT_LAYOUT_H
#define FORMATS_ONNX_EXPORT_LAYOUT_H

#include "formats/onnx/export_writer.h"

/*
 * Give each computed tensor of a checked graph its order. Tensors that operators join go the same
 * way: channels first where one of them is worked on as images. Flattened images keep their
 * channels first as long as only dense layers read them, whose weights can follow.
 *
 * This is for few Transpose nodes only: operators write any order rightly.
 */
void onnx_lay_out(OnnxWriter *w);

#endif
