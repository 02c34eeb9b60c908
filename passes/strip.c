/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/strip.h"

#include <string.h>

#include "src/graph/compact.h"

/* --- Texts --- */

static void drop_names(Model *model)
{
	for (int g = 0; g < model->n_graphs; g++) {
		Graph *graph = &model->graphs[g];
		graph->name = "";
		graph->source = NULL; /* a name, and places in lists for debugging */
		for (int i = 0; i < graph->n_tensors; i++)
			graph->tensors[i].name = "";
	}
}

static void drop_metadata(Model *model)
{
	int n_kept = 0;
	for (int i = 0; i < model->n_metadata; i++)
		if (metadata_changes_runs(model->metadata[i].name))
			model->metadata[n_kept++] = model->metadata[i];
	model->n_metadata = n_kept;
	model->n_legacy_metadata = 0;
	model->description = "";
}

/* Through a signature LiteRT calls a graph; there is no other way to one beside the first. */
static bool signatures_are_needed(const Model *model)
{
	for (int i = 0; i < model->n_signatures; i++)
		if (model->signatures[i].graph != 0)
			return true;
	return false;
}

/* --- Tensors --- */

static bool is_plain_quantization(const Quantization *q)
{
	return q && !q->has_details;
}

static void strip_quantization(Tensor *tensor)
{
	Quantization *q = tensor->quantization;
	if (!is_plain_quantization(q))
		return;
	if (q->n_scales == 0) {
		tensor->quantization = NULL; /* counts as none */
		return;
	}
	q->n_min = q->n_max = 0;
	q->source = NULL; /* nothing that the fields do not say */
}

static bool has_own_signature(const Tensor *tensor)
{
	return tensor->signature_rank != tensor->rank ||
		(tensor->rank > 0 &&
			memcmp(tensor->signature, tensor->dims,
				(size_t)tensor->rank * sizeof *tensor->dims) != 0);
}

static void strip_tensor(Tensor *tensor)
{
	strip_quantization(tensor);
	if (!has_own_signature(tensor))
		tensor->signature_rank = 0;
	/* Sparse encodings and the types of variants are all that the fields do not say. */
	if (!tensor->is_sparse && tensor->type != TYPE_VARIANT)
		tensor->source = NULL;
}

void strip(Model *model, const StripSettings *settings)
{
	if (!settings->keep_names)
		drop_names(model);
	if (!settings->keep_metadata)
		drop_metadata(model);
	if (!settings->keep_signatures &&
		(settings->tflm_only || !signatures_are_needed(model)))
		model->n_signatures = 0;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			strip_tensor(&model->graphs[g].tensors[i]);
	if (settings->tflm_only)
		strip_for_tflm(model);
	model_compact(model);
}
