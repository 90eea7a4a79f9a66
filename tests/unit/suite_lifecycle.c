/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks every state, every action, every set of relations, with and without a reason, against expectations written down
 * by hand from the description of a contract's life; and checks what refusals say.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/domain/lifecycle.h"

/*
 * "STATE ACTION STATE who[/never][!]"; ! = a reason is mandatory.  e employee, m manager, h HR, s system, p proposer,
 * v evaluator, d has signed, a above the manager.  What is not listed is refused.
 */
static const char *const expected[] = {
	/* either side drafts and proposes; the other counters, accepts, declines; the proposer withdraws */
	"none draft draft em",
	"draft edit draft em",
	"draft propose proposed em",
	"draft withdraw withdrawn em",
	"proposed edit draft p",
	"proposed counter countered em/p!",
	"proposed accept agreed em/p",
	"proposed decline declined em/p!",
	"proposed withdraw withdrawn p",
	"proposed lapse lapsed s",
	"countered edit draft p",
	"countered counter countered em/p!",
	"countered accept agreed em/p",
	"countered decline declined em/p!",
	"countered withdraw withdrawn p",
	"countered lapse lapsed s",
	/* agreed: both sign, in any order, not twice; an edit goes back */
	"agreed edit draft em",
	"agreed counter countered em!",
	"agreed decline declined em!",
	"agreed lapse lapsed s",
	"agreed sign signed-by-one em/d",
	"signed-by-one edit draft em",
	"signed-by-one counter countered em!",
	"signed-by-one decline declined em/d!",
	"signed-by-one lapse lapsed s",
	"signed-by-one sign active em/d",
	/* nothing signed is edited: amend and terminate only */
	"active amend active em!",
	"active terminate terminated mh/e!",
	"active evaluate in-review mh/e",
	/* what was terminated is paid for its days until then */
	"terminated evaluate in-review mh/e",
	"in-review evaluate in-review mh/e",
	"in-review share reviewed mh/e",
	"reviewed acknowledge acknowledged e",
	"reviewed no-answer no-answer s",
	"reviewed dispute disputed e!",
	"reviewed reopen in-review mh/e!",
	"disputed resolve resolved ha/ev!",
	/* of a disputed result HR approves what is owed in any case */
	"disputed approve disputed h/emv",
	/* later evidence: everybody answers anew while the reward has not left; after that it is a difference to be approved */
	"reviewed restate in-review mh/e!",
	"acknowledged restate in-review h/e!",
	"no-answer restate in-review h/e!",
	"resolved restate in-review h/e!",
	"approved restate in-review h/e!",
	"exported restate exported mh/e!",
	"paid restate paid mh/e!",
	"renewed restate renewed mh/e!",
	"closed restate closed mh/e!",
	"exported approve exported h/emv",
	"paid approve paid h/emv",
	"renewed approve renewed h/emv",
	"closed approve closed h/emv",
	/* HR approves, but neither their own, nor what they evaluated, nor what they manage */
	"acknowledged approve approved h/emv",
	"acknowledged reopen in-review h/e!",
	"no-answer approve approved h/emv",
	"no-answer reopen in-review h/e!",
	"resolved approve approved h/emv",
	"resolved reopen in-review h/e!",
	"approved export exported hs",
	"approved reopen in-review h/e!",
	/* after export: pay, correct, renew or close */
	"exported pay paid hs",
	"exported correct exported h/emv!",
	"exported renew renewed emh",
	"exported close closed hs",
	"paid correct paid h/emv!",
	"paid renew renewed emh",
	"paid close closed hs",
	"renewed pay renewed hs",
	"renewed correct renewed h/emv!",
	"closed correct closed h/emv!",
	"declined reopen draft em!",
	"lapsed reopen draft em!",
	"withdrawn reopen draft em!",
};

struct expectation {
	bool there, reason;
	unsigned who, never;
	int to;
};

static unsigned relation_of(char letter)
{
	static const char letters[] = "emhspvda";
	static const unsigned bits[] = { SANYA_IS_EMPLOYEE, SANYA_IS_MANAGER, SANYA_IS_HR,     SANYA_IS_SYSTEM,
					 SANYA_IS_PROPOSER, SANYA_IS_EVALUATOR, SANYA_HAS_SIGNED, SANYA_IS_ABOVE };
	const char *at = strchr(letters, letter);

	ck_assert_ptr_nonnull(at);
	return bits[at - letters];
}

