/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/depthwise_tile.h"

#include "src/train/simd.h"

/* One output pixel. Three taps at a time: a kernel's row, mostly. */
SIMD_BODY forward_pixel(const DepthwiseImage *p, const Real *x, Real *out)
{
	int n = p->channels, k = 0;
	for (int c = 0; c < n; c++)
		out[c] = p->bias[c];
	for (; k + 3 <= p->n_taps; k += 3) {
		const Real *x0 = x + p->tap[k], *x1 = x + p->tap[k + 1], *x2 = x + p->tap[k + 2];
		const Real *w0 = p->weight + k * n, *w1 = w0 + n, *w2 = w1 + n;
#pragma omp simd
		for (int c = 0; c < n; c++)
			out[c] = out[c] + x0[c] * w0[c] + x1[c] * w1[c] + x2[c] * w2[c];
	}
	for (; k < p->n_taps; k++) {
		const Real *x0 = x + p->tap[k], *w0 = p->weight + k * n;
#pragma omp simd
		for (int c = 0; c < n; c++)
			out[c] += x0[c] * w0[c];
	}
#pragma omp simd
	for (int c = 0; c < n; c++) {
		Real raised = out[c] < p->low ? p->low : out[c];
		out[c] = raised > p->high ? p->high : raised;
	}
}

SIMD_BODY forward_body(const DepthwiseImage *p)
{
	Real *out = p->out;
	for (int y = 0; y < p->out_h; y++)
		for (int v = 0; v < p->out_w; v++, out += p->channels)
			forward_pixel(p, p->x + y * p->row_step + v * p->column_step, out);
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
