/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of the plugin interface against tests/abi/plugin-1.1.sizes, and every field of plugin-1.0.sizes, which was
 * written when ABI 1.0 was frozen, where it stood then: a plugin built then must fit for ever.  Minor versions append to
 * structs and get a list of their own.
 */
#include "core/base/file.h"
#include "plugins/sanya-plugin.h"

#include <check.h>

#define SIZE(type) sanya_buffer_printf(out, "%s %zu\n", #type, sizeof(struct type))
#define FIELD(type, field)                                                                         \
	sanya_buffer_printf(out, "%s.%s %zu %zu\n", #type, #field, offsetof(struct type, field),   \
			    sizeof(((struct type *)NULL)->field))

static void plugin_head_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_head);
	FIELD(sanya_plugin_head, magic);
	FIELD(sanya_plugin_head, major);
	FIELD(sanya_plugin_head, minor);
	FIELD(sanya_plugin_head, size);
	FIELD(sanya_plugin_head, option_size);
}

static void plugin_text_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_text);
	FIELD(sanya_plugin_text, at);
	FIELD(sanya_plugin_text, size);
	FIELD(sanya_plugin_text, reserved);
}

static void plugin_option_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_option);
	FIELD(sanya_plugin_option, name);
	FIELD(sanya_plugin_option, type);
	FIELD(sanya_plugin_option, flags);
	FIELD(sanya_plugin_option, fallback);
	FIELD(sanya_plugin_option, choices);
	FIELD(sanya_plugin_option, help);
}

static void plugin_span_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_span);
	FIELD(sanya_plugin_span, from);
	FIELD(sanya_plugin_span, to);
}

static void plugin_ticket_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_ticket);
	FIELD(sanya_plugin_ticket, id);
	FIELD(sanya_plugin_ticket, assignee);
	FIELD(sanya_plugin_ticket, first_replier);
	FIELD(sanya_plugin_ticket, solver);
	FIELD(sanya_plugin_ticket, requester);
	FIELD(sanya_plugin_ticket, channel);
	FIELD(sanya_plugin_ticket, queue);
	FIELD(sanya_plugin_ticket, priority);
	FIELD(sanya_plugin_ticket, status);
	FIELD(sanya_plugin_ticket, involved);
	FIELD(sanya_plugin_ticket, tags);
	FIELD(sanya_plugin_ticket, involved_count);
	FIELD(sanya_plugin_ticket, tag_count);
	FIELD(sanya_plugin_ticket, created);
	FIELD(sanya_plugin_ticket, first_reply);
	FIELD(sanya_plugin_ticket, first_touch);
	FIELD(sanya_plugin_ticket, first_solved);
	FIELD(sanya_plugin_ticket, solved);
	FIELD(sanya_plugin_ticket, closed);
	FIELD(sanya_plugin_ticket, due);
	FIELD(sanya_plugin_ticket, reopens);
	FIELD(sanya_plugin_ticket, replies);
	FIELD(sanya_plugin_ticket, reassigns);
	FIELD(sanya_plugin_ticket, in_time);
	FIELD(sanya_plugin_ticket, has_history);
	FIELD(sanya_plugin_ticket, wait_count);
	FIELD(sanya_plugin_ticket, silence_count);
	FIELD(sanya_plugin_ticket, reserved);
	FIELD(sanya_plugin_ticket, waits);
	FIELD(sanya_plugin_ticket, silences);
}

static void plugin_response_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_response);
	FIELD(sanya_plugin_response, id);
	FIELD(sanya_plugin_response, ticket);
	FIELD(sanya_plugin_response, survey);
	FIELD(sanya_plugin_response, subject);
	FIELD(sanya_plugin_response, requester);
	FIELD(sanya_plugin_response, channel);
	FIELD(sanya_plugin_response, tags);
	FIELD(sanya_plugin_response, tag_count);
	FIELD(sanya_plugin_response, kind);
	FIELD(sanya_plugin_response, asked);
	FIELD(sanya_plugin_response, answered);
	FIELD(sanya_plugin_response, value);
	FIELD(sanya_plugin_response, lowest);
	FIELD(sanya_plugin_response, highest);
	FIELD(sanya_plugin_response, critical);
	FIELD(sanya_plugin_response, reserved);
}

