/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/whole.h"

#include <stdbool.h>

int64_t whole_sum(int64_t a, int64_t b)
{
	if (b > 0 && a > INT64_MAX - b)
		return INT64_MAX;
	if (b < 0 && a < INT64_MIN - b)
		return INT64_MIN;
	return a + b;
}

int64_t whole_difference(int64_t a, int64_t b)
{
	if (b < 0 && a > INT64_MAX + b)
		return INT64_MAX;
	if (b > 0 && a < INT64_MIN + b)
		return INT64_MIN;
	return a - b;
}

static uint64_t magnitude(int64_t a)
{
	return a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
}

int64_t whole_product(int64_t a, int64_t b)
{
	uint64_t far_a = magnitude(a), far_b = magnitude(b);
	bool is_negative = (a < 0) != (b < 0);
	if (far_b > 0 && far_a > (uint64_t)INT64_MAX / far_b)
		return is_negative ? INT64_MIN : INT64_MAX;
	return a * b;
}

int64_t whole_quotient(int64_t a, int64_t b)
{
	return b == -1 ? whole_negative(a) : a / b;
}

int64_t whole_remainder(int64_t a, int64_t b)
{
	return b == -1 ? 0 : a % b;
}

int64_t whole_floor_remainder(int64_t a, int64_t b)
{
	int64_t rest = whole_remainder(a, b);
	return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

int64_t whole_power(int64_t a, int64_t b)
{
	int64_t power = 1;
	if (b < 0)
		return a == 1 || (a == -1 && b % 2 == 0) ? 1 : a == -1 ? -1 : 0;
	for (; b > 0; b /= 2) {
		if (b % 2 == 1)
			power = whole_product(power, a);
		a = whole_product(a, a);
	}
	return power;
}

int64_t whole_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t whole_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t whole_equal(int64_t a, int64_t b)
{
	return a == b;
}

int64_t whole_less(int64_t a, int64_t b)
{
	return a < b;
}

int64_t whole_less_or_equal(int64_t a, int64_t b)
{
	return a <= b;
}

int64_t whole_greater(int64_t a, int64_t b)
{
	return a > b;
}

int64_t whole_greater_or_equal(int64_t a, int64_t b)
{
	return a >= b;
}

int64_t whole_and(int64_t a, int64_t b)
{
	return a && b;
}

int64_t whole_or(int64_t a, int64_t b)
{
	return a || b;
}

int64_t whole_xor(int64_t a, int64_t b)
{
	return !a != !b;
}

int64_t whole_negative(int64_t a)
{
	return a == INT64_MIN ? INT64_MAX : -a;
}

int64_t whole_absolute(int64_t a)
{
	return a < 0 ? whole_negative(a) : a;
}

int64_t whole_sign(int64_t a)
{
	return (a > 0) - (a < 0);
}

int64_t whole_itself(int64_t a)
{
	return a;
}

int64_t whole_not(int64_t a)
{
	return !a;
}
