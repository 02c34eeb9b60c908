/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A neural network in memory.
 *
 * A Model owns an arena and, in it, everything it points to: names, tensors, operators,
 * weight bytes. Layouts are TFLite's: activations NHWC, convolution weights OHWI.
 *
 * `source` pointers hold what the file said of a thing beyond what the fields here say,
 * whole, as its format read it (see formats/tflite/); the writer of the same format starts
 * from them. They belong to the model's arena; NULL for things made since.
 */
#ifndef GRAPH_MODEL_H
#define GRAPH_MODEL_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/base/types.h"
#include "src/graph/attrs.h"

struct FlatTable;

/* Constant bytes; tensors may share one. An empty one marks a computed tensor. */
typedef struct Buffer {
	const uint8_t *data; /* n_bytes, 16-aligned; may be NULL where n_bytes is 0 */
	size_t n_bytes;
	int index; /* its place in the model's buffers */
	const struct FlatTable *source;
} Buffer;

/*
 * How stored integers stand for real numbers: real = scale * (q - zero_point).
 * One scale is for the whole tensor; several are one for each index along axis.
 */
typedef struct Quantization {
	int n_scales, n_zero_points, n_min, n_max;
	float *scale;
	int64_t
		*zero_point;  /* n_zero_points may be 1 beside several scales: it holds for all */
	float *min, *max; /* ranges seen in training, where the file keeps them */
	int axis;
	bool has_details; /* the source says more, as of scales that other tensors hold */
	const struct FlatTable *source;
} Quantization;

typedef struct Tensor {
	const char *name; /* "" where there is none; never NULL */
	DataType type;
	int rank;
	const int *dims;      /* rank of them; -1 is unknown until run time */
	const int *signature; /* dims with -1 where the batch is free; NULL where none */
	int signature_rank;
	Quantization *quantization; /* NULL where the file has none */
	Buffer *buffer;             /* never NULL */
	bool is_variable;           /* state kept from one inference to the next */
	bool is_sparse;             /* the buffer holds TFLite's sparse encoding */
	bool has_rank;              /* the file says that no dims are those of a scalar */
	const struct FlatTable *source;
} Tensor;

/* A kind of operator that the model uses. */
typedef struct OpCode {
	OpType type;      /* OP_OTHER: kept whole, passed over, not run */
	const char *name; /* "CONV_2D", or a custom operator's own name */
	bool is_custom;
	int number;  /* the file's number for it; -1: the writer looks it up by type */
	int version; /* 0: the writer works it out from the types in use */
	int index;   /* its place in the model's codes */
	const struct FlatTable *source;
} OpCode;

typedef struct Op {
	const OpCode *code;
	int n_inputs, n_outputs;
	int *inputs; /* tensor indices; -1 is an optional input left out */
	int *outputs;
	int n_intermediates;
	int *intermediates; /* tensors that only tell the ranges within some operators */
	OpAttrs attrs;      /* the member that code->type says; unused for OP_OTHER */
	const struct FlatTable *source;
} Op;

/* Tensors and the operators over them, in the order they run. */
typedef struct Graph {
	const char *name;
	Tensor *tensors;
	Op *ops;
	int *inputs, *outputs;
	int n_tensors, n_ops, n_inputs, n_outputs;
	size_t tensor_capacity, op_capacity;
	const struct FlatTable *source;
} Graph;

typedef struct TensorName {
	const char *name;
	int tensor;
	const struct FlatTable *source;
} TensorName;

/* A named way to call a graph. */
typedef struct Signature {
	const char *key;
	int graph;
	int n_inputs, n_outputs;
	TensorName *inputs, *outputs;
	const struct FlatTable *source;
} Signature;

typedef struct Metadata {
	const char *name;
	Buffer *buffer;
	const struct FlatTable *source;
} Metadata;

typedef struct Model {
	Arena arena;
	const char *name; /* what messages call it: the path it was read from */
	const char *description;
	Graph *graphs; /* graphs[0] is what runs */
	OpCode **codes;
	Buffer **buffers; /* buffers[0] is the empty one of computed tensors */
	Metadata *metadata;
	Signature *signatures;
	Buffer **legacy_metadata;
	int n_graphs, n_codes, n_buffers, n_metadata, n_signatures, n_legacy_metadata;
	size_t code_capacity, buffer_capacity;
	size_t file_bytes; /* of the file it was read from; 0 where there was none */
	/* Its file holds weights and no network. Then there is one graph, of constant tensors (or
	 * empty ones) without operators, inputs and outputs, and the metadata are texts. */
	bool is_weights_only;
	const struct FlatTable *source;
} Model;

/* An empty model: no graph, and the empty buffer. Free with model_free; NULL is fine. */
Model *model_new(void);
void model_free(Model *model);

/*
 * A model of its own with the same contents, to change while the original stays as it is.
 * Bytes that are never changed in place (constants, names, dimensions, scales, what the file
 * said) are shared: the original must outlive the copy.
 */
Model *model_copy(const Model *model);

/* Fail, naming the model, where it is weights only: for what needs a network. */
bool model_has_network(const Model *model, Error *err);

/* A buffer over bytes that live as long as the model does (in its arena). */
Buffer *model_add_buffer(Model *model, const void *data, size_t n_bytes);

/*
 * Make bytes, which live as long as the model does, a tensor's constant values: in its own
 * buffer, or in a new one where other tensors or metadata use that too.
 */
void model_set_constant(Model *model, Tensor *tensor, const void *data, size_t n_bytes);

/* Append a code; the new one is returned for its fields to be set. */
OpCode *model_add_op_code(Model *model);

/* The code for a known type whose version the writer works out, found or added. */
const OpCode *model_op_code(Model *model, OpType type);

/*
 * Append a tensor, or an operator at a place in the order of execution. Both move the
 * array: pointers into it are stale afterwards. Return the new one's index.
 */
int graph_add_tensor(Model *model, Graph *graph, Tensor tensor);
int graph_insert_op(Model *model, Graph *graph, int place, Op op);

/* Whether the tensor's values are stored in the model. */
static inline bool tensor_is_constant(const Tensor *tensor)
{
	return tensor->buffer->n_bytes > 0;
}

/* Whether two tensors have the same rank and dimensions. */
bool tensor_dims_equal(const Tensor *a, const Tensor *b);

/* How many values in a row have one scale, where there are several: those that the dimensions
 * behind the axis count. The dimensions must be known. */
int64_t tensor_scale_run(const Tensor *tensor);

/* The tensor's name for messages: its name, or "#17" in text where it has none. */
const char *tensor_label(const Graph *graph, int tensor, char text[16]);

/* The operator that computes a tensor; -1 for inputs and constants. */
int graph_producer(const Graph *graph, int tensor);

/* Whether a tensor is one of the graph's outputs. */
bool graph_is_output(const Graph *graph, int tensor);

/* The tensor that an operator reads or writes; NULL for one left out or out of range. */
const Tensor *op_input(const Graph *graph, const Op *op, int i);
const Tensor *op_output(const Graph *graph, const Op *op, int i);

/* A tensor's dimensions to compute with; fails where the rank is over MAX_RANK, a dimension
 * is below 1, or there are 2^31 elements or more. */
bool shape_of(const Graph *graph, int tensor, Shape *shape, Error *err);

/*
 * Check what every command relies on: indices in range, known operators in an order in which
 * each reads only what is there, constants as long as their shape says, quantisation vectors of
 * fitting lengths with finite scales. Sizes of a model that passes can be computed without
 * overflow. Run by every reader, and after every pass in tests.
 */
bool model_verify(const Model *model, Error *err);

#endif
