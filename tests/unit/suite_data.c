/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real exports against reference answers that others computed: sanya measure --json, cell by cell.
 * What is compared stands in data_tables.h.  Whole numbers and short decimals must be equal; a reference that is a rounded double (more than
 * six places) must agree to one part in 10^9.  The data are not part of the project: without SANYA_SHARED one line says so.
 */
#include "core/codec/csv.h"
#include "core/codec/json.h"
#include "core/base/file.h"
#include "unit/data_tables.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_data(void);

#define WORDS_MAX 160
#define CELLS_MAX 64

struct run {
	const struct data_table *table;
	struct sanya_csv reference;
	const struct data_cell *cells[CELLS_MAX]; /* of this pass: all with the same `where` */
	size_t cell_count;
	struct sanya_json *json;
	size_t compared;
};

/* --- running the program --- */

static void add_words(const struct run *run, const char *shared, const char *sources, char paths[2][4096], const char **words)
{
	const struct data_table *table = run->table;
	size_t n = 0;

	snprintf(paths[0], 4096, "%s/data/%s/%s", shared, table->folder, table->file);
	snprintf(paths[1], 4096, "%s/tests/data/%s", sources, table->map);
	words[n++] = "sanya";
	words[n++] = "measure";
	words[n++] = "--json";
	words[n++] = "--quiet";
	words[n++] = "--map";
	words[n++] = paths[1];
	words[n++] = "--by";
	words[n++] = table->by;
	words[n++] = "--timezone";
	words[n++] = table->zone;
	if (table->credit != NULL) {
		words[n++] = "--credit";
		words[n++] = table->credit;
	}
	for (size_t i = 0; i < DATA_WHERE_MAX && run->cells[0]->where[i] != NULL; i++) {
		words[n++] = "--where";
		words[n++] = run->cells[0]->where[i];
	}
	for (size_t i = 0; i < run->cell_count; i++) {
		words[n++] = "--metric";
		words[n++] = run->cells[i]->metric;
		words[n++] = "--statistic";
		words[n++] = run->cells[i]->statistic;
	}
	ck_assert_uint_lt(n + 2, WORDS_MAX);
	words[n++] = paths[0];
	words[n] = NULL;
}

static void measure(struct run *run, const char *shared)
{
	const char *sources = getenv("SANYA_SRCDIR"), *build = getenv("SANYA_BUILDDIR");
	char paths[2][4096], program[4096], output[] = "/tmp/sanya-data-XXXXXX";
	const char *words[WORDS_MAX];
	char *arguments[WORDS_MAX] = {NULL};
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;
	int fd = mkstemp(output), status;

	ck_assert(fd >= 0 && sources != NULL && build != NULL);
	snprintf(program, sizeof(program), "%s/sanya", build);
	add_words(run, shared, sources, paths, words);
	for (size_t i = 0; words[i] != NULL; i++)
		ck_assert_ptr_nonnull(arguments[i] = strdup(words[i]));
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		dup2(fd, STDOUT_FILENO);
		execv(program, arguments);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	close(fd);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: sanya measure ended with %d", run->table->reference,
		      WEXITSTATUS(status));
	sanya_buffer_init(&text, SANYA_OUTPUT_MAX);
	ck_assert_int_eq(sanya_file_read(output, &text, &err), 0);
	unlink(output);
	ck_assert_msg(sanya_json_parse(output, text.data, text.size, &run->json, &err) == 0, "%s", err.what);
	sanya_buffer_done(&text);
	for (size_t i = 0; arguments[i] != NULL; i++)
		free(arguments[i]);
}

/* --- the row of a key --- */

/* The key as the reference writes it: the fields joined by "|", what is absent as the table says. */
static void row_key(const struct data_table *table, const struct sanya_json *row, char *out, size_t size)
{
	const char *by = table->by;
	size_t used = 0;

	out[0] = '\0';
	while (*by != '\0' && strcmp(by, "all") != 0) {
		char name[64];
		size_t length = strcspn(by, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, by);
		const char *value = sanya_json_get_text(row, name);
		used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? "|" : "", value != NULL ? value : table->absent);
		ck_assert_uint_lt(used, size);
		by += length + (by[length] == ',');
	}
}

