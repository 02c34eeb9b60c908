/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model to be quantised, their last ones as the choice of how: in which
 * formats, on which data, with what rescue. What comes of it is sound, can be written, read,
 * stripped and run, and compares with the model it was made of; or there is a reason why not.
 */
#include "passes/compare/match.h"
#include "passes/quantize/quant_report.h"
#include "passes/quantize/rescue.h"
#include "passes/quantize/sensitivity.h"
#include "src/data/random.h"
#include "tests/fuzz/models.h"

/* What is done many times over must be small. */
enum { MOST_QUANTIZED_BYTES = 1 << 17, MOST_QUANTIZED_WORK = 50000, MOST_LAYERS = 12 };

/* The last bytes of a file, which nothing in it need refer to. */
typedef struct Choice {
	uint8_t form, format, input_type, output_type, calibration, data, rescue, seed;
} Choice;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum Size { TINY, LARGE, NOT_RUN } Size;

static Size size_of(const Model *model)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 2}, &err);
	Size size = NOT_RUN;
	if (plan)
		size = is_within(plan, MOST_QUANTIZED_BYTES, MOST_QUANTIZED_WORK) &&
				plan_graph(plan)->n_ops <= MOST_LAYERS
			? TINY
			: LARGE;
	plan_free(plan);
	return size;
}

static DataType border(uint8_t choice)
{
	static const DataType types[] = {TYPE_INT8, TYPE_FLOAT32, TYPE_UINT8, TYPE_INT16};
	return types[choice % 4];
}

/* 1 to 20 samples, of one value or none in particular, of any size; false where the input
 * takes none. */
static bool open_samples(const Model *model, Choice choice, Preprocess *how, Array *data,
	Arena *arena, Samples *samples)
{
	static const double scales[] = {2, 0, 1e-30, 1e30, 255, -1, 1e-42, 3e38};
	static const double means[] = {1, 0, 1e-3, -1e30};
	Error err = {0};
	Shape shape;
	const Graph *graph = &model->graphs[0];
	if (graph->n_inputs != 1 || !shape_of(graph, graph->inputs[0], &shape, &err) ||
		shape.rank == 0)
		return false;
	shape.dims[0] *= (choice.data & 0xe0) == 0xe0 ? 20 : 1 + (choice.data & 3);
	if (!random_array(shape, TYPE_FLOAT32, rng_new(choice.seed), arena, data, &err))
		return false;
	*how = PREPROCESS_DEFAULTS;
	how->scale = scales[choice.data >> 2 & 7];
	how->n_mean = 1;
	how->mean = &means[choice.data >> 5 & 3];
	return samples_open(model, data, how, samples, &err);
}

static LayerFormat *draw_formats(const Graph *graph, Choice choice, Arena *arena)
{
	size_t n = (size_t)graph->n_ops;
	LayerFormat *formats = arena_array(arena, n, sizeof *formats);
	Rng rng = rng_new(choice.format);
	for (size_t i = 0; i < n; i++)
		formats[i] = choice.format < 8 ? (LayerFormat)(choice.format % N_LAYER_FORMATS)
									   : (LayerFormat)(rng_next(&rng) % N_LAYER_FORMATS);
	if (choice.form & 0x40)
		carry_formats(graph, formats);
	return formats;
}

static RescueSettings rescue_settings(Choice choice)
{
	RescueSettings how = RESCUE_DEFAULTS;
	how.best = (choice.rescue & 0x18) == 0x18;
	how.equalize = choice.rescue & 1;
	how.refine.compensate = choice.rescue & 2;
	how.refine.scale_search = choice.rescue & 4;
	how.refine.bias_correction = choice.rescue & 0x20;
	how.refine.min_patches = 4;
	how.refine.max_patches = 16;
	how.refine.max_inputs = 40;
	how.refine.max_values = choice.rescue & 0x40 ? 1 << 16 : 100;
	how.refine.n_threads = 1;
	return how;
}

/* --- What must hold of a result --- */

static void matches(const Model *real, const Model *small)
{
	Arena arena = {0};
	Error err = {0};
	Matching matching;
	ConstantDifference found;
	const Graph *a = &real->graphs[0], *b = &small->graphs[0];
	if (match_layers(a, b, &arena, &matching, &err)) {
		is_same_structure(a, b, &matching);
		for (int i = 0; i < matching.n_layers; i++) {
			const LayerMatch *layer = &matching.layers[i];
			int n = is_matched(layer) ? a->ops[layer->reference].n_inputs : 0;
			for (int k = 0; k < n; k++) {
				Constant pair[2];
				if (matched_constants(a, b, &matching, layer, k, pair))
					compare_constants(&pair[1], &pair[0], &found);
			}
		}
	}
	arena_finish(&arena);
}

static void compares(const Model *real, const Samples *samples, const Model *small)
{
	Arena arena = {0};
	Error err = {0};
	Samples own;
	QuantReport report;
	CompareSettings settings = COMPARE_DEFAULTS;
	settings.n_threads = 1;
	expect(samples_open_again(small, samples, &own, &err), "takes no samples", &err);
	expect(quant_report(real, samples, small, &own, &settings, &arena, &report, &err) ||
			err.text[0],
		"no report and no reason", &err);
	arena_finish(&arena);
}

