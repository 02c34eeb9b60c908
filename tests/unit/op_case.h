/* SPDX-License-Identifier: Apache-2.0 */
/* An operator in a model of its own, held against arithmetic done anew in real numbers. */
#ifndef TESTS_UNIT_OP_CASE_H
#define TESTS_UNIT_OP_CASE_H

#include "tests/unit/build.h"

typedef struct OpCase {
	const char *text;
	/* Make the model; type is float32, int8 or int16. Its input and output are set. */
	void (*build)(Model *model, DataType type);
	/* The output of one sample. */
	void (*expect)(const double *in, double *out);
	double
		steps; /* how far an int8 output may be off, in units of its scale; where it may, an
	                 int16 one may be off by a unit more, its multipliers having 16 bits */
} OpCase;

/*
 * Run it as float32, as int8 and as int16, with the host's kernels and the portable ones, a sample at
 * a time and several, as built and as read from the file it is written to.
 */
void run_op_case(const OpCase *op);

/* The same in one type. */
void run_op_case_as(const OpCase *op, DataType type);

/* Inputs have this quantisation; their values, in +-1.125, are whole multiples of 4 scales. */
#define IN_SCALE (1.0F / 64)
enum { IN_ZERO = 5 };

/* A computed tensor. The scale and zero point are those of int8: int16 has a 128th of the
 * scale, and float32 neither. */
int real_computed(Model *model, DataType type, int rank, const int *dims, float scale,
	int zero);

/* The graph's input. */
int real_input(Model *model, DataType type, int rank, const int *dims);

/* A constant with the inputs' quantisation and such values: value i is real_value(i). */
int real_constant(Model *model, DataType type, int rank, const int *dims);
double real_value(int i);

/* Weights weight_value(i), with a scale a channel along axis, and n biases bias_value(i): int8
 * and int64 beside int16. */
int real_weights(Model *model, DataType type, int rank, const int *dims, int axis);
int real_bias(Model *model, DataType type, int n, int weights);
double weight_value(int i);
double bias_value(int i);

/* The operator at the end, and its output as the graph's. */
Op *real_op(Model *model, const char *name, int n_inputs, const int *inputs, int output);

#endif