/* From the reference's key to ours: another beginning ("2017|05" is the day 2017-05-05). */
static void our_key(const struct data_table *table, const struct sanya_csv_row *row, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	if (strcmp(table->by, "all") == 0)
		return;
	for (size_t i = 0; i < table->key_columns; i++) {
		const char *key = row->fields[table->keys[i]];

		if (i == 0 && table->drop != NULL) {
			ck_assert_msg(strncmp(key, table->drop, strlen(table->drop)) == 0, "%s", key);
			key += strlen(table->drop);
		}
		used += (size_t)snprintf(out + used, size - used, "%s%s%s", i > 0 ? "|" : "", i == 0 && table->add ? table->add : "",
					 key);
		ck_assert_uint_lt(used, size);
	}
}

static const struct sanya_json *find_row(const struct run *run, const struct data_cell *cell, const char *key)
{
	const struct sanya_json *rows = sanya_json_get(run->json, "rows");
	char theirs[8192];

	for (size_t i = 0; i < sanya_json_size(rows); i++) {
		const struct sanya_json *row = sanya_json_at(rows, i);

		if (strcmp(sanya_json_get_text(row, "metric"), cell->metric) != 0 ||
		    strcmp(sanya_json_get_text(row, "statistic"), cell->statistic) != 0)
			continue;
		row_key(run->table, row, theirs, sizeof(theirs));
		if (strcmp(theirs, key) == 0)
			return row;
	}
	return NULL;
}

/* --- one cell --- */

/* A decimal of any length as a fraction; *ret_rounded where it is the print of a double. */
static void read_decimal(const char *text, struct sanya_number *ret, bool *ret_rounded)
{
	char digits[64];
	size_t size = 0;
	long places = -1;

	for (const char *at = text; *at != '\0'; at++) {
		ck_assert_uint_lt(size + 1, sizeof(digits));
		if (*at == '.') {
			places = 0;
			continue;
		}
		ck_assert_msg((*at >= '0' && *at <= '9') || *at == '-', "%s is no decimal", text);
		digits[size++] = *at;
		places += places >= 0;
	}
	digits[size] = '\0';
	ck_assert_int_eq(mpz_set_str(mpq_numref(ret->q), digits, 10), 0);
	mpz_ui_pow_ui(mpq_denref(ret->q), 10, places > 0 ? (unsigned long)places : 0);
	mpq_canonicalize(ret->q);
	*ret_rounded = places > 6;
}

static int64_t sum_excluded(const struct sanya_json *row)
{
	const struct sanya_json *excluded = sanya_json_get(row, "excluded");
	int64_t sum = 0;

	for (void *at = sanya_json_first(excluded); at != NULL; at = sanya_json_next(excluded, at))
		sum += sanya_json_integer(sanya_json_value(at), 0);
	return sum;
}

/* What the row says in the reference's unit; false where it says nothing. */
static bool read_ours(const struct data_cell *cell, const struct sanya_json *row, struct sanya_number *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number factor;
	int64_t count = row != NULL ? sanya_json_get_integer(row, "count", -1) : 0;

	if (cell->says == DATA_COUNT || cell->says == DATA_ALL || cell->says == DATA_EXCLUDED) {
		int64_t excluded = row != NULL ? sum_excluded(row) : 0;

		sanya_number_set_integer(ret, cell->says == DATA_COUNT ? count : cell->says == DATA_ALL ? count + excluded : excluded);
		return true;
	}
	if (row == NULL || sanya_json_type(sanya_json_get(row, "value")) == SANYA_JSON_NULL)
		return false;
	ck_assert_int_eq(sanya_json_get_number(row, "value", ret, &err), 0);
	sanya_number_init(&factor);
	sanya_number_set_ratio(&factor, cell->factor > 0 ? cell->factor : 1, cell->divisor > 0 ? cell->divisor : 1);
	sanya_number_mul(ret, ret, &factor);
	sanya_number_set_integer(&factor, count);
	if (cell->says == DATA_OF_COUNT)
		sanya_number_mul(ret, ret, &factor);
	sanya_number_done(&factor);
	return true;
}

static bool close_enough(const struct sanya_number *ours, const struct sanya_number *theirs)
{
	struct sanya_number gap, allowed;

	sanya_number_init(&gap);
	sanya_number_init(&allowed);
	sanya_number_sub(&gap, ours, theirs);
	mpq_abs(gap.q, gap.q);
	sanya_number_set_ratio(&allowed, 1, 1000000000);
	sanya_number_mul(&allowed, &allowed, theirs);
	mpq_abs(allowed.q, allowed.q);
	bool result = sanya_number_compare(&gap, &allowed) <= 0;
	sanya_number_done(&gap);
	sanya_number_done(&allowed);
	return result;
}

