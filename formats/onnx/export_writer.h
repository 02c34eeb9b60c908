/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ONNX graph in the making: what the operators' files write through.
 *
 * What is written has been checked before (export_check.h), so nothing here can fail. All names
 * and messages lie in the arena, or in the model.
 *
 * "Values" of a tensor are what operators compute on: real numbers as float32 for tensors that
 * are quantised or halves, and otherwise the tensor as it is.
 */
#ifndef FORMATS_ONNX_EXPORT_WRITER_H
#define FORMATS_ONNX_EXPORT_WRITER_H

#include "formats/onnx/export_names.h"
#include "formats/onnx/export_order.h"
#include "formats/onnx/onnx.pb-c.h"
#include "src/graph/model.h"

/* What is known of a tensor of the model. */
typedef struct OnnxTensor {
	Order order;                    /* how it is written; of a computed one */
	const char *name;               /* of the tensor itself, quantised if it is */
	bool is_written;                /* something has taken the name */
	const Op *made_by;              /* NULL for inputs and constants */
	struct OnnxValue *values;       /* that were written of it so far */
	const char *scale, *zero_point; /* their names; NULL until needed */
} OnnxTensor;

typedef struct OnnxWriter {
	const Graph *graph;
	Arena *arena;
	OnnxTensor *tensors; /* of each tensor of the graph */
	NameSet names;
	struct OnnxScalar *scalars;
	Onnx__GraphProto *out;
	size_t node_capacity, initializer_capacity;
	uint64_t constant_bytes;
	int opset;
	bool has_free_batch; /* the first dimension may be any number at run time */
} OnnxWriter;

/* --- Nodes and constants (export_nodes.c) --- */

enum { ONNX_MAX_BYTES = INT32_MAX }; /* of a file: protobuf's limit */

/* A list of names and its length, as two arguments; at its end NULL leaves inputs out. */
#define NAMES(...) \
	(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), \
		(const char *const[]) \
	{ \
		__VA_ARGS__ \
	}

/* A new name: base and suffix, perhaps with a number. */
const char *onnx_name(OnnxWriter *w, const char *base, const char *suffix);

/* Add a node, called as its first output is. "" is an input left out. */
Onnx__NodeProto *onnx_node_of(OnnxWriter *w, const char *type, int n_outputs,
	const char *const *outputs, int n_inputs, const char *const *inputs);
Onnx__NodeProto *onnx_node(OnnxWriter *w, const char *type, const char *output,
	int n_inputs, const char *const *inputs);

/* Give a node an attribute. */
void onnx_set_int(OnnxWriter *w, Onnx__NodeProto *node, const char *name, int64_t value);
void onnx_set_ints(OnnxWriter *w, Onnx__NodeProto *node, const char *name, int n,
	const int64_t *values);
void onnx_set_float(OnnxWriter *w, Onnx__NodeProto *node, const char *name, float value);
void onnx_set_text(OnnxWriter *w, Onnx__NodeProto *node, const char *name,
	const char *value);

/* Add a constant under a new name; the values must outlive the writer. Returns the name. */
const char *onnx_constant(OnnxWriter *w, const char *name, int type, Shape shape,
	const void *values, size_t n_bytes);

/* int64 [n], copied; called base and suffix. */
const char *onnx_ints(OnnxWriter *w, const char *base, const char *suffix, int n,
	const int64_t *values);

/* A float32 without dimensions, shared by all who use it. */
const char *onnx_scalar(OnnxWriter *w, float value);

/* ONNX's number for an element type; 0 where it has none before opset 19. */
int onnx_data_type(DataType type);

/* --- Values that go into operators (export_values.c) --- */

/* Whether it is stored with a scale: int8, uint8, and of constants int4. */
bool onnx_is_quantized(const Tensor *tensor);

/* The constant that a tensor is, or is the dequantised form of; -1 where it is computed. */
int onnx_constant_of(const OnnxWriter *w, int tensor);

/* How a computed tensor is written; constants follow whoever uses them. */
Order onnx_order(const OnnxWriter *w, int tensor);

/* A tensor's shape, which has been checked. */
Shape onnx_shape(const OnnxWriter *w, int tensor);

/* The name of a tensor's values in an order; writes what that takes. */
const char *onnx_value(OnnxWriter *w, int tensor, Order order);

/* The same, of an operand that is broadcast to a rank no lower than its own. */
const char *onnx_operand(OnnxWriter *w, int tensor, Order order, int rank);

/* The name of a tensor as it is stored, quantised if it is. */
const char *onnx_stored(OnnxWriter *w, int tensor, Order order);

/* The name of a layer's bias; NULL where it has none. An int32 one stands for numbers of scale
 * input times weight. */
const char *onnx_bias(OnnxWriter *w, const Op *op, int input, int weight, int bias);

/* --- Values that come out (export_results.c) --- */

/*
 * What an operator's node is to compute. Begin, write a node with the name, end: which adds what
 * lies between the node and the tensor: the activation, a change of order, quantisation.
 */
typedef struct OnnxResult {
	int tensor;
	Order order; /* that the node's output has */
	Activation activation;
	const char *name; /* for the node's output */
} OnnxResult;

OnnxResult onnx_begin(OnnxWriter *w, int tensor, Order order, Activation activation);
void onnx_end(OnnxWriter *w, const OnnxResult *result);

/* The same without activation, of values that are there under a name already. */
void onnx_end_with(OnnxWriter *w, int tensor, Order order, const char *value);

/* One node between the two, without activation; the node, for its attributes. */
Onnx__NodeProto *onnx_simple(OnnxWriter *w, const char *type, int tensor, Order order,
	int n_inputs, const char *const *inputs);

/* Names of a tensor's scale and zero point. */
const char *onnx_scale(OnnxWriter *w, int tensor);
const char *onnx_zero_point(OnnxWriter *w, int tensor);

/* A node that puts values of one order into another. */
void onnx_transpose(OnnxWriter *w, int rank, const char *from, Order from_order,
	const char *to, Order to_order);

#endif
