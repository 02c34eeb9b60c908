/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/profile.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Bytes text_bytes(const char *text)
{
	return (Bytes){(const uint8_t *)text, strlen(text)};
}

/* A file with one profile of these keys. */
#define PROFILE(keys) "{\"schema\": 1, \"profiles\": [{" keys "}]}"
#define PART "\"name\": \"part\", \"core\": \"cortex-m3\", "
#define SIZES "\"flash_bytes\": 1000, \"ram_bytes\": 100"

static void refuses(const char *json, const char *reason)
{
	Profiles profiles = {0};
	Error err = {0};
	cr_expect_not(profiles_add(&profiles, text_bytes(json), "my.json", &err), "%s", json);
	cr_expect(strstr(err.text, reason) != NULL, "'%s' lacks '%s'", err.text, reason);
	cr_expect(strncmp(err.text, "my.json: ", 9) == 0, "%s", err.text);
	profiles_finish(&profiles);
}

Test(profile, has_sixty_parts_and_more_and_the_host_built_in)
{
	Profiles profiles = {0};
	Error err = {0};
	cr_assert(profiles_load(&profiles, NULL, &err), "%s", err.text);
	cr_expect_geq(profiles.n, 61);
	for (int i = 0; i < profiles.n; i++)
		cr_expect_neq(profiles.list[i].source[0], '\0', "%s", profiles.list[i].name);

	const Profile *part = profile_find(&profiles, "nrf52840", &err);
	cr_assert(part != NULL);
	cr_expect_eq(part->core, CORE_M4);
	cr_expect_eq(part->clock_hz, 64000000);
	cr_expect_eq(part->flash_bytes, 1024 * 1024);
	cr_expect_eq(part->ram_bytes, 256 * 1024);
	cr_expect(part->verified);

	const Profile *host = profile_find(&profiles, "host", &err);
	cr_assert(host != NULL);
	cr_expect_eq(host->core, CORE_X86_64);
	cr_expect_eq(host->ram_bytes, NO_LIMIT);
	profiles_finish(&profiles);
}

Test(profile, marks_what_was_only_remembered)
{
	Profiles profiles = {0};
	Error err = {0};
	cr_assert(profiles_load(&profiles, NULL, &err));
	for (int i = 0; i < profiles.n; i++)
		if (strstr(profiles.list[i].source, "from memory"))
			cr_expect_not(profiles.list[i].verified, "%s", profiles.list[i].name);
	profiles_finish(&profiles);
}

Test(profile, puts_a_users_file_over_the_built_in_ones)
{
	char path[] = "/tmp/whit-profile-XXXXXX";
	int fd = mkstemp(path);
	const char *json = "{\"schema\": 1, \"profiles\": ["
					   "{\"name\": \"rp2040\", \"core\": \"cortex-m0+\", " SIZES "},"
					   "{" PART SIZES ", \"reserved_ram_bytes\": 7}]}";
	cr_assert_eq(write(fd, json, strlen(json)), (ssize_t)strlen(json));
	close(fd);
	Profiles profiles = {0};
	Error err = {0};
	cr_assert(profiles_load(&profiles, NULL, &err), "%s", err.text);
	int n_built_in = profiles.n;
	profiles_finish(&profiles);
	cr_assert(profiles_load(&profiles, path, &err), "%s", err.text);
	unlink(path);
	cr_expect_eq(profiles.n, n_built_in + 1);
	const Profile *pico = profile_find(&profiles, "rp2040", &err);
	const Profile *part = profile_find(&profiles, "part", &err);
	cr_assert(pico != NULL && part != NULL);
	cr_expect_eq(pico->flash_bytes, 1000);
	cr_expect_str_eq(pico->board, "");
	cr_expect_eq(part->reserved_ram_bytes, 7);
	cr_expect_not(part->verified);
	profiles_finish(&profiles);
}

