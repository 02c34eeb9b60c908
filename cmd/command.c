/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/command.h"

int trouble(const Call *call, const Error *err)
{
	fprintf(stderr, "whit %s: %s\n", call->name, err->text);
	return TROUBLE;
}

FILE *report_stream(const char *model_path)
{
	return model_path ? stdout : stderr;
}
