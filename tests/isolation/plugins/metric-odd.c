/* SPDX-License-Identifier: Apache-2.0 */
/* Metrics of every unit whose values are whatever the test has written into the fields of an observation: negative, beyond 32 bits,
 * without an instant, left out, worth a look.  tests/unit/slow_measure.c says the same again. */
#include "sanya-plugin.h"

static const struct sanya_plugin_reason reasons[] = {{"left-out", "left out", NULL}, {"odd", "odd", NULL}};

#define METRIC(metric_name, metric_unit, metric_of, metric_flags)                                                                  \
	{                                                                                                                         \
		.size = sizeof(struct sanya_plugin_metric_definition), .version = 1, .name = "odd." metric_name,                  \
		.unit = SANYA_METRIC_##metric_unit, .of = SANYA_METRIC_OF_##metric_of, .flags = metric_flags, .reason_count = 2,   \
		.reason_size = sizeof reasons[0], .reasons = reasons, .title_en = metric_name, .definition_en = metric_name       \
	}
static const struct sanya_plugin_metric_definition all[] = {
	METRIC("seconds", SECONDS, TICKETS, 0), METRIC("count", COUNT, TICKETS, 0),
	METRIC("points", POINTS, TICKETS, 0),	METRIC("flag", FLAG, TICKETS, 0),
	METRIC("nps", NPS, TICKETS, 0),		METRIC("pair", PAIR, TICKETS, 0),
	METRIC("picture", FLAG, TICKETS, SANYA_METRIC_SNAPSHOT),
	METRIC("answer", POINTS, RESPONSES, 0), METRIC("asked", SECONDS, RESPONSES, 0),
};
static const struct sanya_plugin_metric_definition *const definitions[] = {&all[0], &all[1], &all[2], &all[3], &all[4],
									    &all[5], &all[6], &all[7], &all[8]};

static void picture(const struct sanya_metric_host *host, const struct sanya_plugin_ticket *t, struct sanya_plugin_value *v)
{
	v->at = t->created;
	if (host->window_to == SANYA_ABSENT_TIME) {
		v->value = t->solved == SANYA_ABSENT_TIME;
		return;
	}
	if (t->reopens != 1)
		v->at = host->window_to - 1;
	v->value = t->solved == SANYA_ABSENT_TIME || t->solved >= host->window_to;
	if (t->created >= host->window_to)
		v->reason = 1;
}

static void measure(const struct sanya_metric_host *host, uint32_t metric, const struct sanya_plugin_ticket *t,
		    struct sanya_plugin_value *v)
{
	int timed = t->due != SANYA_ABSENT_TIME && t->closed != SANYA_ABSENT_TIME;

	v->at = metric == 0 || metric == 3 ? t->first_touch : t->created;
	if (metric == 6) {
		picture(host, t, v);
		return;
	}
	if (t->reopens == 0)
		v->reason = 1;
	else if (t->reopens == 1)
		v->finding = 2;
	if (metric == 0 || metric == 2) {
		v->value = timed ? t->due - t->closed : 0;
		v->reason = timed ? v->reason : 2;
	} else if (metric == 1 || metric == 5) {
		v->value = t->replies + (int64_t)t->assignee.size; /* so that texts have to be right as well */
		v->possible = metric == 5 ? t->reassigns : 1;
		v->reason = t->replies == SANYA_ABSENT_COUNT || (metric == 5 && t->reassigns <= 0) ? 2 : v->reason;
	} else {
		v->value = metric == 3 ? t->in_time == 1 : t->in_time == 1 ? 100 : -100;
		v->reason = t->in_time == SANYA_ABSENT_COUNT ? 2 : v->reason;
	}
}

static int32_t tickets(const struct sanya_metric_host *host, uint32_t metric, const void *list, uint32_t count, uint32_t element,
		       struct sanya_plugin_value *values)
{
	for (uint32_t i = 0; i < count; i++)
		measure(host, metric, (const void *)((const char *)list + (size_t)i * element), &values[i]);
	return 0;
}

static int32_t responses(const struct sanya_metric_host *host, uint32_t metric, const void *list, uint32_t count, uint32_t element,
			 struct sanya_plugin_value *values)
{
	(void)host;
	for (uint32_t i = 0; i < count; i++) {
		const struct sanya_plugin_response *r = (const void *)((const char *)list + (size_t)i * element);
		struct sanya_plugin_value *v = &values[i];

		if (metric == 7) {
			v->at = r->answered;
			v->value = r->value == SANYA_ABSENT_VALUE ? 0 : r->value;
			v->reason = r->value == SANYA_ABSENT_VALUE;
			v->finding = r->critical == 1 ? 2 : 0;
		} else {
			v->at = r->asked;
			v->value = r->asked == SANYA_ABSENT_TIME ? 0 : r->answered - r->asked;
			v->reason = r->asked == SANYA_ABSENT_TIME;
		}
	}
	return 0;
}

const struct sanya_plugin_metric sanya_metric_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_metric),
	.name = "metric-odd",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Odd values of every unit, for the tests",
	.definitions = definitions,
	.definition_count = 9,
	.value_size = sizeof(struct sanya_plugin_value),
	.tickets = tickets,
	.responses = responses,
};
