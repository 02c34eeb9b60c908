/* SPDX-License-Identifier: Apache-2.0 */
/* What operators other than convolutions ask of TFLM's arena as they prepare. */
#include "src/target/tflm_ops.h"

static bool is_int8_or_int16(const Tensor *tensor)
{
	return tensor->type == TYPE_INT8 || tensor->type == TYPE_INT16;
}

/* A list of ints behind its length. */
static uint64_t int_list_bytes(int n)
{
	return 4 + 4 * (uint64_t)n;
}

/* A size that differs by layout alone. */
static uint64_t by_layout(const Tally *tally, uint64_t arm, uint64_t x86_64)
{
	return tally->layout == LAYOUT_ARM ? arm : x86_64;
}

void prepare_output_shape(Tally *tally)
{
	tally_keep(tally, int_list_bytes(tally_output(tally, 0)->rank));
}

void prepare_embedding_lookup(Tally *tally)
{
	prepare_output_shape(tally);
	tally_keep(tally, by_layout(tally, 8, 16));
}

void prepare_reshape(Tally *tally)
{
	const Tensor *out = tally_output(tally, 0);
	bool known = true;
	for (int i = 0; i < out->rank; i++)
		known = known && out->dims[i] >= 0;
	if (!known)
		prepare_output_shape(tally);
}

void prepare_softmax(Tally *tally)
{
	enum { TABLE_BYTES = 513 * 2 };
	if (tally_input(tally, 0)->type != TYPE_INT16)
		return;
	tally_keep(tally, TABLE_BYTES);
	tally_keep(tally, TABLE_BYTES);
}

void prepare_log_softmax(Tally *tally)
{
	if (tally_input(tally, 0)->type == TYPE_INT8)
		tally_keep(tally, by_layout(tally, 28, 40));
}

void prepare_cumsum(Tally *tally)
{
	tally_keep(tally, 36);
}

void prepare_average_pool(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0);
	bool packed_sums = tally->cmsis_nn && tally->core->has_dsp && !tally->core->has_mve;
	if (packed_sums && is_int8_or_int16(in))
		tally_scratch(tally, bounded_product(4, tally_dim(tally, in, -1)));
}

void prepare_reduce(Tally *tally)
{
	tally_scratch(tally, 4 * (uint64_t)tally_input(tally, 0)->rank);
	tally_scratch(tally, bounded_product(4, tally_count(tally, tally_input(tally, 1))));
}

void prepare_mean(Tally *tally)
{
	if (is_int8_or_int16(tally_input(tally, 0)))
		tally_scratch(tally,
			bounded_product(4, tally_count(tally, tally_output(tally, 0))));
	prepare_reduce(tally);
	tally_open(tally, tally_input(tally, 0));
	tally_open(tally, tally_input(tally, 1));
	if (tally_input(tally, 0)->type == TYPE_INT8)
		tally_open(tally, tally_output(tally, 0));
}

/* Both of these open the first input twice. */
void prepare_concatenation(Tally *tally)
{
	tally_open(tally, tally_input(tally, 0));
}

void prepare_tanh(Tally *tally)
{
	tally_open(tally, tally_input(tally, 0));
}

void prepare_mirror_pad(Tally *tally)
{
	uint64_t bytes = 4 * (uint64_t)tally_input(tally, 0)->rank;
	tally_scratch(tally, bytes);
	tally_scratch(tally, bytes);
}

void prepare_add_n(Tally *tally)
{
	uint64_t pointers =
		bounded_product(tally->sizes->pointer, (uint64_t)tally->op->n_inputs);
	DataType type = tally_output(tally, 0)->type;
	if (type == TYPE_INT8)
		tally_keep(tally, 40);
	if (type == TYPE_INT8 || type == TYPE_FLOAT32)
		tally_scratch(tally, pointers);
}

/* Inputs: values, feature weights [filters, ...], time weights, bias, state. */
void prepare_svdf(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0);
	uint64_t batch = tally_dim(tally, in, 0);
	uint64_t filters = tally_dim(tally, tally_input(tally, 1), 0);
	uint64_t units = tally_dim(tally, tally_output(tally, 0), 1);
	tally_scratch(tally, bounded_product(4 * batch, filters));
	if (in->type != TYPE_INT8)
		return;
	tally_scratch(tally, bounded_product(4 * batch, units));
	if (tally->cmsis_nn && tally->core->has_mve)
		tally_keep(tally, 4 * filters);
}

