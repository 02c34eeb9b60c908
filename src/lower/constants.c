/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/lowering.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static bool is_taken(const Program *program, const char *name)
{
	for (int i = 0; i < program->n_constants; i++)
		if (strcmp(program->constants[i].name, name) == 0)
			return true;
	return false;
}

/* "conv_2d_3_weight": of the operator that is being lowered. */
static const char *constant_name(Lowering *lower, const char *what)
{
	const OpCode *code = lower->graph->ops[lower->op].code;
	char *name =
		arena_text(lower->arena, "%s_%d_%s", op_type_name(code->type), lower->op, what);
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	const char *own = name;
	for (int n = 2; is_taken(lower->program, own); n++)
		own = arena_text(lower->arena, "%s_%d", name, n);
	return own;
}

static int append_constant(Lowering *lower, Constant constant)
{
	Program *program = lower->program;
	program->constants = arena_grow(lower->arena, program->constants,
		(size_t)program->n_constants, &program->constant_capacity, sizeof(Constant));
	program->constants[program->n_constants] = constant;
	return program->n_constants++;
}

/* --- Arrays --- */

static int find_constant(const Program *program, const Constant *like, size_t n_bytes)
{
	for (int i = 0; i < program->n_constants; i++) {
		const Constant *old = &program->constants[i];
		if (old->data && old->n == like->n && strcmp(old->type, like->type) == 0 &&
			(old->data == like->data || memcmp(old->data, like->data, n_bytes) == 0))
			return i;
	}
	return -1;
}

int constant_array(Lowering *lower, const char *what, int tensor, DataType type,
	const void *data, size_t n)
{
	Constant made = {
		.name = constant_name(lower, what),
		.note = tensor < 0 ? "" : lower->graph->tensors[tensor].name,
		.type = c_type(type),
		.element = type,
		.data = data,
		.n = n,
	};
	int same = find_constant(lower->program, &made, n * c_type_bytes(type));
	return same >= 0 ? same : append_constant(lower, made);
}

int tensor_constant(Lowering *lower, const char *what, int tensor)
{
	const Tensor *from = &lower->graph->tensors[tensor];
	if (lower->constant[tensor] < 0)
		lower->constant[tensor] = constant_array(lower, what, tensor, from->type,
			from->buffer->data, from->buffer->n_bytes / c_type_bytes(from->type));
	return lower->constant[tensor];
}

/* --- Structs --- */

/* Where reading a host's struct has got to. */
typedef struct StructWalk {
	Lowering *lower;
	const uint8_t *data;
	size_t at;
	const char *members;
	const int *pointers;
} StructWalk;

static size_t host_bytes(char kind)
{
	switch (kind) {
	case 'b':
		return 1;
	case 'z':
		return sizeof(size_t);
	case 'p':
		return sizeof(void *);
	default:
		return 4;
	}
}

/* The alignment on the host of what stands before a closing brace, or the end. */
static size_t host_alignment(const char *members)
{
	size_t most = 1;
	for (int depth = 0; *members && (depth > 0 || *members != '}'); members++) {
		depth += *members == '{' ? 1 : *members == '}' ? -1 : 0;
		if (isalpha((unsigned char)*members) && host_bytes(*members) > most)
			most = host_bytes(*members);
	}
	return most;
}

static void align(StructWalk *walk, size_t to)
{
	walk->at = (walk->at + to - 1) / to * to;
}

static Value read_pointer(StructWalk *walk)
{
	assert(walk->pointers);
	int constant = *walk->pointers++;
	if (constant < 0)
		return (Value){.kind = VALUE_NULL};
	return (Value){.kind = VALUE_CONSTANT, .index = constant};
}

