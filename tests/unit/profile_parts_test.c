/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "src/target/profile.h"

/* A file with one profile of these keys beside those that are needed. */
#define PART(keys) \
	"{\"schema\": 1, \"profiles\": [{\"name\": \"p\", \"core\": \"cortex-m4\"," \
	" \"flash_bytes\": 1000, \"ram_bytes\": 100, " keys "}]}"

static Profiles profiles;
static Error err;

static void clear(void)
{
	profiles_finish(&profiles);
	err = (Error){0};
}

TestSuite(profile_parts, .fini = clear);

static bool add(const char *json)
{
	return profiles_add(&profiles, (Bytes){(const uint8_t *)json, strlen(json)},
		"my.json", &err);
}

static void refuses(const char *json, const char *reason)
{
	clear();
	cr_expect_not(add(json), "%s", json);
	cr_expect(strncmp(err.text, "my.json: ", 9) == 0, "%s", err.text);
	cr_expect(strstr(err.text, reason) != NULL, "'%s' lacks '%s'", err.text, reason);
}

Test(profile_parts, are_read_whole)
{
	cr_assert(add(PART("\"banks\": [{\"name\": \"A\", \"kind\": \"sram\", \"bytes\": 60},"
					   "{\"name\": \"B\", \"kind\": \"ccm\", \"bytes\": 40}],"
					   "\"n_cores\": 2, \"fpu\": \"double\", \"supply_mv\": 3000,"
					   "\"active_ua\": [10.5, 12], \"active_at_hz\": 64000000")),
		"%s", err.text);
	const Profile *p = &profiles.list[0];
	cr_assert_eq(p->n_banks, 2);
	cr_expect_str_eq(p->banks[1].name, "B");
	cr_expect_eq(p->banks[1].kind, BANK_CCM);
	cr_expect_eq(p->banks[1].bytes, 40);
	cr_expect_eq(p->n_cores, 2);
	cr_expect_eq(p->fpu, FPU_DOUBLE);
	cr_expect_eq(p->supply_mv, 3000);
	cr_expect_float_eq(p->active_ua.low, 10.5, 1e-12);
	cr_expect_float_eq(p->active_ua.high, 12.0, 1e-12);
}

Test(profile_parts, have_what_the_core_has_unless_the_file_says_otherwise)
{
	cr_assert(add(PART("\"dsp\": false, \"mve\": true")), "%s", err.text);
	cr_expect_not(profiles.list[0].dsp);
	cr_expect(profiles.list[0].mve);
	clear();
	cr_assert(add(PART("\"note\": \"\"")), "%s", err.text);
	cr_expect(profiles.list[0].dsp);
	cr_expect_not(profiles.list[0].mve);
}

Test(profile_parts, that_are_wrong_are_named_with_what_was_expected)
{
	refuses(PART("\"banks\": 3"),
		"profile 1 (p): 'banks': expected a list of 32 objects");
	refuses(PART("\"banks\": [7]"), "'banks': bank 1: expected an object");
	refuses(PART("\"banks\": [{\"name\": \"A\", \"kind\": \"rom\", \"bytes\": 1}]"),
		"bank 1: 'kind': 'rom' is none of flash, external-flash, sram, tcm, ccm,");
	refuses(PART("\"banks\": [{\"name\": \"A\", \"kind\": \"tcm\"}]"),
		"bank 1: 'bytes' is missing");
	refuses(PART("\"banks\": [{\"name\": \"A\", \"kind\": \"tcm\", \"bytes\": 99}]"),
		"'banks': have 99 bytes, less than 'ram_bytes'");
	refuses(PART("\"fpu\": \"quad\""), "'fpu': 'quad' is none of none, single, double");
	refuses(PART("\"active_ua\": 5"), "'active_at_hz' is missing");
	refuses(PART("\"active_ua\": [5, 4], \"active_at_hz\": 1"),
		"'active_ua': expected a number above 0, or a list of two, the lower first");
	refuses(PART("\"active_ua_per_mhz\": 0"), "expected a number above 0");
	refuses(PART("\"sources\": {\"board\": {}}"),
		"'sources': 'board': is no key of a profile that has a source");
	refuses(PART("\"sources\": {\"fpu\": {\"source\": \"a\"}}"),
		"'sources': 'fpu': 'confidence' is missing");
	refuses(PART("\"sources\": {\"fpu\": {\"source\": \"a\", \"confidence\": \"sure\"}}"),
		"'sure' is none of unverified, derived, read");
	refuses(PART("\"reserves\": [{\"name\": \"a,b\", \"for\": \"c\"}]"),
		"'reserves': reserve 1: 'name': has a comma");
	refuses("{\"schema\": 1, \"reserves\": [{}], \"profiles\": []}",
		"'reserves': reserve 1: 'name' is missing");
}