static bool left_out(const struct data_table *table, const struct data_cell *cell, const char *key)
{
	for (size_t i = 0; i < DATA_LEFT_OUT_MAX && table->left_out[i].key != NULL; i++)
		if (strcmp(table->left_out[i].key, key) == 0 && strcmp(table->left_out[i].column, cell->column) == 0)
			return true;
	return false;
}

static void compare(struct run *run, const struct data_cell *cell, const struct sanya_csv_row *reference)
{
	long column = sanya_csv_column(&run->reference, cell->column);
	struct sanya_number ours, theirs;
	char key[8192];
	bool rounded = false;

	ck_assert_msg(column >= 0, "%s has no column %s", run->table->reference, cell->column);
	our_key(run->table, reference, key, sizeof(key));
	if (left_out(run->table, cell, key))
		return;
	const char *text = reference->fields[column];
	sanya_number_init(&ours);
	sanya_number_init(&theirs);
	bool there = read_ours(cell, find_row(run, cell, key), &ours);
	if (text[0] != '\0')
		read_decimal(text, &theirs, &rounded);
	/* No values: an empty cell, and 0 for the sums. */
	if (!there)
		ck_assert_msg(text[0] == '\0' || sanya_number_sign(&theirs) == 0, "%s, %s, %s: %s, and we have nothing",
			      run->table->reference, key, cell->column, text);
	else if (!(rounded ? close_enough(&ours, &theirs) : text[0] != '\0' && sanya_number_compare(&ours, &theirs) == 0)) {
		struct sanya_buffer shown;

		sanya_buffer_init(&shown, 4096);
		sanya_number_exact(&ours, &shown);
		ck_abort_msg("%s, %s, %s: %s, and we have %s", run->table->reference, key, cell->column, text, shown.data);
	}
	run->compared++;
	sanya_number_done(&ours);
	sanya_number_done(&theirs);
}

/* --- a table --- */

static bool same_where(const struct data_cell *a, const struct data_cell *b)
{
	for (size_t i = 0; i < DATA_WHERE_MAX; i++) {
		if (a->where[i] == NULL || b->where[i] == NULL)
			return a->where[i] == b->where[i];
		if (strcmp(a->where[i], b->where[i]) != 0)
			return false;
	}
	return true;
}

static void run_pass(struct run *run, const char *shared)
{
	measure(run, shared);
	for (size_t i = 0; i < run->reference.count; i++)
		for (size_t j = 0; j < run->cell_count; j++)
			compare(run, run->cells[j], &run->reference.rows[i]);
	sanya_json_free(run->json);
}

static void read_reference(struct run *run, const char *shared)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;
	char path[4096];

	snprintf(path, sizeof(path), "%s/data/%s/%s", shared, run->table->folder, run->table->reference);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_file_read(path, &text, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_csv_parse(path, text.data, text.size, &run->reference, &err) == 0, "%s:%lu %s", path, err.line, err.what);
	sanya_buffer_done(&text);
	ck_assert_uint_gt(run->reference.count, 0);
}

START_TEST(equal_in_every_cell)
{
	const char *shared = getenv("SANYA_SHARED");
	struct run run = {.table = &data_tables[_i]};
	bool done[CELLS_MAX] = {false};
	char path[4096];

	snprintf(path, sizeof(path), "%s/data/%s", shared != NULL ? shared : "", run.table->folder);
	if (shared == NULL || access(path, R_OK) != 0) {
		printf("data: %s is left out, SANYA_SHARED does not lead to the reference data\n", run.table->reference);
		return;
	}
	read_reference(&run, shared);
	for (size_t i = 0; i < DATA_CELLS_MAX && run.table->cells[i].column != NULL; i++) {
		run.cell_count = 0;
		for (size_t j = i; j < DATA_CELLS_MAX && run.table->cells[j].column != NULL; j++) {
			if (done[j] || !same_where(&run.table->cells[i], &run.table->cells[j]))
				continue;
			done[j] = true;
			run.cells[run.cell_count++] = &run.table->cells[j];
		}
		if (run.cell_count > 0)
			run_pass(&run, shared);
	}
	ck_assert_uint_gt(run.compared, 0);
	sanya_csv_done(&run.reference);
}
END_TEST

Suite *suite_data(void)
{
	Suite *suite = suite_create("data");
	TCase *tcase = tcase_create("reference answers");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, equal_in_every_cell, 0, (int)data_table_count);
	suite_add_tcase(suite, tcase);
	return suite;
}
