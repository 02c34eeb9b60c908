/* SPDX-License-Identifier: Apache-2.0 */
/* A student of an architecture that exists, perhaps narrower. */
#ifndef PASSES_INIT_LIKE_H
#define PASSES_INIT_LIKE_H

#include "src/graph/model.h"

typedef struct LikeSettings {
	double width; /* share of each layer's channels to keep: above 0, at most 1 */
	int multiple_of; /* round them up to a multiple of this, but to no more than there were */
} LikeSettings;

#define LIKE_DEFAULTS ((LikeSettings){.width = 1, .multiple_of = 1})

/* Of all layers with weights; parameters are weights and biases. */
typedef struct LikeReport {
	int n_layers, n_narrower;
	int64_t parameters_before, parameters_after;
} LikeReport;

/*
 * Make a model its own untrained student: float32 (see float_form.h), each layer with fewer
 * channels, weights and biases 0, to be filled by fresh_weights(). Channels that hang together
 * (passes/channels/channels.h) are counted once; inputs and outputs stay as they are, and so do
 * channels that whatever reads them needs. Constants that are operands, as factors of a MUL or
 * of PRELU, keep their values. Graphs that nothing calls go.
 *
 * Fails, naming the model, where it has no network or packed weights, cannot be run, or has
 * constants that cannot be made float32.
 */
bool make_like(Model *model, const LikeSettings *settings, LikeReport *report,
	Error *err);

/* Weights and biases of all layers of graph 0; those that several share count once. */
int64_t count_parameters(const Model *model);

#endif
