/* SPDX-License-Identifier: Apache-2.0 */
/* plot: models of a set against each other, as a picture. */
#include <string.h>

#include "cmd/columns.h"
#include "cmd/figure.h"
#include "cmd/measure.h"
#include "cmd/pareto_plot.h"
#include "cmd/print_json.h"
#include "cmd/progress.h"
#include "formats/format.h"

typedef enum PlotChart { NO_CHART, PLOT_PARETO } PlotChart;

typedef struct PlotOptions {
	PlotChart chart;
	Texts models;
	const char *from; /* a file with more of them, already measured; NULL: none */
	const char *out;
	MeasureOptions measure;
	bool quiet, json;
} PlotOptions;

static const Choice charts[] = {{"pareto", PLOT_PARETO}, {0}};

/* Those of eval of which more is better. */
static const Choice scores[] = {
	{"top1", METRIC_TOP1},
	{"top5", METRIC_TOP5},
	{"auc", METRIC_AUC},
	{0},
};

static const char *score_name(Metric metric)
{
	return metric == METRIC_AUC ? "AUC"
		: metric == METRIC_TOP5 ? "top-5 accuracy"
								: "accuracy";
}

/* --- Measuring --- */

/* "kws8" of "out/kws8.tflite". */
static const char *short_name(Arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	return arena_text(arena, "%.*s", (int)(dot > name ? dot - name : (long)strlen(name)),
		name);
}

static bool measure_model(const Call *call, const PlotOptions *options, const char *path,
	Pareto *pareto, Error *err)
{
	Arena scratch = {0};
	DataSet data = {0};
	Evaluation result;
	Model *model = model_read(path, err);
	bool ok = model && measure(&options->measure, model, &data, &scratch, &result, err);
	if (ok)
		warn_of_saturation(call, &data);
	close_data(&data);
	ok = ok &&
		pareto_add(pareto, short_name(pareto->arena, path), model->file_bytes,
			result.value, err);
	model_free(model);
	arena_finish(&scratch);
	return ok;
}

static bool check_options(const PlotOptions *options, Error *err)
{
	if (options->models.n == 0 && !options->from)
		return failed(err, "no models: name some, or a file of them with --from");
	return figure_check("-o", options->out, err);
}

static bool collect(const Call *call, const PlotOptions *options, Pareto *pareto,
	Error *err)
{
	if (options->from && !pareto_read(pareto, options->from, err))
		return false;
	for (int i = 0; i < options->models.n; i++)
		if (!measure_model(call, options, options->models.values[i], pareto, err))
			return false;
	pareto_sort(pareto);
	return pareto->n > 0 || failed(err, "%s: no models in it", options->from);
}

/* --- The answer --- */

static void print_table(const PlotOptions *options, const Pareto *pareto, FILE *to)
{
	Columns table = {.align = "lrrl"};
	columns_add(&table, "model");
	columns_add(&table, "bytes");
	columns_add(&table, "%s", score_name(options->measure.metric));
	columns_add(&table, "%s", "");
	for (int i = 0; i < pareto->n; i++) {
		const ParetoPoint *point = &pareto->list[i];
		columns_add(&table, "%s", point->name);
		columns_add(&table, "%llu", (unsigned long long)point->bytes);
		columns_add(&table, "%.4f", point->score);
		columns_add(&table, "%s", point->on_front ? "best for its bytes" : "");
	}
	columns_print(&table, to);
}

static void print_as_json(const PlotOptions *options, const Pareto *pareto, FILE *to)
{
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "metric", scores[options->measure.metric].name);
	cJSON *models = cJSON_AddArrayToObject(json, "models");
	for (int i = 0; i < pareto->n; i++) {
		const ParetoPoint *point = &pareto->list[i];
		cJSON *it = cJSON_CreateObject();
		add_name(it, "name", point->name);
		add_count(it, "bytes", (int64_t)point->bytes);
		cJSON_AddNumberToObject(it, "value", point->score);
		cJSON_AddBoolToObject(it, "on_front", point->on_front);
		cJSON_AddItemToArray(models, it);
	}
	print_json(json, to);
}

static bool draw(const PlotOptions *options, const Pareto *pareto, Error *err)
{
	Metric metric = options->measure.metric;
	Canvas canvas =
		pareto_plot(pareto, score_name(metric), metric != METRIC_AUC, pareto->arena);
	if (!figure_write(&canvas, options->out, err))
		return false;
	FILE *to = report_stream(options->out);
	if (options->json)
		print_as_json(options, pareto, to);
	else if (!options->quiet)
		print_table(options, pareto, to);
	return true;
}

int cmd_plot(Call *call)
{
	PlotOptions plot = {.measure = MEASURE_OPTIONS_DEFAULTS};
	const Option options[] = {
		OPT_TEXT(0, "from", &plot.from, "FILE",
			"models already measured: lines of name, bytes, accuracy"),
		OPT_BINARY_OUT(&plot.out, "a picture", "where the picture goes, as .png"),
		OPTS_DATA(&plot.measure.data),
		OPTS_MEASURE(&plot.measure),
		OPT_CHOICE(0, "metric", &plot.measure.metric, scores, "METRIC",
			"what is measured"),
		OPT_FLAG(0, "quiet", &plot.quiet, "show no progress and no report"),
		OPT_JSON(&plot.json),
		OPERAND_CHOICE(&plot.chart, charts, "CHART", "what is drawn"),
		OPERANDS(&plot.models, "MODEL...", "models to measure"),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Meter meter;
	Pareto pareto = {.arena = &arena};
	meter_start(&meter, plot.quiet);
	plot.measure.how.progress = &meter.progress;
	bool ok = check_options(&plot, &err) && collect(call, &plot, &pareto, &err);
	meter_end(&meter);
	ok = ok && draw(&plot, &pareto, &err);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
