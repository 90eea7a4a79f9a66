/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows two results side by side.
 * Computes nothing; every number comes from the document.
 */
#include "difference_show.h"

#include "words.h"

void sanya_cli_two_places(const struct sanya_json *object, const char *key, struct sanya_buffer *out)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number n;

	sanya_number_init(&n);
	if (sanya_json_type(sanya_json_get(object, key)) == SANYA_JSON_OBJECT &&
	    sanya_json_get_number(object, key, &n, &ignored) == 0)
		sanya_number_decimal(&n, 2, out);
	else
		sanya_buffer_text(out, "–");
}

struct side {
	struct sanya_buffer count, score;
	const char *measured;
};

static void side_done(struct side *side)
{
	sanya_buffer_done(&side->count);
	sanya_buffer_done(&side->score);
}

static void read_side(const struct sanya_cli *cli, const struct sanya_json *line, struct side *side)
{
	const char *display = sanya_json_get_text(line, "display");

	sanya_buffer_init(&side->count, 32);
	sanya_buffer_init(&side->score, 64);
	sanya_buffer_printf(&side->count, "%lld", (long long)sanya_json_get_integer(line, "count", 0));
	sanya_cli_two_places(line, "score", &side->score);
	side->measured = display != NULL ? display : sanya_cli_word(cli, sanya_json_get_text(line, "outcome"));
}

static const char *amount_or_dash(const struct sanya_json *amount, const char *key)
{
	const char *text = sanya_json_get_text(amount, key);

	return text != NULL ? text : "–";
}

void sanya_difference_show(struct sanya_cli *cli, const struct sanya_json *difference)
{
	static const char *const heads[] = { SANYA_N("Goal"),  SANYA_N("Before"),  SANYA_N("Counted"), SANYA_N("Score"),
					     SANYA_N("After"), SANYA_N("Counted"), SANYA_N("Score") };
	const struct sanya_json *goals = sanya_json_get(difference, "goals"), *amount = sanya_json_get(difference, "amount"),
				*score = sanya_json_get(difference, "score");
	const char *less = sanya_json_get_text(amount, "difference");
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer old_score, new_score;

	sanya_buffer_init(&old_score, 64);
	sanya_buffer_init(&new_score, 64);
	sanya_cli_table_right(table, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6);
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_json *goal = sanya_json_at(goals, i);
		SANYA_CLEANUP(side_done) struct side before;
		SANYA_CLEANUP(side_done) struct side after;

		read_side(cli, sanya_json_get(goal, "before"), &before);
		read_side(cli, sanya_json_get(goal, "after"), &after);
		const char *const cells[] = { sanya_json_get_text(goal, "goal"), before.measured, before.count.data, before.score.data,
					      after.measured, after.count.data, after.score.data };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
	sanya_cli_two_places(score, "before", &old_score);
	sanya_cli_two_places(score, "after", &new_score);
	sanya_cli_print(cli, "Score: %s → %s\n", old_score.data, new_score.data);
	sanya_cli_print(cli, "Reward: %s → %s %s", amount_or_dash(amount, "before"), amount_or_dash(amount, "after"),
			sanya_json_get_text(difference, "currency"));
	if (less != NULL)
		sanya_cli_print(cli, " (%s%s)", less[0] == '-' ? "" : "+", less);
	sanya_cli_print(cli, "\n");
}
