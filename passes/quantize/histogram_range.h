/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the histogram of a tensor's values to the range that its int8 values are to span.
 *
 * What a range stands for is an asymmetric quantisation to 256 levels: with low at most 0
 * and high at least 0, the step is s = (high - low) / 255, and the levels are s * j for all
 * whole j from -m to 255 - m, m = -low / s rounded. 0 is a level, always, so values of
 * exactly 0 cost nothing. Values beyond the levels become the nearest one.
 *
 * The others of a bin are taken as uniform between its edges, or between the extremes where
 * those are nearer. All results lie within the extremes of what was counted, or reach from
 * these to 0, and depend on nothing but the counts.
 */
#ifndef PASSES_QUANTIZE_HISTOGRAM_RANGE_H
#define PASSES_QUANTIZE_HISTOGRAM_RANGE_H

#include "passes/quantize/histogram.h"

/*
 * Cut off, at each end, as many values as may lie beyond it: percentile (50 to 100) is the
 * share in % that is not above the range, and that is not below it. Cuts are at edges of
 * bins.
 */
Range percentile_range(const Histogram *histogram, double percentile);

/*
 * The range with the least histogram_error, as far as a search from several starts finds
 * it. Never one with a larger error than the extremes, or than any of the percentiles 99,
 * 99.9, 99.99 and 99.999.
 */
Range mse_range(const Histogram *histogram);

/* The expected squared error of a value when all that were counted are quantised to 256
 * levels: of rounding and of saturation. 0 for an empty histogram. */
double histogram_error(const Histogram *histogram, Range range);

/*
 * The range that keeps most of the information, after TensorRT's calibration ("8-bit
 * inference with TensorRT", S. Migacz, GTC 2017), for ranges with two free ends.
 *
 * What is minimised is the divergence KL(P || Q) = sum P log(P / Q) over bins, of values
 * that are not exactly 0. P is the share of each bin within the range, the outermost used
 * ones also having what was cut off at their end. Q is what P's bins have without that, when
 * all used bins that round to one level share evenly in what the level has. Not considered
 * are ranges whose step is finer than a bin, which would lose nothing, and those that cut
 * off over a hundredth of the values: nearly all in one bin would lose nothing either, and
 * with few samples the noise of counts weighs more than what is cut off.
 *
 * Where a tensor has no negative (or no positive) values, that end stays at 0.
 */
Range entropy_range(const Histogram *histogram);

#endif
