/* SPDX-License-Identifier: Apache-2.0 */
/* Remove the least important channels of each layer: smaller, faster, and not quite the
 * same. */
#ifndef PASSES_CHANNELS_STRUCTURED_H
#define PASSES_CHANNELS_STRUCTURED_H

#include "passes/channels/remove_channels.h"
#include "passes/samples.h"

typedef struct StructuredSettings {
	double sparsity; /* share of channels to remove: 0 to below 1 */
	bool is_global;  /* of all layers together, not of each */
	/* Shares of their own: one an operator of graph 0, negative for a layer that keeps all
	 * its channels. NULL: sparsity holds for all. With is_global only the sign counts. */
	const double *of_layer;
	int n_threads; /* 0: all cores */
	int batch;
} StructuredSettings;

#define STRUCTURED_DEFAULTS \
	((StructuredSettings){.sparsity = 0.5, .batch = PLAN_DEFAULTS.batch})

/*
 * Remove channels, the least important first. Those that can only go together (see
 * passes/channels/channels.h) are counted as one channel of one layer; each tensor keeps at least
 * one.
 *
 * Without samples (NULL) a channel is as important as the norm of the weights that make it
 * times the norm of those that read it, in real numbers.
 *
 * With samples it is as important as what the layers that read it would miss, once the
 * channels that stay make up for it as well as they can (see passes/channels/elimination.h): their
 * weights and biases change, and are rounded again where they are integers; weights of zero
 * need not stay so. Channels go one after the other, and each changes what is left of the
 * others' importance. Then the layers that read them are fitted to what they read by then,
 * in order of execution. Nothing is trained.
 *
 * Globally, importance is measured against the root mean square of that of a layer's
 * channels.
 *
 * Works on float32, int8 and int16 activations. The same for any number of threads. Fails,
 * naming the model, where it holds weights only or such that are not finite; with samples
 * also as plan_new and samples_load do, and where the result could not be run.
 */
bool prune_channels(Model *model, const Samples *samples,
	const StructuredSettings *settings, ChannelReport *report, Error *err);

#endif
