/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a layer's output may lie over its input. For what places tensors in memory; what
 * runs needs none of it.
 */
#ifndef KERNELS_LEAD_H
#define KERNELS_LEAD_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/dense_s8.h"
#include "src/kernels/depthwise_s8.h"
#include "src/kernels/pool_int.h"

/*
 * out and in may share memory if out begins at least so many bytes before in; 0 is the same
 * place. Kernels go from pixel to pixel, and write a pixel only where nothing is read any
 * more. Of whole layers, not of a few of their channels. INT32_MAX is no sharing at all.
 *
 * Kernels of single elements (activations, sums, softmax ...) have none, that is 0, where
 * their headers say that out may be the same memory.
 */
int32_t conv_s8_lead(const ConvS8 *conv);
int32_t depthwise_s8_lead(const DepthwiseS8 *conv);

/* All of out. */
int32_t dense_s8_lead(const DenseS8 *dense);

/* Average and max, of elements of so many bytes. */
int32_t pool_int_lead(const PoolInt *pool, int32_t element_bytes);

#endif
