/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts and values for tests; see the header.
 */
#include "reward_fixture.h"

#include "core/base/file.h"

#include <check.h>

void fixture_document(const char *goals, const char *reward, struct sanya_buffer *out)
{
	sanya_buffer_printf(out,
			    "{\"format\":\"sanya.contract/1\",\"number\":\"T-1\",\"revision\":1,\"kind\":\"contract\","
			    "\"title\":{\"en\":\"Test\"},\"prevails\":\"en\",\"employee\":\"E1\",\"manager\":\"E2\","
			    "\"period\":{\"from\":\"2026-07-01\",\"to\":\"2026-09-30\"},\"timezone\":\"Asia/Bangkok\","
			    "\"calendar\":\"th-office@1\",\"goals\":[%s],\"reward\":%s,\"rules\":{\"answer_days\":14,"
			    "\"grace_days\":7,\"dispute_days\":15,\"dispute_answer_days\":10}}",
			    goals, reward);
}

int fixture_try(const char *goals, const char *reward, struct sanya_contract *ret, struct sanya_error *err)
{
	struct sanya_buffer text;
	int failed;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	fixture_document(goals, reward, &text);
	failed = sanya_contract_parse("test", text.data, text.size, NULL, NULL, ret, err);
	sanya_buffer_done(&text);
	return failed;
}

void fixture_contract(const char *goals, const char *reward, struct sanya_contract *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(fixture_try(goals, reward, ret, &err) == 0, "%lu: %s", err.column, err.what);
}

void fixture_read(const char *name, struct sanya_buffer *out)
{
	const char *sources = getenv("SANYA_SRCDIR");
	struct sanya_error err = SANYA_ERROR_INIT;
	char path[SANYA_PATH_MAX];

	ck_assert_ptr_nonnull(sources);
	snprintf(path, sizeof(path), "%s/tests/%s", sources, name);
	sanya_buffer_init(out, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_file_read(path, out, &err) == 0, "%s", err.what);
}

void fixture_read_contract(const char *name, struct sanya_contract *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;

	fixture_read(name, &text);
	ck_assert_msg(sanya_contract_parse(name, text.data, text.size, NULL, NULL, ret, &err) == 0, "%s:%lu:%lu: %s", name,
		      err.line, err.column, err.what);
	sanya_buffer_done(&text);
}

int fixture_try_pay(const struct sanya_contract *contract, const char *values, struct sanya_result *ret,
		    struct sanya_error *err)
{
	struct sanya_measured measured[SANYA_GOALS_MAX];
	struct sanya_arena arena;
	int64_t counted = 0, of = 0;
	int failed;

	sanya_arena_init(&arena);
	sanya_result_init(ret);
	for (size_t i = 0; i < contract->goal_count; i++)
		sanya_measured_init(&measured[i]);
	failed = sanya_values_parse("values", values, strlen(values), contract, &arena, measured, &counted, &of, err);
	if (failed == 0)
		failed = sanya_reward_compute(contract, measured, counted, of, ret, err);
	for (size_t i = 0; i < contract->goal_count; i++)
		sanya_measured_done(&measured[i]);
	sanya_arena_done(&arena);
	return failed;
}

void fixture_pay(const struct sanya_contract *contract, const char *values, struct sanya_result *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(fixture_try_pay(contract, values, ret, &err) == 0, "%s: %s", values, err.what);
}

void fixture_equal(const struct sanya_number *got, const char *want, const char *of)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number number;
	struct sanya_buffer said;
	const char *slash = strchr(want, '/');
	char numerator[100];

	sanya_number_init(&number);
	sanya_buffer_init(&said, 1000);
	if (slash != NULL) {
		snprintf(numerator, sizeof(numerator), "%.*s", (int)(slash - want), want);
		ck_assert_int_eq(sanya_number_parse_ratio(numerator, slash + 1, &number, &err), 0);
	} else {
		ck_assert_msg(sanya_number_parse(want, strlen(want), &number, &err) == 0, "%s: %s", want, err.what);
	}
	sanya_number_exact(got, &said);
	ck_assert_msg(sanya_number_compare(got, &number) == 0, "%s: got %s, wanted %s", of, said.data, want);
	sanya_buffer_done(&said);
	sanya_number_done(&number);
}
