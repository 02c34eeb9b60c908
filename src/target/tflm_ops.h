/* SPDX-License-Identifier: Apache-2.0 */
/* What each operator takes of TFLM's arena. */
#ifndef TARGET_TFLM_OPS_H
#define TARGET_TFLM_OPS_H

#include "src/target/tflm_tally.h"

/* A struct in the tail; all 0 where there is none. */
typedef struct StructSize {
	uint8_t bytes, alignment;
} StructSize;

typedef struct TflmOp {
	const char *name; /* the schema's, or a custom operator's own */
	bool is_custom;
	bool calls_graphs; /* runs other graphs of the model; not counted here */

	/* The options as parsed, by Layout. */
	StructSize options[N_LAYOUTS];

	/* The kernel's own data: the reference's by Layout, then CMSIS-NN's on Arm. */
	uint16_t state[N_LAYOUTS + 1];

	/* Operands that it does not open, unlike all others: the second input, the output. */
	bool skips_second_input, skips_output;

	/* What the kernel asks for when it prepares, in its order; NULL where nothing. */
	void (*prepare)(Tally *tally);
} TflmOp;

/* NULL for an operator that is not known. */
const TflmOp *tflm_op(const OpCode *code);

/* Preparation, by operator; the order of requests matters and is the kernels'. */
void prepare_add_n(Tally *tally);
void prepare_assign_variable(Tally *tally);
void prepare_average_pool(Tally *tally);
void prepare_batch_matmul(Tally *tally);
void prepare_concatenation(Tally *tally);
void prepare_conv(Tally *tally);
void prepare_cumsum(Tally *tally);
void prepare_decode(Tally *tally);
void prepare_depthwise_conv(Tally *tally);
void prepare_embedding_lookup(Tally *tally);
void prepare_fully_connected(Tally *tally);
void prepare_log_softmax(Tally *tally);
void prepare_lstm(Tally *tally);
void prepare_mean(Tally *tally);
void prepare_mirror_pad(Tally *tally);
void prepare_output_shape(
	Tally *tally); /* those that keep a copy of the output's shape */
void prepare_reduce(Tally *tally);
void prepare_reshape(Tally *tally);
void prepare_softmax(Tally *tally);
void prepare_svdf(Tally *tally);
void prepare_tanh(Tally *tally);
void prepare_transpose_conv(Tally *tally);
void prepare_whit_decode(Tally *tally);

#endif