static void is_sound(const Model *model, Size size_before)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	expect(model_verify(model, &err), "quantised wrongly", &err);
	Model *again = reread(model, &file, &arena);
	model_free(reread(again, &file_again, &arena));
	expect(same_bytes(file, file_again), "is written as another", &err);
	expect(runs(again) || size_before != TINY, "quantised, it cannot be run", &err);
	runs_the_same(model, again);
	can_be_stripped(again, file, STRIP_DEFAULTS);
	can_be_stripped(again, file, (StripSettings){.tflm_only = true});
	model_free(again);
	arena_finish(&arena);
}

/* --- What is done --- */

/* On more threads, and in other batches, the same comes of it. */
static void is_made_again(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *rescue, const Model *made)
{
	Arena arena = {0};
	Error err = {0};
	Rescued again;
	Bytes file, file_again;
	QuantizeSettings how = *settings;
	RescueSettings other = *rescue;
	how.calibration.n_threads = other.refine.n_threads = 2;
	how.calibration.batch = other.refine.batch = 3;
	expect(quantize_rescued(real, samples, &how, &other, &again, &err),
		"fails on more threads", &err);
	expect(model_to_bytes(made, NULL, &arena, &file, &err) &&
			model_to_bytes(again.model, NULL, &arena, &file_again, &err) &&
			same_bytes(file, file_again),
		"is another model on more threads", &err);
	rescued_free(&again);
	arena_finish(&arena);
}

static void to_integers(const Model *real, const Samples *samples, Choice choice)
{
	Arena arena = {0};
	Error err = {0};
	Rescued made;
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.calibration.method = choice.calibration % (CALIBRATE_MSE + 1);
	how.calibration.percentile = choice.calibration & 0x80 ? 50 : 99;
	how.calibration.n_threads = 1;
	how.layers = draw_formats(&real->graphs[0], choice, &arena);
	how.per_tensor_dense = choice.form & 0x80;
	how.input_type = border(choice.input_type);
	how.output_type = border(choice.output_type);
	RescueSettings rescue = rescue_settings(choice);
	if (quantize_rescued(real, samples, &how, &rescue, &made, &err)) {
		is_sound(made.model, TINY);
		matches(made.real, made.model);
		compares(made.real, samples, made.model);
		if ((choice.form & 0x20) && !rescue.best)
			is_made_again(real, samples, &how, &rescue, made.model);
		rescued_free(&made);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	arena_finish(&arena);
}

static void measures(const Model *real, const Samples *samples, Choice choice)
{
	Arena arena = {0};
	Error err = {0};
	int n = real->graphs[0].n_ops;
	Sensitivity *layers = arena_array(&arena, (size_t)n, sizeof *layers);
	LayerFormat *formats = arena_array(&arena, (size_t)n, sizeof *formats);
	Calibrated calibrated;
	CalibrationSettings calibration = CALIBRATION_DEFAULTS;
	calibration.method = choice.calibration % (CALIBRATE_MSE + 1);
	calibration.n_threads = 1;
	SensitivitySettings settings = SENSITIVITY_DEFAULTS;
	settings.n_threads = 1;
	settings.max_samples = 2;
	settings.per_tensor_dense = choice.form & 0x80;
	if (quantize_calibrate(real, samples, &calibration, &arena, &calibrated, &err) &&
		measure_sensitivity(real, samples, &calibrated, &settings, layers, &err)) {
		choose_formats(layers, n, choice.format, formats);
		carry_formats(&real->graphs[0], formats);
	} else {
		expect(err.text[0], "not measured without a reason", &err);
	}
	arena_finish(&arena);
}

static void with_data(Model *model, Choice choice)
{
	Arena arena = {0};
	Error err = {0};
	Array data;
	Preprocess how;
	Samples samples;
	if (open_samples(model, choice, &how, &data, &arena, &samples) &&
		quantize_prepare(model, &err)) {
		if (choice.form % 8 == 0)
			measures(model, &samples, choice);
		else
			to_integers(model, &samples, choice);
	}
	arena_finish(&arena);
}

/* Also of a model that cannot be run here, as its operators may be unknown. */
static void without_data(const Model *model, Size size_before, Choice choice)
{
	Error err = {0};
	Rescued made;
	DynamicSettings dynamic = {.per_tensor_dense = choice.form & 0x80};
	RescueSettings rescue = rescue_settings(choice);
	if (quantize_dynamic_rescued(model, &dynamic, &rescue, &made, &err)) {
		is_sound(made.model, size_before);
		matches(made.real, made.model);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	rescued_free(&made);
	Model *halves = model_copy(model);
	err = (Error){0};
	if (quantize_float16(halves, &err)) {
		is_sound(halves, size_before);
		matches(model, halves);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	model_free(halves);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Choice choice;
	Model *model = model_from_bytes((Bytes){data, size}, "input", &err);
	Size size_before = model ? size_of(model) : LARGE;
	if (size_before != LARGE) {
		memcpy(&choice, data + size - sizeof choice, sizeof choice);
		if (choice.form % 8 == 1)
			without_data(model, size_before, choice);
		else if (size_before == TINY)
			with_data(model, choice);
	}
	model_free(model);
	return 0;
}
