/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/print_difference.h"

#include <math.h>

#include "cmd/print_json.h"

enum { DIGITS = 6 };

void add_decibels(Columns *table, double snr)
{
	if (isinf(snr))
		columns_add(table, snr > 0 ? "exact" : "none");
	else
		columns_add(table, "%.1f", snr);
}

void add_snr(Columns *table, const Difference *difference)
{
	if (difference)
		add_decibels(table, difference_snr(difference));
	else
		columns_add(table, "-");
}

void add_largest(Columns *table, const Difference *difference)
{
	if (difference)
		columns_add(table, "%.3g", difference->largest);
	else
		columns_add(table, "-");
}

/* Neither 0 nor 100 is said of what only rounds to it. */
void add_percent(Columns *table, int64_t part, int64_t whole)
{
	double percent = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
	if (whole <= 0)
		columns_add(table, "-");
	else if (part == 0 || part == whole)
		columns_add(table, "%.0f %%", percent);
	else if (percent < 0.01)
		columns_add(table, "<0.01 %%");
	else if (percent < 1)
		columns_add(table, "%.2f %%", percent);
	else
		columns_add(table, "%.1f %%", fmin(percent, 99.9));
}

void add_saturated(Columns *table, const Difference *difference)
{
	add_percent(table, difference ? difference->n_saturated : 0,
		difference ? difference->n : 0);
}

void add_same_top(Columns *table, const Difference *difference)
{
	add_percent(table, difference ? difference->n_same_top : 0,
		difference ? difference->n_rows : 0);
}

cJSON *decibels_json(double snr)
{
	return isfinite(snr) ? real_json(snr, DIGITS) : cJSON_CreateNull();
}

cJSON *difference_json(const Difference *difference)
{
	if (!difference)
		return cJSON_CreateNull();
	cJSON *json = cJSON_CreateObject();
	double mean = difference->n ? difference->bias / (double)difference->n : 0;
	add_count(json, "values", difference->n);
	cJSON_AddItemToObject(json, "snr_db", decibels_json(difference_snr(difference)));
	cJSON_AddBoolToObject(json, "is_exact", difference->noise == 0);
	cJSON_AddItemToObject(json, "largest_difference",
		real_json(difference->largest, DIGITS));
	cJSON_AddItemToObject(json, "mean_difference", real_json(mean, DIGITS));
	return json;
}
