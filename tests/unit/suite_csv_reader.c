/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scanner of the CSV source: RFC 4180, the dirt of real files, exact line numbers, borders of blocks, hostile sizes.
 * Records are compared as text: "line:field|field" and marks for what is odd.
 */
#include "core/base/base.h"

#include "plugins/source-csv/reader.h"

#include <check.h>

struct text_input {
	const char *bytes;
	size_t size, at, chunk;
	size_t more; /* so many 'x' follow */
};

static int64_t read_text(void *context, void *bytes, uint64_t size)
{
	struct text_input *input = context;
	bool tail = input->at >= input->size;
	size_t left = tail ? input->size + input->more - input->at : input->size - input->at;
	if (left > size)
		left = (size_t)size;
	if (input->chunk && left > input->chunk)
		left = input->chunk;
	if (tail)
		memset(bytes, 'x', left);
	else
		memcpy(bytes, input->bytes + input->at, left);
	input->at += left;
	return (int64_t)left;
}

/* Text that grows as it is written. */
struct lines {
	FILE *file;
	char *text;
	size_t size;
};

static void lines_open(struct lines *lines)
{
	lines->file = open_memstream(&lines->text, &lines->size);
	ck_assert_ptr_nonnull(lines->file);
}

static void lines_free(struct lines *lines)
{
	(void)fclose(lines->file);
	free(lines->text);
}

static const struct rows_shape plain = {.separator = ',', .quote = '"'};

/* All records from line `from` on as text; returns what ended the file: "" or the fault. */
static const char *read_all(struct text_input *text, const struct rows_shape *shape, uint64_t from, FILE *out)
{
	static struct rows_fault fault;
	struct rows_input input = {.name = "t.csv", .read = read_text, .context = text};
	struct rows_reader *reader = NULL;
	struct rows_record record;
	int rc;
	memset(&fault, 0, sizeof(fault));
	ck_assert_int_eq(csv_reader_new(&input, shape, &reader, &fault), 0);
	while ((rc = csv_reader_next(reader, &record, &fault)) > 0) {
		if (rc == ROWS_MOVES || record.line < from)
			continue;
		(void)fprintf(out, "%llu:", (unsigned long long)(record.line - from + 1));
		for (uint32_t i = 0; i < record.count; i++) {
			const struct rows_field field = rows_record_field(&record, i);
			(void)fputs(i ? "|" : "", out);
			if (field.form == ROWS_RAW) {
				char *said = malloc(field.size);
				ck_assert_ptr_nonnull(said);
				(void)fwrite(said, 1, csv_reader_decode(reader, &field, said), out);
				free(said);
			} else {
				(void)fwrite(field.at, 1, field.size, out);
			}
		}
		if (record.blank)
			(void)fputs("(blank)", out);
		if (record.oddities & ROWS_STRAY_QUOTE)
			(void)fputs("(stray)", out);
		if (record.oddities & ROWS_AFTER_QUOTE)
			(void)fputs("(after)", out);
		(void)fputs("\n", out);
	}
	csv_reader_free(reader);
	ck_assert_int_eq(fflush(out), 0);
	return fault.text;
}

static void expect_bytes(const char *bytes, size_t size, const struct rows_shape *shape, const char *rows, const char *fault)
{
	struct text_input text = {.bytes = bytes, .size = size};
	struct lines out;
	lines_open(&out);
	const char *said = read_all(&text, shape, 1, out.file);
	ck_assert_str_eq(out.text, rows);
	ck_assert_str_eq(said, fault);
	lines_free(&out);
}

static void expect(const char *bytes, const char *rows, const char *fault)
{
	expect_bytes(bytes, strlen(bytes), &plain, rows, fault);
}

START_TEST(rfc_4180)
{
	expect("a,b,c\r\n1,2,3\r\n", "1:a|b|c\n2:1|2|3\n", "");
	expect("a,b\n1,2", "1:a|b\n2:1|2\n", ""); /* the last line needs no end */
	expect("a,\"b\"\"c\",d\n", "1:a|b\"c|d\n", "");
	expect("\"a,b\",\"c\nd\"\ne,f\n", "1:a,b|c\nd\n3:e|f\n", ""); /* a line end inside quotes counts as a line */
	expect("\"a\r\nb\",c\r\nd,e\r\n", "1:a\r\nb|c\n3:d|e\n", "");
	expect(",\n\"\",\"\"\n", "1:|\n2:|\n", "");
	expect("\"\"\"\"\n", "1:\"\n", "");
	expect("\"\"\"a\"\"\"\n", "1:\"a\"\n", "");
	expect("", "", "");
	expect("a", "1:a\n", "");
	expect("\n\na\n", "1:(blank)\n2:(blank)\n3:a\n", "");
	expect("\"\"\n", "1:\n", ""); /* an empty quoted field is no blank line */
	expect(" a , b \n", "1: a | b \n", "");
}
END_TEST

