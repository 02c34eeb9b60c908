/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/order_parts.h"

#include <stdlib.h>
#include <string.h>

/* Sets of one size that go on in each round, all but the first of which may look at no more than
 * so many tasks. */
static const int widths[] = {1, 16, 64, 256};
enum { N_WIDTHS = sizeof widths / sizeof widths[0], MOST_LOOKS = 1 << 23 };

/* A set of tasks that have run, and the best order known for them. */
typedef struct Progress {
	struct Progress *next;
	int n_done;
	size_t n_words;
	int64_t live, peak;
	uint64_t *done; /* n_words, a bit a task */
	int *order;
} Progress;

typedef struct Search {
	const Tasks *tasks;
	Progress **sized; /* [n]: sets by their size, in lists */
	Progress *unused;
	int width;
	int64_t looks;    /* left */
	bool is_complete; /* no set was left out */
	int64_t best;
	int *best_order;
	Arena *arena;
} Search;

/* --- Progress --- */

static Progress *progress_new(Search *search)
{
	Progress *progress = search->unused;
	if (progress) {
		search->unused = progress->next;
		return progress;
	}
	progress = arena_alloc(search->arena, sizeof *progress);
	progress->n_words = ((size_t)search->tasks->n + 63) / 64;
	progress->done = arena_array(search->arena, progress->n_words, sizeof(uint64_t));
	progress->order = arena_array(search->arena, (size_t)search->tasks->n, sizeof(int));
	return progress;
}

static void progress_free(Search *search, Progress *progress)
{
	progress->next = search->unused;
	search->unused = progress;
}

static Progress *progress_copy(Search *search, const Progress *from)
{
	Progress *copy = progress_new(search);
	copy->n_done = from->n_done;
	copy->live = from->live;
	copy->peak = from->peak;
	memcpy(copy->done, from->done, from->n_words * sizeof(uint64_t));
	memcpy(copy->order, from->order, (size_t)from->n_done * sizeof(int));
	return copy;
}

static void run_task(Progress *progress, int task, Effect effect)
{
	mark(progress->done, task);
	progress->order[progress->n_done++] = task;
	progress->live = effect.after;
	if (effect.during > progress->peak)
		progress->peak = effect.during;
}

static bool is_ready(const Tasks *tasks, const Progress *progress, int index)
{
	const Task *task = &tasks->tasks[index];
	if (is_marked(progress->done, index))
		return false;
	for (int i = 0; i < task->n_before; i++)
		if (!is_marked(progress->done, task->before[i]))
			return false;
	return true;
}

/* Tasks that neither raise the peak nor leave more alive: to run them now is never worse. */
static void run_free_tasks(Search *search, Progress *progress)
{
	const Tasks *tasks = search->tasks;
	for (bool ran = true; ran;) {
		ran = false;
		search->looks -= tasks->n;
		for (int i = 0; i < tasks->n; i++) {
			if (!is_ready(tasks, progress, i))
				continue;
			Effect effect = task_effect(tasks, progress->done, progress->live, i);
			if (effect.during > progress->peak || effect.after > progress->live)
				continue;
			run_task(progress, i, effect);
			ran = true;
		}
	}
}

/* --- Search --- */

/* To its like, or as the best where all have run. */
static void keep(Search *search, Progress *progress)
{
	int n = search->tasks->n;
	if (progress->n_done < n) {
		progress->next = search->sized[progress->n_done];
		search->sized[progress->n_done] = progress;
		return;
	}
	if (progress->peak < search->best) {
		search->best = progress->peak;
		memcpy(search->best_order, progress->order, (size_t)n * sizeof(int));
	}
	progress_free(search, progress);
}

/* Each task that can be next, where that can still be better than what is known. */
static void go_on(Search *search, Progress *progress)
{
	int n_done = progress->n_done;
	run_free_tasks(search, progress);
	if (progress->n_done > n_done) {
		keep(search, progress);
		return;
	}
	search->looks -= search->tasks->n;
	for (int i = 0; i < search->tasks->n; i++) {
		if (!is_ready(search->tasks, progress, i))
			continue;
		Effect effect = task_effect(search->tasks, progress->done, progress->live, i);
		if (effect.during >= search->best)
			continue;
		search->looks -= search->tasks->n;
		Progress *next = progress_copy(search, progress);
		run_task(next, i, effect);
		keep(search, next);
	}
	progress_free(search, progress);
}

static int compare_sets(const Progress *a, const Progress *b)
{
	return memcmp(a->done, b->done, a->n_words * sizeof(uint64_t));
}

/* Equal sets side by side, the lowest peak first; of equal ones any, but always the same. */
static int compare_by_set(const void *a, const void *b)
{
	const Progress *x = *(Progress *const *)a, *y = *(Progress *const *)b;
	int sets = compare_sets(x, y);
	if (sets)
		return sets;
	if (x->peak != y->peak)
		return x->peak < y->peak ? -1 : 1;
	return memcmp(x->order, y->order, (size_t)x->n_done * sizeof(int));
}

