/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The man page and the completion for bash, written from the table of commands while the program is built.
 * English only; knows roff and bash, nothing of what commands do.
 */
#include "help.h"
#include "parse.h"

/* Text for roff: a backslash and a hyphen are escaped, a dot or quote at the start of a line is shielded. */
static void roff(struct sanya_buffer *out, const char *text)
{
	bool start = true;

	for (; *text != '\0'; text++) {
		if (start && (*text == '.' || *text == '\''))
			sanya_buffer_text(out, "\\&");
		start = *text == '\n';
		if (*text == '\\')
			sanya_buffer_text(out, "\\e");
		else if (*text == '-')
			sanya_buffer_text(out, "\\-");
		else
			sanya_buffer_byte(out, (unsigned char)*text);
	}
}

static void roff_option(const struct sanya_cli_option *option, void *data)
{
	struct sanya_buffer *out = data;

	sanya_buffer_text(out, ".TP\n\\fB\\-\\-");
	roff(out, option->name);
	sanya_buffer_text(out, "\\fR");
	if (option->value != NULL) {
		sanya_buffer_text(out, " \\fI");
		roff(out, option->value);
		sanya_buffer_text(out, "\\fR");
	}
	sanya_buffer_byte(out, '\n');
	roff(out, option->help);
	sanya_buffer_byte(out, '\n');
}

static void roff_command(struct sanya_buffer *out, const struct sanya_command *command)
{
	sanya_buffer_text(out, ".SS sanya ");
	roff(out, command->name);
	if (command->arguments[0] != '\0') {
		sanya_buffer_byte(out, ' ');
		roff(out, command->arguments);
	}
	sanya_buffer_byte(out, '\n');
	roff(out, command->help);
	if (command->details != NULL) {
		sanya_buffer_text(out, "\n.PP\n");
		roff(out, command->details);
	}
	sanya_buffer_text(out, "\n.PP\n.nf\n.RS\n");
	roff(out, command->examples);
	sanya_buffer_text(out, "\n.RE\n.fi\n");
	sanya_cli_options_each(command, roff_option, out);
}

void sanya_cli_man(struct sanya_buffer *out, const char *version)
{
	static const char *const codes[][2] = {
		{"0", "done"},
		{"1", "it did not work"},
		{"2", "the words of the command are off"},
		{"3", "not found"},
		{"4", "not allowed"},
		{"5", "changed by someone else meanwhile"},
		{"6", "a check found differences"},
		{"7", "a source did not answer"},
		{"130", "interrupted"},
	};

	sanya_buffer_printf(out,
			    ".\\\" SPDX-License-Identifier: Apache-2.0\n"
			    ".\\\" Made by sanya --man from the table of commands.\n"
			    ".TH SANYA 1 \"\" \"sanya %s\" \"User commands\"\n",
			    version);
	sanya_buffer_text(out, ".SH NAME\nsanya \\- service\\-quality contracts, from goal to reward\n"
			       ".SH SYNOPSIS\n.B sanya\n[\\fB\\-\\-home\\fR \\fIDIR\\fR] \\fICOMMAND\\fR "
			       "[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n.SH DESCRIPTION\n"
			       "Sanya keeps service\\-quality contracts: the goals that a manager and an employee agreed on, the evidence "
			       "of what happened, the review, and the reward with every step of its computation.\n"
			       ".SH OPTIONS OF EVERY COMMAND\n");
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++)
		roff_option(o, out);
	sanya_buffer_text(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < sanya_command_count; i++)
		roff_command(out, sanya_commands[i]);
	sanya_buffer_text(out, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < SANYA_COUNT(codes); i++)
		sanya_buffer_printf(out, ".TP\n%s\n%s\n", codes[i][0], codes[i][1]);
	sanya_buffer_text(out, ".SH ENVIRONMENT\n.TP\nSANYA_HOME\nthe home, where \\-\\-home is not given\n"
			       ".TP\nSANYA_AS\nwho acts, where \\-\\-as is not given\n"
			       ".TP\nNO_COLOR\nno colours when set\n");
}

static void bash_option(const struct sanya_cli_option *option, void *data)
{
	sanya_buffer_printf(data, " --%s%s", option->name, option->value != NULL ? "=" : "");
}

void sanya_cli_completion_bash(struct sanya_buffer *out)
{
	sanya_buffer_text(out, "# SPDX-License-Identifier: Apache-2.0\n"
			       "# Made by sanya --completion bash from the table of commands.\n"
			       "_sanya()\n{\n"
			       "\tlocal current=${COMP_WORDS[COMP_CWORD]} first= second= word i\n"
			       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
			       "\t\tword=${COMP_WORDS[i]}\n"
			       "\t\tcase $word in\n"
			       "\t\t--home | --lang) ((i++)) ;;\n"
			       "\t\t-* | =) ;;\n"
			       "\t\t*) if [[ -z $first ]]; then first=$word; elif [[ -z $second ]]; then second=$word; fi ;;\n"
			       "\t\tesac\n\tdone\n\tlocal words=\n\tcase \"$first $second\" in\n");

	/* Commands of two words, then groups and commands of one word, then the beginning. */
	for (size_t i = 0; i < sanya_command_count; i++) {
		const struct sanya_command *command = sanya_commands[i];

		if (strchr(command->name, ' ') == NULL)
			continue;
		sanya_buffer_printf(out, "\t\"%s\") words=\"", command->name);
		sanya_cli_options_each(command, bash_option, out);
		sanya_buffer_text(out, "\" ;;\n");
	}
	for (size_t i = 0; i < sanya_command_count; i++) {
		const char *name = sanya_commands[i]->name;
		size_t size = strcspn(name, " ");
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++) {
			seen = strncmp(sanya_commands[k]->name, name, size) == 0 &&
			       strcspn(sanya_commands[k]->name, " ") == size;
		}
		if (seen)
			continue;
		sanya_buffer_printf(out, "\t\"%.*s \"*) words=\"", (int)size, name);
		for (size_t k = i; k < sanya_command_count; k++) {
			const char *other = sanya_commands[k]->name;

			if (strncmp(other, name, size) != 0 || strcspn(other, " ") != size)
				continue;
			if (other[size] == ' ')
				sanya_buffer_printf(out, " %s", other + size + 1);
			else
				sanya_cli_options_each(sanya_commands[k], bash_option, out);
		}
		sanya_buffer_text(out, "\" ;;\n");
	}
	sanya_buffer_text(out, "\t\" \") words=\"");
	for (size_t i = 0; i < sanya_command_count; i++) {
		const char *name = sanya_commands[i]->name;
		size_t size = strcspn(name, " ");
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++) {
			seen = strncmp(sanya_commands[k]->name, name, size) == 0 &&
			       strcspn(sanya_commands[k]->name, " ") == size;
		}
		if (!seen)
			sanya_buffer_printf(out, " %.*s", (int)size, name);
	}
	sanya_buffer_text(out, "\" ;;\n\tesac\n\tif [[ $current == -* ]]; then\n\t\twords+=\"");
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++)
		bash_option(o, out);
	sanya_buffer_text(out, "\"\n\tfi\n"
			       "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
			       "\t[[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n"
			       "}\n"
			       "complete -o default -F _sanya sanya\n");
}
