/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that lower operators share: a program in the making. */
#ifndef LOWER_LOWERING_H
#define LOWER_LOWERING_H

#include "src/lower/program.h"
#include "src/ops/op.h"
#include "src/ops/params.h"

/* A PAD that the layers behind it do themselves. */
typedef struct FusedPad {
	int tensor;               /* what is padded; of its output's entry */
	const PadParams *padding; /* NULL: no such pad */
} FusedPad;

typedef struct Lowering {
	const Graph *graph; /* constants folded, decoders too */
	Program *program;
	Arena *arena;
	int *block;    /* [n_tensors] where a computed tensor lies; -1: not yet, or nowhere */
	int *constant; /* [n_tensors] a constant in the program; -1: not yet */
	int *like;     /* [n_tensors] the tensor whose values it has too; itself where none */
	FusedPad *pad; /* [n_tensors] */
	Lead *leads;   /* of tensors, that their blocks are like */
	int n_leads;
	size_t lead_capacity;
	int64_t *op_bytes; /* [n_ops] scratch */
	int op;            /* the operator that is being lowered */
} Lowering;

/* Lower one operator that has been made ready for one sample with portable kernels. */
typedef bool LowerOp(Lowering *lower, const Layer *layer, Error *err);

#define KERNEL(function, header, source) \
	{ \
		function, header, source, NULL, false \
	}
#define FLOAT_KERNEL(function, header, source) \
	{ \
		function, header, source, NULL, true \
	}

/* By type of the data; a kernel whose function is NULL is not there. */
typedef struct KernelSet {
	Kernel f32, s8, s16;
} KernelSet;

/* NULL, with an error, where there is none. */
const Kernel *kernel_of_type(const KernelSet *set, DataType type, Error *err);

/*
 * Begin a step; what follows are its arguments, from first to last. The pointer is good until
 * the next step begins.
 */
Step *add_step(Lowering *lower, const Kernel *kernel);

/*
 * How a kernel's struct lies, to read its members from the host's: i int32, b uint8, f float, z
 * size_t, p a pointer, each perhaps after a count; braces around structs and arrays within.
 */
typedef struct StructType {
	const char *name;
	size_t bytes; /* on the host */
	const char *members;
} StructType;

/* The struct as a constant; what its pointers point to, in order, and -1 for NULL. Its address
 * is the argument, or it itself. */
void argue_struct(Lowering *lower, Step *step, const StructType *type, const void *data,
	const int *pointers);
void argue_struct_itself(Lowering *lower, Step *step, const StructType *type,
	const void *data);

/* A struct whose members were made already. */
int constant_struct(Lowering *lower, const char *what, const char *type,
	const Value *members, int n, const char *header);

/* An array of n structs without pointers, and one of size_t. */
int constant_structs(Lowering *lower, const char *what, const StructType *type,
	const void *data, int n);
int constant_sizes(Lowering *lower, const char *what, const size_t *sizes, int n);

/* Where tensors lie; an output is given a place. -1 is an input left out. */
void argue_input(Lowering *lower, Step *step, int tensor);
void argue_output(Lowering *lower, Step *step, int tensor);

/* Arrays of them. */
void argue_inputs(Lowering *lower, Step *step, const int *tensors, int n);
void argue_outputs(Lowering *lower, Step *step, const int *tensors, int n);

/* Memory for this step alone; NULL for none. */
void argue_scratch(Lowering *lower, Step *step, const char *type, int64_t bytes);

void argue_int(Step *step, int64_t n);
void argue_real(Step *step, float x);
void argue_symbol(Step *step, const char *name);
void argue_null(Step *step);
void argue_constant(Step *step, int constant);
void argue_block(Step *step, int block, const char *type);

/*
 * An array for flash, found or added: what it is for is a part of its name, and the tensor that
 * it comes from (-1: none) its note. Data lie in the arena or the model, and may be NULL where n
 * is 0; n counts what c_type names.
 */
int constant_array(Lowering *lower, const char *what, int tensor, DataType type,
	const void *data, size_t n);

/* The tensor's own bytes as such; it is a constant of the graph. */
int tensor_constant(Lowering *lower, const char *what, int tensor);

/* Of what must lie apart: see src/kernels/lead.h. */
enum { NO_LEAD = INT32_MAX };

/* The output need only begin so many bytes before the input (both tensors), should the step be
 * the last to read that: see Lead in place.h. To be said when both are arguments. */
void may_overlap(Lowering *lower, int out, int in, int64_t bytes);

/* A block of the arena, alive from step first on; and that of a tensor, which begins to live now
 * if it is new. */
int add_block(Lowering *lower, int64_t bytes, int first);
int tensor_block(Lowering *lower, int tensor);

/* Elements of a tensor of a checked operator. */
int64_t tensor_count(const Lowering *lower, int tensor);

/* An operator that only gives a tensor another shape. */
bool lower_alias(Lowering *lower, const Layer *layer, Error *err);

#endif
