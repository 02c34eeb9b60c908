/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tflm_tally.h"

static const LayoutSizes layouts[N_LAYOUTS] = {
	[LAYOUT_ARM] =
		{
			.pointer = 4,
			.arena_allocator = 36,
			.planner = 44,
			.micro_allocator = 36,
			.options_allocator = 8,
			.graph = 8,
			.eval_tensor = 12,
			.node = 32,
			.tensor = 32,
			.quantization = 12,
			.variables = 12,
			.variable = 20,
			.scratch_request = 12,
			.lifetime = 24,
		},
	[LAYOUT_X86_64] =
		{
			.pointer = 8,
			.arena_allocator = 72,
			.planner = 72,
			.micro_allocator = 72,
			.options_allocator = 16,
			.graph = 16,
			.eval_tensor = 24,
			.node = 64,
			.tensor = 64,
			.quantization = 24,
			.variables = 16,
			.variable = 40,
			.scratch_request = 16,
			.lifetime = 32,
		},
};

Layout core_layout(Core core)
{
	return core_info(core)->is_cortex_m ? LAYOUT_ARM : LAYOUT_X86_64;
}

const LayoutSizes *layout_sizes(Layout layout)
{
	return &layouts[layout];
}

uint64_t rounded_up(uint64_t n, uint64_t multiple)
{
	return (n + multiple - 1) / multiple * multiple;
}

uint64_t bounded_product(uint64_t a, uint64_t b)
{
	return b && a > ARENA_LIMIT / b ? ARENA_LIMIT : a * b;
}

static void need(Tally *tally, uint64_t bytes)
{
	if (bytes > tally->least)
		tally->least = bytes;
}

void tally_take(Tally *tally, uint64_t bytes, unsigned alignment)
{
	if (bytes >= ARENA_LIMIT || tally->tail >= ARENA_LIMIT) {
		tally->ok = failed(tally->err, "needs more memory than any arena has");
		return;
	}
	tally->tail = rounded_up(tally->tail + bytes, alignment);
	/* TFLM does not look: with less it would write over what is open. */
	need(tally, tally->opened + tally->tail);
}

void tally_keep(Tally *tally, uint64_t bytes)
{
	tally_take(tally, bytes, TFLM_ALIGNMENT);
}

void tally_scratch(Tally *tally, uint64_t bytes)
{
	if (bytes >= ARENA_LIMIT) {
		tally->ok = failed(tally->err, "needs more scratch memory than any arena has");
		return;
	}
	if (tally->n_scratch - tally->scratch_before == TFLM_SCRATCH_PER_OP) {
		tally->ok = failed(tally->err, "asks for scratch memory more than %d times",
			TFLM_SCRATCH_PER_OP);
		return;
	}
	tally->scratch = arena_grow(tally->memory, tally->scratch, tally->n_scratch,
		&tally->scratch_capacity, sizeof *tally->scratch);
	tally->scratch[tally->n_scratch++] =
		(Scratch){.graph = tally->graph_index, .op = tally->op_index, .bytes = bytes};
}

void tally_open(Tally *tally, const Tensor *tensor)
{
	if (!tensor)
		return;
	const LayoutSizes *sizes = tally->sizes;
	uint64_t end = rounded_up(tally->opened, sizes->pointer) + sizes->tensor;
	int n_scales = tflm_scales(tensor);
	if (n_scales)
		end += sizes->quantization + 4 + 4 * (uint64_t)n_scales;
	tally->opened = end;
	need(tally, end + tally->tail);
}

static const Tensor *operand(Tally *tally, const Tensor *tensor, const char *kind, int i)
{
	static const Buffer empty;
	static const Tensor scalar = {.name = "", .buffer = (Buffer *)&empty};
	if (tensor)
		return tensor;
	tally->ok = failed(tally->err, "%s %d is missing", kind, i);
	return &scalar;
}

const Tensor *tally_input(Tally *tally, int i)
{
	return operand(tally, op_input(tally->graph, tally->op, i), "input", i);
}

const Tensor *tally_output(Tally *tally, int i)
{
	return operand(tally, op_output(tally->graph, tally->op, i), "output", i);
}

uint64_t tally_dim(Tally *tally, const Tensor *tensor, int i)
{
	int place = i < 0 ? tensor->rank + i : i;
	if (place >= 0 && place < tensor->rank && tensor->dims[place] > 0)
		return (uint64_t)tensor->dims[place];
	tally->ok = failed(tally->err,
		"a tensor of %d dimensions lacks the one that counts here", tensor->rank);
	return 1;
}

uint64_t tally_count(Tally *tally, const Tensor *tensor)
{
	uint64_t count = 1;
	for (int i = 0; i < tensor->rank; i++)
		count =
			bounded_product(count, tensor->dims[i] < 0 ? 1 : (uint64_t)tensor->dims[i]);
	if (count >= ARENA_LIMIT)
		tally->ok = failed(tally->err, "a tensor is larger than any arena");
	return count;
}

uint64_t tally_bytes(Tally *tally, const Tensor *tensor)
{
	return bounded_product(tally_count(tally, tensor), tflm_type_bytes(tensor->type));
}

unsigned tflm_type_bytes(DataType type)
{
	switch (type) {
	case TYPE_BOOL:
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_UINT8:
		return 1;
	case TYPE_BFLOAT16:
	case TYPE_FLOAT16:
	case TYPE_INT16:
	case TYPE_UINT16:
		return 2;
	case TYPE_FLOAT32:
	case TYPE_INT32:
	case TYPE_RESOURCE:
	case TYPE_UINT32:
		return 4;
	case TYPE_COMPLEX64:
	case TYPE_FLOAT64:
	case TYPE_INT64:
	case TYPE_UINT64:
		return 8;
	case TYPE_COMPLEX128:
		return 16;
	default:
		return 0;
	}
}

int tflm_scales(const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	return q && q->n_zero_points > 0 ? q->n_scales : 0;
}
