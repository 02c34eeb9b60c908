/* SPDX-License-Identifier: Apache-2.0 */
/* What decode operators ask of TFLM's arena as they prepare. */
#include "src/run/decode_op.h"
#include "src/run/packed_tensor.h"
#include "src/target/tflm_ops.h"

/* A size that differs by layout alone. */
static uint64_t by_layout(const Tally *tally, uint64_t arm, uint64_t x86_64)
{
	return tally->layout == LAYOUT_ARM ? arm : x86_64;
}

/* --- TFLM_DECODE --- */

/* By the kind of packing, which the first byte of the ancillary tensor says. The sparse kind TFLM
 * has not, and refuses. */
static void prepare_decoder(Tally *tally, int k)
{
	Packed packed;
	PackKind kind;
	const Tensor *out = tally_output(tally, k);
	tally->ok = packed_output(tally->graph, tally->op, k, &packed, &kind, tally->err);
	if (!tally->ok)
		return;
	switch (kind) {
	case PACK_LOOKUP:
		tally_keep(tally, by_layout(tally, 36, 72));
		break;
	case PACK_HUFFMAN:
		tally_keep(tally, by_layout(tally, 28, 56));
		break;
	case PACK_BITMAP:
		tally_keep(tally, by_layout(tally, 40, 80));
		break;
	case PACK_SPARSE:
		break;
	}
	if (kind != PACK_BITMAP || tflm_scales(out) <= 1)
		return;
	const Quantization *q = out->quantization;
	bool zero = true;
	for (int i = 0; i < q->n_zero_points; i++)
		zero = zero && q->zero_point[i] == 0;
	if (!zero)
		tally_keep(tally, (uint64_t)q->n_scales);
}

/* Pairs of (encoded, ancillary) inputs, an output a pair. */
void prepare_decode(Tally *tally)
{
	int n = tally->op->n_outputs;
	tally_keep(tally, bounded_product(tally->sizes->pointer, (uint64_t)n));
	for (int i = 0; i < n && tally->ok; i++)
		prepare_decoder(tally, i);
}

/* --- WHIT_DECODE, as formats/c/tflm/whit_decode.cc has it --- */

/* What it keeps of each pair. */
enum { PAIR_BYTES_ARM = 44, PAIR_BYTES_X86_64 = 64 };
_Static_assert(sizeof(void *) != 8 || sizeof(PackedTensor) + 8 == PAIR_BYTES_X86_64,
	"a packed tensor, an int and a byte");

/* Zero points that differ are copied. Returns the scratch memory that unpacking wants. */
static uint64_t prepare_whit_decoder(Tally *tally, int k)
{
	Packed packed;
	PackKind kind;
	PackShape shape;
	const Tensor *out = tally_output(tally, k);
	tally->ok = packed_output(tally->graph, tally->op, k, &packed, &kind, tally->err) &&
		pack_shape_of(out, kind, &shape, tally->err);
	if (!tally->ok)
		return 0;
	if (shape.zero_points && shape.channels > 1)
		tally_keep(tally, (uint64_t)shape.channels);
	return (uint64_t)unpacker_of(kind, out->type)->scratch_bytes;
}

void prepare_whit_decode(Tally *tally)
{
	int n = tally->op->n_outputs;
	uint64_t scratch = 0;
	tally->doubts |= DOUBT_DECODER;
	tally_keep(tally,
		bounded_product(by_layout(tally, PAIR_BYTES_ARM, PAIR_BYTES_X86_64),
			(uint64_t)n));
	for (int k = 0; k < n && tally->ok; k++) {
		uint64_t wanted = prepare_whit_decoder(tally, k);
		scratch = wanted > scratch ? wanted : scratch;
	}
	if (scratch)
		tally_scratch(tally, scratch);
}
