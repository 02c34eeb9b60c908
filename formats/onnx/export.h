/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a Model as ONNX. */
#ifndef FORMATS_ONNX_EXPORT_H
#define FORMATS_ONNX_EXPORT_H

#include "src/base/bytes.h"
#include "src/graph/model.h"

bool onnx_export(const Model *model, Arena *arena, Bytes *file, Error *err);

#endif