START_TEST(what_people_have)
{
	/* A quote within an unquoted field stays, and is told. */
	expect("ab\"c,d\n2,\"x\"\n", "1:ab\"c|d(stray)\n2:2|x\n", "");
	expect("a, \"b\"\n", "1:a| \"b\"(stray)\n", "");
	/* Text behind a closing quote: nobody knows what was meant. */
	expect("\"a\"b,c\nd,e\n", "1:a|c(after)\n2:d|e\n", "");
	expect("\"a\" ,c\n", "1:a|c(after)\n", "");
	/* A lone CR is a byte of its field ... */
	expect("a,b\n1\r2,3\n", "1:a|b\n2:1\r2|3\n", "");
	/* ... unless the first line ends in one, as old spreadsheets for the Mac wrote it. */
	expect("a,b\r1,2\r\"x\ry\",4\r5,6", "1:a|b\n2:1|2\n3:x\ry|4\n5:5|6\n", "");
	/* A CR LF cut in two by the end of the file. */
	expect("a,b\r\n1,2\r", "1:a|b\n2:1|2\n", "");
	expect("\xef\xbb\xbf"
	       "a,b\n1,2\n",
	       "1:a|b\n2:1|2\n", "");
}
END_TEST

START_TEST(separators)
{
	const struct rows_shape unknown = {.quote = '"'};
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{"a,b,c\n", "1:a|b|c\n"},
		{"a;b;c\n1,5;2;3\n", "1:a|b|c\n2:1,5|2|3\n"},
		{"a\tb\n", "1:a|b\n"},
		{"a|b|c\n", "1:a|b|c\n"},
		{"\"x,y,z\";b\n", "1:x,y,z|b\n"},	    /* what is quoted does not count */
		{"sep=;\na,1;b\n", "2:a,1|b\n"},	    /* as spreadsheets say it */
		{"sep=|\r\na,1|b\r\n", "2:a,1|b\n"},
		{"alone\n1\n", "1:alone\n2:1\n"},
	};
	for (size_t i = 0; i < SANYA_COUNT(cases); i++)
		expect_bytes(cases[i].text, strlen(cases[i].text), &unknown, cases[i].rows, "");
	const struct rows_shape single = {.separator = ';', .quote = '\''}, none = {.separator = ','};
	expect_bytes("'a;b';c\n", 8, &single, "1:a;b|c\n", "");
	expect_bytes("\"a,b\n", 5, &none, "1:\"a|b\n", "");
}
END_TEST

START_TEST(refused_whole)
{
	expect_bytes("a,b\n1,\0\n", 8, &plain, "1:a|b\n",
		     "t.csv:2: holds a NUL byte: this is not a text file; export it again as CSV");
	expect_bytes("a,b\n1,\"\n\0\n", 10, &plain, "1:a|b\n",
		     "t.csv:3: holds a NUL byte: this is not a text file; export it again as CSV");
	expect_bytes("\xff\xfe"
		     "a\0,\0",
		     6, &plain, "", "t.csv: is written in UTF-16; save it again as \"CSV UTF-8\"");
	/* The quote of line 3 is at fault, not the file's last line. */
	expect("a,b\n\"x\ny\",\"z\n1,2\n3,4\n", "1:a|b\n",
	       "t.csv:3: a quote is opened here and never closed; close it, or say \"quote\": null in the mapping");
}
END_TEST

START_TEST(thai_bytes)
{
	const struct rows_shape thai = {.separator = ',', .quote = '"', .encoding = ROWS_WINDOWS_874};
	/* "กข" is A1 A2, "ฯ" CF, "฿" DF, "๙" F9 (TIS 620-2533); 80 is the euro sign, 85 an ellipsis, FF stands for nothing (CP874). */
	expect_bytes("\xa1\xa2,\xcf\xdf\n\xf9\x80,\x85\xff\n", 11, &thai, "1:กข|ฯ฿\n2:๙€|…\xef\xbf\xbd\n", "");
}
END_TEST

static const char nasty[] = "\"q\"\"q\",b\r\n\r\n\"x\r\ny\",\"\"\r\nst\"ray,\"\"\"\"\n\"after\"x,d\r\nlone\rcr,é\n\"ก\n\n\",last";
static const char nasty_rows[] =
	"1:q\"q|b\n2:(blank)\n3:x\r\ny|\n5:st\"ray|\"(stray)\n6:after|d(after)\n7:lone\rcr|é\n8:ก\n\n|last\n";

