/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast variants of the int8 convolutions for the machine that whit runs on.
 *
 * Results equal conv_s8() and depthwise_s8() to the byte. A fully connected layer is a
 * 1x1 convolution with batch = rows, in_h = in_w = 1. On other machines than x86-64 the
 * interface is there and offers nothing.
 */
#ifndef KERNELS_X86_CONV_S8_X86_H
#define KERNELS_X86_CONV_S8_X86_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/depthwise_s8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How a variant is used: once a layer, pack() into packed_bytes(); then run() any number
 * of times, from any number of threads, each with scratch_bytes() of its own. The batch may
 * differ between pack() and run(); scratch_bytes() takes it into account, nothing else of
 * the parameters may change. packed and scratch are 64-byte aligned; in and out need no
 * alignment. packed keeps no pointer to weight, bias or the parameters.
 *
 * supports() says whether the variant takes these parameters (no groups, and no window so
 * wide that padding would ask for unreasonable memory); nothing else may be called
 * if it does not.
 */
typedef struct ConvS8Host {
	const char *name; /* "avx512vnni", "avx2" */
	bool (*supports)(const ConvS8 *conv);
	size_t (*packed_bytes)(const ConvS8 *conv);
	void (*pack)(const ConvS8 *conv, const int8_t *weight, const int32_t *bias,
		void *packed);
	size_t (*scratch_bytes)(const ConvS8 *conv);
	void (*run)(const ConvS8 *conv, const int8_t *in, const void *packed, int8_t *out,
		void *scratch);
} ConvS8Host;

typedef struct DepthwiseS8Host {
	const char *name;
	bool (*supports)(const DepthwiseS8 *conv);
	size_t (*packed_bytes)(const DepthwiseS8 *conv);
	void (*pack)(const DepthwiseS8 *conv, const int8_t *weight, const int32_t *bias,
		void *packed);
	size_t (*scratch_bytes)(const DepthwiseS8 *conv);
	void (*run)(const DepthwiseS8 *conv, const int8_t *in, const void *packed,
		int8_t *out, void *scratch);
} DepthwiseS8Host;

/* The best variant that this CPU has and that takes these parameters, or NULL. */
const ConvS8Host *conv_s8_host(const ConvS8 *conv);
const DepthwiseS8Host *depthwise_s8_host(const DepthwiseS8 *conv);

/* The i-th variant that this CPU has, best first; NULL after the last. */
const ConvS8Host *conv_s8_variant(int i);
const DepthwiseS8Host *depthwise_s8_variant(int i);

#endif
