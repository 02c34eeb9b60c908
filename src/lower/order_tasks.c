/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/order_parts.h"

typedef struct Builder {
	const Graph *graph;
	const OrderCosts *costs;
	Tasks *tasks;
	int *producer; /* of each tensor: the task; -1 for none */
	int *seen;     /* of each item: the last task that was found to read or write it */
	Arena *arena;
} Builder;

static int item_of(const Builder *builder, int tensor)
{
	return builder->costs->like ? builder->costs->like[tensor] : tensor;
}

static bool sizes_fit(const Graph *graph, const OrderCosts *costs, Error *err)
{
	int64_t room = (int64_t)1 << 60;
	for (int i = 0; i < graph->n_tensors; i++) {
		if (costs->tensor_bytes[i] >= room)
			return failed(err, "the tensors take 2^60 bytes or more");
		room -= costs->tensor_bytes[i];
	}
	for (int i = 0; costs->op_bytes && i < graph->n_ops; i++) {
		if (costs->op_bytes[i] >= room)
			return failed(err, "tensors and scratch memory take 2^60 bytes or more");
		room -= costs->op_bytes[i];
	}
	return true;
}

/* Whether the item takes memory and is new among the task's. */
static bool is_new_item(Builder *builder, int item, int task)
{
	if (builder->tasks->items[item].bytes == 0 || builder->seen[item] == task)
		return false;
	builder->seen[item] = task;
	return true;
}

static void add_outputs(Builder *builder, int index)
{
	const Op *op = &builder->graph->ops[index];
	Task *task = &builder->tasks->tasks[index];
	task->writes = arena_array(builder->arena, (size_t)op->n_outputs, sizeof(int));
	for (int i = 0; i < op->n_outputs; i++) {
		int tensor = op->outputs[i];
		if (tensor < 0)
			continue;
		builder->producer[tensor] = index;
		if (item_of(builder, tensor) == tensor && is_new_item(builder, tensor, index))
			task->writes[task->n_writes++] = tensor;
	}
}

static void add_inputs(Builder *builder, int index)
{
	const Op *op = &builder->graph->ops[index];
	Task *task = &builder->tasks->tasks[index];
	task->reads = arena_array(builder->arena, (size_t)op->n_inputs, sizeof(int));
	task->before = arena_array(builder->arena, (size_t)op->n_inputs, sizeof(int));
	for (int i = 0; i < op->n_inputs; i++) {
		int tensor = op->inputs[i];
		if (tensor < 0)
			continue;
		if (builder->producer[tensor] >= 0)
			task->before[task->n_before++] = builder->producer[tensor];
		int item = item_of(builder, tensor);
		if (!is_new_item(builder, item, index))
			continue;
		task->reads[task->n_reads++] = item;
		builder->tasks->items[item].n_readers++;
	}
}

static void list_readers(Builder *builder)
{
	Tasks *tasks = builder->tasks;
	for (int i = 0; i < tasks->n_items; i++) {
		Item *item = &tasks->items[i];
		item->readers = arena_array(builder->arena, (size_t)item->n_readers, sizeof(int));
		item->n_readers = 0;
	}
	for (int i = 0; i < tasks->n; i++)
		for (int k = 0; k < tasks->tasks[i].n_reads; k++) {
			Item *item = &tasks->items[tasks->tasks[i].reads[k]];
			item->readers[item->n_readers++] = i;
		}
}

/* The leads of each task, counted first. */
static void list_leads(Builder *builder)
{
	const OrderCosts *costs = builder->costs;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < costs->n_leads; i++) {
			Lead lead = {item_of(builder, costs->leads[i].out),
				item_of(builder, costs->leads[i].in), costs->leads[i].bytes};
			int producer = builder->producer[lead.out];
			if (producer < 0)
				continue;
			Task *task = &builder->tasks->tasks[producer];
			if (round > 0)
				task->leads[task->n_leads] = lead;
			task->n_leads++;
		}
		for (int i = 0; round == 0 && i < builder->tasks->n; i++) {
			Task *task = &builder->tasks->tasks[i];
			task->leads =
				arena_array(builder->arena, (size_t)task->n_leads, sizeof(Lead));
			task->n_leads = 0;
		}
	}
}

