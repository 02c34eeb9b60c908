/* SPDX-License-Identifier: Apache-2.0 */
/* Remove channels that carry nothing: what they give is the same for every input, or is not
 * read. */
#ifndef PASSES_CHANNELS_DEAD_H
#define PASSES_CHANNELS_DEAD_H

#include "passes/channels/remove_channels.h"

/*
 * Remove every channel of graph 0 that can go without a change in what the model computes:
 * its value does not depend on the input (see passes/channels/constant_channels.h), so that it can
 * be added to the biases of the layers that read it, or they only have weights of zero for
 * it. Where a padded border would tell the difference, a channel stays.
 *
 * The outputs of int8 and int16 models stay the same to the byte. Sums of float32 are made
 * in another order: there they agree to rounding, and just so where the channels were
 * zeros; activations are taken to be finite.
 *
 * Fails, naming the model, where it cannot be run or holds weights only.
 */
bool prune_dead(Model *model, ChannelReport *report, Error *err);

#endif
