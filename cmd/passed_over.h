/* SPDX-License-Identifier: Apache-2.0 */
/* Layers whose weights could not be worked on, and why. */
#ifndef CMD_PASSED_OVER_H
#define CMD_PASSED_OVER_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "src/graph/model.h"

/* A line of the first of them, and how many more there are; nothing where there is none. */
void print_passed_over(const Model *model, FILE *to);

/* All of them, as a list "passed_over". */
void add_passed_over(cJSON *json, const Model *model);

#endif
