/* SPDX-License-Identifier: Apache-2.0 */
/* What decode operators make (src/graph/decoders.h): constants that are packed in the file. */
#ifndef RUN_DECODE_OP_H
#define RUN_DECODE_OP_H

#include "src/codec/packed.h"
#include "src/ops/op.h"

/*
 * How the values of a tensor lie for a kind of packing. TFLM's operator asks the tensor it writes:
 * lookup tables and bitmaps go by the channels of its quantisation, along the first or the last
 * axis; a Huffman code knows none; of the sparse form, which is whit's, only the zero points
 * count. The shape points into the quantisation.
 *
 * Fails for what the kind, or TFLM, does not take: types, axes, zero points; a shape not known.
 */
bool pack_shape_of(const Tensor *tensor, PackKind kind, PackShape *shape, Error *err);

/* How output k of a decode operator is packed; the bytes are the model's. */
bool packed_output(const Graph *graph, const Op *op, int k, Packed *packed,
	PackKind *kind, Error *err);

/*
 * Output k of a decode operator of a graph that was verified, unpacked, in the arena: NULL where
 * that fails. Bytes that would become far more than a model has are refused.
 */
const void *decoded_constant(const Graph *graph, const Op *op, int k, Arena *arena,
	size_t *n_bytes, Error *err);

/* The operator made ready to run, as OpInfo's prepare does for others. Outputs that are constants
 * of the graph are left alone. */
bool decode_prepare(Layer *layer, Arena *arena, Error *err);

#endif