static void plugin_event_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_event);
	FIELD(sanya_plugin_event, at);
	FIELD(sanya_plugin_event, what);
	FIELD(sanya_plugin_event, status);
	FIELD(sanya_plugin_event, by_staff);
	FIELD(sanya_plugin_event, reserved);
	FIELD(sanya_plugin_event, actor);
	FIELD(sanya_plugin_event, target);
	FIELD(sanya_plugin_event, text);
}

static void fields_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_ticket_fields);
	FIELD(sanya_plugin_ticket_fields, size);
	FIELD(sanya_plugin_ticket_fields, count);
	FIELD(sanya_plugin_ticket_fields, id);
	FIELD(sanya_plugin_ticket_fields, assignee);
	FIELD(sanya_plugin_ticket_fields, first_replier);
	FIELD(sanya_plugin_ticket_fields, solver);
	FIELD(sanya_plugin_ticket_fields, requester);
	FIELD(sanya_plugin_ticket_fields, channel);
	FIELD(sanya_plugin_ticket_fields, queue);
	FIELD(sanya_plugin_ticket_fields, priority);
	FIELD(sanya_plugin_ticket_fields, status);
	FIELD(sanya_plugin_ticket_fields, created);
	FIELD(sanya_plugin_ticket_fields, first_reply);
	FIELD(sanya_plugin_ticket_fields, first_touch);
	FIELD(sanya_plugin_ticket_fields, first_solved);
	FIELD(sanya_plugin_ticket_fields, solved);
	FIELD(sanya_plugin_ticket_fields, closed);
	FIELD(sanya_plugin_ticket_fields, due);
	FIELD(sanya_plugin_ticket_fields, reopens);
	FIELD(sanya_plugin_ticket_fields, replies);
	FIELD(sanya_plugin_ticket_fields, reassigns);
	FIELD(sanya_plugin_ticket_fields, in_time);
	SIZE(sanya_plugin_response_fields);
	FIELD(sanya_plugin_response_fields, size);
	FIELD(sanya_plugin_response_fields, count);
	FIELD(sanya_plugin_response_fields, id);
	FIELD(sanya_plugin_response_fields, ticket);
	FIELD(sanya_plugin_response_fields, survey);
	FIELD(sanya_plugin_response_fields, subject);
	FIELD(sanya_plugin_response_fields, requester);
	FIELD(sanya_plugin_response_fields, channel);
	FIELD(sanya_plugin_response_fields, asked);
	FIELD(sanya_plugin_response_fields, answered);
	FIELD(sanya_plugin_response_fields, value);
	FIELD(sanya_plugin_response_fields, lowest);
	FIELD(sanya_plugin_response_fields, highest);
	FIELD(sanya_plugin_response_fields, kind);
	FIELD(sanya_plugin_response_fields, critical);
}

static void source_host_layout(struct sanya_buffer *out)
{
	SIZE(sanya_source_host);
	FIELD(sanya_source_host, size);
	FIELD(sanya_source_host, major);
	FIELD(sanya_source_host, minor);
	FIELD(sanya_source_host, run);
	FIELD(sanya_source_host, window_from);
	FIELD(sanya_source_host, window_to);
	FIELD(sanya_source_host, option);
	FIELD(sanya_source_host, inputs);
	FIELD(sanya_source_host, input_name);
	FIELD(sanya_source_host, input_size);
	FIELD(sanya_source_host, read);
	FIELD(sanya_source_host, cursor);
	FIELD(sanya_source_host, tickets);
	FIELD(sanya_source_host, responses);
	FIELD(sanya_source_host, history);
	FIELD(sanya_source_host, reject);
	FIELD(sanya_source_host, checkpoint);
	FIELD(sanya_source_host, progress);
	FIELD(sanya_source_host, instant);
	FIELD(sanya_source_host, fail);
	FIELD(sanya_source_host, note);
	FIELD(sanya_source_host, part);
	FIELD(sanya_source_host, parts);
	FIELD(sanya_source_host, ticket_fields);
	FIELD(sanya_source_host, response_fields);
	FIELD(sanya_source_host, read_at);
	FIELD(sanya_source_host, stretch);
	FIELD(sanya_source_host, asked);
}