static void read_expectations(struct expectation table[SANYA_STATE_COUNT][SANYA_ACTION_COUNT])
{
	char from[32], action[32], to[32], who[32];
	struct expectation *cell;
	bool never;
	size_t i, k;

	for (i = 0; i < SANYA_COUNT(expected); i++) {
		ck_assert_int_eq(sscanf(expected[i], "%31s %31s %31s %31s", from, action, to, who), 4);
		ck_assert_msg(sanya_state_of(from) >= 0 && sanya_action_of(action) >= 0 && sanya_state_of(to) >= 0, "%s",
			      expected[i]);
		cell = &table[sanya_state_of(from)][sanya_action_of(action)];
		ck_assert_msg(!cell->there, "twice: %s", expected[i]);
		cell->there = true;
		cell->to = sanya_state_of(to);
		for (k = 0, never = false; who[k] != '\0'; k++) {
			if (who[k] == '/')
				never = true;
			else if (who[k] == '!')
				cell->reason = true;
			else if (never)
				cell->never |= relation_of(who[k]);
			else
				cell->who |= relation_of(who[k]);
		}
	}
}

START_TEST(every_state_and_action)
{
	static struct expectation table[SANYA_STATE_COUNT][SANYA_ACTION_COUNT];
	const struct sanya_transition *row;
	unsigned relations;
	int state, action, reason, result;
	bool allowed;

	read_expectations(table);
	for (state = 0; state < SANYA_STATE_COUNT; state++)
		for (action = 0; action < SANYA_ACTION_COUNT; action++)
			for (relations = 0; relations < 256; relations++)
				for (reason = 0; reason < 2; reason++) {
					const struct expectation *cell = &table[state][action];
					struct sanya_error err = SANYA_ERROR_INIT;

					row = NULL;
					result = sanya_lifecycle_step((enum sanya_state)state, (enum sanya_action)action,
								      relations, reason == 1, &row, &err);
					allowed = cell->there && (relations & cell->who) != 0 && (relations & cell->never) == 0;
					if (!allowed) {
						ck_assert_msg(result == -1 && err.code == SANYA_NOT_ALLOWED,
							      "%s %s by %x must not be allowed", sanya_state_word((enum sanya_state)state),
							      sanya_action_word((enum sanya_action)action), relations);
						ck_assert_ptr_null(row);
					} else if (cell->reason && reason == 0) {
						ck_assert_msg(result == -1 && err.code == SANYA_USAGE, "%s %s needs a reason",
							      sanya_state_word((enum sanya_state)state),
							      sanya_action_word((enum sanya_action)action));
					} else {
						ck_assert_msg(result == 0 && row != NULL && (int)row->to == cell->to,
							      "%s %s by %x must be allowed: %s", sanya_state_word((enum sanya_state)state),
							      sanya_action_word((enum sanya_action)action), relations, err.what);
					}
					if (result != 0)
						ck_assert_msg(err.what[0] != '\0' && err.next[0] != '\0', "a refusal says why and what next");
				}
}
END_TEST

START_TEST(one_row_for_an_action_in_a_state)
{
	size_t i, k;

	for (i = 0; i < sanya_transition_count; i++)
		for (k = i + 1; k < sanya_transition_count; k++)
			ck_assert(sanya_transitions[i].action != sanya_transitions[k].action ||
				  sanya_transitions[i].from != sanya_transitions[k].from);
}
END_TEST

/* Each person alone may never both evaluate and approve, whatever else they are. */
START_TEST(reviewer_is_never_approver)
{
	const struct sanya_transition *row;
	unsigned relations;
	int state;

	for (state = 0; state < SANYA_STATE_COUNT; state++)
		for (relations = 0; relations < 256; relations++) {
			struct sanya_error err = SANYA_ERROR_INIT;

			if ((relations & (SANYA_IS_EVALUATOR | SANYA_IS_EMPLOYEE)) == 0)
				continue;
			ck_assert_int_eq(sanya_lifecycle_step((enum sanya_state)state, SANYA_DO_APPROVE, relations, true, &row, &err), -1);
		}
}
END_TEST

