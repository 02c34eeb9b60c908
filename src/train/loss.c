/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/loss.h"

static Real largest(const Real *x, int n)
{
	Real most = x[0];
	for (int i = 1; i < n; i++)
		most = x[i] > most ? x[i] : most;
	return most;
}

double cross_entropy(const Real *logits, int n, int label, double smoothing,
	double weight, Real *gradient)
{
	Real most = largest(logits, n), all = logits[0] - most, sum = real_exp(all);
	for (int i = 1; i < n; i++) {
		sum += real_exp(logits[i] - most);
		all += logits[i] - most;
	}
	Real scale = (Real)weight / sum, share = (Real)(weight * smoothing / n);
	for (int i = 0; i < n; i++)
		gradient[i] += real_exp(logits[i] - most) * scale - share;
	gradient[label] -= (Real)(weight * (1 - smoothing));
	double wanted =
		(1 - smoothing) * (double)(logits[label] - most) + smoothing * (double)all / n;
	return weight * ((double)real_log(sum) - wanted);
}

/* ln(1 + e^x), and its slope. */
static Real soft_plus(Real x, Real *slope)
{
	Real small = real_exp(x > 0 ? -x : x);
	*slope = (x > 0 ? 1 : small) / (1 + small);
	return (x > 0 ? x : 0) + real_log(1 + small);
}

double binary_cross_entropy(Real logit, int label, double smoothing, double weight,
	Real *gradient)
{
	Real slope, sum = soft_plus(logit, &slope);
	double wanted = (1 - smoothing) * label + smoothing / 2;
	*gradient += (Real)weight * (slope - (Real)wanted);
	return weight * ((double)sum - wanted * (double)logit);
}

/* With p and q the softmax of teacher and logits over T: d loss / d logits = T (q - p). */
static double distil_classes(const Real *logits, const float *teacher, int n, Real t,
	Real factor, Real *gradient)
{
	Real most = largest(logits, n), most_taught = (Real)teacher[0];
	for (int i = 1; i < n; i++)
		if ((Real)teacher[i] > most_taught)
			most_taught = (Real)teacher[i];
	Real sum = 0, sum_taught = 0;
	for (int i = 0; i < n; i++) {
		sum += real_exp((logits[i] - most) / t);
		sum_taught += real_exp(((Real)teacher[i] - most_taught) / t);
	}
	double log_sums = (double)real_log(sum / sum_taught), loss = 0;
	for (int i = 0; i < n; i++) {
		Real x = (logits[i] - most) / t, taught = ((Real)teacher[i] - most_taught) / t;
		Real p = real_exp(taught) / sum_taught, q = real_exp(x) / sum;
		loss += (double)p * ((double)taught - (double)x + log_sums);
		gradient[i] += factor * (q - p);
	}
	return loss;
}

static double distil_binary(Real logit, float teacher, Real t, Real factor,
	Real *gradient)
{
	Real p, q, x = logit / t, taught = (Real)teacher / t;
	Real sum_taught = soft_plus(taught, &p), sum = soft_plus(x, &q);
	*gradient += factor * (q - p);
	return (double)p * ((double)taught - (double)x) + ((double)sum - (double)sum_taught);
}

double distillation(const Real *logits, const float *teacher, int n, double temperature,
	double weight, Real *gradient)
{
	Real t = (Real)temperature, factor = (Real)(weight * temperature);
	double loss = n == 1 ? distil_binary(logits[0], teacher[0], t, factor, gradient)
						 : distil_classes(logits, teacher, n, t, factor, gradient);
	return weight * temperature * temperature * loss;
}

double squared_error(const Real *out, const float *wanted, int n, double weight,
	Real *gradient)
{
	double sum = 0;
	Real scale = (Real)(2 * weight / n);
	for (int i = 0; i < n; i++) {
		Real error = out[i] - (Real)wanted[i];
		sum += (double)error * (double)error;
		gradient[i] += scale * error;
	}
	return weight * sum / n;
}
