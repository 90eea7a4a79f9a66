/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command prints is collected here and written once, when it is whole; long listings are poured out piece by piece.
 * Formats are keys of the catalogue; colours are off unless a terminal reads along.
 * Decides nothing about exit codes.
 */
#include "output.h"
#include "../base/text.h"

#include <errno.h>
#include <unistd.h>

#define MUCH (256u << 10) /* bytes that a long listing writes at once */

const char *sanya_cli_say(const struct sanya_cli *cli, const char *english)
{
	return sanya_say(cli->catalogue, english);
}

void sanya_cli_print(struct sanya_cli *cli, const char *format, ...)
{
	if (cli->json)
		return;

	va_list args;

	va_start(args, format);
	sanya_buffer_printfv(&cli->out, sanya_say(cli->catalogue, format), args);
	va_end(args);
}

void sanya_cli_tell(struct sanya_cli *cli, const char *format, ...)
{
	if (cli->json || cli->quiet)
		return;

	va_list args;

	va_start(args, format);
	sanya_buffer_printfv(&cli->messages, sanya_say(cli->catalogue, format), args);
	va_end(args);
}

void sanya_cli_warn(struct sanya_cli *cli, const char *format, ...)
{
	if (cli->quiet)
		return;

	va_list args;

	va_start(args, format);
	sanya_buffer_printfv(&cli->messages, sanya_say(cli->catalogue, format), args);
	va_end(args);
}

void sanya_cli_result(struct sanya_cli *cli, struct sanya_json *take)
{
	sanya_json_free(cli->result);
	cli->result = NULL;
	if (cli->json)
		cli->result = take;
	else
		sanya_json_free(take);
}

const char *sanya_cli_paint(const struct sanya_cli *cli, enum sanya_paint paint)
{
	static const char *const sequences[] = {
		[SANYA_PLAIN] = "\033[0m", [SANYA_BOLD] = "\033[1m",  [SANYA_FAINT] = "\033[2m",
		[SANYA_GOOD] = "\033[32m", [SANYA_WARN] = "\033[33m", [SANYA_BAD] = "\033[31m",
	};

	return cli->colour ? sequences[paint] : "";
}

int sanya_cli_write(int fd, const char *bytes, size_t size, struct sanya_error *err)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0) {
			if (errno == EINTR)
				continue;
			if (errno == EPIPE)
				return 0;
			return sanya_error_errno(err, errno, "cannot write the output");
		}
		bytes += written;
		size -= (size_t)written;
	}
	return 0;
}

void sanya_cli_progress(struct sanya_cli *cli, const char *what, uint64_t done, uint64_t total)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	unsigned percent = 100;
	char line[160];
	int size;

	if (done < total)
		percent = (unsigned)(total > UINT64_MAX / 100 ? done / (total / 100) : done * 100 / total);
	/* Once a percent: a terminal is slow. */
	if (cli->json || cli->quiet || cli->progress == percent + 1 || isatty(STDERR_FILENO) != 1)
		return;
	size = snprintf(line, sizeof(line), "\r\033[K%.*s %u %%", (int)sanya_utf8_prefix(what, 100), what, percent);
	if (size > 0 && sanya_cli_write(STDERR_FILENO, line, (size_t)size, &ignored) == 0)
		cli->progress = percent + 1;
}

void sanya_cli_progress_end(struct sanya_cli *cli)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	if (cli->progress != 0 && sanya_cli_write(STDERR_FILENO, "\r\033[K", 4, &ignored) == 0)
		cli->progress = 0;
}

int sanya_cli_pour(struct sanya_cli *cli, struct sanya_error *err)
{
	if (cli->out.failed == 0 && cli->out.size < MUCH)
		return 0;
	sanya_cli_progress_end(cli);
	if (sanya_buffer_check(&cli->out, "output", err) != 0 ||
	    sanya_cli_write(STDOUT_FILENO, cli->out.data, cli->out.size, err) != 0)
		return -1;
	sanya_buffer_clear(&cli->out);
	return 0;
}

int sanya_cli_flush(struct sanya_cli *cli, struct sanya_error *err)
{
	sanya_cli_progress_end(cli);
	if (sanya_buffer_check(&cli->out, "output", err) != 0 ||
	    sanya_buffer_check(&cli->messages, "messages", err) != 0 ||
	    sanya_cli_write(STDOUT_FILENO, cli->out.data, cli->out.size, err) != 0 ||
	    sanya_cli_write(STDERR_FILENO, cli->messages.data, cli->messages.size, err) != 0)
		return -1;
	sanya_buffer_clear(&cli->out);
	sanya_buffer_clear(&cli->messages);
	return 0;
}
