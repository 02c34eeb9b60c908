/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/targets_print.h"

#include <stdio.h>

#include "cmd/columns.h"

static void print_size(uint64_t bytes)
{
	if (bytes == NO_LIMIT)
		printf(" %9s", "-");
	else
		printf(" %5llu KiB", (unsigned long long)(bytes / 1024));
}

void print_profile_heads(void)
{
	printf("name             core           clock     flash       RAM  board\n");
}

void print_profile_row(const Profile *profile)
{
	printf("%-16s %-11s", profile->name, core_info(profile->core)->name);
	if (profile->clock_hz)
		printf(" %4llu MHz", (unsigned long long)(profile->clock_hz / 1000000));
	else
		printf(" %8s", "-");
	print_size(profile->flash_bytes);
	print_size(profile->ram_bytes);
	printf("  %s%s\n", profile->board, profile->verified ? "" : " (unverified)");
}

static void print_text(const char *what, const char *text)
{
	if (text[0])
		printf("  %-9s  %s\n", what, text);
}

static void print_memory(const char *what, uint64_t bytes, uint64_t reserved)
{
	printf("  %-9s  ", what);
	if (bytes == NO_LIMIT)
		printf("no limit");
	else
		printf("%llu bytes", (unsigned long long)bytes);
	if (reserved)
		printf(", %llu reserved", (unsigned long long)reserved);
	printf("\n");
}

static void print_core(const Profile *profile)
{
	printf("  core       %s", core_info(profile->core)->name);
	if (profile->clock_hz)
		printf(", %llu MHz", (unsigned long long)(profile->clock_hz / 1000000));
	if (profile->n_cores > 1)
		printf(", one of %llu", (unsigned long long)profile->n_cores);
	if (profile->fpu != FPU_UNKNOWN)
		printf(", FPU: %s", fpu_name(profile->fpu));
	printf("%s%s\n", profile->dsp ? ", DSP" : "", profile->mve ? ", MVE" : "");
	print_text("vector", profile->vector);
	print_text("also has", profile->accelerator);
}

static void print_reserve(const Reserve *reserve)
{
	printf("  --reserve  %s: %llu bytes of flash, %llu of RAM, for %s%s%s%s\n",
		reserve->name, (unsigned long long)reserve->flash_bytes,
		(unsigned long long)reserve->ram_bytes, reserve->what,
		reserve->source[0] ? " (" : "", reserve->source, reserve->source[0] ? ")" : "");
}

static const char *range_text(Range range, double unit, Arena *arena)
{
	return range.high > range.low
		? arena_text(arena, "%.6g to %.6g", range.low / unit, range.high / unit)
		: arena_text(arena, "%.6g", range.low / unit);
}

static void print_current(const Profile *profile)
{
	Arena arena = {0};
	if (profile->supply_mv)
		printf("  supply     %.6g V\n", (double)profile->supply_mv / 1000);
	if (profile->active_ua.high > 0)
		printf("  current    %s mA at %.6g MHz\n",
			range_text(profile->active_ua, 1000, &arena),
			(double)profile->active_at_hz / 1e6);
	else if (profile->active_ua_per_mhz.high > 0)
		printf("  current    %s uA a MHz\n",
			range_text(profile->active_ua_per_mhz, 1, &arena));
	arena_finish(&arena);
}

void print_profile(const Profile *profile, const Profiles *profiles)
{
	printf("%s\n", profile->name);
	print_text("board", profile->board);
	print_text("vendor", profile->vendor);
	print_core(profile);
	print_memory("flash", profile->flash_bytes, profile->reserved_flash_bytes);
	print_memory("RAM", profile->ram_bytes, profile->reserved_ram_bytes);
	print_text("reserved", profile->reserved_for);
	for (int i = 0; i < profile->n_banks; i++)
		printf("  bank       %s: %llu bytes, %s\n", profile->banks[i].name,
			(unsigned long long)profile->banks[i].bytes,
			bank_kind_name(profile->banks[i].kind));
	for (int i = 0; i < profile->n_reserves; i++)
		print_reserve(&profile->reserves[i]);
	for (int i = 0; i < profiles->n_reserves; i++)
		print_reserve(&profiles->reserves[i]);
	print_current(profile);
	printf("  source     %s%s\n", profile->source,
		profile->verified ? "" : " (unverified)");
	print_text("note", profile->note);
}

static const char *bytes_text(uint64_t bytes, Arena *arena)
{
	return bytes == NO_LIMIT ? "no limit"
							 : arena_text(arena, "%llu", (unsigned long long)bytes);
}

static const char *count_text(uint64_t count, Arena *arena)
{
	return count ? arena_text(arena, "%llu", (unsigned long long)count) : "";
}

static const char *banks_text(const Profile *profile, Arena *arena)
{
	const char *text = "";
	for (int i = 0; i < profile->n_banks; i++)
		text = arena_text(arena, "%s%s%s %llu", text, i ? ", " : "",
			profile->banks[i].name, (unsigned long long)profile->banks[i].bytes);
	return text;
}

/* A figure as its key means it; "" where it is not known. */
static const char *figure_text(const Profile *profile, Figure figure, Arena *arena)
{
	switch (figure) {
	case FIGURE_CORE:
		return core_info(profile->core)->name;
	case FIGURE_CORES:
		return count_text(profile->n_cores, arena);
	case FIGURE_CLOCK:
		return count_text(profile->clock_hz, arena);
	case FIGURE_FPU:
		return profile->fpu == FPU_UNKNOWN ? "" : fpu_name(profile->fpu);
	case FIGURE_DSP:
		return profile->dsp ? "yes" : "no";
	case FIGURE_MVE:
		return profile->mve ? "yes" : "no";
	case FIGURE_VECTOR:
		return profile->vector;
	case FIGURE_ACCELERATOR:
		return profile->accelerator;
	case FIGURE_FLASH:
		return bytes_text(profile->flash_bytes, arena);
	case FIGURE_RAM:
		return bytes_text(profile->ram_bytes, arena);
	case FIGURE_BANKS:
		return banks_text(profile, arena);
	case FIGURE_SUPPLY:
		return count_text(profile->supply_mv, arena);
	case FIGURE_ACTIVE:
		return profile->active_ua.high > 0 ? range_text(profile->active_ua, 1, arena)
										   : "";
	case FIGURE_ACTIVE_AT:
		return count_text(profile->active_at_hz, arena);
	case FIGURE_ACTIVE_PER_MHZ:
		return profile->active_ua_per_mhz.high > 0
			? range_text(profile->active_ua_per_mhz, 1, arena)
			: "";
	case N_FIGURES:
		break;
	}
	return "";
}

void print_sources(const Profile *profile)
{
	Arena arena = {0};
	Columns table = {.align = "llll"};
	const char *const heads[] = {"figure", "value", "confidence", "source"};
	for (int i = 0; i < 4; i++)
		columns_add(&table, "%s", heads[i]);
	for (Figure f = 0; f < N_FIGURES; f++) {
		const char *value = figure_text(profile, f, &arena);
		if (!value[0])
			continue;
		FigureSource of = profile_source(profile, f);
		columns_add(&table, "%s", figure_key(f));
		columns_add(&table, "%s", value);
		columns_add(&table, "%s", confidence_name(of.confidence));
		columns_add(&table, "%s", of.source);
	}
	columns_print(&table, stdout);
	arena_finish(&arena);
}
