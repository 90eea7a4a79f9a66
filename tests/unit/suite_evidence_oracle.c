/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence against a naive oracle: an array of versions for each id, filtered by plain loops.  Random deliveries with corrections,
 * reassignments, moves to other months, reopenings, repeats and returns to an older version; after every batch what is read is compared at
 * every watermark, whole and in part.  SANYA_TORTURE makes it long; SANYA_SEED=N runs that seed alone.
 */
#include "evidence_desk.h"
#include "observations.h"
#include "store_home.h"

#include <check.h>
#include <stdlib.h>
#include <strings.h>

Suite *suite_evidence_oracle(void);

#define SOURCES	 3u
#define IDS	 48u
#define VERSIONS 64u
#define NAMES	 7u
#define JANUARY	 INT64_C(1735689600) /* 2025 */
#define MONTH	 INT64_C(2629746)

static const char *const sources[SOURCES] = { "desk", "chat", "ฝ่ายขาย" };

struct thing {
	struct sanya_ticket ticket;
	struct sanya_response response;
};

struct version {
	uint64_t batch;
	const struct thing *thing;
};

struct history {
	struct sanya_text id;
	struct version versions[VERSIONS];
	unsigned count;
	unsigned seen; /* round of reading in which it came last */
};

struct world {
	uint64_t random;
	struct sanya_arena arena;
	struct sanya_store *store;
	struct history histories[SOURCES][2][IDS];
	uint64_t last;
	int64_t times[4096]; /* of batches */
	struct sanya_evidence_staging *stagings[SOURCES];
	struct sanya_dictionary dictionaries[SOURCES];
	int64_t pruned;		/* SANYA_NO_INSTANT: never */
	uint64_t pruned_closed; /* the last batch that was delivered before it */
	/* One reading. */
	struct sanya_evidence_wanted wanted;
	unsigned round;
	uint64_t seed;
};

static bool torture(void)
{
	return getenv("SANYA_TORTURE") != NULL;
}

static uint32_t below(struct world *world, uint32_t most)
{
	return observations_below(&world->random, most);
}

/* --- what is delivered --- */

static struct sanya_text id_of(struct world *world, unsigned i)
{
	struct sanya_arena *arena = &world->arena;

	switch (i % 13) {
	case 0:
		return observations_text(arena, "T%06u", 100 + i);
	case 1:
		return observations_text(arena, "%u", i);
	case 2:
		return observations_text(arena, "0%u", i - 1); /* the same number, another id */
	case 3:
		return observations_text(arena, "ABC-%u", 120 + i);
	case 4:
		return observations_text(arena, "a%u", i);
	case 5:
		return observations_text(arena, "%08x-aa11-%04x", i * 2654435761u, i);
	case 6:
		return observations_text(arena, "ตั๋ว %u", i);
	case 7:
		return observations_text(arena, "99999999999999%04u", i);
	case 8:
		return observations_text(arena, "9999999999999999999%u", i); /* too large for a number */
	case 9:
		return observations_text(arena, "T%u", 100000 + 100 + i);
	case 10:
		return observations_text(arena, "%u!", i);
	case 11:
		return observations_text(arena, "a\n%04u", i);
	default:
		return observations_text(arena, "%u", 1000000 + i * 64);
	}
}

static void random_thing(struct world *world, unsigned kind, struct sanya_text id, struct thing *ret)
{
	static const int64_t longest[] = { 1000, 200000, 3 * MONTH, 30 * MONTH, 60 * MONTH };
	struct observations_shape shape = { .names = NAMES, .terms = 4, .from = JANUARY, .to = JANUARY + 20 * MONTH, .open_in = 4, .rich_in = 2 };

	shape.longest = longest[below(world, SANYA_COUNT(longest))];
	if (below(world, 40) == 0) /* before and after what months are counted */
		shape.from -= below(world, 2) == 0 ? 900 * MONTH : -1900 * MONTH;
	shape.to = shape.from + 20 * MONTH;
	if (kind == 0)
		observations_ticket(&world->arena, &world->random, &shape, id, &ret->ticket);
	else
		observations_response(&world->arena, &world->random, &shape, id, &ret->response);
}

