/* SPDX-License-Identifier: Apache-2.0 */
/* Models written as ONNX, and what is in the file. */
#ifndef TESTS_UNIT_ONNX_WRITTEN_H
#define TESTS_UNIT_ONNX_WRITTEN_H

#include "formats/onnx/onnx.pb-c.h"
#include "tests/unit/build.h"

/* A file read back. */
typedef struct Written {
	Arena arena;
	Onnx__ModelProto *proto;
	Onnx__GraphProto *graph;
} Written;

/* The model is freed; free what comes of it with written_free. */
Written written(Model *model);
void written_free(Written *file);

/* The types of the nodes, in the order in which they run: "Conv Relu". */
void expect_nodes(const Written *file, const char *wanted);

/* The first node of a type, and the constant of a name, which are there. */
const Onnx__NodeProto *node_of(const Written *file, const char *type);
const Onnx__TensorProto *constant_of(const Written *file, const char *name);

/* An attribute: one integer, or some. */
void expect_attribute(const Onnx__NodeProto *node, const char *name, int n,
	const int *wanted);

void expect_written(const Written *file, const char *name, int rank, const int *dims,
	const void *values, size_t n_bytes);

/* Dimensions of an input or output; -1 is N. */
void expect_shape(const Onnx__ValueInfoProto *info, int rank, const int *dims);

/* The model is sound, but is not written, in these words; it is freed. */
void expect_not_written(Model *model, const char *message);

/* A computed float32 tensor of graph 0, and the graph's only input and output. */
int real_of(Model *model, int rank, const int *dims);
void border(Model *model, int in, int out);

#endif