static void plugin_source_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_source);
	FIELD(sanya_plugin_source, head);
	FIELD(sanya_plugin_source, name);
	FIELD(sanya_plugin_source, version);
	FIELD(sanya_plugin_source, license);
	FIELD(sanya_plugin_source, summary);
	FIELD(sanya_plugin_source, options);
	FIELD(sanya_plugin_source, option_count);
	FIELD(sanya_plugin_source, needs);
	FIELD(sanya_plugin_source, fetch);
	FIELD(sanya_plugin_source, flags);
	FIELD(sanya_plugin_source, reserved);
}

static void plugin_reason_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_reason);
	FIELD(sanya_plugin_reason, word);
	FIELD(sanya_plugin_reason, en);
	FIELD(sanya_plugin_reason, th);
}

static void plugin_metric_definition_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_metric_definition);
	FIELD(sanya_plugin_metric_definition, size);
	FIELD(sanya_plugin_metric_definition, version);
	FIELD(sanya_plugin_metric_definition, name);
	FIELD(sanya_plugin_metric_definition, unit);
	FIELD(sanya_plugin_metric_definition, of);
	FIELD(sanya_plugin_metric_definition, flags);
	FIELD(sanya_plugin_metric_definition, reason_count);
	FIELD(sanya_plugin_metric_definition, reason_size);
	FIELD(sanya_plugin_metric_definition, reserved);
	FIELD(sanya_plugin_metric_definition, reasons);
	FIELD(sanya_plugin_metric_definition, title_en);
	FIELD(sanya_plugin_metric_definition, title_th);
	FIELD(sanya_plugin_metric_definition, definition_en);
	FIELD(sanya_plugin_metric_definition, definition_th);
}

static void plugin_value_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_value);
	FIELD(sanya_plugin_value, value);
	FIELD(sanya_plugin_value, possible);
	FIELD(sanya_plugin_value, at);
	FIELD(sanya_plugin_value, reason);
	FIELD(sanya_plugin_value, finding);
}

static void metric_host_layout(struct sanya_buffer *out)
{
	SIZE(sanya_metric_host);
	FIELD(sanya_metric_host, size);
	FIELD(sanya_metric_host, major);
	FIELD(sanya_metric_host, minor);
	FIELD(sanya_metric_host, run);
	FIELD(sanya_metric_host, window_from);
	FIELD(sanya_metric_host, window_to);
	FIELD(sanya_metric_host, between);
	FIELD(sanya_metric_host, fail);
	FIELD(sanya_metric_host, note);
	FIELD(sanya_metric_host, working);
	FIELD(sanya_metric_host, reserved);
}

static void columns_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_ticket_columns);
	FIELD(sanya_plugin_ticket_columns, size);
	FIELD(sanya_plugin_ticket_columns, count);
	FIELD(sanya_plugin_ticket_columns, created);
	FIELD(sanya_plugin_ticket_columns, first_reply);
	FIELD(sanya_plugin_ticket_columns, first_touch);
	FIELD(sanya_plugin_ticket_columns, first_solved);
	FIELD(sanya_plugin_ticket_columns, solved);
	FIELD(sanya_plugin_ticket_columns, closed);
	FIELD(sanya_plugin_ticket_columns, due);
	FIELD(sanya_plugin_ticket_columns, reopens);
	FIELD(sanya_plugin_ticket_columns, replies);
	FIELD(sanya_plugin_ticket_columns, reassigns);
	FIELD(sanya_plugin_ticket_columns, in_time);
	FIELD(sanya_plugin_ticket_columns, has_history);
	FIELD(sanya_plugin_ticket_columns, wait_ends);
	FIELD(sanya_plugin_ticket_columns, silence_ends);
	FIELD(sanya_plugin_ticket_columns, waits);
	FIELD(sanya_plugin_ticket_columns, silences);
	SIZE(sanya_plugin_response_columns);
	FIELD(sanya_plugin_response_columns, size);
	FIELD(sanya_plugin_response_columns, count);
	FIELD(sanya_plugin_response_columns, asked);
	FIELD(sanya_plugin_response_columns, answered);
	FIELD(sanya_plugin_response_columns, value);
	FIELD(sanya_plugin_response_columns, lowest);
	FIELD(sanya_plugin_response_columns, highest);
	FIELD(sanya_plugin_response_columns, kind);
	FIELD(sanya_plugin_response_columns, critical);
}