static struct sanya_text other_name(struct world *world)
{
	if (below(world, 6) == 0)
		return (struct sanya_text){ NULL, 0 };
	return observations_text(&world->arena, below(world, 5) == 0 ? "AGENT-%u" : "agent-%u", below(world, NAMES));
}

static const struct sanya_text *some_names(struct world *world, const char *what, uint32_t *ret_count)
{
	uint32_t count = below(world, 3);
	struct sanya_text *list = sanya_arena_array(&world->arena, count + 1, sizeof *list);

	for (uint32_t i = 0; i < count; i++)
		list[i] = observations_text(&world->arena, "%s%u", what, below(world, NAMES));
	*ret_count = count;
	return list;
}

static const struct sanya_span *a_wait(struct world *world, int64_t from, uint32_t *ret_count)
{
	struct sanya_span *span = sanya_arena_alloc(&world->arena, sizeof *span);

	*span = (struct sanya_span){ from, below(world, 4) == 0 ? SANYA_NO_INSTANT : from + (int64_t)below(world, 9000000) };
	*ret_count = 1;
	return span;
}

/* A next version of what stood last. */
static void change(struct world *world, unsigned kind, struct thing *thing)
{
	struct sanya_ticket *ticket = &thing->ticket;
	struct sanya_response *response = &thing->response;

	switch (below(world, 10)) {
	case 0: /* another person */
		*(kind == 0 ? &ticket->assignee : &response->subject) = other_name(world);
		break;
	case 1: /* another month */
		if (kind == 0) {
			ticket->created += ((int64_t)below(world, 9) - 4) * MONTH;
			if (ticket->solved != SANYA_NO_INSTANT && ticket->solved < ticket->created)
				ticket->solved = ticket->created;
		} else {
			response->answered += ((int64_t)below(world, 9) - 4) * MONTH;
		}
		break;
	case 2: /* opened again */
		ticket->solved = ticket->closed = SANYA_NO_INSTANT;
		break;
	case 3: /* solved */
		ticket->solved = ticket->created + (int64_t)below(world, 4000000);
		break;
	case 4:
		ticket->solver = other_name(world);
		ticket->first_replier = other_name(world);
		break;
	case 5: /* one field alone, of each kind of field */
		ticket->tags = some_names(world, "tag", &ticket->tag_count);
		response->tags = ticket->tags;
		response->tag_count = ticket->tag_count;
		break;
	case 6:
		ticket->involved = some_names(world, "agent-", &ticket->involved_count);
		response->asked = response->answered - (int64_t)below(world, 9000000);
		break;
	case 7:
		ticket->requester = observations_text(&world->arena, "C%07u", below(world, 1000));
		response->ticket = ticket->requester;
		break;
	case 8:
		if (ticket->has_history != 0)
			ticket->waits = a_wait(world, ticket->created, &ticket->wait_count);
		ticket->queue = observations_text(&world->arena, "queue %u", below(world, 5));
		break;
	default: /* nothing that decides where it stands */
		ticket->replies = (int32_t)below(world, 1000);
		response->value = (int64_t)below(world, 1000);
		break;
	}
}

static bool same(unsigned kind, const struct thing *a, const struct thing *b)
{
	return kind == 0 ? observations_same_tickets(&a->ticket, &b->ticket) : observations_same_responses(&a->response, &b->response);
}

static const struct version *newest_at(const struct history *history, uint64_t watermark)
{
	for (unsigned i = history->count; i > 0; i--)
		if (history->versions[i - 1].batch <= watermark)
			return &history->versions[i - 1];
	return NULL;
}

/* What is delivered next of one id. */
static const struct thing *next_thing(struct world *world, unsigned kind, const struct history *history)
{
	struct thing *thing = sanya_arena_alloc(&world->arena, sizeof *thing);

	if (history->count == 0 || below(world, 8) == 0)
		random_thing(world, kind, history->id, thing);
	else
		*thing = *history->versions[history->count - 1].thing;
	if (history->count > 0)
		switch (below(world, 4)) {
		case 0:
			break;
		case 1: /* back to what it was once */
			*thing = *history->versions[below(world, history->count)].thing;
			break;
		default:
			change(world, kind, thing);
			break;
		}
	return thing;
}

/* --- reading --- */

