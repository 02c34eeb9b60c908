/* SPDX-License-Identifier: Apache-2.0 */
/* What a command is given, and what it answers. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdio.h>

#include "src/base/error.h"

/* Exit status, as of grep and cmp. */
enum {
	DONE = 0,
	ANSWER_NO = 1, /* over budget, not accurate enough, different */
	TROUBLE = 2,
};

/* A command as it was called. */
typedef struct Call {
	const char *name;    /* "prune" */
	const char *summary; /* its line in `whit help` */
	int argc;
	char **argv; /* argv[0] is the name */
	int status;  /* to return where parse_options says that nothing is left to do */
} Call;

/* Where a report goes beside a model that goes to this path: to standard output, or, where
 * that has the model (NULL), to standard error. */
FILE *report_stream(const char *model_path);

/* Print why there is no result, as `whit NAME: text`, and return TROUBLE. */
int trouble(const Call *call, const Error *err);

int cmd_budget(Call *call);
int cmd_cluster(Call *call);
int cmd_convert(Call *call);
int cmd_diff(Call *call);
int cmd_distil(Call *call);
int cmd_eval(Call *call);
int cmd_info(Call *call);
int cmd_export(Call *call);
int cmd_huffman(Call *call);
int cmd_init(Call *call);
int cmd_logits(Call *call);
int cmd_plot(Call *call);
int cmd_prune(Call *call);
int cmd_quantize(Call *call);
int cmd_run(Call *call);
int cmd_strip(Call *call);
int cmd_targets(Call *call);
int cmd_tune(Call *call);

#endif