static void plugin_metric_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_metric);
	FIELD(sanya_plugin_metric, head);
	FIELD(sanya_plugin_metric, name);
	FIELD(sanya_plugin_metric, version);
	FIELD(sanya_plugin_metric, license);
	FIELD(sanya_plugin_metric, summary);
	FIELD(sanya_plugin_metric, options);
	FIELD(sanya_plugin_metric, option_count);
	FIELD(sanya_plugin_metric, needs);
	FIELD(sanya_plugin_metric, definitions);
	FIELD(sanya_plugin_metric, definition_count);
	FIELD(sanya_plugin_metric, value_size);
	FIELD(sanya_plugin_metric, tickets);
	FIELD(sanya_plugin_metric, responses);
	FIELD(sanya_plugin_metric, ticket_columns);
	FIELD(sanya_plugin_metric, response_columns);
}

static void export_host_layout(struct sanya_buffer *out)
{
	SIZE(sanya_export_host);
	FIELD(sanya_export_host, size);
	FIELD(sanya_export_host, major);
	FIELD(sanya_export_host, minor);
	FIELD(sanya_export_host, run);
	FIELD(sanya_export_host, option);
	FIELD(sanya_export_host, columns);
	FIELD(sanya_export_host, column);
	FIELD(sanya_export_host, column_type);
	FIELD(sanya_export_host, rows);
	FIELD(sanya_export_host, cell);
	FIELD(sanya_export_host, write);
	FIELD(sanya_export_host, fail);
	FIELD(sanya_export_host, note);
}

static void plugin_export_layout(struct sanya_buffer *out)
{
	SIZE(sanya_plugin_export);
	FIELD(sanya_plugin_export, head);
	FIELD(sanya_plugin_export, name);
	FIELD(sanya_plugin_export, version);
	FIELD(sanya_plugin_export, license);
	FIELD(sanya_plugin_export, summary);
	FIELD(sanya_plugin_export, options);
	FIELD(sanya_plugin_export, option_count);
	FIELD(sanya_plugin_export, needs);
	FIELD(sanya_plugin_export, format);
	FIELD(sanya_plugin_export, extension);
	FIELD(sanya_plugin_export, write);
}

static void (*const layouts[])(struct sanya_buffer *) = {
	plugin_head_layout,
	plugin_text_layout,
	plugin_option_layout,
	plugin_span_layout,
	plugin_ticket_layout,
	plugin_response_layout,
	plugin_event_layout,
	fields_layout,
	source_host_layout,
	plugin_source_layout,
	plugin_reason_layout,
	plugin_metric_definition_layout,
	plugin_value_layout,
	metric_host_layout,
	columns_layout,
	plugin_metric_layout,
	export_host_layout,
	plugin_export_layout,
};

