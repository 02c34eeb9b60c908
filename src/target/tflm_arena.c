/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tflm_arena.h"

#include <string.h>

#include "src/target/tflm_head.h"
#include "src/target/tflm_ops.h"
#include "src/target/tflm_types.h"

enum { MAX_NAMED = 3 };

/* Operators without known sizes, the first few by name. */
typedef struct Strangers {
	const char *names[MAX_NAMED];
	int n; /* of kinds; counted up to one more than can be named */
} Strangers;

static void meet(Strangers *strangers, const char *name)
{
	for (int i = 0; i < strangers->n && i < MAX_NAMED; i++)
		if (strcmp(strangers->names[i], name) == 0)
			return;
	if (strangers->n < MAX_NAMED)
		strangers->names[strangers->n] = name;
	if (strangers->n <= MAX_NAMED)
		strangers->n++;
}

static bool in_operator(Tally *tally)
{
	return failed_in(tally->err, "operator %d (%s): ", tally->op_index,
		tally->op->code->name);
}

/* Call work for each operator of all graphs, in order; false where one fails. */
static bool each_operator(Tally *tally, void (*work)(Tally *, const TflmOp *))
{
	const Model *model = tally->model;
	for (int g = 0; g < model->n_graphs; g++) {
		tally->graph = &model->graphs[g];
		tally->graph_index = g;
		for (int i = 0; i < tally->graph->n_ops; i++) {
			tally->op = &tally->graph->ops[i];
			tally->op_index = i;
			tally->scratch_before = tally->n_scratch;
			const TflmOp *known = tflm_op(tally->op->code);
			if (known)
				work(tally, known);
			if (!tally->ok)
				return in_operator(tally);
		}
	}
	return true;
}

static void take_options(Tally *tally, const TflmOp *known)
{
	StructSize options = known->options[tally->layout];
	if (options.bytes)
		tally_take(tally, options.bytes, options.alignment);
}

static void take_state(Tally *tally, const TflmOp *known)
{
	unsigned bytes = known->state[tally->cmsis_nn ? N_LAYOUTS : tally->layout];
	if (bytes)
		tally_keep(tally, bytes);
}

static void prepare(Tally *tally, const TflmOp *known)
{
	const Op *op = tally->op;
	uint64_t requests = tally->n_scratch + TFLM_SCRATCH_PER_OP;
	tally->opened = requests * tally->sizes->scratch_request;
	for (int i = 0; i < op->n_inputs; i++)
		if (i != 1 || !known->skips_second_input)
			tally_open(tally, op_input(tally->graph, op, i));
	for (int i = 0; i < op->n_outputs && !known->skips_output; i++)
		tally_open(tally, op_output(tally->graph, op, i));
	if (known->prepare)
		known->prepare(tally);
	tally->opened = 0;
}

static void refuse_calls(Tally *tally, const TflmOp *known)
{
	if (known->calls_graphs)
		tally->ok = failed(tally->err,
			"runs other graphs of the model, whose arena is not worked out");
}

static int count_variables(const Model *model)
{
	int n = 0;
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++)
			n += strcmp(graph->ops[i].code->name, "VAR_HANDLE") == 0;
	}
	return n;
}

/* What the interpreter makes of itself and of the model before any kernel is asked. */
static void take_structs(Tally *tally)
{
	const Model *model = tally->model;
	const LayoutSizes *sizes = tally->sizes;
	unsigned pointer = sizes->pointer;
	int n_variables = count_variables(model);
	tally_take(tally, sizes->arena_allocator, pointer);
	tally_take(tally, sizes->planner, pointer);
	tally_take(tally, sizes->micro_allocator, pointer);
	if (n_variables) {
		tally->doubts |= DOUBT_VARIABLES;
		tally_keep(tally, sizes->variables);
		tally_keep(tally, bounded_product(sizes->variable, (uint64_t)n_variables));
	}
	tally_take(tally, sizes->options_allocator, pointer);
	tally_take(tally, bounded_product(sizes->graph, (uint64_t)model->n_graphs), pointer);
	for (int g = 0; g < model->n_graphs; g++) {
		uint64_t n = (uint64_t)model->graphs[g].n_tensors;
		tally_take(tally, bounded_product(sizes->eval_tensor, n), pointer);
	}
	for (int g = 0; g < model->n_graphs; g++) {
		uint64_t n = (uint64_t)model->graphs[g].n_ops;
		tally_take(tally, bounded_product(sizes->node, n), pointer);
	}
}

/* What is made last, for the application to reach inputs and outputs by. */
static void take_handles(Tally *tally, const Graph *graph, const int *list, int n)
{
	const LayoutSizes *sizes = tally->sizes;
	tally_keep(tally, bounded_product(sizes->pointer, (uint64_t)n));
	for (int i = 0; i < n; i++) {
		int n_scales = tflm_scales(&graph->tensors[list[i]]);
		tally_take(tally, sizes->tensor, sizes->pointer);
		if (!n_scales)
			continue;
		tally_take(tally, sizes->quantization, sizes->pointer);
		tally_take(tally, 4 + 4 * (uint64_t)n_scales, 4);
	}
}

