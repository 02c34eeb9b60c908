/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ONNX's own backend node tests, of all operators that whit reads. With border and layout as the
 * file has them. A table of what passed, what was refused, and what failed.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/golden/onnx_case.h"
#include "tests/unit/shared.h"

static const char *const listed[] = {"Add", "AveragePool", "BatchNormalization", "Cast",
	"Clip", "Concat", "Constant", "Conv", "ConvTranspose", "DequantizeLinear", "Div",
	"Dropout", "Elu", "Flatten", "Gather", "Gemm", "GlobalAveragePool", "GlobalMaxPool",
	"HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "LogSoftmax", "MatMul",
	"MaxPool", "Mul", "PRelu", "Pad", "QLinearConv", "QLinearMatMul", "QuantizeLinear",
	"ReduceMax", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Resize", "Shape",
	"Sigmoid", "Slice", "Softmax", "Split", "Squeeze", "Sub", "Tanh", "Transpose",
	"Unsqueeze", "Upsample", "GRU", "LSTM"};
enum { N_LISTED = sizeof listed / sizeof listed[0], MOST_REASONS = 200 };

typedef struct Tally {
	int n[3]; /* by CaseResult */
	int n_bound;
	double worst;
} Tally;

static Tally tallies[N_LISTED];
static char *reasons[MOST_REASONS]; /* in the arena */
static int n_reasons;
static Arena kept;

static int place_of(const char *op_type)
{
	for (int i = 0; i < N_LISTED; i++)
		if (strcmp(listed[i], op_type) == 0)
			return i;
	return -1;
}

/* The operator that a test is for, if all of its model's are listed: that of the test's name, or
 * the first. */
static int operator_of(const Onnx__ModelProto *model)
{
	for (size_t i = 0; i < model->graph->n_node; i++)
		if (place_of(model->graph->node[i]->op_type) < 0)
			return -1;
	return model->graph->n_node > 0 ? place_of(model->graph->node[0]->op_type) : -1;
}

/* A refusal says by name what is not read. */
static bool names_something(const char *text)
{
	return strstr(text, "node ") || strstr(text, "operator") || strstr(text, "input") ||
		strstr(text, "output '") || strstr(text, "element type");
}

static void run_folder(const char *group, const char *name)
{
	Arena arena = {0};
	CaseReport report;
	const char *folder = arena_text(&arena, "%s/%s", group, name);
	Onnx__ModelProto *model = case_model(folder, &arena);
	int place = model && model->graph ? operator_of(model) : -1;
	if (place >= 0) {
		Tally *tally = &tallies[place];
		run_case(folder, model, &report);
		if (report.result == CASE_REFUSED && !names_something(report.text))
			report.result = CASE_FAILED;
		tally->n[report.result]++;
		tally->n_bound += report.is_bound;
		if (report.worst > tally->worst)
			tally->worst = report.worst;
		if (report.result == CASE_FAILED)
			cr_expect_fail("%s: %s", name, report.text);
		if (report.result == CASE_REFUSED && n_reasons < MOST_REASONS)
			reasons[n_reasons++] = arena_text(&kept, "%s: %s", name, report.text);
	}
	arena_finish(&arena);
}

static void run_group(const char *folder, const char *group)
{
	char path[SHARED_PATH_BYTES];
	struct dirent **names;
	snprintf(path, sizeof path, "%s/%s", folder, group);
	int n = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (strncmp(names[i]->d_name, "test_", 5) == 0)
			run_folder(path, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* So that refusals do not creep in. */
enum { MOST_PASSED_SO_FAR = 305 };

static int n_passed(void)
{
	int n = 0;
	for (int i = 0; i < N_LISTED; i++)
		n += tallies[i].n[CASE_PASSED];
	return n;
}

static void print_table(void)
{
	Tally all = {0};
	measured(
		"ONNX backend tests: operator, passed, refused by name, failed, worst error");
	for (int i = 0; i < N_LISTED; i++) {
		const Tally *tally = &tallies[i];
		measured("  %-20s %4d %4d %4d  %.1e", listed[i], tally->n[CASE_PASSED],
			tally->n[CASE_REFUSED], tally->n[CASE_FAILED], tally->worst);
		for (int k = 0; k < 3; k++)
			all.n[k] += tally->n[k];
		all.n_bound += tally->n_bound;
	}
	measured("  %-20s %4d %4d %4d  (%d with weights bound to the test's)", "all",
		all.n[CASE_PASSED], all.n[CASE_REFUSED], all.n[CASE_FAILED], all.n_bound);
	for (int i = 0; i < n_reasons; i++)
		measured("  refused %s", reasons[i]);
}

Test(onnx_nodes, give_what_onnx_says_or_are_refused_by_name)
{
	static const char *const groups[] = {"node", "simple", "pytorch-operator",
		"pytorch-converted"};
	const char *folder = getenv("ONNX_TESTDATA");
	if (!folder)
		folder = "/usr/share/libonnx-testdata/data";
	if (access(folder, R_OK) != 0)
		cr_skip_test("%s is missing", folder);
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		run_group(folder, groups[i]);
	print_table();
	cr_expect_geq(n_passed(), MOST_PASSED_SO_FAR);
	arena_finish(&kept);
}