Test(profile_parts, are_reserved_by_name_of_the_part_or_of_any)
{
	cr_assert(profiles_load(&profiles, NULL, &err), "%s", err.text);
	const Profile *p = profile_find(&profiles, "nrf52840", &err);
	cr_assert(p != NULL);
	cr_expect_eq(p->reserved_ram_bytes, 0);
	const Profile *whole = p;
	p = profile_reserve(&profiles, p, "ble,freertos", &err);
	cr_assert(p != NULL, "%s", err.text);
	cr_expect_eq(whole->reserved_ram_bytes, 0);
	cr_expect_eq(p->reserved_ram_bytes, 48 * 1024 + 300);
	cr_expect_eq(p->reserved_flash_bytes, 10240);
	cr_expect_str_eq(p->reserved_for,
		"a Bluetooth stack; FreeRTOS and one task, whose stack comes on top");
}

Test(profile_parts, that_cannot_be_reserved_leave_the_profile_as_it_was)
{
	cr_assert(profiles_load(&profiles, NULL, &err), "%s", err.text);
	const Profile *p = profile_find(&profiles, "nrf52840", &err);
	cr_assert(p != NULL);
	cr_expect(profile_reserve(&profiles, p, "ble,wifi", &err) == NULL);
	cr_expect_str_eq(err.text,
		"nothing to reserve is called 'wifi'; nrf52840 knows: ble, arduino, freertos");
	cr_expect_eq(p->reserved_ram_bytes, 0);
	err = (Error){0};
	p = profile_find(&profiles, "atmega328p", &err);
	cr_assert(p != NULL);
	cr_expect(profile_reserve(&profiles, p, "freertos,freertos,freertos,freertos",
				  &err) == NULL);
	cr_expect(strstr(err.text, "atmega328p has less memory than 'freertos' reserves"));
}

Test(profile_parts, have_a_source_for_each_figure)
{
	cr_assert(profiles_load(&profiles, NULL, &err), "%s", err.text);
	for (int i = 0; i < profiles.n; i++)
		for (Figure f = 0; f < N_FIGURES; f++) {
			FigureSource of = profile_source(&profiles.list[i], f);
			cr_expect(of.source && of.source[0], "%s", profiles.list[i].name);
			cr_expect_not(strstr(of.source, "from memory") && of.confidence == READ &&
					!strstr(of.source, ";"),
				"%s: %s", profiles.list[i].name, figure_key(f));
		}
	const Profile *p = profile_find(&profiles, "stm32l4r5zi", &err);
	cr_assert(p != NULL);
	cr_expect_eq(profile_source(p, FIGURE_RAM).confidence, READ);
	cr_expect_eq(profile_source(p, FIGURE_ACTIVE).confidence, DERIVED);
	cr_expect_eq(profile_source(p, FIGURE_FPU).confidence, UNVERIFIED);
}

Test(profile_parts, give_the_current_in_proportion_to_the_clock)
{
	cr_assert(add(PART("\"active_ua\": [1000, 3000], \"active_at_hz\": 10000000")));
	Range current = profile_active_ua(&profiles.list[0], 20000000);
	cr_expect_float_eq(current.low, 2000.0, 1e-9);
	cr_expect_float_eq(current.high, 6000.0, 1e-9);
	clear();
	cr_assert(add(PART("\"active_ua_per_mhz\": 50")));
	cr_expect_float_eq(profile_active_ua(&profiles.list[0], 20000000).high, 1000.0, 1e-9);
	clear();
	cr_assert(add(PART("\"note\": \"\"")));
	cr_expect_float_eq(profile_active_ua(&profiles.list[0], 20000000).high, 0.0, 1e-9);
}
