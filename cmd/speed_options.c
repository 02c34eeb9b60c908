/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/speed_options.h"

#include <math.h>

#include "passes/channels/dead.h"

const Choice stack_choices[] = {
	{"tflm", STACK_TFLM},
	{"tflm-cmsis-nn", STACK_TFLM_CMSIS_NN},
	{"tflm-reference", STACK_TFLM_REFERENCE},
	{"c", STACK_C},
	{"microtvm", STACK_MICROTVM},
	{"vendor", STACK_VENDOR},
	{"x-cube-ai", STACK_X_CUBE_AI},
	{"plumerai", STACK_PLUMERAI},
	{"hale", STACK_HALE},
	{"onnc", STACK_ONNC},
	{0},
};

/* The work that is left where channels that carry nothing go; all of it where they cannot. */
static Work lean_work(const Model *model)
{
	ChannelReport ignored = {0};
	Error none = {0};
	Model *lean = model_copy(model);
	Work work = work_of(prune_dead(lean, &ignored, &none) ? lean : model);
	model_free(lean);
	return work;
}

static bool read_battery(const char *text, Duty *duty, Error *err)
{
	const char *end = text;
	double ampere_hours, volts;
	if (!take_amount(&amount_ampere_hours, &end, &ampere_hours) || *end++ != '@' ||
		!take_amount(&amount_volts, &end, &volts) || *end || ampere_hours <= 0 ||
		volts <= 0)
		return failed(err,
			"--battery: expected a charge and a voltage as 220mAh@3V, not '%s'", text);
	duty->mah = ampere_hours * 1e3;
	duty->volts = volts;
	return true;
}

static bool read_duty(const SpeedOptions *options, Duty *duty, Error *err)
{
	if (options->every_s <= 0)
		return failed(err, "--battery needs --every, how often there is an inference");
	duty->every_s = options->every_s;
	duty->sleep_ua = fmax(options->sleep_amperes, 0) * 1e6;
	return read_battery(options->battery, duty, err);
}

bool speed_is_asked(const SpeedOptions *options)
{
	return options->stack != STACK_OF_RUNTIME || options->clock_hz > 0 ||
		options->max_s >= 0 || options->max_joules >= 0 || options->battery ||
		options->every_s > 0 || options->sleep_amperes >= 0;
}

bool speed_question(const SpeedOptions *options, const Model *model,
	SpeedQuestion *question, Error *err)
{
	*question = (SpeedQuestion){.of_runtime = options->stack == STACK_OF_RUNTIME};
	if (!options->battery && (options->every_s > 0 || options->sleep_amperes >= 0))
		return failed(err, "--every and --sleep need a --battery");
	if (options->battery && !read_duty(options, &question->duty, err))
		return false;
	Stack stack = question->of_runtime ? STACK_TFLM : (Stack)options->stack;
	question->work = stack_removes_dead(stack) ? lean_work(model) : work_of(model);
	question->settings = (SpeedSettings){
		.work = &question->work,
		.stack = stack,
		.clock_hz = (uint64_t)fmin(options->clock_hz, 1e15),
		.max_ms = options->max_s < 0 ? (double)INFINITY : options->max_s * 1e3,
		.max_uj = options->max_joules < 0 ? (double)INFINITY : options->max_joules * 1e6,
		.duty = options->battery ? &question->duty : NULL,
	};
	return true;
}