static bool named(struct sanya_text a, struct sanya_text b)
{
	return a.at != NULL && a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

static bool is_wanted_name(const struct world *world, struct sanya_text name)
{
	for (size_t i = 0; i < world->wanted.name_count; i++)
		if (named(name, world->wanted.names[i]))
			return true;
	return false;
}

static bool credited(const struct world *world, unsigned kind, const struct thing *thing)
{
	const struct sanya_ticket *ticket = &thing->ticket;
	bool nobody;

	if (world->wanted.names == NULL)
		return true;
	if (kind == 1)
		return thing->response.subject.at == NULL ? world->wanted.nobody : is_wanted_name(world, thing->response.subject);
	nobody = ticket->assignee.at == NULL && ticket->first_replier.at == NULL && ticket->solver.at == NULL && ticket->involved_count == 0;
	if (nobody)
		return world->wanted.nobody;
	for (uint32_t i = 0; i < ticket->involved_count; i++)
		if (is_wanted_name(world, ticket->involved[i]))
			return true;
	return is_wanted_name(world, ticket->assignee) || is_wanted_name(world, ticket->first_replier) || is_wanted_name(world, ticket->solver);
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool lasts(const struct sanya_span *spans, uint32_t count, int64_t *last)
{
	bool lasting = false;

	for (uint32_t i = 0; i < count; i++) {
		lasting |= spans[i].to == SANYA_NO_INSTANT;
		*last = larger(*last, larger(spans[i].from, spans[i].to));
	}
	return lasting;
}

static bool in_window(const struct world *world, unsigned kind, const struct thing *thing)
{
	const struct sanya_ticket *t = &thing->ticket;
	const struct sanya_response *r = &thing->response;
	int64_t first, last;
	bool open = false;

	if (kind == 1) {
		first = r->asked != SANYA_NO_INSTANT && r->asked < r->answered ? r->asked : r->answered;
		last = larger(r->asked, r->answered);
	} else {
		first = t->created;
		last = larger(larger(larger(t->created, t->first_reply), larger(t->first_touch, t->first_solved)),
			      larger(larger(t->solved, t->closed), t->due));
		open = lasts(t->waits, t->wait_count, &last);
		open |= lasts(t->silences, t->silence_count, &last);
		open |= t->solved == SANYA_NO_INSTANT && t->closed == SANYA_NO_INSTANT;
	}
	return (world->wanted.to == SANYA_NO_INSTANT || first < world->wanted.to) &&
	       (world->wanted.from == SANYA_NO_INSTANT || open || last >= world->wanted.from);
}

static void see(void *context, const struct evidence_row *row)
{
	struct world *world = context;
	unsigned kind = row->ticket != NULL ? 0 : 1, source = 0;
	struct sanya_text id = kind == 0 ? row->ticket->id : row->response->id;
	struct history *history = NULL;
	const struct version *version;
	bool equal;

	while (source < SOURCES && strcmp(sources[source], row->source) != 0)
		source++;
	ck_assert_uint_lt(source, SOURCES);
	for (unsigned i = 0; i < IDS && history == NULL; i++)
		if (sanya_text_equal(world->histories[source][kind][i].id, id))
			history = &world->histories[source][kind][i];
	ck_assert_ptr_nonnull(history);
	version = newest_at(history, world->wanted.watermark);
	ck_assert_msg(history->seen != world->round, "seed %llu: %s/%.*s came twice at %llu", (unsigned long long)world->seed, row->source,
		      (int)id.size, id.at, (unsigned long long)world->wanted.watermark);
	history->seen = world->round;
	ck_assert_msg(version != NULL, "seed %llu: %s/%.*s came before it was there", (unsigned long long)world->seed, row->source, (int)id.size,
		      id.at);
	equal = kind == 0 ? observations_same_tickets(row->ticket, &version->thing->ticket)
			  : observations_same_responses(row->response, &version->thing->response);
	ck_assert_msg(equal, "seed %llu: %s/%.*s is not what stood at %llu", (unsigned long long)world->seed, row->source, (int)id.size, id.at,
		      (unsigned long long)world->wanted.watermark);
	ck_assert_msg(credited(world, kind, version->thing), "seed %llu: %s/%.*s is credited to nobody who is wanted",
		      (unsigned long long)world->seed, row->source, (int)id.size, id.at);
}

/* Whether what is missing may be so: it was pruned, or it is asked for as of a time before that. */
static bool may_be_gone(struct world *world, unsigned kind, const struct thing *thing)
{
	struct sanya_evidence_wanted wanted = world->wanted;
	bool after;

	if (world->pruned == SANYA_NO_INSTANT)
		return false;
	if (world->wanted.watermark <= world->pruned_closed)
		return true;
	world->wanted.from = world->pruned;
	world->wanted.to = SANYA_NO_INSTANT;
	after = in_window(world, kind, thing);
	world->wanted = wanted;
	/* A window that ends before the instant looks into what is gone. */
	return !after || (wanted.to != SANYA_NO_INSTANT && wanted.to <= world->pruned);
}

static void compare(struct world *world)
{
	unsigned kind = world->wanted.kind == SANYA_TICKET ? 0 : 1;
	struct sanya_error err = SANYA_ERROR_INIT;

	world->round++;
	ck_assert_msg(evidence_read(world->store, &world->wanted, see, world, &err) == 0, "seed %llu: %s (%s)", (unsigned long long)world->seed,
		      err.what, err.where);
	for (unsigned source = 0; source < SOURCES; source++)
		for (unsigned i = 0; i < IDS; i++) {
			struct history *history = &world->histories[source][kind][i];
			const struct version *version = newest_at(history, world->wanted.watermark);

			if (version == NULL || history->seen == world->round || !credited(world, kind, version->thing) ||
			    !in_window(world, kind, version->thing) || may_be_gone(world, kind, version->thing))
				continue;
			ck_abort_msg("seed %llu: %s/%.*s is missing at %llu (of %llu)", (unsigned long long)world->seed, sources[source],
				     (int)history->id.size, history->id.at, (unsigned long long)world->wanted.watermark,
				     (unsigned long long)world->last);
		}
}

static void compare_all(struct world *world, uint64_t watermark)
{
	for (int kind = SANYA_TICKET; kind <= SANYA_RESPONSE; kind++) {
		world->wanted = (struct sanya_evidence_wanted){ .kind = (enum sanya_observation_kind)kind, .watermark = watermark,
								.from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
		compare(world);
	}
}

/* A random window and some names, in another case than they are written now and then. */
static void compare_some(struct world *world, uint64_t watermark)
{
	struct sanya_text names[4];

	world->wanted = (struct sanya_evidence_wanted){ .kind = below(world, 3) > 0 ? SANYA_TICKET : SANYA_RESPONSE, .watermark = watermark,
							.from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
	if (below(world, 4) > 0)
		world->wanted.from = JANUARY + (int64_t)below(world, 40) * MONTH - 5 * MONTH + below(world, 100000);
	if (below(world, 4) > 0)
		world->wanted.to = (world->wanted.from == SANYA_NO_INSTANT ? JANUARY : world->wanted.from) + 1 +
				   (int64_t)below(world, 12) * MONTH / (1 + below(world, 20));
	if (below(world, 3) > 0) {
		world->wanted.names = names;
		world->wanted.name_count = below(world, 4);
		world->wanted.nobody = below(world, 3) == 0;
		for (size_t i = 0; i < world->wanted.name_count; i++)
			names[i] = observations_text(&world->arena, below(world, 3) == 0 ? "Agent-%u" : "agent-%u", below(world, NAMES + 1));
	}
	compare(world);
	world->wanted.names = NULL;
}

/* --- rounds --- */

struct delivery {
	unsigned kind, id;
	const struct thing *thing;
};

/* What the oracle makes of it: the last of each id against what stood. */
static struct sanya_evidence_counts settle(struct world *world, unsigned source, const struct delivery *deliveries, size_t count, bool keep)
{
	struct sanya_evidence_counts counts = { .read = count };

	for (size_t i = 0; i < count; i++) {
		struct history *history = &world->histories[source][deliveries[i].kind][deliveries[i].id];
		bool last = true;

		for (size_t k = i + 1; k < count && last; k++)
			last = deliveries[k].kind != deliveries[i].kind || deliveries[k].id != deliveries[i].id;
		if (!last) {
			counts.again++;
			continue;
		}
		if (history->count > 0 && same(deliveries[i].kind, history->versions[history->count - 1].thing, deliveries[i].thing)) {
			counts.unchanged++;
			continue;
		}
		*(history->count == 0 ? &counts.added : &counts.changed) += 1;
		if (!keep)
			continue;
		ck_assert_uint_lt(history->count, VERSIONS);
		history->versions[history->count++] = (struct version){ world->last + 1, deliveries[i].thing };
	}
	return counts;
}

static void stage(struct world *world, unsigned source, const struct delivery *deliveries, size_t count)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (world->stagings[source] == NULL)
		ck_assert_msg(sanya_evidence_stage(world->store, sources[source], &world->stagings[source], &err) == 0, "%s", err.what);
	/* A writer whose dictionary is full starts over. */
	if (below(world, 6) == 0)
		sanya_dictionary_restart(&world->dictionaries[source], world->dictionaries[source].number + 1);
	for (size_t i = 0; i < count; i++) {
		const struct thing *thing = deliveries[i].thing;

		if (deliveries[i].kind == 0)
			evidence_stage(world->stagings[source], &world->dictionaries[source], &thing->ticket, 1, NULL, 0, 10);
		else
			evidence_stage(world->stagings[source], &world->dictionaries[source], NULL, 0, &thing->response, 1, 10);
	}
}

static void lose(struct world *world, unsigned source)
{
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	uint64_t batch;

	ck_assert_int_eq(sanya_store_begin(world->store, &err), 0);
	ck_assert_msg(sanya_evidence_close(world->stagings[source], &batch, &digest, &counts, &err) == 0, "%s", err.what);
	sanya_store_rollback(world->store);
}

static bool full(const struct world *world)
{
	for (unsigned source = 0; source < SOURCES; source++)
		for (unsigned kind = 0; kind < 2; kind++)
			for (unsigned i = 0; i < IDS; i++)
				if (world->histories[source][kind][i].count == VERSIONS)
					return true;
	return false;
}

static void expect_counts(const struct world *world, struct sanya_evidence_counts have, struct sanya_evidence_counts want)
{
	ck_assert_msg(have.read == want.read && have.added == want.added && have.changed == want.changed && have.unchanged == want.unchanged &&
			      have.again == want.again,
		      "seed %llu, batch %llu: read %llu/%llu added %llu/%llu changed %llu/%llu unchanged %llu/%llu again %llu/%llu",
		      (unsigned long long)world->seed, (unsigned long long)world->last + 1, (unsigned long long)have.read,
		      (unsigned long long)want.read, (unsigned long long)have.added, (unsigned long long)want.added,
		      (unsigned long long)have.changed, (unsigned long long)want.changed, (unsigned long long)have.unchanged,
		      (unsigned long long)want.unchanged, (unsigned long long)have.again, (unsigned long long)want.again);
}

static void deliver(struct world *world)
{
	enum { MOST = 60 };
	static struct delivery deliveries[MOST];
	unsigned source = below(world, 5) < 3 ? 0 : below(world, SOURCES);
	size_t count = below(world, 4) == 0 ? below(world, MOST) : below(world, 8);
	struct sanya_evidence_counts want, have;
	int64_t at = JANUARY + (int64_t)world->last * MONTH / 4;
	uint64_t batch;

	for (size_t i = 0; i < count; i++) {
		deliveries[i].kind = below(world, 4) == 0;
		deliveries[i].id = below(world, IDS);
		deliveries[i].thing = next_thing(world, deliveries[i].kind, &world->histories[source][deliveries[i].kind][deliveries[i].id]);
	}
	stage(world, source, deliveries, count);
	if (below(world, 10) == 0) {
		lose(world, source);
		return;
	}
	want = settle(world, source, deliveries, count, true);
	batch = evidence_close(world->store, world->stagings[source], sources[source], at, &have);
	expect_counts(world, have, want);
	ck_assert_uint_eq(batch, want.added + want.changed > 0 ? world->last + 1 : 0);
	if (batch != 0) {
		world->last = batch;
		world->times[batch] = at;
	}
	/* A run ends, and the next one begins with a dictionary of its own. */
	if (below(world, 4) == 0) {
		sanya_evidence_forget(world->stagings[source]);
		world->stagings[source] = NULL;
		sanya_dictionary_done(&world->dictionaries[source]);
	}
}

static void prune(struct world *world, int64_t before)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_evidence_pruned pruned;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = {
		.type = "evidence.prune", .actor = "E1", .account = "root", .subject = "2026-06-01", .detail = detail,
	};

	ck_assert_int_eq(sanya_store_begin(world->store, &err), 0);
	ck_assert_msg(sanya_evidence_prune(world->store, before, &pruned, &err) == 0, "%s (%s)", err.what, err.where);
	sanya_json_set_integer(detail, "before", before);
	ck_assert_msg(sanya_ledger_append(world->store, &event, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_commit(world->store, &err) == 0, "%s", err.what);
	world->pruned = before;
	for (uint64_t batch = 1; batch <= world->last; batch++)
		if (world->times[batch] <= before)
			world->pruned_closed = batch;
}

/* --- a life --- */

static struct world *begin(uint64_t seed)
{
	struct world *world = calloc(1, sizeof *world);

	ck_assert_ptr_nonnull(world);
	world->seed = world->random = seed;
	world->pruned = SANYA_NO_INSTANT;
	sanya_arena_init(&world->arena);
	world->store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	for (unsigned source = 0; source < SOURCES; source++) {
		sanya_dictionary_init(&world->dictionaries[source]);
		for (unsigned kind = 0; kind < 2; kind++)
			for (unsigned i = 0; i < IDS; i++)
				world->histories[source][kind][i].id = id_of(world, i);
	}
	return world;
}

static void end(struct world *world)
{
	for (unsigned source = 0; source < SOURCES; source++) {
		sanya_evidence_forget(world->stagings[source]);
		sanya_dictionary_done(&world->dictionaries[source]);
	}
	sanya_store_close(world->store);
	sanya_arena_done(&world->arena);
	free(world);
}

static void compare_everything(struct world *world)
{
	for (uint64_t watermark = 0; watermark <= world->last + 1; watermark++) {
		compare_all(world, watermark);
		for (unsigned i = 0; i < 3; i++)
			compare_some(world, watermark);
	}
}

static void live(uint64_t seed, unsigned rounds, bool pruning)
{
	struct world *world = begin(seed);
	struct sanya_error err = SANYA_ERROR_INIT;

	for (unsigned round = 0; round < rounds && !full(world); round++) {
		deliver(world);
		compare_all(world, world->last);
		for (unsigned i = 0; i < 4; i++)
			compare_some(world, below(world, 2) == 0 ? world->last : below(world, (uint32_t)world->last + 2));
		if (pruning && below(world, 30) == 0)
			prune(world, larger(world->pruned, JANUARY + (int64_t)below(world, 30) * MONTH));
		if (below(world, 25) == 0)
			evidence_expect_whole(world->store);
	}
	compare_everything(world);
	evidence_expect_whole(world->store);
	/* The derived tables made anew are those that were there; nothing is read or delivered otherwise. */
	ck_assert_msg(sanya_store_rebuild(world->store, &err) == 0, "%s", err.what);
	evidence_expect_whole(world->store);
	if (!pruning)
		for (unsigned round = 0; round < 5 && !full(world); round++)
			deliver(world);
	compare_all(world, world->last);
	evidence_expect_whole(world->store);
	end(world);
}

static void live_one(int i, unsigned rounds, bool pruning)
{
	const char *one = getenv("SANYA_SEED");

	if (one == NULL)
		live((uint64_t)i * 7919 + (pruning ? 1000003 : 1), rounds, pruning);
	else
		live(strtoull(one, NULL, 10), rounds, pruning);
}

START_TEST(test_oracle)
{
	live_one(_i, torture() ? 150 : 30, false);
}
END_TEST

START_TEST(test_oracle_pruned)
{
	live_one(_i, torture() ? 150 : 30, true);
}
END_TEST

Suite *suite_evidence_oracle(void)
{
	Suite *suite = suite_create("evidence_oracle");
	TCase *tcase = tcase_create("oracle");
	int seeds = torture() ? 60 : 4;

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, test_oracle, 0, seeds);
	tcase_add_loop_test(tcase, test_oracle_pruned, 0, seeds);
	suite_add_tcase(suite, tcase);
	return suite;
}
