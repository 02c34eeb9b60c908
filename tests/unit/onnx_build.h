/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ONNX models put together by hand, a call a value and a call a node, then packed, read as a file
 * is, and run:
 *
 *   OnnxBuild *build = onnx_build_new(13);
 *   build_input(build, "x", TYPE_FLOAT32, DIMS(1, 4));
 *   build_node(build, "Softmax", "x", "y");
 *   build_int(build, "axis", 1);
 *   build_outputs(build, "y");
 *   expect_floats(build, x, 4, y);
 */
#ifndef TESTS_UNIT_ONNX_BUILD_H
#define TESTS_UNIT_ONNX_BUILD_H

#include "formats/onnx/onnx.pb-c.h"
#include "tests/unit/build.h"

typedef struct OnnxBuild {
	Arena arena;
	Onnx__ModelProto *model;
	Onnx__GraphProto *graph;
	Onnx__NodeProto *node; /* the latest: attributes are given to it */
} OnnxBuild;

/* A model of an opset without nodes. What runs or reads it frees nothing. */
OnnxBuild *onnx_build_new(int opset);
void onnx_build_free(OnnxBuild *build);

/* A dimension of -1 is left open. */
void build_input(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims);

/* An initializer; values are copied. Vectors of int64 are what shapes and axes are. */
void build_constant(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims, const void *values);
void build_int64s(OnnxBuild *build, const char *name, int n, const int64_t *values);

/* Names with a space between them; "-" is an operand left out. */
void build_node(OnnxBuild *build, const char *op_type, const char *inputs,
	const char *outputs);
void build_outputs(OnnxBuild *build, const char *names);

/* Attributes of the node before. */
void build_int(OnnxBuild *build, const char *name, int64_t value);
void build_ints(OnnxBuild *build, const char *name, int n, const int64_t *values);
void build_real(OnnxBuild *build, const char *name, float value);
void build_reals(OnnxBuild *build, const char *name, int n, const float *values);
void build_text(OnnxBuild *build, const char *name, const char *value);
void build_tensor(OnnxBuild *build, const char *name, DataType type, int rank,
	const int *dims, const void *values);

/* A list of int64 and its length, as (n, values). */
#define INT64S(...) \
	(int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (const int64_t[]) \
	{ \
		__VA_ARGS__ \
	}

/* The model as the reader gives it, its inputs and outputs as the file has them; the test fails
 * where it is refused. The caller frees it. */
Model *build_read(OnnxBuild *build);

/* Run it once on an array for each input. Gives one for each output, in the build's arena. */
const void *const *build_run(OnnxBuild *build, const void *const *in);

/* Run it on one float32 input (NULL where there is none): the first output has these n values,
 * within 1e-6 of the largest. The build is freed. */
void expect_floats(OnnxBuild *build, const float *in, int n, const float *wanted);

/* The first output has these n values, and nothing is left to be computed: no operator computes it.
 * The build is freed. */
void expect_folded(OnnxBuild *build, DataType type, int n, const void *wanted);

/* The file is refused in these words; the build is freed. */
void expect_onnx_refused(OnnxBuild *build, const char *message);

#endif