static Value read_member(StructWalk *walk, char kind)
{
	size_t n = host_bytes(kind);
	align(walk, n);
	const uint8_t *from = walk->data + walk->at;
	walk->at += n;
	Value value = {.kind = VALUE_INT, .bytes = kind == 'b' ? 1 : 4};
	int32_t number;
	size_t size;
	switch (kind) {
	case 'p':
		return read_pointer(walk);
	case 'b':
		value.number = *from;
		return value;
	case 'z':
		memcpy(&size, from, sizeof size);
		value.number = (int64_t)size;
		return value;
	case 'f':
		value.kind = VALUE_REAL;
		memcpy(&value.real, from, sizeof value.real);
		return value;
	default:
		assert(kind == 'i');
		memcpy(&number, from, sizeof number);
		value.number = number;
		return value;
	}
}

static int read_count(StructWalk *walk)
{
	int n = 0;
	while (isdigit((unsigned char)*walk->members))
		n = 10 * n + *walk->members++ - '0';
	return n ? n : 1;
}

enum { MOST_MEMBERS = 32 };

/* The members up to a closing brace or the end. Structs within structs are few and shallow. */
static Value read_members(StructWalk *walk)
{
	Value items[MOST_MEMBERS];
	int n = 0;
	size_t alignment = host_alignment(walk->members);
	align(walk, alignment);
	while (*walk->members && *walk->members != '}') {
		int count = read_count(walk);
		char kind = *walk->members++;
		for (; count > 0; count--) {
			assert(n < MOST_MEMBERS);
			items[n++] = kind == '{' ? read_members(walk) : read_member(walk, kind);
		}
	}
	if (*walk->members)
		walk->members++;
	align(walk, alignment);
	return (Value){.kind = VALUE_LIST,
		.items = arena_copy(walk->lower->arena, items, (size_t)n * sizeof *items),
		.n_items = n};
}

int constant_struct(Lowering *lower, const char *what, const char *type,
	const Value *members, int n, const char *header)
{
	Constant made = {
		.name = constant_name(lower, what),
		.note = "",
		.header = header,
		.type = type,
		.list = {.kind = VALUE_LIST,
			.items = arena_copy(lower->arena, members, (size_t)n * sizeof *members),
			.n_items = n},
	};
	return append_constant(lower, made);
}

static Value read_struct(Lowering *lower, const StructType *type, const void *data,
	const int *pointers)
{
	StructWalk walk = {lower, data, 0, type->members, pointers};
	Value value = read_members(&walk);
	assert(walk.at == type->bytes);
	return value;
}

static int add_struct(Lowering *lower, const StructType *type, const void *data,
	const int *pointers)
{
	Constant made = {
		.name = constant_name(lower, "params"),
		.note = "",
		.type = type->name,
		.list = read_struct(lower, type, data, pointers),
	};
	return append_constant(lower, made);
}

void argue_struct(Lowering *lower, Step *step, const StructType *type, const void *data,
	const int *pointers)
{
	argue_constant(step, add_struct(lower, type, data, pointers));
}

void argue_struct_itself(Lowering *lower, Step *step, const StructType *type,
	const void *data)
{
	argue_constant(step, add_struct(lower, type, data, NULL));
	step->arguments[step->n_arguments - 1].kind = VALUE_STRUCT;
}

static int append_array(Lowering *lower, const char *what, const char *type,
	const Value *items, int n)
{
	Constant made = {
		.name = constant_name(lower, what),
		.note = "",
		.type = type,
		.list = {.kind = VALUE_LIST, .items = items, .n_items = n},
		.is_array = true,
	};
	return append_constant(lower, made);
}

int constant_structs(Lowering *lower, const char *what, const StructType *type,
	const void *data, int n)
{
	Value *items = arena_array(lower->arena, (size_t)n, sizeof *items);
	for (int i = 0; i < n; i++)
		items[i] = read_struct(lower, type,
			(const uint8_t *)data + (size_t)i * type->bytes, NULL);
	return append_array(lower, what, type->name, items, n);
}

int constant_sizes(Lowering *lower, const char *what, const size_t *sizes, int n)
{
	Value *items = arena_array(lower->arena, (size_t)n, sizeof *items);
	for (int i = 0; i < n; i++)
		items[i] = (Value){.kind = VALUE_INT, .bytes = 4, .number = (int64_t)sizes[i]};
	return append_array(lower, what, "size_t", items, n);
}
