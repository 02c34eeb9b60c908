/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs are pairs, encoded bytes and ancillary ones; output k is what pair k holds: whole, in
 * the arena, or in the memory that the application has set aside (SetDecompressionMemory), as
 * TFLM's own operator does it. What a kind of packing asks of its output's quantisation is what
 * TFLM's operator asks, and of the sparse form, what whit-sparse(7) says.
 *
 * Checked are the operator and its tensors' headers. What they describe is believed, as TFLM
 * does.
 */
#include "formats/c/tflm/whit_decode.h"

#include <tensorflow/lite/kernels/kernel_util.h>
#include <tensorflow/lite/micro/kernels/kernel_util.h>
#include <tensorflow/lite/micro/micro_arena_constants.h>
#include <tensorflow/lite/micro/micro_context.h>
#include <tensorflow/lite/micro/micro_log.h>

extern "C" {
#include "src/kernels/unpack_bitmap.h"
#include "src/kernels/unpack_huffman.h"
#include "src/kernels/unpack_lookup.h"
#include "src/kernels/unpack_sparse.h"
#include "src/kernels/unpack_sparse_wide.h"
}

namespace whit
{
namespace
{

/* The first byte of a header, and where versions stand, which both are 1. */
enum Packing { LOOKUP = 0, HUFFMAN = 1, BITMAP = 2, SPARSE = 128 };
enum { AT_VERSION = 1, AT_FORMAT_VERSION = 4, VERSION = 1 };

enum { NO_SCRATCH = -1 };

/* What is kept of each pair. */
struct Pair {
	PackedTensor packed;
	int scratch; /* a buffer of the arena, one for all pairs; NO_SCRATCH */
	int8_t zero; /* the zero point of all channels, where that is one */
};

/* The tensors of a pair, opened for the time of a preparation. */
struct Opened {
	TfLiteTensor *encoded, *ancillary, *output;
};

TfLiteStatus Refuse(const char *why)
{
	MicroPrintf("WHIT_DECODE: %s", why);
	return kTfLiteError;
}

/* 0: no packing takes the type. */
uint8_t ValueBytes(TfLiteType type)
{
	switch (type) {
	case kTfLiteBool:
	case kTfLiteInt8:
		return 1;
	case kTfLiteInt16:
		return 2;
	case kTfLiteInt32:
	case kTfLiteFloat32:
		return 4;
	case kTfLiteInt64:
		return 8;
	default:
		return 0;
	}
}

/* NULL for a packing that is none. */
const UnpackKind *KindOf(int packing, uint8_t value_bytes)
{
	switch (packing) {
	case LOOKUP:
		return &unpack_lookup;
	case HUFFMAN:
		return &unpack_huffman;
	case BITMAP:
		return &unpack_bitmap;
	case SPARSE:
		return value_bytes == 1 ? &unpack_sparse : &unpack_sparse_wide;
	default:
		return nullptr;
	}
}

size_t ScratchBytes(const UnpackKind *kind)
{
	if (kind == &unpack_huffman)
		return UNPACK_HUFFMAN_SCRATCH;
	if (kind == &unpack_sparse)
		return UNPACK_SPARSE_SCRATCH;
	return kind == &unpack_sparse_wide ? UNPACK_SPARSE_WIDE_SCRATCH : 0;
}

/* NULL where scales or zero points are missing. */
const TfLiteAffineQuantization *QuantizationOf(const TfLiteTensor *tensor)
{
	if (tensor->quantization.type != kTfLiteAffineQuantization)
		return nullptr;
	const auto *q =
		static_cast<const TfLiteAffineQuantization *>(tensor->quantization.params);
	bool is_whole =
		q && q->scale && q->scale->size > 0 && q->zero_point && q->zero_point->size > 0;
	return is_whole ? q : nullptr;
}

bool IsOneZeroPoint(const TfLiteAffineQuantization *q)
{
	for (int i = 1; i < q->zero_point->size; i++)
		if (q->zero_point->data[i] != q->zero_point->data[0])
			return false;
	return true;
}

/* Which values are of which channel, along the first or the last axis. */
TfLiteStatus FindChannels(const TfLiteTensor *output, const TfLiteAffineQuantization *q,
	PackedTensor *packed)
{
	const int channels = q->scale->size;
	const bool is_last = channels > 1 && q->quantized_dimension == output->dims->size - 1;
	if (!is_last && q->quantized_dimension != 0)
		return Refuse("channels along neither the first nor the last axis");
	if (packed->n % channels != 0)
		return Refuse("channels that are not equally large");
	packed->channels = channels;
	packed->channel_run = is_last ? 1 : packed->n / channels;
	return kTfLiteOk;
}

/* What stands in place of values that are left out. Zero points that are all the same are one. */
TfLiteStatus FindZeroPoints(tflite::MicroContext *context, const TfLiteTensor *output,
	const TfLiteAffineQuantization *q, Pair *pair)
{
	const bool is_one = IsOneZeroPoint(q);
	const int first = q->zero_point->data[0];
	if (is_one) {
		pair->packed.channels = 1;
		pair->packed.channel_run = pair->packed.n;
	}
	if (is_one && first == 0)
		return kTfLiteOk;
	if (output->type != kTfLiteInt8)
		return Refuse("zero points that are not 0");
	pair->zero = static_cast<int8_t>(first);
	pair->packed.zero_points = &pair->zero;
	if (is_one)
		return kTfLiteOk;
	const size_t channels = static_cast<size_t>(q->zero_point->size);
	auto *zero_points =
		static_cast<int8_t *>(context->AllocatePersistentBuffer(channels));
	if (!zero_points)
		return Refuse("no room for zero points");
	for (size_t c = 0; c < channels; c++)
		zero_points[c] = static_cast<int8_t>(q->zero_point->data[c]);
	pair->packed.zero_points = zero_points;
	return kTfLiteOk;
}

/* How values lie, by what the kind of packing asks. */
TfLiteStatus FindLayout(tflite::MicroContext *context, int packing,
	const TfLiteTensor *output, Pair *pair)
{
	const TfLiteAffineQuantization *q = QuantizationOf(output);
	if (packing == HUFFMAN || !q)
		return kTfLiteOk;
	if (packing != SPARSE || !IsOneZeroPoint(q)) {
		if (FindChannels(output, q, &pair->packed) != kTfLiteOk)
			return kTfLiteError;
	}
	return packing == LOOKUP ? kTfLiteOk : FindZeroPoints(context, output, q, pair);
}

TfLiteStatus CheckHeader(const Opened &opened)
{
	if (!opened.encoded || !opened.ancillary || !opened.output)
		return Refuse("a tensor is missing");
	if (!tflite::IsConstantTensor(opened.encoded) ||
		!tflite::IsConstantTensor(opened.ancillary) ||
		opened.ancillary->bytes < UNPACK_HEADER_BYTES)
		return Refuse("inputs that are no packed constants");
	const uint8_t *header = opened.ancillary->data.uint8;
	if (header[AT_VERSION] != VERSION || header[AT_FORMAT_VERSION] != VERSION)
		return Refuse("a version that is not known");
	return kTfLiteOk;
}

TfLiteStatus DescribePair(tflite::MicroContext *context, const Opened &opened, Pair *pair)
{
	if (CheckHeader(opened) != kTfLiteOk)
		return kTfLiteError;
	const uint8_t *ancillary = opened.ancillary->data.uint8;
	const uint8_t value_bytes = ValueBytes(opened.output->type);
	const bool is_huffman = ancillary[0] == HUFFMAN;
	const UnpackKind *kind = KindOf(ancillary[0], value_bytes);
	if (!kind)
		return Refuse("a packing that is not known");
	if (!value_bytes ||
		(is_huffman && opened.output->type != kTfLiteInt8 &&
			opened.output->type != kTfLiteInt16))
		return Refuse("a type that cannot be packed so");
	const auto n = static_cast<int32_t>(opened.output->bytes / value_bytes);
	*pair = {};
	pair->scratch = NO_SCRATCH;
	pair->packed = {kind, opened.encoded->data.uint8, ancillary, nullptr,
		static_cast<int32_t>(opened.encoded->bytes), n, 1, n, value_bytes,
		opened.output->type == kTfLiteFloat32};
	return FindLayout(context, ancillary[0], opened.output, pair);
}

/* Where the application has memory of its own for what is unpacked, it goes there. */
TfLiteStatus PlaceOutput(TfLiteContext *context, TfLiteNode *node, int k,
	TfLiteTensor *output)
{
	if (output->data.data)
		return kTfLiteOk;
	void *memory =
		tflite::GetMicroContext(context)->AllocateDecompressionMemory(output->bytes,
			tflite::MicroArenaBufferAlignment());
	if (!memory)
		return kTfLiteOk;
	TfLiteEvalTensor *running = tflite::micro::GetEvalOutput(context, node, k);
	if (!running)
		return Refuse("an output is missing");
	running->data.data = memory;
	output->data.data = memory;
	return kTfLiteOk;
}

TfLiteStatus PreparePair(TfLiteContext *context, TfLiteNode *node, int k, Pair *pair)
{
	tflite::MicroContext *micro = tflite::GetMicroContext(context);
	Opened opened;
	opened.encoded = micro->AllocateTempInputTensor(node, 2 * k);
	opened.ancillary = micro->AllocateTempInputTensor(node, 2 * k + 1);
	opened.output = micro->AllocateTempOutputTensor(node, k);
	TfLiteStatus status = DescribePair(micro, opened, pair);
	if (status == kTfLiteOk)
		status = PlaceOutput(context, node, k, opened.output);
	for (TfLiteTensor *tensor : {opened.output, opened.ancillary, opened.encoded})
		if (tensor)
			micro->DeallocateTempTfLiteTensor(tensor);
	return status;
}

/* One buffer for all pairs, as large as the neediest wants it. */
TfLiteStatus RequestScratch(tflite::MicroContext *context, Pair *pairs, int n)
{
	size_t bytes = 0;
	for (int k = 0; k < n; k++) {
		const size_t wanted = ScratchBytes(pairs[k].packed.kind);
		bytes = wanted > bytes ? wanted : bytes;
	}
	if (bytes == 0)
		return kTfLiteOk;
	int scratch = NO_SCRATCH;
	TfLiteStatus status = context->RequestScratchBufferInArena(bytes, &scratch);
	for (int k = 0; k < n; k++)
		pairs[k].scratch = scratch;
	return status;
}

TfLiteStatus Prepare(TfLiteContext *context, TfLiteNode *node)
{
	tflite::MicroContext *micro = tflite::GetMicroContext(context);
	const int n = tflite::NumOutputs(node);
	if (n < 1 || tflite::NumInputs(node) != 2 * n)
		return Refuse("not two inputs an output");
	node->user_data =
		micro->AllocatePersistentBuffer(static_cast<size_t>(n) * sizeof(Pair));
	if (!node->user_data)
		return Refuse("no room for what is kept of pairs");
	auto *pairs = static_cast<Pair *>(node->user_data);
	micro->ResetDecompressionMemoryAllocations();
	for (int k = 0; k < n; k++)
		if (PreparePair(context, node, k, &pairs[k]) != kTfLiteOk)
			return kTfLiteError;
	return RequestScratch(micro, pairs, n);
}

TfLiteStatus Invoke(TfLiteContext *context, TfLiteNode *node)
{
	tflite::MicroContext *micro = tflite::GetMicroContext(context);
	const int n = tflite::NumOutputs(node);
	const auto *pairs = static_cast<const Pair *>(node->user_data);
	for (int k = 0; k < n; k++) {
		TfLiteEvalTensor *output = tflite::micro::GetEvalOutput(context, node, k);
		if (!output || !output->data.data)
			return Refuse("an output is missing");
		void *scratch = pairs[k].scratch == NO_SCRATCH
			? nullptr
			: micro->GetScratchBuffer(pairs[k].scratch);
		Unpack unpack;
		unpack_start(&unpack, &pairs[k].packed, scratch);
		unpack_next(&unpack, output->data.data, pairs[k].packed.n);
	}
	return kTfLiteOk;
}

} // namespace

const TFLMRegistration *RegisterDecode()
{
	static const TFLMRegistration registration =
		tflite::micro::RegisterOp(nullptr, Prepare, Invoke);
	return &registration;
}

} // namespace whit
