/* SPDX-License-Identifier: Apache-2.0 */
/* Protobuf messages from bytes nobody has checked. */
#ifndef FORMATS_ONNX_MESSAGE_H
#define FORMATS_ONNX_MESSAGE_H

#include "formats/onnx/onnx.pb-c.h"
#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

/* Whether the bytes start as an ONNX model does: with a version of the format, and a field
 * that a model has. */
bool message_sniff(Bytes file);

/*
 * A message in the arena. Before protobuf-c sees it, its structure is walked: lengths, depth
 * (protobuf-c recurses without a limit), and how much memory its parts come to, which must be in
 * proportion to the file. Errors name the byte. NULL on failure.
 */
void *message_read(const ProtobufCMessageDescriptor *type, Bytes file, Arena *arena,
	Error *err);

#endif
