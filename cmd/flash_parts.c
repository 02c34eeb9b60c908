/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/flash_parts.h"

#include <stdlib.h>

#include "formats/tflite/parts.h"
#include "formats/tflite/tflite.h"
#include "src/graph/decoders.h"

/* Bytes of constants, by the operator of graph 0 that they count for. */
typedef struct Account {
	const Graph *graph;
	uint64_t *op_bytes;
	bool *is_seen; /* of a buffer, or of a program's constant */
	int *same_as;  /* of a buffer: the first whose bytes are the same place of the file */
} Account;

/* --- A file --- */

static int compare_places(const void *a, const void *b)
{
	const Buffer *x = *(Buffer *const *)a, *y = *(Buffer *const *)b;
	if (x->data != y->data)
		return (uintptr_t)x->data < (uintptr_t)y->data ? -1 : 1;
	if (x->n_bytes != y->n_bytes)
		return x->n_bytes < y->n_bytes ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static int *find_same(const Model *model, Arena *arena)
{
	size_t n = (size_t)model->n_buffers;
	int *same_as = arena_array(arena, n, sizeof *same_as);
	const Buffer **sorted = arena_copy(arena, model->buffers, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_places);
	for (size_t i = 0; i < n; i++) {
		bool is_same = i > 0 && sorted[i]->data == sorted[i - 1]->data &&
			sorted[i]->n_bytes == sorted[i - 1]->n_bytes;
		same_as[sorted[i]->index] =
			is_same ? same_as[sorted[i - 1]->index] : sorted[i]->index;
	}
	return same_as;
}

/* The first operator that reads a tensor; -1: none does. */
static int first_reader(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				return i;
	return -1;
}

static void count_input(Account *account, const Op *op, int k, int owner)
{
	const Tensor *tensor = op_input(account->graph, op, k);
	if (!tensor || owner < 0)
		return;
	bool *is_seen = &account->is_seen[account->same_as[tensor->buffer->index]];
	account->op_bytes[owner] += *is_seen ? 0 : tensor->buffer->n_bytes;
	*is_seen = true;
}

static void count_file(Account *account)
{
	const Graph *graph = account->graph;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; is_decode(op) && k < op->n_outputs; k++) {
			int owner = first_reader(graph, op->outputs[k]);
			count_input(account, op, encoded_place(k), owner);
			count_input(account, op, ancillary_place(k), owner);
		}
		for (int k = 0; !is_decode(op) && k < op->n_inputs; k++)
			count_input(account, op, k, i);
	}
}

/* --- A program --- */

static void count_value(Account *account, const Program *program, const Value *value,
	int op)
{
	for (int i = 0; value->kind == VALUE_LIST && i < value->n_items; i++)
		count_value(account, program, &value->items[i], op);
	if (value->kind != VALUE_CONSTANT && value->kind != VALUE_STRUCT)
		return;
	if (account->is_seen[value->index])
		return;
	account->is_seen[value->index] = true;
	const Constant *constant = &program->constants[value->index];
	account->op_bytes[op] += constant_flash_bytes(constant);
	if (!constant->data)
		count_value(account, program, &constant->list, op);
}

static void count_program(Account *account, const Program *program)
{
	for (int i = 0; i < program->n_steps; i++) {
		const Step *step = &program->steps[i];
		for (int k = 0; k < step->n_arguments; k++)
			count_value(account, program, &step->arguments[k], step->op);
	}
}

/* --- All of it --- */

static void add_part(FlashParts *parts, FlashPart part)
{
	if (part.bytes == 0 && part.kind == FLASH_FILE)
		return;
	parts->list[parts->n++] = part;
	parts->bytes += part.bytes;
}

static void add_layers(FlashParts *parts, const Account *account)
{
	for (int i = 0; i < account->graph->n_ops; i++) {
		const Op *op = &account->graph->ops[i];
		const Tensor *out = op_output(account->graph, op, 0);
		if (is_decode(op) && account->op_bytes[i] == 0)
			continue;
		add_part(parts,
			(FlashPart){FLASH_LAYER, i, op->code->name, out ? out->name : "",
				account->op_bytes[i], ""});
	}
}

