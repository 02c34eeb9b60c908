/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_report.h"

#include <math.h>

#include "cmd/columns.h"
#include "cmd/print_json.h"
#include "cmd/train_log.h"

static const TrainEpoch *kept_epoch(const TrainResult *result)
{
	return &result->epochs[result->kept];
}

/* --- For people --- */

static void add_figures(Columns *table, const char *what, double loss, double accuracy)
{
	columns_add(table, "%s", what);
	columns_add(table, "%.4g", loss);
	if (isfinite(accuracy))
		columns_add(table, "%.2f %%", 100 * accuracy);
	else
		columns_add(table, "%s", "");
}

static void print_figures(const TrainEpoch *epoch, FILE *to)
{
	Columns table = {.align = "lrr"};
	columns_add(&table, "%s", "");
	columns_add(&table, "loss");
	columns_add(&table, isfinite(epoch->accuracy) ? "accuracy" : "%s", "");
	add_figures(&table, "training", epoch->loss, epoch->accuracy);
	if (isfinite(epoch->validation_loss))
		add_figures(&table, "held out", epoch->validation_loss,
			epoch->validation_accuracy);
	columns_print(&table, to);
}

void print_train_table(const TrainOutcome *outcome, FILE *to)
{
	Arena scratch = {0};
	const TrainResult *result = outcome->result;
	const TrainEpoch *last = &result->epochs[result->n_epochs - 1];
	fprintf(to, "%s: %zu bytes, %zu parameters; %d epoch%s of %lld samples in %.1f s",
		shown_name(&scratch, outcome->model->name, SIZE_MAX), outcome->file_bytes,
		outcome->n_params, result->n_epochs, result->n_epochs == 1 ? "" : "s",
		(long long)result->n_train, last->seconds);
	if (result->n_validation)
		fprintf(to, ", %lld held out", (long long)result->n_validation);
	fprintf(to, "\n");
	if (outcome->kept)
		fprintf(to, "%s\n", outcome->kept);
	if (result->n_norms)
		fprintf(to, "%d convolution%s normalised while training\n", result->n_norms,
			result->n_norms == 1 ? " was" : "s were");
	if (result->has_stopped)
		fprintf(to, "stopped early: %d epochs were no better\n",
			outcome->options->how.patience);
	if (result->n_epochs > 1)
		fprintf(to, "epoch %d is the result\n", result->kept + 1);
	print_figures(kept_epoch(result), to);
	arena_finish(&scratch);
}

/* --- For machines --- */

void print_train_json(const TrainOutcome *outcome, FILE *to)
{
	const TrainResult *result = outcome->result;
	cJSON *json = report_json();
	add_name(json, "model", outcome->model->name);
	add_count(json, "file_bytes", (int64_t)outcome->file_bytes);
	add_count(json, "parameters", (int64_t)outcome->n_params);
	add_count(json, "training_samples", result->n_train);
	add_count(json, "validation_samples", result->n_validation);
	add_count(json, "kept_epoch", result->kept + 1);
	cJSON_AddBoolToObject(json, "stopped_early", result->has_stopped);
	add_count(json, "normalised_layers", result->n_norms);
	if (outcome->kept_json)
		cJSON_AddItemToObject(json, "kept", outcome->kept_json);
	cJSON *epochs = cJSON_AddArrayToObject(json, "epochs");
	for (int i = 0; i < result->n_epochs; i++)
		cJSON_AddItemToArray(epochs, train_epoch_json(&result->epochs[i]));
	print_json(json, to);
}
