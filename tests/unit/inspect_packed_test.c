/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of packed weights. */
#include <criterion/criterion.h>

#include "passes/inspect.h"
#include "src/graph/decoders.h"
#include "tests/unit/encoded_models.h"

/* in -> FULLY_CONNECTED -> middle -> FULLY_CONNECTED -> out, both with the same weights. */
enum { IN, WEIGHTS, MIDDLE, OUT };

static Model *dense_model(void)
{
	static const int8_t weights[16] = {5, 0, 0, 0, -5};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_values(model, TYPE_INT8, DIMS(4, 4), weights);
	test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_computed(model, TYPE_INT8, DIMS(1, 4));
	for (int i = IN; i <= OUT; i++)
		test_quantized(model, i, 1, 0);
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS), LIST(MIDDLE));
	test_op(model, "FULLY_CONNECTED", LIST(MIDDLE, WEIGHTS), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	return model;
}

Test(inspect_packed, tells_layers_of_what_they_read_unpacked)
{
	Arena arena = {0};
	Inspection dense, found;
	Model *model = dense_model();
	inspect(model, &arena, &dense);
	test_encode_as(model, WEIGHTS, PACK_BITMAP);
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_parameters, dense.n_parameters);
	cr_expect_eq(found.n_zeros, dense.n_zeros);
	cr_expect_float_eq(found.entropy_bits, dense.entropy_bits, 0);
	cr_expect_eq(found.graphs[0].known_macs, dense.graphs[0].known_macs);
	cr_expect_eq(found.graphs[0].n_parameters, 16);
	cr_expect_eq(found.graphs[0].n_decoders, 2);

	const LayerFacts *layers = found.graphs[0].layers;
	cr_expect(layers[0].is_decoder && layers[2].is_decoder);
	cr_expect_not(layers[1].is_decoder);
	cr_expect_eq(layers[0].n_parameters, 0);
	cr_expect_eq(layers[0].weight_bytes, 0);
	for (int i = 1; i < 4; i += 2) {
		cr_expect_eq(layers[i].n_parameters, 16);
		cr_expect_eq(layers[i].weight_bytes, 2 + 16 + 2);
		cr_expect_eq(layers[i].macs, 16);
	}
	model_free(model);
	arena_finish(&arena);
}

Test(inspect_packed, counts_what_several_layers_read_once)
{
	Arena arena = {0};
	Inspection found;
	Model *model = dense_model();
	test_encode_as(model, WEIGHTS, PACK_BITMAP);
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_constants, 1);
	cr_expect_eq(found.n_packed, 1);
	cr_expect_eq(found.dense_bytes, 16);
	cr_expect_eq(found.packed_bytes, 20);
	cr_expect_eq(found.graphs[0].weight_bytes, 20);
	cr_expect_not(found.needs_whit_decode);
	const ConstantFacts *constant = &found.constants[0];
	cr_expect_eq(constant->index, WEIGHTS);
	cr_expect_eq(constant->packed.decoder, OP_TFLM_DECODE);
	cr_expect_eq(constant->packed.kind, PACK_BITMAP);
	cr_expect_eq(constant->packed.encoded_bytes, 2);
	cr_expect_eq(constant->packed.ancillary_bytes, 18);
	cr_expect_eq(constant->stored_bytes, 20);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect_packed, counts_shared_tables_with_the_first_that_has_them)
{
	Arena arena = {0};
	Inspection found;
	Model *model = test_model_new(1);
	int first = example_decoder(model, encoded_example("lookup, one scale"));
	static const uint8_t indices[] = {0x00, 0x00};
	int encoded = test_bytes(model, indices, sizeof indices);
	int second =
		graph_add_tensor(model, &model->graphs[0], model->graphs[0].tensors[first]);
	test_custom_op(model, "WHIT_DECODE", LIST(encoded, first - 1), LIST(second));
	test_outputs(model, LIST(first, second));
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_packed, 2);
	cr_expect_eq(found.constants[0].packed.ancillary_bytes, 19);
	cr_expect_eq(found.constants[1].packed.ancillary_bytes, 0);
	cr_expect_eq(found.packed_bytes, 2 + 19 + 2);
	cr_expect(found.needs_whit_decode);
	model_free(model);
	arena_finish(&arena);
}

Test(inspect_packed, takes_bytes_that_are_wrong_for_what_they_are)
{
	Arena arena = {0};
	Inspection found;
	Model *model = dense_model();
	test_encode_as(model, WEIGHTS, PACK_BITMAP);
	Graph *graph = &model->graphs[0];
	graph->tensors[graph->ops[0].inputs[ancillary_place(0)]].buffer->n_bytes = 17;
	inspect(model, &arena, &found);
	cr_expect_eq(found.n_packed, 0);
	cr_expect_eq(found.n_constants, 2);
	cr_expect_eq(found.graphs[0].n_decoders, 0);
	cr_expect_eq(found.graphs[0].layers[0].weight_bytes, 2 + 17);
	model_free(model);
	arena_finish(&arena);
}