static void add_rest(FlashParts *parts, Bytes file, const Budget *budget)
{
	uint64_t left = budget->file_bytes - parts->bytes;
	TfliteParts found;
	Error ignored = {0};
	if (parts->bytes > budget->file_bytes)
		left = 0; /* constants that overlap in the file, or are stored otherwise */
	if (budget->runner == RUNTIME_C || !tflite_format.sniff(file) ||
		!tflite_parts(file, &found, &ignored) || found.weight_bytes < parts->bytes) {
		add_part(parts,
			(FlashPart){FLASH_FILE, -1,
				budget->runner == RUNTIME_C ? "other constants" : "rest of the file", "",
				left, ""});
		return;
	}
	const FlashPart rest[] = {
		{FLASH_FILE, -1, "other constants", "", found.weight_bytes - parts->bytes, ""},
		{FLASH_FILE, -1, "scales and zero points", "", found.quantization_bytes, ""},
		{FLASH_FILE, -1, "names and metadata", "", found.name_bytes, ""},
		{FLASH_FILE, -1, "tables of the file", "", found.table_bytes, ""},
	};
	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
		add_part(parts, rest[i]);
}

void flash_parts(const Model *model, Bytes file, const Budget *budget,
	const Program *program, Arena *arena, FlashParts *result)
{
	enum { MOST_OTHERS = 8 };
	const Graph *graph = &model->graphs[0];
	int n_seen = program ? program->n_constants : model->n_buffers;
	Account account = {
		.graph = graph,
		.op_bytes = arena_array(arena, (size_t)graph->n_ops, sizeof(uint64_t)),
		.is_seen = arena_array(arena, (size_t)n_seen, sizeof(bool)),
		.same_as = program ? NULL : find_same(model, arena),
	};
	*result = (FlashParts){0};
	result->list =
		arena_array(arena, (size_t)graph->n_ops + MOST_OTHERS, sizeof *result->list);
	if (program)
		count_program(&account, program);
	else
		count_file(&account);
	add_layers(result, &account);
	add_rest(result, file, budget);
	if (budget->runner == RUNTIME_NONE)
		return;
	const char *certainty = certainty_name(budget->runtime.certainty);
	add_part(result,
		(FlashPart){FLASH_CODE, -1, budget->runner == RUNTIME_C ? "code" : "runtime code",
			"", budget->runtime.bytes,
			budget->runtime.certainty == EXACT ? "" : certainty});
}

/* The largest first, of equals that which comes first. */
static int compare_parts(const void *a, const void *b)
{
	const FlashPart *x = a, *y = b;
	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return (x->op > y->op) - (x->op < y->op);
}

void flash_parts_largest(FlashParts *parts, int most, Arena *arena)
{
	int n_layers = 0, n = 0;
	FlashParts kept = {.bytes = parts->bytes};
	FlashPart others = {.kind = FLASH_OTHERS, .name = "", .note = ""};
	while (n_layers < parts->n && parts->list[n_layers].kind == FLASH_LAYER)
		n_layers++;
	if (n_layers <= most)
		return;
	kept.list = arena_array(arena, (size_t)parts->n + 1, sizeof *kept.list);
	FlashPart *sorted =
		arena_copy(arena, parts->list, (size_t)n_layers * sizeof *parts->list);
	qsort(sorted, (size_t)n_layers, sizeof *sorted, compare_parts);
	const FlashPart *last = &sorted[most - 1];
	for (; n < n_layers; n++) {
		if (compare_parts(&parts->list[n], last) <= 0)
			kept.list[kept.n++] = parts->list[n];
		else
			others.bytes += parts->list[n].bytes;
	}
	others.op = n_layers - most;
	others.what = arena_text(arena, "%d other layers", others.op);
	kept.list[kept.n++] = others;
	for (; n < parts->n; n++)
		kept.list[kept.n++] = parts->list[n];
	*parts = kept;
}
