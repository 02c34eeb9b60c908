/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/ram_lives.h"

#include <stdlib.h>

/* By place in the arena, then by time. */
static int compare_lives(const void *a, const void *b)
{
	const Life *x = a, *y = b;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->high > y->high) - (x->high < y->high);
}

/* Times count from 1, the first column; what lives only before or after the columns is not shown. */
static void add(RamLives *lives, Life life, int first, int last)
{
	life.first = first > 1 ? first - 1 : 0;
	life.last = last < lives->n_columns ? last - 1 : lives->n_columns - 1;
	if (life.low == life.high || first < 0 || life.first > life.last)
		return;
	lives->list[lives->n++] = life;
	lives->top_bytes = life.high > lives->top_bytes ? life.high : lives->top_bytes;
}

static void sort(RamLives *lives)
{
	qsort(lives->list, (size_t)lives->n, sizeof *lives->list, compare_lives);
}

void ram_lives_tflm(const Model *model, const ArenaReport *report, Arena *arena,
	RamLives *result)
{
	const Graph *graph = &model->graphs[0];
	RamLives lives = {
		.graph = graph,
		.list = arena_array(arena, (size_t)report->n_buffers, sizeof *lives.list),
		.ops = arena_array(arena, (size_t)graph->n_ops, sizeof *lives.ops),
		.n_columns = graph->n_ops,
		.stays_bytes = report->tail_bytes,
		.arena_bytes = report->smallest_bytes,
	};
	for (int i = 0; i < graph->n_ops; i++)
		lives.ops[i] = i;
	for (int i = 0; i < report->n_buffers; i++) {
		const PlannedBuffer *buffer = &report->buffers[i];
		Life life = {.low = buffer->offset, .high = buffer->offset + buffer->bytes};
		life.is_scratch = buffer->tensor < 0;
		life.name = life.is_scratch ? "" : graph->tensors[buffer->tensor].name;
		if (buffer->graph == 0)
			add(&lives, life, buffer->first, buffer->last);
	}
	lives.top_bytes = report->head_bytes;
	sort(&lives);
	*result = lives;
}

void ram_lives_c(const Program *program, Arena *arena, RamLives *result)
{
	const Graph *graph = program->graph;
	RamLives lives = {
		.graph = graph,
		.list = arena_array(arena, (size_t)program->n_blocks, sizeof *lives.list),
		.ops = arena_array(arena, (size_t)program->n_steps, sizeof *lives.ops),
		.n_columns = program->n_steps,
		.arena_bytes = (uint64_t)program->placement.bytes,
	};
	const char **names = arena_array(arena, (size_t)program->n_blocks, sizeof *names);
	for (int i = 0; i < graph->n_tensors; i++)
		if (program->tensor_block[i] >= 0)
			names[program->tensor_block[i]] = graph->tensors[i].name;
	for (int i = 0; i < program->n_steps; i++)
		lives.ops[i] = program->steps[i].op;
	for (int i = 0; i < program->n_blocks; i++) {
		const Block *block = &program->blocks[i];
		Life life = {.low = (uint64_t)block->offset,
			.high = (uint64_t)(block->offset + block->bytes),
			.is_scratch = !names[i],
			.name = names[i] ? names[i] : ""};
		add(&lives, life, block->first, block->last);
	}
	sort(&lives);
	*result = lives;
}

uint64_t ram_alive(const RamLives *lives, int column)
{
	uint64_t sum = 0, end = 0;
	for (int i = 0; i < lives->n; i++) {
		const Life *life = &lives->list[i];
		if (column < life->first || column > life->last || life->high <= end)
			continue;
		sum += life->high - (life->low > end ? life->low : end);
		end = life->high;
	}
	return sum;
}

int ram_peak(const RamLives *lives)
{
	int peak = -1;
	uint64_t most = 0;
	for (int i = 0; i < lives->n_columns; i++) {
		uint64_t alive = ram_alive(lives, i);
		if (peak < 0 || alive > most) {
			peak = i;
			most = alive;
		}
	}
	return peak;
}