/* The same rows wherever a block or a window of the scanner ends within the text. */
START_TEST(borders)
{
	static const size_t sizes[] = {64, 16384, 262144};
	static char file[262144 + sizeof(nasty)];
	for (size_t s = 0; s < SANYA_COUNT(sizes); s++)
		for (size_t shift = 0; shift <= sizeof(nasty); shift++) {
			/* One row "aaa…\n" ends `shift` bytes before the border. */
			if (shift >= sizes[s])
				continue;
			size_t fill = sizes[s] - shift - 1;
			for (size_t i = 0; i < fill; i++)
				file[i] = i % 64 == 63 ? ',' : 'a';
			file[fill] = '\n';
			memcpy(file + fill + 1, nasty, strlen(nasty));
			struct text_input text = {.bytes = file, .size = fill + 1 + strlen(nasty), .chunk = shift % 5 * 1000};
			struct lines out;
			lines_open(&out);
			ck_assert_str_eq(read_all(&text, &plain, 2, out.file), "");
			ck_assert_str_eq(out.text, nasty_rows);
			lines_free(&out);
		}
}
END_TEST

START_TEST(bytes_come_one_by_one)
{
	struct lines out;
	lines_open(&out);
	struct text_input text = {.bytes = nasty, .size = strlen(nasty), .chunk = 1};
	ck_assert_str_eq(read_all(&text, &plain, 1, out.file), "");
	ck_assert_str_eq(out.text, nasty_rows);
	lines_free(&out);
}
END_TEST

START_TEST(a_field_of_a_megabyte)
{
	const size_t size = 1 << 20;
	char *bytes = malloc(size + 32);
	struct rows_fault fault = {0};
	struct rows_record record;
	struct rows_reader *reader = NULL;
	ck_assert_ptr_nonnull(bytes);
	memset(bytes, 'x', size + 32);
	memcpy(bytes, "a,\"", 3);
	bytes[1000] = '\n';
	bytes[3 + size] = '"';
	memcpy(bytes + 4 + size, "\nb,c\n", 5);
	struct text_input text = {.bytes = bytes, .size = size + 9};
	struct rows_input input = {.name = "t.csv", .read = read_text, .context = &text};
	ck_assert_int_eq(csv_reader_new(&input, &plain, &reader, &fault), 0);
	ck_assert_int_eq(csv_reader_next(reader, &record, &fault), ROWS_RECORD);
	ck_assert_uint_eq(rows_record_field(&record, 1).size, size);
	ck_assert_int_eq(memcmp(rows_record_field(&record, 1).at, bytes + 3, size), 0);
	ck_assert_int_eq(csv_reader_next(reader, &record, &fault), ROWS_RECORD);
	ck_assert_uint_eq(record.line, 3);
	ck_assert_int_eq(csv_reader_next(reader, &record, &fault), ROWS_END);
	csv_reader_free(reader);
	free(bytes);
}
END_TEST

/* Two gigabytes without a line end: refused after a few megabytes were read. */
START_TEST(a_line_without_end)
{
	struct lines out;
	lines_open(&out);
	struct text_input text = {.bytes = "a,b\n", .size = 4, .more = (size_t)2 << 30};
	ck_assert_str_eq(read_all(&text, &plain, 1, out.file),
			 "t.csv:2: a record of more than 4 MiB begins here; a quote may have been left open");
	ck_assert_str_eq(out.text, "1:a|b\n");
	ck_assert_uint_lt(text.at, (size_t)16 << 20);
	lines_free(&out);
}
END_TEST

START_TEST(too_many_columns)
{
	char *bytes = malloc(20000);
	ck_assert_ptr_nonnull(bytes);
	memset(bytes, ',', 20000);
	expect_bytes(bytes, 20000, &plain, "", "t.csv:1: has more than 16384 columns");
	free(bytes);
}
END_TEST

Suite *suite_csv_reader(void);
Suite *suite_csv_reader(void)
{
	Suite *suite = suite_create("csv_reader");
	TCase *tcase = tcase_create("csv_reader");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, rfc_4180);
	tcase_add_test(tcase, what_people_have);
	tcase_add_test(tcase, separators);
	tcase_add_test(tcase, refused_whole);
	tcase_add_test(tcase, thai_bytes);
	tcase_add_test(tcase, borders);
	tcase_add_test(tcase, bytes_come_one_by_one);
	tcase_add_test(tcase, a_field_of_a_megabyte);
	tcase_add_test(tcase, a_line_without_end);
	tcase_add_test(tcase, too_many_columns);
	suite_add_tcase(suite, tcase);
	return suite;
}
