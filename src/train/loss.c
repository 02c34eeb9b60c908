/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/loss.h"

static Real largest(const Real *x, int n)
{
	Real most = x[0];
	for (int i = 1; i < n; i++)
		most = x[i] > most ? x[i] : most;
	return most;
}

static float largest_float(const float *x, int n)
{
	float most = x[0];
	for (int i = 1; i < n; i++)
		most = x[i] > most ? x[i] : most;
	return most;
}

double cross_entropy(const Real *logits, int n, int label, double weight, Real *gradient)
{
	Real most = largest(logits, n), sum = 0;
	for (int i = 0; i < n; i++)
		sum += real_exp(logits[i] - most);
	Real scale = (Real)weight / sum;
	for (int i = 0; i < n; i++)
		gradient[i] += real_exp(logits[i] - most) * scale;
	gradient[label] -= (Real)weight;
	return weight * (double)(real_log(sum) - (logits[label] - most));
}

/* With p and q the softmax of teacher and logits over T: d loss / d logits = T (q - p). */
double distillation(const Real *logits, const float *teacher, int n, double temperature,
	double weight, Real *gradient)
{
	Real t = (Real)temperature, most = largest(logits, n);
	float most_taught = largest_float(teacher, n);
	Real sum = 0, sum_taught = 0, loss = 0;
	for (int i = 0; i < n; i++) {
		sum += real_exp((logits[i] - most) / t);
		sum_taught += real_exp(((Real)teacher[i] - (Real)most_taught) / t);
	}
	Real log_sums = real_log(sum) - real_log(sum_taught);
	for (int i = 0; i < n; i++) {
		Real x = (logits[i] - most) / t,
			 taught = ((Real)teacher[i] - (Real)most_taught) / t;
		Real p = real_exp(taught) / sum_taught, q = real_exp(x) / sum;
		loss += p * (taught - x + log_sums);
		gradient[i] += (Real)weight * t * (q - p);
	}
	return weight * temperature * temperature * (double)loss;
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