START_TEST(words_go_back_and_forth)
{
	int i;

	for (i = 0; i < SANYA_STATE_COUNT; i++)
		ck_assert_int_eq(sanya_state_of(sanya_state_word((enum sanya_state)i)), i);
	for (i = 0; i < SANYA_ACTION_COUNT; i++)
		ck_assert_int_eq(sanya_action_of(sanya_action_word((enum sanya_action)i)), i);
	ck_assert_int_eq(sanya_state_of("Draft"), -1);
	ck_assert_int_eq(sanya_state_of(""), -1);
	ck_assert_int_eq(sanya_action_of("approved"), -1);
	ck_assert_str_eq(sanya_state_word(SANYA_SIGNED_BY_ONE), "signed-by-one");
}
END_TEST

START_TEST(refusals_say_what_is_possible)
{
	const struct sanya_transition *row;
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_lifecycle_step(SANYA_AGREED, SANYA_DO_PROPOSE, SANYA_IS_MANAGER, false, &row, &err), -1);
	ck_assert_str_eq(err.what, "the contract is agreed; \"propose\" is not possible now");
	ck_assert_ptr_nonnull(strstr(err.next, "sign (the employee or the manager)"));

	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_lifecycle_step(SANYA_PROPOSED, SANYA_DO_ACCEPT, SANYA_IS_MANAGER | SANYA_IS_PROPOSER, false,
					      &row, &err), -1);
	ck_assert_str_eq(err.what, "the acting person may not accept: the standing proposal is their own");

	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_lifecycle_step(SANYA_PROPOSED, SANYA_DO_COUNTER, SANYA_IS_EMPLOYEE, false, &row, &err), -1);
	ck_assert_str_eq(err.what, "a reason is mandatory: counter");
	ck_assert_int_eq(err.code, SANYA_USAGE);

	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_lifecycle_step(SANYA_TERMINATED, SANYA_DO_SIGN, SANYA_IS_EMPLOYEE, false, &row, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.next, "possible now: evaluate (the manager or HR)"));
}
END_TEST

/* An amendment goes the way of a contract from "proposed" on, by the actions that are its own. */
START_TEST(an_amendment_goes_its_own_way)
{
	static const enum sanya_state under_way[] = { SANYA_PROPOSED, SANYA_COUNTERED, SANYA_AGREED, SANYA_SIGNED_BY_ONE };
	const struct sanya_transition *row;
	int action;

	for (size_t i = 0; i < SANYA_COUNT(under_way); i++)
		for (action = 0; action < SANYA_ACTION_COUNT; action++) {
			struct sanya_error of_amendment = SANYA_ERROR_INIT, of_contract = SANYA_ERROR_INIT;
			int wanted, got;

			if (!sanya_action_is_of_amendments((enum sanya_action)action))
				continue;
			wanted = sanya_lifecycle_step(under_way[i], (enum sanya_action)action, SANYA_IS_EMPLOYEE, true, &row, &of_contract);
			got = sanya_lifecycle_amendment(under_way[i], (enum sanya_action)action, SANYA_IS_EMPLOYEE, true, &row, &of_amendment);
			ck_assert_int_eq(got, action == SANYA_DO_AMEND ? -1 : wanted);
			if (got != 0) /* a second one has to wait; and nothing is told that an amendment cannot do */
				ck_assert(strstr(of_amendment.next, "edit") == NULL);
		}
	/* Without one under way the contract's own row holds: a party, and a reason. */
	for (unsigned relations = 0; relations < 256; relations++)
		for (int reason = 0; reason < 2; reason++) {
			struct sanya_error err = SANYA_ERROR_INIT;
			bool party = (relations & (SANYA_IS_EMPLOYEE | SANYA_IS_MANAGER)) != 0;

			ck_assert_int_eq(sanya_lifecycle_amendment(SANYA_STATE_NONE, SANYA_DO_AMEND, relations, reason == 1, &row, &err),
					 party && reason == 1 ? 0 : -1);
		}
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_lifecycle_amendment(SANYA_STATE_NONE, SANYA_DO_SIGN, SANYA_IS_MANAGER, false, &row, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "the contract is active"));
}
END_TEST

Suite *suite_lifecycle(void);

Suite *suite_lifecycle(void)
{
	Suite *suite = suite_create("lifecycle");
	TCase *tests = tcase_create("table");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_state_and_action);
	tcase_add_test(tests, one_row_for_an_action_in_a_state);
	tcase_add_test(tests, reviewer_is_never_approver);
	tcase_add_test(tests, words_go_back_and_forth);
	tcase_add_test(tests, refusals_say_what_is_possible);
	tcase_add_test(tests, an_amendment_goes_its_own_way);
	suite_add_tcase(suite, tests);
	return suite;
}
