/* SPDX-License-Identifier: Apache-2.0 */
/* Print the TFLite schema that whit reads and writes by, in FlatBuffers' own language. */
#include <stdio.h>

#include "formats/tflite/schema.h"

int main(void)
{
	flat_schema_print(&tflite_schema, stdout);
	return fclose(stdout) ? 2 : 0;
}