/* What little is alive tells more of what is to come than a low peak so far. */
static int compare_by_promise(const void *a, const void *b)
{
	const Progress *x = *(Progress *const *)a, *y = *(Progress *const *)b;
	if (x->live != y->live)
		return x->live < y->live ? -1 : 1;
	if (x->peak != y->peak)
		return x->peak < y->peak ? -1 : 1;
	return compare_sets(x, y);
}

/* The sets of one size, each once, the most promising first; returns how many. */
static size_t sort_sets(Search *search, Progress **list, size_t n)
{
	size_t n_sets = 0;
	qsort(list, n, sizeof(Progress *), compare_by_set);
	for (size_t i = 0; i < n; i++) {
		bool is_new = n_sets == 0 || compare_sets(list[n_sets - 1], list[i]) != 0;
		if (is_new && list[i]->peak < search->best)
			list[n_sets++] = list[i];
		else
			progress_free(search, list[i]);
	}
	qsort(list, n_sets, sizeof(Progress *), compare_by_promise);
	return n_sets;
}

static void search_size(Search *search, int size)
{
	Arena scratch = {0};
	size_t n = 0, n_listed = 0;
	for (const Progress *at = search->sized[size]; at; at = at->next)
		n++;
	Progress **list = arena_array(&scratch, n, sizeof(Progress *));
	for (Progress *at = search->sized[size]; at; at = at->next)
		list[n_listed++] = at;
	search->sized[size] = NULL;
	n = sort_sets(search, list, n);
	for (size_t i = 0; i < n; i++) {
		if (i < (size_t)search->width && search->looks > 0) {
			go_on(search, list[i]);
			continue;
		}
		search->is_complete = false;
		progress_free(search, list[i]);
	}
	arena_finish(&scratch);
}

static Progress *nothing_done(Search *search)
{
	Progress *progress = progress_new(search);
	progress->n_done = 0;
	progress->live = progress->peak = search->tasks->start_bytes;
	memset(progress->done, 0, progress->n_words * sizeof(uint64_t));
	return progress;
}

/* The peak of the graph's own order, and what no order's can be below: each task runs with what
 * it reads and writes, and all else gone. */
static int64_t own_peak(Search *search, int64_t *bound)
{
	const Tasks *tasks = search->tasks;
	Progress *progress = nothing_done(search), *all = nothing_done(search);
	memset(all->done, 0xff, all->n_words * sizeof(uint64_t));
	*bound = tasks->start_bytes;
	for (int i = 0; i < tasks->n; i++) {
		int64_t reads = 0;
		for (int k = 0; k < tasks->tasks[i].n_reads; k++)
			reads += tasks->items[tasks->tasks[i].reads[k]].bytes;
		int64_t least = task_effect(tasks, all->done, reads, i).during;
		*bound = least > *bound ? least : *bound;
		run_task(progress, i, task_effect(tasks, progress->done, progress->live, i));
	}
	int64_t peak = progress->peak;
	progress_free(search, progress);
	progress_free(search, all);
	return peak;
}

/* Round by round wider, so that what the last one found keeps the next one short. */
static void search_orders(Search *search, int64_t bound)
{
	search->is_complete = search->best <= bound;
	for (int i = 0; i < N_WIDTHS && !search->is_complete; i++) {
		search->width = widths[i];
		search->looks = i == 0 ? INT64_MAX : MOST_LOOKS;
		search->is_complete = true;
		keep(search, nothing_done(search));
		for (int size = 0; size < search->tasks->n; size++)
			search_size(search, size);
		search->is_complete = search->is_complete || search->best <= bound;
	}
}

/* Operators whose order may matter in ways that are not known here. */
static bool keeps_order(const Graph *graph)
{
	for (int i = 0; i < graph->n_ops; i++) {
		if (graph->ops[i].code->type == OP_OTHER)
			return true;
		for (int k = 0; k < graph->ops[i].n_inputs; k++) {
			const Tensor *in = op_input(graph, &graph->ops[i], k);
			if (in && in->is_variable)
				return true;
		}
	}
	return graph->n_ops > MOST_ORDERED_OPS;
}

bool order_ops(const Graph *graph, const OrderCosts *costs, int *order, OrderPeak *peak,
	Error *err)
{
	Arena arena = {0};
	Tasks tasks = {0};
	bool ok = tasks_of(graph, costs, &tasks, &arena, err);
	if (ok) {
		Search search = {.tasks = &tasks, .best_order = order, .arena = &arena};
		int64_t bound;
		search.sized = arena_array(&arena, (size_t)graph->n_ops, sizeof(Progress *));
		search.best = own_peak(&search, &bound);
		*peak = (OrderPeak){.file_bytes = search.best};
		for (int i = 0; i < graph->n_ops; i++)
			order[i] = i;
		if (graph->n_ops > 0 && !keeps_order(graph))
			search_orders(&search, bound);
		peak->bytes = search.best;
		peak->is_best = search.is_complete;
	}
	arena_finish(&arena);
	return ok;
}
