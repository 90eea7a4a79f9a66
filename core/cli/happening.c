/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types of events in words, for whoever reads what happened to a contract.
 * A type that is not told is shown as it is.
 */
#include "happening.h"

/* What happened, for the types of events that a contract's subject bears. */
static const struct {
	const char *type, *words;
} happenings[] = {
	{ "contract.draft", SANYA_N("drafted") },
	{ "contract.edit", SANYA_N("edited") },
	{ "contract.propose", SANYA_N("proposed") },
	{ "contract.counter", SANYA_N("counter-proposal") },
	{ "contract.accept", SANYA_N("accepted") },
	{ "contract.decline", SANYA_N("declined") },
	{ "contract.withdraw", SANYA_N("withdrawn") },
	{ "contract.lapse", SANYA_N("lapsed") },
	{ "contract.sign", SANYA_N("signed") },
	{ "contract.amend", SANYA_N("amendment proposed") },
	{ "contract.terminate", SANYA_N("terminated") },
	{ "contract.reopen", SANYA_N("reopened") },
	{ "contract.renew", SANYA_N("renewed") },
	{ "contract.export", SANYA_N("exported") },
	{ "contract.close", SANYA_N("closed") },
	{ "milestone.report", SANYA_N("milestone reported") },
	{ "milestone.confirm", SANYA_N("milestone confirmed") },
	{ "review.evaluate", SANYA_N("evaluated") },
	{ "review.share", SANYA_N("result shared") },
	{ "review.acknowledge", SANYA_N("acknowledged") },
	{ "review.no-answer", SANYA_N("no answer") },
	{ "review.note", SANYA_N("note on a goal") },
	{ "review.dispute", SANYA_N("disputed") },
	{ "review.resolve", SANYA_N("resolved") },
	{ "review.approve", SANYA_N("approved") },
	{ "review.part", SANYA_N("undisputed part approved") },
	{ "review.restate", SANYA_N("restated") },
	{ "reward.correct", SANYA_N("corrected") },
};

const char *sanya_cli_happening(const struct sanya_cli *cli, const char *type)
{
	for (size_t i = 0; i < SANYA_COUNT(happenings); i++)
		if (strcmp(happenings[i].type, type) == 0)
			return sanya_cli_say(cli, happenings[i].words);
	return type;
}
