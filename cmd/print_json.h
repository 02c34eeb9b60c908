/* SPDX-License-Identifier: Apache-2.0 */
/* Reports for machines. */
#ifndef CMD_PRINT_JSON_H
#define CMD_PRINT_JSON_H

#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>

/* A report to fill: an object with its schema number. */
cJSON *report_json(void);

/* Add a whole number. */
void add_count(cJSON *json, const char *key, int64_t value);

/* Add a text out of a file, which need not be UTF-8. */
void add_name(cJSON *json, const char *key, const char *name);

/* A number with so many digits: 9 are what a float32 has. */
cJSON *real_json(double value, int digits);

/* A list of n whole numbers. */
cJSON *ints_json(int n, const int *list);

/* Add a number, or null where it is the one that stands for none. */
void add_limit(cJSON *json, const char *key, uint64_t value, uint64_t none);

/* Print a report, indented, with a new line at its end, and free it. */
void print_json(cJSON *json, FILE *to);

#endif