/* A written list without the lines for people, and the list of today; false where this machine has another one. */
static bool lists(const char *version, struct sanya_buffer *now, struct sanya_buffer *then, const char **ret_then)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	const char *folder = getenv("SANYA_SRCDIR");
	char path[4096];

	sanya_buffer_init(now, 65536);
	sanya_buffer_init(then, 65536);
	if (sizeof(void *) != 8) {
		puts("abi: the written list is for 64-bit systems, skipped");
		return false;
	}
	for (size_t i = 0; i < SANYA_COUNT(layouts); i++)
		layouts[i](now);
	(void)snprintf(path, sizeof path, "%s/tests/abi/plugin-%s.sizes", folder == NULL ? "." : folder, version);
	ck_assert_msg(sanya_file_read(path, then, &err) == 0, "%s", err.what);
	const char *lines = then->data;
	while (*lines == '#')
		lines = strchr(lines, '\n') + 1;
	*ret_then = lines;
	return true;
}

START_TEST(nothing_moved)
{
	struct sanya_buffer now, then;
	const char *expected = NULL;

	if (lists("1.1", &now, &then, &expected))
		ck_assert_str_eq(now.data, expected);
	sanya_buffer_done(&now);
	sanya_buffer_done(&then);
}
END_TEST

START_TEST(what_1_0_had_stands_where_it_stood)
{
	struct sanya_buffer now, then;
	const char *line = NULL;
	unsigned fields = 0;
	char wanted[200];

	if (!lists("1.0", &now, &then, &line))
		line = "";
	for (; *line != '\0'; line = strchr(line, '\n') + 1) {
		int size = (int)(strchr(line, '\n') - line);

		/* structs may have grown, fields may not have moved */
		if (memchr(line, '.', (size_t)size) == NULL)
			continue;
		(void)snprintf(wanted, sizeof wanted, "\n%.*s\n", size, line);
		ck_assert_msg(strstr(now.data, wanted) != NULL, "moved: %s", wanted);
		fields++;
	}
	ck_assert_uint_ge(fields, sizeof(void *) == 8 ? 100 : 0);
	sanya_buffer_done(&now);
	sanya_buffer_done(&then);
}
END_TEST

START_TEST(the_head_is_sixteen_bytes_for_ever)
{
	const struct sanya_plugin_head head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source);
	unsigned char bytes[sizeof head];

	memcpy(bytes, &head, sizeof head);
	ck_assert_uint_eq(sizeof head, 16);
	/* magic, major 1, minor 1, as a little-endian machine writes them */
	const uint16_t one = 1;
	if (*(const unsigned char *)&one == 1) {
		ck_assert(memcmp(bytes, "SNYA\1\0\1\0", 8) == 0);
	}
}
END_TEST

START_TEST(starting_values_are_absent)
{
	const struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
	const struct sanya_plugin_response response = SANYA_PLUGIN_RESPONSE_INIT;
	const struct sanya_plugin_event event = SANYA_PLUGIN_EVENT_INIT;

	ck_assert(ticket.created == SANYA_ABSENT_TIME && ticket.due == SANYA_ABSENT_TIME &&
		  ticket.closed == SANYA_ABSENT_TIME);
	ck_assert(ticket.reopens == SANYA_ABSENT_COUNT && ticket.in_time == SANYA_ABSENT_COUNT &&
		  ticket.has_history == 0);
	ck_assert(ticket.id.at == NULL && ticket.status.at == NULL && ticket.tags == NULL &&
		  ticket.silence_count == 0);
	ck_assert(response.asked == SANYA_ABSENT_TIME && response.answered == SANYA_ABSENT_TIME &&
		  response.kind == 0);
	ck_assert(response.value == SANYA_ABSENT_VALUE && response.highest == SANYA_ABSENT_VALUE &&
		  response.critical == 0);
	ck_assert(event.at == SANYA_ABSENT_TIME && event.what == 0 && event.text.at == NULL);
}
END_TEST

Suite *suite_abi(void);
Suite *suite_abi(void)
{
	Suite *suite = suite_create("abi");
	TCase *test = tcase_create("abi");

	tcase_add_test(test, nothing_moved);
	tcase_add_test(test, what_1_0_had_stands_where_it_stood);
	tcase_add_test(test, the_head_is_sixteen_bytes_for_ever);
	tcase_add_test(test, starting_values_are_absent);
	suite_add_tcase(suite, test);
	return suite;
}
