/* SPDX-License-Identifier: Apache-2.0 */
/* What strip took out, for people and for machines. */
#ifndef CMD_STRIP_REPORT_H
#define CMD_STRIP_REPORT_H

#include <stdio.h>

#include "formats/tflite/parts.h"
#include "src/graph/model.h"

typedef struct StripReport {
	const char *name; /* of the model, as messages call it */
	const Model *before, *after;
	int64_t n_samples; /* that both gave the same outputs on; 0: not run */
	size_t bytes_before, bytes_after;
	TfliteParts parts_before, parts_after;
} StripReport;

/* Add what the files say: the one read, and the one to write. */
bool strip_report_fill(StripReport *report, Bytes before, Bytes after, Error *err);

void strip_report_table(const StripReport *report, FILE *to);
void strip_report_json(const StripReport *report, FILE *to);

#endif
