/* SPDX-License-Identifier: Apache-2.0 */
/* Time, energy and battery of a budget, for people and for machines. */
#ifndef CMD_BUDGET_SPEED_H
#define CMD_BUDGET_SPEED_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "src/target/speed.h"

/* Lines of a table, and those that tell where the figures are from. */
void print_speed(const Speed *speed, FILE *to);
void print_speed_notes(const Speed *speed, FILE *to);

/* What is used of a limit, "43.2 of 50 ms (estimate)", in the arena; NULL where there is none. */
const char *latency_limit_text(const Speed *speed, Arena *arena);
const char *energy_limit_text(const Speed *speed, Arena *arena);

/* Add objects "latency", "energy" and, where one was asked for, "battery". */
void speed_add(cJSON *json, const Speed *speed);

/* Three digits, or all before the point: "0.0432", "43.2", "1820". */
enum { FIGURE_BYTES = 32 };
const char *figure_text(double value, char text[FIGURE_BYTES]);

#endif
