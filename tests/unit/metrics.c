/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's side of a metric, for tests: two clocks simple enough to follow with a pencil.
 * The working clock goes day by day, so that it shares no code with the calendars that it stands for.
 */
#include "core/base/base.h"

#include "unit/metrics.h"

#include <check.h>

static int64_t elapsed(void *run, int64_t from, int64_t to)
{
	(void)run;
	return to > from ? to - from : 0;
}

static int64_t overlap(int64_t from, int64_t to, int64_t open, int64_t shut)
{
	int64_t start = from > open ? from : open;
	int64_t end = to < shut ? to : shut;
	return end > start ? end - start : 0;
}

static int64_t working_hours(void *run, int64_t from, int64_t to)
{
	(void)run;
	int64_t sum = 0;
	for (int64_t day = from - from % 86400; day < to; day += 86400) {
		sum += overlap(from, to, day + 9 * 3600, day + 12 * 3600);
		sum += overlap(from, to, day + 13 * 3600, day + 18 * 3600);
	}
	return sum;
}

static int32_t refuse(void *run, const char *text)
{
	(void)run;
	(void)text;
	return -1;
}

struct sanya_metric_host sanya_metric_host_for_test(bool working, int64_t window_from, int64_t window_to)
{
	return (struct sanya_metric_host){.size = sizeof(struct sanya_metric_host), .major = SANYA_PLUGIN_MAJOR,
					  .minor = SANYA_PLUGIN_MINOR, .window_from = window_from, .window_to = window_to,
					  .between = working ? working_hours : elapsed, .fail = refuse,
					  .working = working};
}

void sanya_check_definition(const struct sanya_plugin_metric_definition *definition)
{
	ck_assert_uint_eq(definition->size, sizeof(*definition));
	ck_assert_uint_eq(definition->version, 1);
	ck_assert_uint_ge(definition->unit, SANYA_METRIC_SECONDS);
	ck_assert_uint_le(definition->unit, SANYA_METRIC_PAIR);
	const char *const texts[] = {definition->title_en, definition->title_th, definition->definition_en,
				     definition->definition_th};
	for (size_t i = 0; i < SANYA_COUNT(texts); i++) {
		ck_assert_ptr_nonnull(texts[i]);
		ck_assert_uint_gt(strlen(texts[i]), 5);
		ck_assert_uint_le(strlen(texts[i]), 4096);
	}
	/* The English says what counts, what the value is, and which period it belongs to; the Thai is Thai. */
	ck_assert_ptr_nonnull(strstr(definition->definition_en, "Counts "));
	ck_assert_ptr_nonnull(strstr(definition->definition_en, "Value: "));
	ck_assert_ptr_nonnull(strstr(definition->definition_en, "Belongs to "));
	ck_assert_ptr_nonnull(strstr(definition->definition_th, "นับ"));
	ck_assert_ptr_nonnull(strstr(definition->definition_th, "ค่าที่ได้คือ"));
	ck_assert_uint_eq(definition->reason_size, sizeof(struct sanya_plugin_reason));
	for (uint32_t i = 0; i < definition->reason_count; i++) {
		const struct sanya_plugin_reason *reason = &definition->reasons[i];
		ck_assert_ptr_nonnull(reason->th);
		ck_assert_ptr_nonnull(reason->en);
		ck_assert_uint_gt(strlen(reason->word), 2);
		ck_assert_uint_eq(strspn(reason->word, "abcdefghijklmnopqrstuvwxyz-"), strlen(reason->word));
	}
}
