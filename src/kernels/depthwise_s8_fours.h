/* SPDX-License-Identifier: Apache-2.0 */
/* Four channels at a time, for depthwise_s8.c on machines without vectors. */
#ifndef KERNELS_DEPTHWISE_S8_FOURS_H
#define KERNELS_DEPTHWISE_S8_FOURS_H

#include "src/kernels/depthwise_s8_taps.h"
#include "src/kernels/machine.h"
#include "src/kernels/output_s8.h"

/*
 * Each of these has
 *
 *   pack_four  prepares the weights of four channels, given the first tap's
 *   sum_four   adds the products of channel c and the next three over all taps; with
 *              weights as they are, or with the pairs made of them, of which it tells where
 *              the next four channels' begin
 */
#if defined(KERNELS_DSP)
#include "src/kernels/depthwise_s8_dsp.h"
#else
#include "src/kernels/depthwise_s8_plain.h"
#endif

static void pack_block(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, int32_t first, int32_t end)
{
	uint32_t *pairs = space->pairs;

	for (int32_t c = first; c + 4 <= end; c += 4)
		pairs = pack_four(conv, space, weight + c, pairs);
}

static int32_t put_most(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, const int32_t *bias, int32_t first, int32_t end, int8_t *out)
{
	LayerQuant quant = conv->quant;
	const uint32_t *pairs = space->pairs;
	int32_t c = first;

	for (; c + 4 <= end; c += 4) {
		Sums sums = {bias[c], bias[c + 1], bias[c + 2], bias[c + 3]};

		pairs = sum_four(conv, space, weight, c, pairs, &sums);
		put_output(output_of(&quant, c), sums.a, out + c);
		put_output(output_of(&quant, c + 1), sums.b, out + c + 1);
		put_output(output_of(&quant, c + 2), sums.c, out + c + 2);
		put_output(output_of(&quant, c + 3), sums.d, out + c + 3);
	}
	return c;
}

#endif
