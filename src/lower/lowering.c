/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/lowering.h"

#include <assert.h>

/* --- Steps --- */

const Kernel *kernel_of_type(const KernelSet *set, DataType type, Error *err)
{
	const Kernel *kernel = type == TYPE_FLOAT32 ? &set->f32
		: type == TYPE_INT16                    ? &set->s16
												: &set->s8;
	if (kernel->function)
		return kernel;
	failed(err, "%s has no C kernel", type_name(type));
	return NULL;
}

Step *add_step(Lowering *lower, const Kernel *kernel)
{
	Program *program = lower->program;
	program->steps = arena_grow(lower->arena, program->steps, (size_t)program->n_steps,
		&program->step_capacity, sizeof(Step));
	Step *step = &program->steps[program->n_steps++];
	*step = (Step){.kernel = kernel, .op = lower->op};
	return step;
}

static void argue(Step *step, Value value)
{
	assert(step->n_arguments < MOST_ARGUMENTS);
	step->arguments[step->n_arguments++] = value;
}

void argue_int(Step *step, int64_t n)
{
	argue(step, (Value){.kind = VALUE_INT, .bytes = 4, .number = n});
}

void argue_real(Step *step, float x)
{
	argue(step, (Value){.kind = VALUE_REAL, .bytes = 4, .real = x});
}

void argue_symbol(Step *step, const char *name)
{
	argue(step, (Value){.kind = VALUE_SYMBOL, .symbol = name});
}

void argue_null(Step *step)
{
	argue(step, (Value){.kind = VALUE_NULL});
}

void argue_constant(Step *step, int constant)
{
	argue(step, (Value){.kind = VALUE_CONSTANT, .index = constant});
}

void argue_block(Step *step, int block, const char *type)
{
	argue(step, (Value){.kind = VALUE_PLACE, .index = block, .type = type});
}

/* --- Blocks --- */

/* The step that was begun last, as blocks count. */
static int this_step(const Lowering *lower)
{
	return lower->program->n_steps;
}

int add_block(Lowering *lower, int64_t bytes, int first)
{
	Program *program = lower->program;
	program->blocks = arena_grow(lower->arena, program->blocks, (size_t)program->n_blocks,
		&program->block_capacity, sizeof(Block));
	program->blocks[program->n_blocks] =
		(Block){.bytes = bytes, .first = first, .last = first};
	return program->n_blocks++;
}

int64_t tensor_count(const Lowering *lower, int tensor)
{
	Shape shape = {0};
	Error ignored = {0};
	bool ok = shape_of(lower->graph, tensor, &shape, &ignored);
	assert(ok);
	(void)ok;
	return shape_count(shape);
}

int tensor_block(Lowering *lower, int tensor)
{
	int like = lower->like[tensor];
	if (lower->block[like] < 0) {
		size_t bytes = 0;
		bool ok = type_bytes(lower->graph->tensors[like].type, tensor_count(lower, like),
			&bytes);
		assert(ok);
		(void)ok;
		lower->block[like] = add_block(lower, (int64_t)bytes, this_step(lower));
	}
	return lower->block[like];
}

static Value place_of(Lowering *lower, int tensor)
{
	int block = tensor_block(lower, tensor);
	lower->program->blocks[block].last = this_step(lower);
	return (Value){.kind = VALUE_PLACE,
		.index = block,
		.type = c_type(lower->graph->tensors[tensor].type)};
}

static Value input_value(Lowering *lower, int tensor)
{
	if (tensor < 0)
		return (Value){.kind = VALUE_NULL};
	int like = lower->like[tensor];
	if (tensor_is_constant(&lower->graph->tensors[like]) && lower->block[like] < 0)
		return (Value){.kind = VALUE_CONSTANT,
			.index = tensor_constant(lower, "values", like)};
	return place_of(lower, tensor);
}

void argue_input(Lowering *lower, Step *step, int tensor)
{
	argue(step, input_value(lower, tensor));
}

void argue_output(Lowering *lower, Step *step, int tensor)
{
	argue(step, place_of(lower, tensor));
}

static Value value_list(Lowering *lower, int n, const char *type, Value **items)
{
	*items = arena_array(lower->arena, (size_t)n, sizeof **items);
	return (Value){.kind = VALUE_LIST, .items = *items, .n_items = n, .type = type};
}

void argue_inputs(Lowering *lower, Step *step, const int *tensors, int n)
{
	Value *items, list = value_list(lower, n, "const void", &items);
	for (int i = 0; i < n; i++)
		items[i] = input_value(lower, tensors[i]);
	argue(step, list);
}

void argue_outputs(Lowering *lower, Step *step, const int *tensors, int n)
{
	Value *items, list = value_list(lower, n, "void", &items);
	for (int i = 0; i < n; i++)
		items[i] = place_of(lower, tensors[i]);
	argue(step, list);
}

void argue_scratch(Lowering *lower, Step *step, const char *type, int64_t bytes)
{
	if (bytes == 0) {
		argue_null(step);
		return;
	}
	int block = add_block(lower, bytes, this_step(lower));
	lower->op_bytes[lower->op] += bytes;
	argue_block(step, block, type);
}

void may_overlap(Lowering *lower, int out, int in, int64_t bytes)
{
	int from = lower->like[in], to = lower->like[out];
	if (bytes == NO_LEAD || lower->block[from] < 0 || lower->block[to] < 0 || from == to)
		return;
	lower->leads = arena_grow(lower->arena, lower->leads, (size_t)lower->n_leads,
		&lower->lead_capacity, sizeof(Lead));
	lower->leads[lower->n_leads++] = (Lead){.out = to, .in = from, .bytes = bytes};
}

bool lower_alias(Lowering *lower, const Layer *layer, Error *err)
{
	(void)err;
	lower->like[layer->op->outputs[0]] = lower->like[layer->op->inputs[0]];
	return true;
}
