/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that contracts use for enumerations, each list once, in the order of its enumeration.
 * Parsers, schema test, messages and pages all read these lists.
 */
#include "contract.h"

const char *const sanya_contract_kind_words[] = { "contract", "commitment", NULL };
const char *const sanya_clock_words[] = { "elapsed", "working", NULL };
const char *const sanya_scope_words[] = { "own", "team", NULL };
const char *const sanya_credit_words[] = { "assignee", "first_replier", "solver", "subject", "involved", NULL };
const char *const sanya_between_words[] = { "linear", "step", "marginal", NULL };
const char *const sanya_if_too_few_words[] = { "reweight", "neutral", "team", "zero", NULL };
const char *const sanya_combine_words[] = { "weighted", "per-goal", NULL };
const char *const sanya_proration_words[] = { "none", "calendar-days", "working-days", NULL };
const char *const sanya_rounding_words[] = { "half-up", "half-even", "down", "up", NULL };
const char *const sanya_language_words[] = { "en", "th", NULL };
const char *const sanya_scoring_words[] = { "percent", "levels", NULL };

const char *const sanya_condition_fields[] = { "channel", "kind", "priority", "queue", "status", "survey", "tags", NULL };

static int index_of(const char *const *words, const char *word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

const char *sanya_clock_word(enum sanya_clock clock)
{
	return sanya_clock_words[clock];
}

int sanya_clock_of(const char *word)
{
	return index_of(sanya_clock_words, word);
}

const char *sanya_scope_word(enum sanya_scope scope)
{
	return sanya_scope_words[scope];
}

int sanya_scope_of(const char *word)
{
	return index_of(sanya_scope_words, word);
}

const char *sanya_credit_word(enum sanya_credit credit)
{
	return sanya_credit_words[credit];
}

int sanya_credit_of(const char *word)
{
	return index_of(sanya_credit_words, word);
}

const char *sanya_between_word(enum sanya_between between)
{
	return sanya_between_words[between];
}

int sanya_between_of(const char *word)
{
	return index_of(sanya_between_words, word);
}

const char *sanya_if_too_few_word(enum sanya_if_too_few rule)
{
	return sanya_if_too_few_words[rule];
}

int sanya_if_too_few_of(const char *word)
{
	return index_of(sanya_if_too_few_words, word);
}

const char *sanya_combine_word(enum sanya_combine combine)
{
	return sanya_combine_words[combine];
}

int sanya_combine_of(const char *word)
{
	return index_of(sanya_combine_words, word);
}

const char *sanya_proration_word(enum sanya_proration proration)
{
	return sanya_proration_words[proration];
}

int sanya_proration_of(const char *word)
{
	return index_of(sanya_proration_words, word);
}

const char *sanya_rounding_word(enum sanya_rounding mode)
{
	return sanya_rounding_words[mode];
}

int sanya_rounding_of(const char *word)
{
	return index_of(sanya_rounding_words, word);
}
