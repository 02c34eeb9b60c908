/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ONNX model files (.onnx): protobuf messages of the schema that libonnx-dev brings. Opsets 7
 * to 21 are read, and older ones where they say the same.
 *
 * In an .onnx file images are NCHW, in a Model NHWC: the border is where that changes, so no
 * transposition is left inside a plain convolutional network.
 */
#ifndef FORMATS_ONNX_ONNX_H
#define FORMATS_ONNX_ONNX_H

#include "formats/format.h"

extern const Format onnx_format;

/* How the reader treats inputs and outputs that are images. */
typedef enum OnnxBorder {
	ONNX_NHWC, /* the model takes and gives them channels last */
	ONNX_KEPT, /* as the file has them, at the price of transpositions: for tests */
} OnnxBorder;

/* Format.read with a choice; path is where the file lies, NULL where that is not known. */
bool onnx_read(Model *model, Bytes file, const char *path, OnnxBorder border, Error *err);

#endif
