/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/strip_report.h"

#include "cmd/columns.h"
#include "cmd/print_json.h"

/* Something counted before and after, in bytes or in pieces. */
typedef struct Row {
	const char *name, *key;
	size_t before, after;
} Row;

enum { N_PARTS = 4, N_KINDS = 6 };

bool strip_report_fill(StripReport *report, Bytes before, Bytes after, Error *err)
{
	report->bytes_before = before.n;
	report->bytes_after = after.n;
	return tflite_parts(before, &report->parts_before, err) &&
		tflite_parts(after, &report->parts_after, err);
}

static void fill_parts(const StripReport *report, Row rows[N_PARTS])
{
	const TfliteParts *a = &report->parts_before, *b = &report->parts_after;
	rows[0] = (Row){"weights", "weight_bytes", a->weight_bytes, b->weight_bytes};
	rows[1] = (Row){"quantization", "quantization_bytes", a->quantization_bytes,
		b->quantization_bytes};
	rows[2] = (Row){"names", "name_bytes", a->name_bytes, b->name_bytes};
	rows[3] = (Row){"tables", "table_bytes", a->table_bytes, b->table_bytes};
}

static size_t count_tensors(const Model *model)
{
	size_t n = 0;
	for (int g = 0; g < model->n_graphs; g++)
		n += (size_t)model->graphs[g].n_tensors;
	return n;
}

static Row pieces(const char *name, int before, int after)
{
	return (Row){name, name, (size_t)before, (size_t)after};
}

static void fill_kinds(const StripReport *report, Row rows[N_KINDS])
{
	const Model *a = report->before, *b = report->after;
	rows[0] = (Row){"tensors", "tensors", count_tensors(a), count_tensors(b)};
	rows[1] = pieces("buffers", a->n_buffers, b->n_buffers);
	rows[2] =
		(Row){"operator codes", "operator_codes", (size_t)a->n_codes, (size_t)b->n_codes};
	rows[3] = pieces("subgraphs", a->n_graphs, b->n_graphs);
	rows[4] = pieces("signatures", a->n_signatures, b->n_signatures);
	rows[5] = pieces("metadata", a->n_metadata, b->n_metadata);
}

static void add_row(Columns *table, const Row *row, const char *unit)
{
	columns_add(table, "  %s", row->name);
	columns_add(table, "%zu", row->before);
	columns_add(table, "->");
	columns_add(table, "%zu", row->after);
	columns_add(table, "%s", unit);
}

void strip_report_table(const StripReport *report, FILE *to)
{
	Columns table = {.align = "lrlrl"};
	Row parts[N_PARTS], kinds[N_KINDS];
	fill_parts(report, parts);
	fill_kinds(report, kinds);
	fprintf(to, "%s: %zu -> %zu bytes, ", report->name, report->bytes_before,
		report->bytes_after);
	if (report->n_samples > 0)
		fprintf(to, "the same outputs on %lld sample%s\n", (long long)report->n_samples,
			report->n_samples == 1 ? "" : "s");
	else
		fprintf(to, "outputs not compared\n");
	for (int i = 0; i < N_PARTS; i++)
		add_row(&table, &parts[i], "bytes");
	for (int i = 0; i < N_KINDS; i++)
		if (kinds[i].before != kinds[i].after)
			add_row(&table, &kinds[i], "");
	columns_print(&table, to);
}

static void add_rows(cJSON *json, const char *key, const Row *rows, int n)
{
	cJSON *object = cJSON_AddObjectToObject(json, key);
	for (int i = 0; i < n; i++) {
		cJSON *pair = cJSON_AddObjectToObject(object, rows[i].key);
		cJSON_AddNumberToObject(pair, "before", (double)rows[i].before);
		cJSON_AddNumberToObject(pair, "after", (double)rows[i].after);
	}
}

void strip_report_json(const StripReport *report, FILE *to)
{
	Row parts[N_PARTS], kinds[N_KINDS];
	Arena scratch = {0};
	fill_parts(report, parts);
	fill_kinds(report, kinds);
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "model", shown_name(&scratch, report->name, SIZE_MAX));
	cJSON_AddNumberToObject(json, "before_bytes", (double)report->bytes_before);
	cJSON_AddNumberToObject(json, "after_bytes", (double)report->bytes_after);
	cJSON_AddBoolToObject(json, "is_proved", report->n_samples > 0);
	cJSON_AddNumberToObject(json, "samples", (double)report->n_samples);
	add_rows(json, "parts", parts, N_PARTS);
	add_rows(json, "pieces", kinds, N_KINDS);
	print_json(json, to);
	arena_finish(&scratch);
}
