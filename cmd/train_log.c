/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_log.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "cmd/print_json.h"
#include "src/base/words.h"

enum { DIGITS = 6 };

bool train_log_kind(const char *path, TrainLogKind *kind, Error *err)
{
	bool is_csv = ends_in(path, ".csv");
	if (!is_csv && !ends_in(path, ".jsonl"))
		return failed(err, "--log %s: a log is written as .csv or .jsonl", path);
	*kind = is_csv ? TRAIN_LOG_CSV : TRAIN_LOG_JSONL;
	return true;
}

static void add_real(cJSON *json, const char *key, double value)
{
	if (isfinite(value))
		cJSON_AddItemToObject(json, key, real_json(value, DIGITS));
	else
		cJSON_AddNullToObject(json, key);
}

cJSON *train_epoch_json(const TrainEpoch *epoch)
{
	cJSON *json = cJSON_CreateObject();
	add_count(json, "epoch", epoch->epoch + 1);
	add_real(json, "learning_rate", epoch->rate);
	add_real(json, "loss", epoch->loss);
	add_real(json, "accuracy", epoch->accuracy);
	add_real(json, "validation_loss", epoch->validation_loss);
	add_real(json, "validation_accuracy", epoch->validation_accuracy);
	add_real(json, "seconds", epoch->seconds);
	cJSON_AddBoolToObject(json, "best", epoch->is_best);
	return json;
}

static void write_json(const TrainEpoch *epoch, FILE *to)
{
	cJSON *json = train_epoch_json(epoch);
	char *text = cJSON_PrintUnformatted(json);
	if (text)
		fprintf(to, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(json);
}

static void write_csv(const TrainEpoch *epoch, FILE *to)
{
	const double reals[] = {epoch->rate, epoch->loss, epoch->accuracy,
		epoch->validation_loss, epoch->validation_accuracy, epoch->seconds};
	fprintf(to, "%d", epoch->epoch + 1);
	for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
		if (isfinite(reals[i]))
			fprintf(to, ",%.*g", DIGITS, reals[i]);
		else
			fprintf(to, ",");
	}
	fprintf(to, ",%d\n", epoch->is_best);
}

static bool open_log(TrainLog *log)
{
	log->file = fopen(log->path, "w");
	if (log->file && log->kind == TRAIN_LOG_CSV)
		fprintf(log->file,
			"epoch,learning_rate,loss,accuracy,validation_loss,"
			"validation_accuracy,seconds,best\n");
	return log->file;
}

bool train_log_add(TrainLog *log, const TrainEpoch *epoch, Error *err)
{
	if (!log->path)
		return true;
	if (!log->file && !open_log(log))
		return failed(err, "%s: %s", log->path, strerror(errno));
	if (log->kind == TRAIN_LOG_CSV)
		write_csv(epoch, log->file);
	else
		write_json(epoch, log->file);
	return fflush(log->file) == 0 || failed(err, "%s: %s", log->path, strerror(errno));
}

bool train_log_close(TrainLog *log, Error *err)
{
	if (!log->file)
		return true;
	bool ok = fclose(log->file) == 0;
	log->file = NULL;
	return ok || failed(err, "%s: %s", log->path, strerror(errno));
}
