/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into a layer and what comes out, and the moments of both. */
#include <criterion/criterion.h>
#include <math.h>

#include "passes/layers/moments.h"
#include "passes/quantize/quant_weights.h"
#include "src/base/rng.h"
#include "tests/unit/build.h"

enum { IN, WEIGHTS, BIAS, OUT, N_ROWS = 5 };

static float *random_values(Rng *rng, int n, Arena *arena)
{
	float *values = arena_array(arena, (size_t)n, sizeof *values);
	for (int i = 0; i < n; i++)
		values[i] = rng_float(rng) - 0.5F;
	return values;
}

/* A layer with an activation, to be left out, and data for it. */
typedef struct Case {
	Arena arena;
	Model *model;
	Array data;
	Samples samples;
	Preprocess how;
	LayerData found;
} Case;

typedef struct Layer {
	const char *name;
	int in[4], weight[4], out[4]; /* of a dense layer the last two of each */
	int stride, depth_multiplier;
} Layer;

static void add_layer(Case *made, const Layer *layer, Rng *rng)
{
	Model *model = made->model;
	bool is_dense = layer->stride == 0;
	int rank = is_dense ? 2 : 4, skip = 4 - rank, n_weights = 1;
	bool is_depthwise = layer->depth_multiplier > 0;
	for (int i = skip; i < 4; i++)
		n_weights *= layer->weight[i];
	int n_out = layer->weight[is_depthwise ? 3 : skip];
	test_computed(model, TYPE_FLOAT32, rank, layer->in + skip);
	test_values(model, TYPE_FLOAT32, rank, layer->weight + skip,
		random_values(rng, n_weights, &made->arena));
	test_values(model, TYPE_FLOAT32, DIMS(n_out),
		random_values(rng, n_out, &made->arena));
	test_computed(model, TYPE_FLOAT32, rank, layer->out + skip);
	Op *op = test_op(model, layer->name, LIST(IN, WEIGHTS, BIAS), LIST(OUT));
	if (is_dense) {
		op->attrs.dense.activation = ACTIVATION_RELU;
		return;
	}
	op->attrs.conv = (ConvAttrs){
		.activation = ACTIVATION_RELU6,
		.stride_h = layer->stride,
		.stride_w = layer->stride,
		.dilation_h = 1,
		.dilation_w = 1,
		.depth_multiplier = layer->depth_multiplier,
	};
}

static void gather(Case *made, const Layer *layer, int64_t max_patches, int n_threads)
{
	Rng rng = rng_new(1);
	Error err = {0};
	*made = (Case){.model = test_model_new(1), .how = PREPROCESS_DEFAULTS};
	made->model->name = "m";
	add_layer(made, layer, &rng);
	test_inputs(made->model, LIST(IN));
	test_outputs(made->model, LIST(OUT));
	int count = layer->in[1] * layer->in[2] * layer->in[3];
	made->data = (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {N_ROWS, count}},
		.data = random_values(&rng, N_ROWS * count, &made->arena)};
	cr_assert(samples_open(made->model, &made->data, &made->how, &made->samples, &err),
		"%s", err.text);
	LayerDataSettings how = {max_patches, max_patches, 1 << 20, n_threads, 2};
	Fed fed = {made->model, &made->samples};
	cr_assert(layer_data(fed, 0, fed, 0, &how, &made->arena, &made->found, &err), "%s",
		err.text);
}

static void release(Case *made)
{
	model_free(made->model);
	arena_finish(&made->arena);
}

static const Layer layers[] = {
	{"CONV_2D", {1, 5, 6, 4}, {6, 3, 2, 4}, {1, 5, 6, 6}, 1, 0},
	{"CONV_2D", {1, 7, 5, 6}, {4, 3, 3, 3}, {1, 4, 3, 4}, 2, 0}, /* two groups */
	{"DEPTHWISE_CONV_2D", {1, 6, 5, 3}, {1, 3, 3, 6}, {1, 3, 3, 6}, 2, 2},
	{"FULLY_CONNECTED", {1, 1, 1, 20}, {1, 1, 7, 20}, {1, 1, 1, 7}, 0, 0},
};
enum { N_LAYERS = sizeof layers / sizeof layers[0] };

