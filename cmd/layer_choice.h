/* SPDX-License-Identifier: Apache-2.0 */
/* The layers that a user names: by number, by name, and all but these. */
#ifndef CMD_LAYER_CHOICE_H
#define CMD_LAYER_CHOICE_H

#include "cmd/options.h"
#include "passes/layers/layer_weights.h"

typedef struct LayerChoice {
	Texts skip, only;
} LayerChoice;

/* Entries of an option array. */
#define OPTS_LAYER_CHOICE(to) \
	OPT_TEXTS(0, "skip", &(to)->skip, "LAYER", \
		"leave a layer alone: its number or name; may be repeated"), \
		OPT_TEXTS(0, "only", &(to)->only, "LAYER", \
			"leave all others alone; may be repeated")

/*
 * Choose layers to work on: those with weights (see layer_weights()), of these the ones of
 * --only where it is given, and without those of --skip. chosen has an entry a layer. Fails
 * where a layer is not there, where --only names one that has no such weights, and where none
 * is left.
 */
bool choose_layers(const Model *model, const LayerChoice *choice, bool *chosen,
	Error *err);

/* The layer that a user means: by its index, as `info` shows it, or by its name. -1, with an
 * error, for none or several. */
int layer_find(const Model *model, const char *text, Error *err);

/* What a layer is called: the name of what it computes, or "#" and the tensor's number; of
 * weights alone the tensor's own. */
const char *layer_name(const Model *model, int layer, char label[16]);

/* Of what kind it is: "CONV_2D"; "tensor" of weights alone. */
const char *layer_kind(const Model *model, int layer);

#endif
