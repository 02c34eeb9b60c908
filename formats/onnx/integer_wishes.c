/* SPDX-License-Identifier: Apache-2.0 */
/* How tensors are wanted by what reads them. */
#include "formats/onnx/integer.h"

/* What the readers of a tensor want, together with one reader more. */
static void add_wish(Fact *fact, WantedKind kind, Scale8 wanted)
{
	bool differs = fact->kind == WANTED_ONE && !scale8_equal(fact->wanted, wanted);
	if (kind != WANTED_ONE || differs)
		fact->kind = WANTED_OTHER;
	if (fact->kind == WANTED_UNREAD) {
		fact->kind = WANTED_ONE;
		fact->wanted = wanted;
	}
}

/* The wish for all outputs of an operator. */
static WantedKind wish_for_outputs(const Integer *integer, const Op *op, Scale8 *wanted)
{
	Fact all = {0};
	for (int i = 0; i < op->n_outputs; i++) {
		const Fact *fact = &integer->of[op->outputs[i]];
		if (fact->kind != WANTED_UNREAD)
			add_wish(&all, fact->kind, fact->wanted);
	}
	*wanted = all.wanted;
	return all.kind == WANTED_ONE ? WANTED_ONE : WANTED_OTHER;
}

void integer_find_wishes(Integer *integer)
{
	const Graph *graph = integer->graph;
	for (int i = 0; i < graph->n_outputs; i++)
		integer->of[graph->outputs[i]].kind = WANTED_OTHER;
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		Scale8 wanted = {0};
		bool quantizes =
			op->code->type == OP_QUANTIZE && scale8_of(integer, op->outputs[0], &wanted);
		WantedKind kind = WANTED_OTHER;
		if (quantizes)
			kind = WANTED_ONE;
		else if (integer_kind(op->code->type) != KIND_OTHER)
			kind = wish_for_outputs(integer, op, &wanted);
		if (quantizes)
			integer->of[op->inputs[0]].quantized = op->outputs[0];
		for (int k = 0; k < op->n_inputs; k++) {
			bool passes = quantizes || integer_passes_wish(op, k);
			if (op->inputs[k] >= 0)
				add_wish(&integer->of[op->inputs[k]], passes ? kind : WANTED_OTHER,
					wanted);
		}
	}
}