/* Scratch handles, then variables. */
static void take_before_planning(Tally *tally, const TensorTable *table)
{
	const Model *model = tally->model;
	unsigned pointer = tally->sizes->pointer;
	if (tally->n_scratch)
		tally_take(tally, bounded_product(pointer, tally->n_scratch), pointer);
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_tensors; i++) {
			int place = table->start[g] + i;
			if (stays_in_tail(table, &graph->tensors[i], place))
				tally_keep(tally, table->bytes[place]);
		}
	}
}

/* While it plans, TFLM keeps its notes between head and tail. */
static void need_room_to_plan(Tally *tally, const TensorTable *table, int n_planned)
{
	const LayoutSizes *sizes = tally->sizes;
	uint64_t graphs = (uint64_t)tally->model->n_graphs;
	uint64_t end = sizes->scratch_request * (tally->n_scratch + TFLM_SCRATCH_PER_OP);
	end = rounded_up(end, sizes->pointer) + sizes->pointer * graphs;
	end = rounded_up(end, sizes->pointer) +
		sizes->lifetime * ((uint64_t)table->n + tally->n_scratch);
	end = rounded_up(end, TFLM_ALIGNMENT) + TFLM_PLANNED_BYTES * (uint64_t)n_planned;
	uint64_t room = end + rounded_up(tally->tail, TFLM_ALIGNMENT);
	if (room > tally->least)
		tally->least = room;
}

static Strangers find_strangers(const Model *model)
{
	Strangers strangers = {0};
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++)
			if (!tflm_op(graph->ops[i].code))
				meet(&strangers, graph->ops[i].code->name);
	}
	return strangers;
}

static const char *with(Arena *memory, const char *note, const char *reason)
{
	return arena_text(memory, "%s%s%s", note, note[0] ? "; " : "", reason);
}

static void explain(const Tally *tally, const Strangers *strangers, ArenaReport *report)
{
	static const struct {
		unsigned doubt;
		Certainty certainty;
		const char *reason;
	} reasons[] = {
		{DOUBT_LAYOUT, UPPER_BOUND,
			"struct sizes are known for Cortex-M and x86-64 only"},
		{DOUBT_STRIDE, UPPER_BOUND,
			"the stride of a TRANSPOSE_CONV is taken as the largest possible"},
		{DOUBT_TRANSPOSED, UPPER_BOUND,
			"a BATCH_MATMUL of square matrices is taken as transposed"},
		{DOUBT_VARIABLES, UPPER_BOUND,
			"each VAR_HANDLE and ASSIGN_VARIABLE counts as its own variable"},
		{DOUBT_DECODER, EXACT, "with WHIT_DECODE as whit-tflm(7) adds it to TFLM"},
	};
	const char *note = "";
	Certainty certainty = EXACT;
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (!(tally->doubts & reasons[i].doubt))
			continue;
		note = with(tally->memory, note, reasons[i].reason);
		certainty = certainty_of_sum(certainty, reasons[i].certainty);
	}
	if (strangers->n) {
		const char *names = "";
		for (int i = 0; i < strangers->n && i < MAX_NAMED; i++)
			names = arena_text(tally->memory, "%s%s%s", names, i ? ", " : "",
				strangers->names[i]);
		const char *more = strangers->n > MAX_NAMED ? " and others" : "";
		note = with(tally->memory, note,
			arena_text(tally->memory, "no sizes are known for %s%s", names, more));
		certainty = certainty_of_sum(certainty, LOWER_BOUND);
	}
	report->note = note;
	report->certainty = certainty;
}

bool tflm_arena(const Model *model, Core core, Kernels kernels, Arena *memory,
	ArenaReport *report, Error *err)
{
	if (!kernels_choose(core, kernels, &kernels, err))
		return false;
	Tally tally = {
		.model = model,
		.core = core_info(core),
		.cmsis_nn = kernels == KERNELS_CMSIS_NN,
		.layout = core_layout(core),
		.sizes = layout_sizes(core_layout(core)),
		.doubts = core_layout_known(core) ? 0 : DOUBT_LAYOUT,
		.memory = memory,
		.err = err,
		.ok = true,
	};
	TensorTable table;
	ArenaReport result = {0};
	if (!tflm_would_run_model(model, kernels, err) ||
		!tensor_table(model, memory, &table, err) || !each_operator(&tally, refuse_calls))
		return false;

	take_structs(&tally);
	if (!each_operator(&tally, take_options) || !each_operator(&tally, take_state) ||
		!each_operator(&tally, prepare))
		return false;
	take_before_planning(&tally, &table);
	if (!tally.ok ||
		!head_buffers(&tally, &table, &result.buffers, &result.n_buffers, err))
		return false;
	need_room_to_plan(&tally, &table, result.n_buffers);
	result.head_bytes = plan_buffers(result.buffers, result.n_buffers);
	const Graph *graph = &model->graphs[0];
	take_handles(&tally, graph, graph->inputs, graph->n_inputs);
	take_handles(&tally, graph, graph->outputs, graph->n_outputs);

	result.tail_bytes = tally.tail;
	result.used_bytes = result.head_bytes + result.tail_bytes;
	uint64_t least = result.used_bytes > tally.least ? result.used_bytes : tally.least;
	result.smallest_bytes = rounded_up(least, TFLM_ALIGNMENT);
	Strangers strangers = find_strangers(model);
	explain(&tally, &strangers, &result);
	*report = result;
	return tally.ok;
}
