/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/depthwise_tile.h"

#include "src/train/simd.h"

SIMD_BODY forward_body(const DepthwiseImage *p)
{
	const Real *x_row = p->x;
	Real *out = p->out;
	for (int y = 0; y < p->out_h; y++, x_row += p->row_step)
		for (int v = 0; v < p->out_w; v++, out += p->channels) {
			const Real *x = x_row + v * p->column_step;
#pragma omp simd
			for (int c = 0; c < p->channels; c++) {
				Real sum = p->bias[c];
				for (int k = 0; k < p->n_taps; k++)
					sum += x[p->tap[k] + c] * p->weight[k * p->channels + c];
				Real raised = sum < p->low ? p->low : sum;
				out[c] = raised > p->high ? p->high : raised;
			}
		}
}

SIMD_VARIANTS(forward, (const DepthwiseImage *p), (p))

void depthwise_forward(const DepthwiseImage *image)
{
	forward(image);
}

SIMD_BODY backward_body(const DepthwiseImage *p)
{
	const Real *d_out = p->d_out;
	for (int y = 0; y < p->out_h; y++)
		for (int v = 0; v < p->out_w; v++, d_out += p->channels) {
			ptrdiff_t at = y * p->row_step + v * p->column_step;
			for (int k = 0; k < p->n_taps; k++) {
				const Real *x = p->x + at + p->tap[k];
				Real *d_weight = p->d_weight + k * p->channels;
#pragma omp simd
				for (int c = 0; c < p->channels; c++)
					d_weight[c] += x[c] * d_out[c];
				if (!p->d_x)
					continue;
				const Real *weight = p->weight + k * p->channels;
				Real *d_x = p->d_x + at + p->tap[k];
#pragma omp simd
				for (int c = 0; c < p->channels; c++)
					d_x[c] += weight[c] * d_out[c];
			}
		}
}

SIMD_VARIANTS(backward, (const DepthwiseImage *p), (p))

void depthwise_backward(const DepthwiseImage *image)
{
	backward(image);
}
