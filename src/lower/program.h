/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A model as a list of calls of the functions in src/kernels/, with constants for flash and
 * places in one arena for what is computed: what an exporter writes as C, and a budget counts.
 *
 * Sizes are those of a 32-bit target: pointers and size_t have 4 bytes.
 */
#ifndef LOWER_PROGRAM_H
#define LOWER_PROGRAM_H

#include "src/base/arena.h"
#include "src/base/types.h"
#include "src/graph/model.h"
#include "src/lower/place.h"

/* A value of C, within an initialiser or as an argument. */
typedef enum ValueKind {
	VALUE_INT,
	VALUE_REAL,
	VALUE_SYMBOL,   /* a name that the kernel's header declares */
	VALUE_NULL,     /* of a pointer */
	VALUE_CONSTANT, /* where a constant lies */
	VALUE_STRUCT,   /* a constant struct itself */
	VALUE_PLACE,    /* where a block of the arena lies */
	VALUE_LIST,     /* members or elements; as an argument, an array of pointers */
} ValueKind;

typedef struct Value {
	ValueKind kind;
	int bytes; /* of a number on the target */
	int64_t number;
	const char *symbol;
	const char *type; /* what a place, or each pointer of an array of them, points to */
	const struct Value *items;
	int n_items;
	int index; /* of the constant or the block */
	float real;
} Value;

/* Elements in flash, numbers or structs, or one struct. */
typedef struct Constant {
	const char *name; /* a C identifier, unlike all others of the program */
	const char *note; /* the tensor's name; "" where it has none, or there is none */
	const char
		*header;      /* of src/kernels/, that it needs beside those of steps; or NULL */
	const char *type; /* of an element, or the struct's */
	DataType element; /* of numbers */
	const void *data; /* n numbers; NULL of structs */
	size_t n;
	Value list;    /* a struct's members, or the elements of an array of structs */
	bool is_array; /* of structs */
} Constant;

/* A function of src/kernels/ and where it stands. */
typedef struct Kernel {
	const char *function, *header, *source;
	const char *tables; /* a second source that it needs, with its tables; or NULL */
	bool is_float;
} Kernel;

enum { MOST_ARGUMENTS = 12 };

typedef struct Step {
	const Kernel *kernel;
	int op; /* the graph's operator that it is, or a part of */
	int n_arguments;
	Value arguments[MOST_ARGUMENTS];
} Step;

/* An input or output of the model. */
typedef struct Port {
	const Tensor *tensor;
	Shape shape;
	size_t bytes;
	int block;
} Port;

/* Of the arena and all blocks: int64, and on 64-bit machines pointers in a kernel's scratch. */
enum { ARENA_BLOCK_ALIGNMENT = 8 };

/* Blocks of the arena: step i is step i + 1 of their lives; inputs are there from step 0 on,
 * outputs still at step n_steps + 1. */
typedef struct Program {
	const Graph *graph; /* which the operators are counted in */
	Step *steps;
	Constant *constants;
	Block *blocks;
	Port *inputs, *outputs;
	int n_steps, n_constants, n_blocks, n_inputs, n_outputs;
	size_t step_capacity, constant_capacity, block_capacity;
	const int
		*tensor_block;   /* of each of the graph's tensors; -1: it has none of its own */
	Placement placement; /* its bytes are those of the arena */
	bool has_float;      /* float32 is computed, or comes in or goes out */
} Program;

/* What C calls the type of a tensor's elements, and how many bytes that has: those that C has no
 * name for, or of less than a byte, are bytes. */
const char *c_type(DataType type);
size_t c_type_bytes(DataType type);

/* Bytes of a constant, padding within a struct included, and what it is aligned to: words, at
 * least, as compilers for 32-bit cores do. */
size_t constant_bytes(const Constant *constant);
size_t constant_alignment(const Constant *constant);

/* Bytes of a constant, and of all of them, each filled up to a multiple of its alignment. */
size_t constant_flash_bytes(const Constant *constant);
size_t program_constant_bytes(const Program *program);

#endif