Test(profile, suggests_the_nearest_name)
{
	Profiles profiles = {0};
	Error err = {0};
	cr_assert(profiles_load(&profiles, NULL, &err));
	cr_expect(profile_find(&profiles, "NRF52480", &err) == NULL);
	cr_expect_str_eq(err.text,
		"no target 'NRF52480'; did you mean 'nrf52840' or 'nrf5340'? ('whit targets' "
		"lists them)");
	err = (Error){0};
	cr_expect(profile_find(&profiles, "zzz", &err) == NULL);
	cr_expect_str_eq(err.text, "no target 'zzz' ('whit targets' lists them)");
	err = (Error){0};
	char long_name[500];
	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	cr_expect(profile_find(&profiles, long_name, &err) == NULL);
	cr_expect(profile_find(&profiles, "", &err) == NULL);
	profiles_finish(&profiles);
}

Test(profile, suggests_a_few_names_where_one_is_as_near_as_another)
{
	Profiles profiles = {0};
	Error err = {0};
	cr_assert(profiles_load(&profiles, NULL, &err));
	cr_expect(profile_find(&profiles, "alif-e5", &err) == NULL);
	cr_expect_str_eq(err.text,
		"no target 'alif-e5'; did you mean 'alif-e3' or 'alif-e7'? "
		"('whit targets' lists them)");
	err = (Error){0};
	cr_expect(profile_find(&profiles, "stm32n", &err) == NULL);
	cr_expect(strstr(err.text, "did you mean 'stm32n657'?") != NULL, "%s", err.text);
	profiles_finish(&profiles);
}

Test(profile, names_file_profile_and_key_of_what_is_wrong)
{
	refuses(PROFILE(PART SIZES ", \"color\": 1"), "profile 1 (part): 'color': is no key");
	refuses(PROFILE(PART "\"flash_bytes\": 1"),
		"profile 1 (part): 'ram_bytes' is missing");
	refuses(PROFILE("\"core\": \"cortex-m3\", " SIZES), "profile 1: 'name' is missing");
	refuses(PROFILE(PART "\"flash_bytes\": \"1M\", \"ram_bytes\": 1"),
		"'flash_bytes': expected a whole number");
	refuses(PROFILE(PART "\"flash_bytes\": -1, \"ram_bytes\": 1"),
		"expected a whole number");
	refuses(PROFILE(PART "\"flash_bytes\": 1e999, \"ram_bytes\": 1"), "expected a whole");
	refuses(PROFILE(PART "\"flash_bytes\": 1.5, \"ram_bytes\": 1"), "expected a whole");
	refuses(PROFILE(PART SIZES ", \"reserved_ram_bytes\": 101"), "more than 'ram_bytes'");
	refuses(PROFILE(PART SIZES ", \"reserved_ram_bytes\": null"), "expected a whole");
	refuses(PROFILE(PART SIZES ", \"verified\": 1"),
		"'verified': expected true or false");
	refuses(PROFILE(PART SIZES ", \"note\": 1"), "'note': expected a text");
	refuses(PROFILE(PART SIZES ", \"note\": \"a\\u0007\""), "control characters");
	refuses(PROFILE(PART SIZES ", \"note\": \"a\", \"note\": \"b\""),
		"'note' comes twice");
	refuses(PROFILE("\"name\": \"a b\", \"core\": \"cortex-m3\", " SIZES),
		"'name': expected");
	refuses(PROFILE("\"name\": \"p\", \"core\": \"z80\", " SIZES),
		"'z80' is none of x86-64,");
}

Test(profile, refuses_what_is_no_file_of_profiles)
{
	refuses("", "line 1: not JSON");
	refuses("{\n\"schema\": 1,\n\"profiles\": [}\n", "line 3: not JSON");
	refuses("{\"schema\": 1, \"profiles\": []} x", "not JSON");
	refuses("[]", "expected an object");
	refuses("{\"schema\": 2, \"profiles\": []}", "'schema': expected 1");
	refuses("{\"schema\": 1}", "'profiles': expected a list");
	refuses("{\"schema\": 1, \"profiles\": [7]}", "profile 1: expected an object");
}

Test(profile, survives_deep_nesting)
{
	static char deep[100001];
	memset(deep, '[', sizeof deep - 1);
	refuses(deep, "not JSON");
}
