/* SPDX-License-Identifier: Apache-2.0 */
/* Activations fused into layers. */
#ifndef TRAIN_CLAMP_H
#define TRAIN_CLAMP_H

#include <stddef.h>

#include "src/base/error.h"
#include "src/graph/attrs.h"
#include "src/train/real.h"

/* The bounds of an activation that only cuts values off; -INFINITY and INFINITY for none. */
typedef struct Clamp {
	Real low, high;
} Clamp;

/* Of TANH, too: it gives no bounds. Fails for SIGN_BIT, which has no gradient. */
bool activation_trains(Activation activation, Error *err);
Clamp activation_clamp(Activation activation);

/* Do it to n values. NaN stays NaN. */
void activation_do(Activation activation, Real *values, size_t n);

/* Turn the gradient of its output into that of its input, by the output. Where a value lies on
 * a bound, the gradient is 0. */
void activation_undo(Activation activation, const Real *out, Real *gradient, size_t n);

#endif