/* Inputs 18 and 19 are the output state [batch, hidden] and the cell state. */
void prepare_lstm(Tally *tally)
{
	enum { OUTPUT_STATE = 18, CELL_STATE = 19, GATE_VECTORS = 8 };
	const Tensor *in = tally_input(tally, 0);
	uint64_t state_bytes = tally_bytes(tally, tally_input(tally, CELL_STATE));
	int n_scratch = 4;
	if (tally->cmsis_nn && is_int8_or_int16(in)) {
		uint64_t hidden = tally_dim(tally, tally_input(tally, OUTPUT_STATE), 1);
		for (int i = 0; i < GATE_VECTORS; i++)
			tally_keep(tally, hidden * (in->type == TYPE_INT8 ? 4 : 8));
		n_scratch = 3;
	}
	for (int i = 0; i < n_scratch; i++)
		tally_scratch(tally, state_bytes);
}

/* Each variable is counted as if it were assigned here first. */
void prepare_assign_variable(Tally *tally)
{
	tally->doubts |= DOUBT_VARIABLES;
	tally_keep(tally, tally_bytes(tally, tally_input(tally, 1)));
}

/* An eval tensor of its own, its shape and its data. */
static void keep_transposed(Tally *tally, const Tensor *tensor)
{
	tally_keep(tally, tally->sizes->eval_tensor);
	tally_keep(tally, int_list_bytes(tensor->rank));
	tally_keep(tally, tally_bytes(tally, tensor));
}

/*
 * Which side is copied transposed is in options not seen here: what the shapes say of it,
 * and where they leave it open (square matrices), the dearer answer.
 */
static void find_transposed(Tally *tally, bool *copy_lhs, bool *copy_rhs)
{
	const Tensor *lhs = tally_input(tally, 0), *rhs = tally_input(tally, 1);
	const Tensor *out = tally_output(tally, 0);
	uint64_t rows = tally_dim(tally, out, -2), columns = tally_dim(tally, out, -1);
	int n_possible = 0;
	*copy_lhs = *copy_rhs = true;
	for (int choice = 0; choice < 4; choice++) {
		bool adjoint_lhs = choice & 2, adjoint_rhs = !(choice & 1);
		if (tally_dim(tally, lhs, adjoint_lhs ? -1 : -2) != rows ||
			tally_dim(tally, rhs, adjoint_rhs ? -2 : -1) != columns ||
			tally_dim(tally, lhs, adjoint_lhs ? -2 : -1) !=
				tally_dim(tally, rhs, adjoint_rhs ? -1 : -2))
			continue;
		*copy_lhs = adjoint_lhs;
		*copy_rhs = !adjoint_rhs;
		n_possible++;
	}
	if (n_possible != 1) {
		tally->doubts |= DOUBT_TRANSPOSED;
		*copy_lhs = *copy_rhs = true;
	}
}

void prepare_batch_matmul(Tally *tally)
{
	enum { QUANTIZATION_BYTES = 28 };
	const Tensor *lhs = tally_input(tally, 0), *rhs = tally_input(tally, 1);
	const Tensor *out = tally_output(tally, 0);
	bool copy_lhs, copy_rhs;
	find_transposed(tally, &copy_lhs, &copy_rhs);
	if (!tally->cmsis_nn && is_int8_or_int16(lhs))
		tally_keep(tally, QUANTIZATION_BYTES);
	if (copy_lhs)
		keep_transposed(tally, lhs);
	if (copy_rhs)
		keep_transposed(tally, rhs);
	tally_keep(tally, int_list_bytes(out->rank));
	if (!tally->cmsis_nn || !is_int8_or_int16(lhs))
		return;
	tally_keep(tally, QUANTIZATION_BYTES);
	if (tally->core->has_mve)
		tally_scratch(tally, bounded_product(4, tally_dim(tally, out, -1)));
}