bool tasks_of(const Graph *graph, const OrderCosts *costs, Tasks *tasks, Arena *arena,
	Error *err)
{
	size_t n_tensors = (size_t)graph->n_tensors;
	Builder builder = {graph, costs, tasks, arena_array(arena, n_tensors, sizeof(int)),
		arena_array(arena, n_tensors, sizeof(int)), arena};
	if (!sizes_fit(graph, costs, err))
		return false;
	*tasks = (Tasks){.n = graph->n_ops,
		.n_items = graph->n_tensors,
		.tasks = arena_array(arena, (size_t)graph->n_ops, sizeof(Task)),
		.items = arena_array(arena, n_tensors, sizeof(Item))};
	for (int i = 0; i < graph->n_tensors; i++) {
		tasks->items[i].bytes = costs->tensor_bytes[i];
		builder.producer[i] = builder.seen[i] = -1;
	}
	for (int i = 0; i < graph->n_outputs; i++)
		tasks->items[item_of(&builder, graph->outputs[i])].stays = true;
	for (int i = 0; i < graph->n_ops; i++) {
		tasks->tasks[i].bytes = costs->op_bytes ? costs->op_bytes[i] : 0;
		add_outputs(&builder, i);
		add_inputs(&builder, i);
	}
	list_readers(&builder);
	list_leads(&builder);
	for (int i = 0; i < graph->n_tensors; i++) {
		const Item *item = &tasks->items[i];
		if (builder.producer[i] < 0 && (item->n_readers > 0 || item->stays))
			tasks->start_bytes += item->bytes;
	}
	return true;
}

/* Whether the task is the last to read it. */
static bool dies(const Item *item, const uint64_t *done, int task)
{
	bool is_read = false;
	for (int i = 0; i < item->n_readers; i++) {
		is_read = is_read || item->readers[i] == task;
		if (item->readers[i] != task && !is_marked(done, item->readers[i]))
			return false;
	}
	return is_read && !item->stays;
}

/* What leads can save while the task runs: no more than the dying hold, and of each output no
 * more than itself. Leads of one output follow each other or count apart. */
static int64_t most_saved(const Tasks *tasks, const uint64_t *done, int index)
{
	const Task *task = &tasks->tasks[index];
	int64_t saved = 0, dying = 0, left = 0;
	for (int i = 0; i < task->n_leads; i++) {
		const Lead *lead = &task->leads[i];
		int64_t in = tasks->items[lead->in].bytes, out = tasks->items[lead->out].bytes;
		if (i == 0 || lead->out != task->leads[i - 1].out)
			left = out;
		if (lead->bytes >= out || !dies(&tasks->items[lead->in], done, index))
			continue;
		int64_t shared = lead->bytes > 0 ? out - lead->bytes : out;
		shared = shared < in ? shared : in;
		shared = shared < left ? shared : left;
		saved += shared;
		left -= shared;
		dying += in;
	}
	return saved < dying ? saved : dying;
}

Effect task_effect(const Tasks *tasks, const uint64_t *done, int64_t live, int index)
{
	const Task *task = &tasks->tasks[index];
	Effect effect = {live + task->bytes - most_saved(tasks, done, index), live};
	for (int i = 0; i < task->n_writes; i++) {
		const Item *item = &tasks->items[task->writes[i]];
		effect.during += item->bytes;
		if (item->n_readers > 0 || item->stays)
			effect.after += item->bytes;
	}
	for (int i = 0; i < task->n_reads; i++) {
		const Item *item = &tasks->items[task->reads[i]];
		if (dies(item, done, index))
			effect.after -= item->bytes;
	}
	return effect;
}
