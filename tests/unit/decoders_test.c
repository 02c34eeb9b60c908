/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/decoders.h"

#include <criterion/criterion.h>

#include "tests/unit/encoded_models.h"

/* encoded, ancillary -> TFLM_DECODE -> out */
enum { ENCODED, ANCILLARY, OUT };

static Model *make_model(void)
{
	Model *model = test_model_new(1);
	int out = example_decoder(model, &encoded_examples[0]);
	test_inputs(model, 0, NULL);
	test_outputs(model, LIST(out));
	return model;
}

static void expect_refused(Model *model, const char *message)
{
	Error err = {0};
	cr_expect_not(model_verify(model, &err), "accepted, but: %s", message);
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

Test(decoders, are_custom_operators_that_are_known_by_name)
{
	Model *model = make_model();
	const Op *op = &model->graphs[0].ops[0];
	cr_expect(is_decode(op));
	cr_expect(op->code->is_custom);
	cr_expect_str_eq(op->code->name, "TFLM_DECODE");
	cr_expect_eq(model_op_code(model, OP_TFLM_DECODE), op->code);
	const OpCode *own = model_op_code(model, OP_WHIT_DECODE);
	cr_expect_str_eq(own->name, "WHIT_DECODE");
	cr_expect(own->is_custom);
	cr_expect_not(model_op_code(model, OP_ADD)->is_custom);
	model_free(model);
}

Test(decoders, are_accepted_with_a_pair_of_constants_an_output)
{
	Error err = {0};
	Model *model = make_model();
	cr_expect(model_verify(model, &err), "%s", err.text);
	Graph *graph = &model->graphs[0];
	int more = test_computed(model, TYPE_INT8, DIMS(6));
	graph->n_ops = 0;
	test_custom_op(model, "WHIT_DECODE", LIST(ENCODED, ANCILLARY, ENCODED, ANCILLARY),
		LIST(OUT, more));
	cr_expect(model_verify(model, &err), "%s", err.text);
	model_free(model);
}

Test(decoders, are_refused_with_other_numbers_of_operands)
{
	static const char other[] =
		"operator 0 (TFLM_DECODE): %d inputs and %d outputs; it has two inputs an output";
	static const int counts[][2] = {{1, 1}, {3, 1}, {0, 0}, {2, 0}, {4, 1}};
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		Arena arena = {0};
		Model *model = make_model();
		const int inputs[] = {ENCODED, ANCILLARY, ENCODED, ANCILLARY}, outputs[] = {OUT};
		model->graphs[0].n_ops = 0;
		test_custom_op(model, "TFLM_DECODE", counts[i][0], inputs, counts[i][1], outputs);
		expect_refused(model, arena_text(&arena, other, counts[i][0], counts[i][1]));
		arena_finish(&arena);
	}
}

Test(decoders, are_refused_where_an_operand_is_left_out)
{
	Model *model = make_model();
	model->graphs[0].ops[0].inputs[1] = -1;
	expect_refused(model, "operator 0 (TFLM_DECODE): input 1 is left out");
	model = make_model();
	model->graphs[0].ops[0].outputs[0] = -1;
	expect_refused(model, "operator 0 (TFLM_DECODE): output 0 is left out");
}

Test(decoders, are_refused_where_their_bytes_are_not_there)
{
	Model *model = make_model();
	model->graphs[0].tensors[ENCODED].buffer = model->buffers[0];
	test_inputs(model, LIST(ENCODED));
	expect_refused(model,
		"operator 0 (TFLM_DECODE): input 0, tensor '#0', is not a constant");
	model = make_model();
	static const int fifteen[] = {15};
	Tensor *ancillary = &model->graphs[0].tensors[ANCILLARY];
	ancillary->name = "tables";
	ancillary->dims = fifteen;
	ancillary->buffer->n_bytes = 15;
	expect_refused(model,
		"operator 0 (TFLM_DECODE): tensor 'tables' has 15 bytes; its header alone needs "
		"16");
}
