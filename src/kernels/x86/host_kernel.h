/* SPDX-License-Identifier: Apache-2.0 */
/* A fast variant of a layer's kernel for the machine that whit runs on. */
#ifndef KERNELS_X86_HOST_KERNEL_H
#define KERNELS_X86_HOST_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which kernel it is a variant of (conv_s8, depthwise_f32 ...) says who gives it out, and
 * that says what the pointers are: `layer` the kernel's parameters, the others its arrays.
 *
 * How it is used: once a layer, pack() weight and bias into packed_bytes(); then run() any
 * number of times, from any number of threads, each with scratch_bytes() of its own. The
 * batch may differ between pack() and run(); scratch_bytes() takes it into account, nothing
 * else of the parameters may change. packed and scratch are 64-byte aligned; in and out need
 * no alignment. packed keeps no pointer to weight, bias or the parameters.
 *
 * supports() says whether the variant takes these parameters; nothing else may be called if
 * it does not.
 */
typedef struct HostKernel {
	const char *name; /* "avx512vnni", "avx2" */
	bool (*supports)(const void *layer);
	size_t (*packed_bytes)(const void *layer);
	void (*pack)(const void *layer, const void *weight, const void *bias, void *packed);
	size_t (*scratch_bytes)(const void *layer);
	void (*run)(const void *layer, const void *in, const void *packed, void *out,
		void *scratch);
} HostKernel;

#endif
