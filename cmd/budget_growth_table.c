/* SPDX-License-Identifier: Apache-2.0 */
/* How much a model grew, as a table. */
#include "cmd/budget_report.h"
#include "cmd/columns.h"

static void add_growth_row(Columns *table, const char *target, const char *what,
	const MemoryGrowth *growth)
{
	columns_add(table, "%s", target);
	columns_add(table, "%s", what);
	columns_add(table, "%llu", (unsigned long long)growth->was);
	columns_add(table, "%llu", (unsigned long long)growth->is);
	columns_add(table, "%+.2f %%", growth_percent(growth->was, growth->is));
	columns_add(table, "%s", growth->within ? "" : "OVER");
}

static void print_layers(const BudgetReport *report, const char *what,
	const LayerGrowths *grown, FILE *to)
{
	enum { MOST_LAYERS = 10 };
	Columns table = {.align = "rllrrr"};
	if (grown->n == 0)
		return;
	fprintf(to, "\nlayers with more %s\n", what);
	for (int i = 0; i < grown->n && i < MOST_LAYERS; i++) {
		const LayerGrowth *growth = &grown->list[i];
		const LayerOutline *layer = &report->outline->layers[growth->layer];
		columns_add(&table, "%d", growth->layer);
		columns_add(&table, "%s", layer->kind);
		columns_add(&table, "%s", layer->name);
		columns_add(&table, "%llu", (unsigned long long)growth->was);
		columns_add(&table, "%llu", (unsigned long long)growth->is);
		columns_add(&table, "+%llu", (unsigned long long)(growth->is - growth->was));
	}
	columns_print(&table, to);
	if (grown->n > MOST_LAYERS)
		fprintf(to, "and %d more\n", grown->n - MOST_LAYERS);
}

void budget_print_growth(const BudgetReport *report, FILE *to)
{
	const Growth *growth = report->growth;
	Columns table = {.align = "llrrrl"};
	fprintf(to, "\nsince %s", growth->baseline);
	if (growth->max_percent >= 0)
		fprintf(to, ": grew by %s than %g %%", growth->within ? "no more" : "more",
			growth->max_percent);
	fprintf(to, "\n");
	for (int i = 0; i < report->n; i++) {
		const char *target = report->budgets[i].profile->name;
		add_growth_row(&table, target, "flash", &growth->targets[i].flash);
		add_growth_row(&table, target, "RAM", &growth->targets[i].ram);
	}
	columns_print(&table, to);
	print_layers(report, "bytes of weights", &growth->weights, to);
	print_layers(report, "bytes of output", &growth->outputs, to);
}
