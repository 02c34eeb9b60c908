/* SPDX-License-Identifier: Apache-2.0 */
/* eval: how good a model is on labelled data. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "cmd/columns.h"
#include "cmd/command.h"
#include "cmd/measure.h"
#include "cmd/print_json.h"
#include "cmd/progress.h"
#include "formats/format.h"

typedef struct EvalOptions {
	const char *model;
	MeasureOptions measure;
	double at_least, at_most;
	bool quiet, json;
} EvalOptions;

/* A limit below 0 was not given. */
static bool is_met(const EvalOptions *options, const Evaluation *result)
{
	return (options->at_least < 0 || result->value >= options->at_least) &&
		(options->at_most < 0 || result->value <= options->at_most);
}

/* Refuse what would be passed over, or can never be met. */
static bool check_limits(const EvalOptions *options, Error *err)
{
	bool is_least = options->at_least > options->at_most;
	double highest = is_least ? options->at_least : options->at_most;
	if (options->measure.metric != METRIC_MSE && highest > 1)
		return failed(err, "--at-%s %g: %s is a share, from 0 to 1",
			is_least ? "least" : "most", highest,
			metric_choices[options->measure.metric].name);
	return true;
}

static void add_share(Columns *table, int64_t part, int64_t whole)
{
	if (whole)
		columns_add(table, "%.3f", (double)part / (double)whole);
	else
		columns_add(table, "-");
}

static int64_t confused(const Evaluation *result, int label, int answer)
{
	return result->confusion[(int64_t)label * result->n_classes + answer];
}

static void print_classes(const Evaluation *result)
{
	Columns table = {.align = "rrrrr"};
	static const char *const heads[] = {"class", "rows", "right", "share", "precision"};
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		columns_add(&table, "%s", heads[i]);
	for (int c = 0; c < result->n_classes; c++) {
		const ClassResult *class = &result->classes[c];
		columns_add(&table, "%d", c);
		columns_add(&table, "%lld", (long long)class->n_rows);
		columns_add(&table, "%lld", (long long)class->n_right);
		add_share(&table, class->n_right, class->n_rows);
		add_share(&table, confused(result, c, c), class->n_predicted);
	}
	printf("\n");
	columns_print(&table, stdout);
}

enum { WIDEST = 20 }; /* a wider matrix does not fit a screen */
static void print_confusion(const Evaluation *result)
{
	int n = result->n_classes;
	char align[WIDEST + 2] = {0};
	memset(align, 'r', (size_t)n + 1);
	Columns table = {.align = align};
	columns_add(&table, "%s", "");
	for (int c = 0; c < n; c++)
		columns_add(&table, "%d", c);
	for (int r = 0; r < n; r++) {
		columns_add(&table, "%d", r);
		for (int c = 0; c < n; c++)
			columns_add(&table, "%lld", (long long)confused(result, r, c));
	}
	printf("\nconfusion (row: label, column: answer)\n");
	columns_print(&table, stdout);
}

static void print_table(const EvalOptions *options, const Evaluation *result)
{
	const char *name = metric_choices[options->measure.metric].name;
	if (options->measure.metric == METRIC_MSE)
		printf("%s %.6g on %lld rows\n", name, result->value, (long long)result->n_rows);
	else if (result->n_scores != result->n_rows)
		printf("%s %.4f on %lld groups of %lld rows\n", name, result->value,
			(long long)result->n_scores, (long long)result->n_rows);
	else
		printf("%s %.4f on %lld rows\n", name, result->value, (long long)result->n_rows);
	if (result->n_classes)
		print_classes(result);
	if (result->n_classes && result->n_classes <= WIDEST)
		print_confusion(result);
}

static cJSON *class_json(const Evaluation *result, int c)
{
	const ClassResult *class = &result->classes[c];
	cJSON *json = cJSON_CreateObject();
	cJSON_AddNumberToObject(json, "class", c);
	cJSON_AddNumberToObject(json, "rows", (double)class->n_rows);
	cJSON_AddNumberToObject(json, "right", (double)class->n_right);
	cJSON_AddNumberToObject(json, "predicted", (double)class->n_predicted);
	return json;
}

static void print_as_json(const EvalOptions *options, const Evaluation *result)
{
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "metric", metric_choices[options->measure.metric].name);
	cJSON_AddNumberToObject(json, "value", result->value);
	cJSON_AddNumberToObject(json, "rows", (double)result->n_rows);
	cJSON_AddNumberToObject(json, "scores", (double)result->n_scores);
	if (options->at_least >= 0)
		cJSON_AddNumberToObject(json, "at_least", options->at_least);
	if (options->at_most >= 0)
		cJSON_AddNumberToObject(json, "at_most", options->at_most);
	cJSON_AddBoolToObject(json, "met", is_met(options, result));
	if (result->n_classes) {
		cJSON *classes = cJSON_AddArrayToObject(json, "classes");
		cJSON *confusion = cJSON_AddArrayToObject(json, "confusion");
		for (int c = 0; c < result->n_classes; c++) {
			cJSON_AddItemToArray(classes, class_json(result, c));
			cJSON *row = cJSON_CreateArray();
			for (int k = 0; k < result->n_classes; k++)
				cJSON_AddItemToArray(row,
					cJSON_CreateNumber((double)confused(result, c, k)));
			cJSON_AddItemToArray(confusion, row);
		}
	}
	print_json(json, stdout);
}

/* Say on stderr why the answer is no: the report may be on its way to a file. */
static void print_verdict(const EvalOptions *options, const char *model,
	const Evaluation *result)
{
	const char *name = metric_choices[options->measure.metric].name;
	if (options->at_least >= 0 && result->value < options->at_least)
		fprintf(stderr, "whit eval: %s: %s %.6g is below --at-least %g\n", model, name,
			result->value, options->at_least);
	if (options->at_most >= 0 && result->value > options->at_most)
		fprintf(stderr, "whit eval: %s: %s %.6g is above --at-most %g\n", model, name,
			result->value, options->at_most);
}

int cmd_eval(Call *call)
{
	EvalOptions eval = {
		.measure = MEASURE_OPTIONS_DEFAULTS,
		.at_least = -1,
		.at_most = -1,
	};
	const Option options[] = {
		OPTS_DATA(&eval.measure.data),
		OPTS_MEASURE(&eval.measure),
		OPT_CHOICE(0, "metric", &eval.measure.metric, metric_choices, "METRIC",
			"what is measured"),
		OPT_REAL(0, "at-least", &eval.at_least, 0, 1e30, "X",
			"exit 1 when the metric is below X"),
		OPT_REAL(0, "at-most", &eval.at_most, 0, 1e30, "X",
			"exit 1 when the metric is above X"),
		OPT_QUIET(&eval.quiet),
		OPT_JSON(&eval.json),
		OPERAND_MODEL_IN(&eval.model),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Evaluation result = {0};
	DataSet data = {0};
	Meter meter;
	meter_start(&meter, eval.quiet);
	eval.measure.how.progress = &meter.progress;
	Model *model = model_read(eval.model, &err);
	bool ok = check_limits(&eval, &err) && model &&
		measure(&eval.measure, model, &data, &arena, &result, &err);
	meter_end(&meter);
	if (ok)
		warn_of_saturation(call, &data);
	close_data(&data);
	if (ok && eval.json)
		print_as_json(&eval, &result);
	else if (ok)
		print_table(&eval, &result);
	if (ok)
		print_verdict(&eval, model->name, &result);
	int status = !ok ? trouble(call, &err) : is_met(&eval, &result) ? DONE : ANSWER_NO;
	model_free(model);
	arena_finish(&arena);
	return status;
}
