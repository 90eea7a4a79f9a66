/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors as people read them: where, what, the line at fault with a caret under it, and what to do next.
 * Or as programs read them: {"error":{"code","exit","message","next"}} in one line.
 * The texts themselves come with the error; only their order and dress are decided here.
 */
#include "output.h"
#include "../base/text.h"

#include <unistd.h>

const char *sanya_cli_code_name(enum sanya_code code)
{
	switch (code) {
	case SANYA_OK:
		return "ok";
	case SANYA_FAILED:
		return "failed";
	case SANYA_USAGE:
		return "usage";
	case SANYA_NOT_FOUND:
		return "not-found";
	case SANYA_NOT_ALLOWED:
		return "not-allowed";
	case SANYA_CHANGED:
		return "changed";
	case SANYA_DIFFERS:
		return "differs";
	case SANYA_UNREACHABLE:
		return "unreachable";
	case SANYA_INTERRUPTED:
		return "interrupted";
	}
	return "failed";
}

/* "team.json:14:17: weight 120 is more than 100" */
static void add_message(struct sanya_buffer *out, const struct sanya_error *err)
{
	if (err->where[0] != '\0') {
		sanya_buffer_text(out, err->where);
		if (err->line > 0)
			sanya_buffer_printf(out, ":%lu", err->line);
		if (err->line > 0 && err->column > 0)
			sanya_buffer_printf(out, ":%lu", err->column);
		sanya_buffer_text(out, ": ");
	}
	sanya_buffer_text(out, err->what);
}

/* The line, and a caret under the column-th character: tabs stay tabs, Thai vowels take no column. */
static void add_excerpt(struct sanya_buffer *out, const struct sanya_error *err)
{
	const char *line = err->excerpt;
	size_t size = strlen(line), at = 0;

	sanya_buffer_printf(out, "  %s\n", line);
	if (err->column == 0)
		return;
	sanya_buffer_text(out, "  ");
	for (unsigned long i = 1; i < err->column && at < size; i++) {
		size_t next = at + 1;

		while (next < size && ((unsigned char)line[next] & 0xc0) == 0x80)
			next++;
		if (line[at] == '\t') {
			sanya_buffer_byte(out, '\t');
		} else {
			for (size_t c = sanya_utf8_columns(line + at, next - at); c > 0; c--)
				sanya_buffer_byte(out, ' ');
		}
		at = next;
	}
	sanya_buffer_text(out, "^\n");
}

static void complain_human(struct sanya_buffer *out, bool colour, const struct sanya_error *err)
{
	size_t start = out->size;
	size_t wide;

	add_message(out, err);
	wide = sanya_utf8_columns(out->data + start, out->size - start) +
	       sanya_utf8_columns(err->next, strlen(err->next));
	if (err->excerpt[0] != '\0') {
		sanya_buffer_byte(out, '\n');
		add_excerpt(out, err);
	} else if (err->next[0] != '\0') {
		/* Short ones share a line. */
		char last = out->size > start ? out->data[out->size - 1] : '.';

		if (last != '.' && last != '?' && last != '!' && last != ':')
			sanya_buffer_byte(out, '.');
		sanya_buffer_text(out, wide <= 96 ? "  " : "\n");
	} else {
		sanya_buffer_byte(out, '\n');
	}
	if (err->next[0] != '\0') {
		sanya_buffer_printf(out, "%s%s%s\n", colour ? "\033[1m" : "", err->next,
				    colour ? "\033[0m" : "");
	}
}

static void complain_json(struct sanya_buffer *out, const struct sanya_error *err)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_buffer message;
	struct sanya_json *json = sanya_json_object(), *inner = sanya_json_object();

	sanya_buffer_init(&message, SANYA_TEXT_MAX);
	add_message(&message, err);
	sanya_json_set_text(inner, "code", sanya_cli_code_name(err->code));
	sanya_json_set_integer(inner, "exit", err->code);
	sanya_json_set_text(inner, "message", message.data);
	sanya_json_set_text(inner, "next", err->next);
	if (sanya_json_set(json, "error", inner) != 0 || sanya_json_canonical(json, out, &ignored) != 0) {
		/* Out of memory, or a text that is not UTF-8: the code alone still tells a program what to do. */
		sanya_buffer_clear(out);
		sanya_buffer_printf(out, "{\"error\":{\"code\":\"%s\",\"exit\":%d,\"message\":\"\",\"next\":\"\"}}",
				    sanya_cli_code_name(err->code), (int)err->code);
	}
	sanya_buffer_byte(out, '\n');
	sanya_json_free(json);
	sanya_buffer_done(&message);
}

void sanya_cli_complain_to(struct sanya_buffer *out, const struct sanya_catalogue *catalogue, bool json, bool colour,
			   const struct sanya_error *err)
{
	struct sanya_error shown = *err;

	if (shown.what[0] == '\0')
		snprintf(shown.what, sizeof(shown.what), "%s", sanya_say(catalogue, "it did not work, and nobody said why"));
	if (json)
		complain_json(out, &shown);
	else
		complain_human(out, colour, &shown);
}

void sanya_cli_complain(const struct sanya_catalogue *catalogue, bool json, bool colour, const struct sanya_error *err)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_buffer out;

	sanya_buffer_init(&out, 4 * SANYA_TEXT_MAX);
	sanya_cli_complain_to(&out, catalogue, json, colour, err);
	/* There is no further place to complain to. */
	if (sanya_cli_write(STDERR_FILENO, out.data, out.size, &ignored) != 0)
		sanya_error_clear(&ignored);
	sanya_buffer_done(&out);
}
