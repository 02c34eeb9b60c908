/* SPDX-License-Identifier: Apache-2.0 */
/* How differences of values are told, in tables and in JSON. */
#ifndef CMD_PRINT_DIFFERENCE_H
#define CMD_PRINT_DIFFERENCE_H

#include <cjson/cJSON.h>

#include "cmd/columns.h"
#include "passes/compare/difference.h"

/* Signal to noise in dB: "38.2"; "exact" without noise, "none" without signal. */
void add_decibels(Columns *table, double snr);
cJSON *decibels_json(double snr); /* null where it is not finite */

/* Cells of a table; "-" where difference is NULL. */
void add_snr(Columns *table, const Difference *difference);       /* "38.2", "exact" */
void add_largest(Columns *table, const Difference *difference);   /* "0.00391" */
void add_saturated(Columns *table, const Difference *difference); /* "0.1 %" of values */
void add_same_top(Columns *table, const Difference *difference);  /* "98.3 %" of rows */

/* A part of a whole: "12.5 %", "0 %", "100 %"; "-" where the whole is not above 0. */
void add_percent(Columns *table, int64_t part, int64_t whole);

/*
 * Fill an object, or make null of NULL: values, snr_db, is_exact, largest_difference,
 * mean_difference (its bias). snr_db is null where it is not finite: no noise (is_exact is true),
 * or nothing else.
 */
cJSON *difference_json(const Difference *difference);

#endif
