/* SPDX-License-Identifier: Apache-2.0 */
/* Take out of a model what running it does not need. */
#ifndef PASSES_STRIP_H
#define PASSES_STRIP_H

#include "src/graph/model.h"

typedef struct StripSettings {
	bool keep_names;      /* of tensors and graphs */
	bool keep_signatures; /* with the names in them */
	bool keep_metadata;   /* and the description */
	bool tflm_only; /* nothing but TensorFlow Lite for Microcontrollers will read it */
} StripSettings;

#define STRIP_DEFAULTS ((StripSettings){0})

/*
 * The model gives the same results as before, to the bit: here, in TFLM and in LiteRT, or
 * with tflm_only here and in TFLM. What goes:
 *
 *   names, description, metadata, signatures, as far as they are not kept; never metadata
 *   that changes how TFLM runs, nor, without tflm_only, signatures through which LiteRT can
 *   call another graph than the first
 *   ranges (min, max), quantisation without a scale, and shape signatures that equal the
 *   shape
 *   what model_compact drops: what nothing uses, and what is there twice
 *
 * and with tflm_only, since TFLM's kernels do not read them (tflite-micro 90b983c2):
 *
 *   all zero points of a tensor but the first, where they are equal (LiteRT refuses that)
 *   the quantisation of biases, where no kernel reads it (LiteRT's results change); see
 *   strip_tflm.c
 *   all shape signatures, and the mark of known rank
 *
 * Unknown operators stay whole, and so do sparse and blockwise quantised tensors. Running it
 * a second time changes nothing. Cannot fail.
 */
void strip(Model *model, const StripSettings *settings);

/* The part of tflm_only; strip calls it. */
void strip_for_tflm(Model *model);

#endif