/* What a group's weights and bias make of a patch. */
static double sum_of(const Case *made, int channel, const float *inputs)
{
	const Graph *graph = &made->model->graphs[0];
	const LayerGeometry *geometry = &made->found.geometry;
	const float *weights = (const float *)(const void *)graph->tensors[1].buffer->data;
	const float *biases = (const float *)(const void *)graph->tensors[2].buffer->data;
	WeightView view = weight_view(graph, &graph->ops[0]);
	int group = channel / geometry->channels;
	double sum = (double)biases[channel];
	for (int k = 0; k < geometry->taps * geometry->width; k++) {
		int tap = k / geometry->width, c = group * geometry->width + k % geometry->width;
		sum += (double)inputs[tap * geometry->window.in_c + c] *
			(double)weights[(size_t)channel * view.channel_step + (size_t)k * view.step];
	}
	return sum;
}

Test(layer_data, has_sums_that_are_those_of_its_inputs)
{
	for (int i = 0; i < N_LAYERS; i++) {
		Case made;
		gather(&made, &layers[i], 1000, 1);
		const LayerData *data = &made.found;
		cr_expect_eq(data->n, (size_t)(N_ROWS * layers[i].out[1] * layers[i].out[2]));
		for (size_t p = 0; p < data->n; p++) {
			for (int c = 0; c < (int)data->n_targets; c++) {
				double sum = sum_of(&made, c, data->inputs + p * data->n_inputs);
				double target = (double)data->targets[p * data->n_targets + (size_t)c];
				cr_assert(fabs(sum - target) < 1e-5, "layer %d, patch %zu: %g, not %g", i,
					p, target, sum);
			}
		}
		release(&made);
	}
}

Test(layer_data, takes_no_more_patches_than_it_may)
{
	Case made;
	gather(&made, &layers[0], 17, 1);
	cr_expect_eq(made.found.n, 15); /* three of each sample */
	release(&made);
	gather(&made, &layers[0], 3, 1);
	cr_expect_eq(made.found.n, 3); /* one each of three samples */
	release(&made);
}

static double mean_product(const LayerData *data, size_t i, const double *means, size_t k)
{
	double sum = 0;
	for (size_t p = 0; p < data->n; p++)
		sum += ((double)data->inputs[p * data->n_inputs + i] - means[i]) *
			((double)data->inputs[p * data->n_inputs + k] - means[k]);
	return sum / (double)data->n;
}

Test(moments, are_the_covariances_of_a_layers_inputs)
{
	Case made;
	gather(&made, &layers[3], 1000, 1);
	Moments moments = moments_of(&made.found, 0, NULL, MOMENTS_CENTRED, 1, &made.arena);
	cr_assert_eq(moments.length, 20);
	for (size_t i = 0; i < 20; i++)
		for (size_t k = 0; k < 20; k++)
			cr_expect(fabs(mean_product(&made.found, i, moments.mean, k) -
						  moments.products[i * (size_t)moments.step + k]) < 1e-12);
	release(&made);
}

/* With targets made of the inputs, solving for the weights must give them back. */
Test(moments, know_the_weights_that_made_the_targets)
{
	for (int i = 0; i < N_LAYERS; i++) {
		Case made;
		gather(&made, &layers[i], 1000, 1);
		const LayerGeometry *geometry = &made.found.geometry;
		for (int g = 0; g < geometry->groups; g++) {
			Moments m = moments_of(&made.found, g, NULL, MOMENTS_CENTRED, 2, &made.arena);
			WeightView view =
				weight_view(&made.model->graphs[0], &made.model->graphs[0].ops[0]);
			const float *w = (const float *)(const void *)made.model->graphs[0]
								 .tensors[WEIGHTS]
								 .buffer->data;
			for (int c = 0; c < m.n_targets; c++) {
				const float *filter =
					w + (size_t)(g * geometry->channels + c) * view.channel_step;
				for (int a = 0; a < m.length; a++) {
					double sum = 0;
					for (int b = 0; b < m.length; b++)
						sum += m.products[a * m.step + b] *
							(double)filter[(size_t)b * view.step];
					cr_expect(fabs(sum - m.with_targets[c * m.step + a]) < 1e-6);
				}
			}
		}
		release(&made);
	}
}

Test(moments, are_the_same_on_any_number_of_threads)
{
	Case one, four;
	gather(&one, &layers[0], 1000, 1);
	gather(&four, &layers[0], 1000, 4);
	Moments a = moments_of(&one.found, 0, NULL, MOMENTS_RAW, 1, &one.arena);
	Moments b = moments_of(&four.found, 0, NULL, MOMENTS_RAW, 4, &four.arena);
	size_t n_bytes = (size_t)a.length * (size_t)a.step * sizeof *a.products;
	cr_expect_arr_eq(a.products, b.products, n_bytes);
	cr_expect_arr_eq(a.mean, b.mean, (size_t)a.length * sizeof *a.mean);
	release(&one);
	release(&four);
}
