/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/augment.h"

#include <math.h>
#include <string.h>

#include "src/base/natural_log.h"
#include "src/base/rng.h"
#include "src/kernels/exp_f32.h"

/* Streams of a seed: see batches.c for others. */
enum { ROW_STREAM = 16, MIX_STREAM };

static Rng stream(const AugmentKey *key, uint64_t kind)
{
	Rng rng = rng_stream(key->seed, kind, (uint64_t)key->epoch);
	return rng_stream(rng_next(&rng), kind, (uint64_t)key->sample);
}

bool augment_is_none(const Augment *how)
{
	return !how->flip && !how->shift && !how->cutout && how->noise <= 0 &&
		how->mixup <= 0;
}

bool augment_check(const Augment *how, ImageShape image, Error *err)
{
	if (!how->flip && !how->shift && !how->cutout)
		return true;
	const char *what = how->flip ? "flip" : how->shift ? "shift" : "cutout";
	if (image.h < 1 || image.w < 1 || image.c < 1)
		return failed(err, "%s: the samples are no images", what);
	int least = image.h < image.w ? image.h : image.w;
	if (how->shift >= least)
		return failed(err, "a shift of %d pixels leaves nothing of images of %dx%d",
			how->shift, image.h, image.w);
	return true;
}

static void flip(ImageShape image, float *row)
{
	size_t c = (size_t)image.c;
	for (int y = 0; y < image.h; y++)
		for (int x = 0; x < image.w / 2; x++) {
			float *a = row + ((size_t)y * (size_t)image.w + (size_t)x) * c;
			float *b = row + ((size_t)(y + 1) * (size_t)image.w - 1 - (size_t)x) * c;
			for (size_t k = 0; k < c; k++) {
				float kept = a[k];
				a[k] = b[k];
				b[k] = kept;
			}
		}
}

static int within(int at, int n)
{
	return at < 0 ? 0 : at >= n ? n - 1 : at;
}

static void shift(ImageShape image, int down, int right, size_t n, float *row,
	float *scratch)
{
	size_t c = (size_t)image.c;
	memcpy(scratch, row, n * sizeof *row);
	for (int y = 0; y < image.h; y++)
		for (int x = 0; x < image.w; x++, row += c) {
			size_t from_y = (size_t)within(y - down, image.h);
			size_t from_x = (size_t)within(x - right, image.w);
			memcpy(row, scratch + (from_y * (size_t)image.w + from_x) * c,
				c * sizeof *row);
		}
}

static float channel_mean(ImageShape image, int channel, const float *row)
{
	size_t n = (size_t)image.h * (size_t)image.w;
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)row[i * (size_t)image.c + (size_t)channel];
	return (float)(sum / (double)n);
}

static void cut_out(ImageShape image, int size, int centre_y, int centre_x, float *row)
{
	int top = centre_y - size / 2, left = centre_x - size / 2;
	int first_y = top < 0 ? 0 : top, first_x = left < 0 ? 0 : left;
	int end_y = top + size < image.h ? top + size : image.h;
	int end_x = left + size < image.w ? left + size : image.w;
	for (int k = 0; k < image.c; k++) {
		float mean = channel_mean(image, k, row);
		for (int y = first_y; y < end_y; y++)
			for (int x = first_x; x < end_x; x++)
				row[((size_t)y * (size_t)image.w + (size_t)x) * (size_t)image.c +
					(size_t)k] = mean;
	}
}

void augment_row(const Augment *how, const AugmentKey *key, ImageShape image, size_t n,
	float *row, float *scratch)
{
	Rng rng = stream(key, ROW_STREAM);
	if (how->flip && rng_below(&rng, 2))
		flip(image, row);
	if (how->shift) {
		uint64_t places = 2 * (uint64_t)how->shift + 1;
		int down = (int)rng_below(&rng, places) - how->shift;
		int right = (int)rng_below(&rng, places) - how->shift;
		shift(image, down, right, n, row, scratch);
	}
	if (how->cutout) {
		int y = (int)rng_below(&rng, (uint64_t)image.h);
		int x = (int)rng_below(&rng, (uint64_t)image.w);
		cut_out(image, how->cutout, y, x, row);
	}
	for (size_t i = 0; how->noise > 0 && i < n; i++)
		row[i] += (float)(how->noise * rng_normal(&rng));
}

/*
 * The logarithm of a Gamma(alpha, 1) variate: for alpha of 1 and above, Marsaglia and Tsang, "A
 * simple method for generating gamma variables", 2000; below, that of alpha + 1 and a power of a
 * uniform one. By logarithms, since such of small alpha are too small for numbers.
 */
static double log_gamma_variate(Rng *rng, double alpha)
{
	double log_power = 0;
	if (alpha < 1) {
		log_power = natural_log(1 - (double)rng_float(rng)) / alpha;
		alpha += 1;
	}
	double d = alpha - 1.0 / 3, c = 1 / sqrt(9 * d);
	for (;;) {
		double x = rng_normal(rng), v = 1 + c * x;
		if (v <= 0)
			continue;
		v = v * v * v;
		double u = 1 - (double)rng_float(rng);
		if (natural_log(u) < x * x / 2 + d - d * v + d * natural_log(v))
			return natural_log(d * v) + log_power;
	}
}

Mix augment_mix(const Augment *how, const AugmentKey *key, int64_t n_samples)
{
	Rng rng = stream(key, MIX_STREAM);
	Mix mix = {.other = (int64_t)rng_below(&rng, (uint64_t)n_samples)};
	double difference = log_gamma_variate(&rng, how->mixup);
	difference -= log_gamma_variate(&rng, how->mixup);
	/* The larger part: 1 / (1 + e^-|difference|). */
	double size = fabs(difference);
	mix.share = size > 40 ? 1 : (float)(1 / (1 + exp_core(-size)));
	return mix;
}
