/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts for commands that look at one, wherever it is.  Changes nothing.
 * Documents that go into the home are read in draft.c, which gives them their number.
 */
#include "subject.h"

#include "../base/file.h"
#include "../codec/documents.h"
#include "../store/contracts.h"

#include <string.h>

void sanya_subject_init(struct sanya_subject *subject)
{
	*subject = (struct sanya_subject){ .file = false };
	sanya_arena_init(&subject->arena);
	sanya_buffer_init(&subject->text, SANYA_DOCUMENT_MAX);
	sanya_contract_init(&subject->contract);
}

void sanya_subject_done(struct sanya_subject *subject)
{
	sanya_contract_done(&subject->contract);
	sanya_buffer_done(&subject->text);
	sanya_arena_done(&subject->arena);
}

static bool is_file(const char *name)
{
	size_t size = strlen(name);

	return strcmp(name, "-") == 0 || strchr(name, '/') != NULL || (size > 5 && strcmp(name + size - 5, ".json") == 0);
}

static int take_document(struct sanya_subject *subject, const struct sanya_references *references, const char *called,
			 const struct sanya_buffer *whole, struct sanya_error *err)
{
	sanya_contract_done(&subject->contract); /* the parser sets it up itself */
	if (references == NULL)
		return sanya_contract_read(called, whole->data, whole->size, &subject->contract, err);
	if (sanya_contract_parse(called, whole->data, whole->size, references->unit_of, references->context, &subject->contract, err) == 0)
		return 0;
	/* "There is no such metric" would be wrong where nobody could be asked. */
	if (references->trouble != NULL && references->trouble->code != SANYA_OK)
		*err = *references->trouble;
	return -1;
}

/* Number and revision are put in behind the first brace, on the same line: places stay those of the writer's own file. */
static int read_file(struct sanya_subject *subject, const struct sanya_references *references, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer whole;
	const char *called = strcmp(name, "-") == 0 ? "standard input" : name, *text, *brace;

	sanya_buffer_init(&whole, SANYA_DOCUMENT_MAX + 64);
	if (sanya_file_read(name, &subject->text, err) != 0)
		return -1;
	text = subject->text.data;
	if (sanya_json_parse(called, text, subject->text.size, &json, err) != 0)
		return -1;
	brace = memchr(text, '{', subject->text.size);
	if (sanya_json_type(json) == SANYA_JSON_OBJECT && sanya_json_size(json) > 0 && brace != NULL) {
		sanya_buffer_add(&whole, text, (size_t)(brace + 1 - text));
		if (sanya_json_get(json, "number") == NULL)
			sanya_buffer_text(&whole, "\"number\":\"draft\",");
		if (sanya_json_get(json, "revision") == NULL)
			sanya_buffer_text(&whole, "\"revision\":1,");
		text = brace + 1;
	}
	sanya_buffer_add(&whole, text, subject->text.size - (size_t)(text - subject->text.data));
	if (sanya_buffer_check(&whole, called, err) != 0)
		return -1;
	subject->file = true;
	return take_document(subject, references, called, &whole, err);
}

static int read_number(struct sanya_subject *subject, struct sanya_store *store, const char *command, const char *number,
		       struct sanya_error *err)
{
	struct sanya_contract_row row;

	if (store == NULL) {
		sanya_error_set(err, SANYA_NOT_FOUND, "there is no home here to find the contract \"%s\" in", number);
		return sanya_error_next(err, "name a file, or say where the home is: sanya --home DIR %s %s", command, number);
	}
	if (sanya_contract_find(store, number, &subject->arena, &row, err) != 0)
		return -1;
	sanya_contract_done(&subject->contract);
	return sanya_contract_load(store, &row, 0, &subject->contract, err);
}

int sanya_subject_read(struct sanya_subject *subject, struct sanya_store *store, const struct sanya_references *references,
		       const char *command, const char *name, struct sanya_error *err)
{
	return is_file(name) ? read_file(subject, references, name, err) : read_number(subject, store, command, name, err);
}
