/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads GNU .mo files (the format of msgfmt, either byte order) and looks texts up by binary search.
 * All offsets are checked once, when the file is read.  A translation whose printf conversions differ from the English text's
 * is passed over, so that a damaged catalogue cannot make a message read arguments that are not there.
 */
#include "catalogue.h"

#include "file.h"

#include <errno.h>

#define FILE_MOST (8u << 20)

struct sanya_catalogue {
	enum sanya_language language;
	char *bytes; /* the file, with a NUL of our own behind it */
	struct entry {
		const char *english, *translated;
	} *entries; /* sorted by `english` */
	size_t count;
};

static uint32_t word_at(const unsigned char *at, bool big)
{
	return big ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3] :
		     (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

/* The conversions of a format, each as a text such as "%s" or "%zu", in the order of their arguments. */
struct conversions {
	size_t count;
	struct {
		const char *at; /* after flags, width and precision: length and letter */
		size_t size;
		int stars; /* arguments taken by "*" */
	} list[16];
};

static bool read_conversions(const char *format, struct conversions *ret)
{
	*ret = (struct conversions){ 0 };
	for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
		size_t digits, place = ret->count;
		int stars = 0;

		at++;
		if (*at == '%') {
			at++;
			continue;
		}
		digits = strspn(at, "0123456789");
		if (digits > 0 && digits <= 2 && at[digits] == '$') {
			place = digits == 1 ? (size_t)(at[0] - '0') : (size_t)(at[0] - '0') * 10 + (size_t)(at[1] - '0');
			if (place == 0)
				return false;
			place--;
			at += digits + 1;
		}
		for (; *at != '\0' && strchr("0123456789.-+ #'*", *at) != NULL; at++)
			stars += *at == '*';
		digits = strspn(at, "hlqjztL");
		if (at[digits] == '\0' || place >= SANYA_COUNT(ret->list))
			return false;
		ret->list[place].at = at;
		ret->list[place].size = digits + 1;
		ret->list[place].stars = stars;
		if (place >= ret->count)
			ret->count = place + 1;
		at += digits + 1;
	}
	return true;
}

static bool same_conversions(const char *english, const char *translated)
{
	struct conversions a, b;

	if (strchr(english, '%') == NULL && strchr(translated, '%') == NULL)
		return true;
	if (!read_conversions(english, &a) || !read_conversions(translated, &b) || a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++) {
		if (a.list[i].at == NULL || b.list[i].at == NULL || a.list[i].size != b.list[i].size ||
		    a.list[i].stars != b.list[i].stars || memcmp(a.list[i].at, b.list[i].at, a.list[i].size) != 0)
			return false;
	}
	return true;
}

static int damaged(const char *why, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "the file of translations is damaged: %s", why);
	return sanya_error_next(err, "install Sanya again, or use --lang en");
}

/* The text that entry `index` of the table at `table` describes; NULL when it does not lie within the file. */
static const char *text_at(const struct sanya_catalogue *catalogue, size_t size, bool big, size_t table, size_t index)
{
	const unsigned char *row = (const unsigned char *)catalogue->bytes + table + index * 8;
	size_t length = word_at(row, big), at = word_at(row + 4, big);

	if (at > size || length >= size - at || catalogue->bytes[at + length] != '\0')
		return NULL;
	if (sanya_utf8_check(catalogue->bytes + at, length) != length)
		return NULL;
	return catalogue->bytes + at;
}

static int read_entries(struct sanya_catalogue *catalogue, size_t size, struct sanya_error *err)
{
	const unsigned char *head = (const unsigned char *)catalogue->bytes;
	size_t count, english, translated;
	bool big;

	if (size < 28 || (word_at(head, false) != 0x950412DEu && word_at(head, true) != 0x950412DEu))
		return damaged("it does not begin as one does", err);
	big = word_at(head, true) == 0x950412DEu;
	if (word_at(head + 4, big) >> 16 > 1)
		return damaged("its version is not known", err);
	count = word_at(head + 8, big);
	english = word_at(head + 12, big);
	translated = word_at(head + 16, big);
	if (english > size || count > (size - english) / 8 || translated > size || count > (size - translated) / 8)
		return damaged("it ends too early", err);
	catalogue->entries = calloc(count + 1, sizeof(*catalogue->entries));
	if (catalogue->entries == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = &catalogue->entries[catalogue->count];
		const char *before = i > 0 ? text_at(catalogue, size, big, english, i - 1) : NULL;

		entry->english = text_at(catalogue, size, big, english, i);
		entry->translated = text_at(catalogue, size, big, translated, i);
		if (entry->english == NULL || entry->translated == NULL)
			return damaged("a text lies outside the file or is not UTF-8", err);
		if (before != NULL && strcmp(before, entry->english) >= 0)
			return damaged("its texts are out of order", err);
		/* The empty text's translation is the header, an empty translation is none. */
		if (entry->english[0] != '\0' && entry->translated[0] != '\0' &&
		    same_conversions(entry->english, entry->translated))
			catalogue->count++;
	}
	return 0;
}

int sanya_catalogue_parse(const void *bytes, size_t size, struct sanya_catalogue **ret, struct sanya_error *err)
{
	struct sanya_catalogue *catalogue = calloc(1, sizeof(*catalogue));

	if (catalogue == NULL)
		return sanya_error_memory(err);
	catalogue->language = SANYA_THAI;
	catalogue->bytes = malloc(size + 1);
	if (catalogue->bytes == NULL) {
		sanya_catalogue_free(catalogue);
		return sanya_error_memory(err);
	}
	if (size > 0)
		memcpy(catalogue->bytes, bytes, size);
	catalogue->bytes[size] = '\0';
	if (read_entries(catalogue, size, err) < 0) {
		sanya_catalogue_free(catalogue);
		return -1;
	}
	*ret = catalogue;
	return 0;
}

/* Installed catalogues lie where gettext's do, those of a build folder plainly beside their .po. */
static int find(const char *folder, char *path, size_t room, struct sanya_error *err)
{
	static const char *const places[] = { "th/LC_MESSAGES/sanya.mo", "th.mo" };

	for (size_t i = 0; i < SANYA_COUNT(places); i++) {
		int size = snprintf(path, room, "%s/%s", folder, places[i]);

		if (size > 0 && (size_t)size < room && sanya_file_exists(path))
			return 0;
	}
	snprintf(path, room, "%s/%s", folder, places[0]);
	sanya_error_errno(err, ENOENT, "cannot open the Thai texts %s", path);
	return sanya_error_next(err, "install Sanya again, or use --lang en");
}

int sanya_catalogue_load(enum sanya_language language, const char *folder, struct sanya_catalogue **ret,
			 struct sanya_error *err)
{
	char path[SANYA_PATH_MAX];
	struct sanya_buffer bytes;
	int result;

	if (language == SANYA_ENGLISH) {
		struct sanya_catalogue *catalogue = calloc(1, sizeof(*catalogue));

		if (catalogue == NULL)
			return sanya_error_memory(err);
		*ret = catalogue;
		return 0;
	}
	if (find(folder, path, sizeof(path), err) < 0)
		return -1;
	sanya_buffer_init(&bytes, FILE_MOST);
	result = sanya_file_read(path, &bytes, err);
	if (result == 0)
		result = sanya_catalogue_parse(bytes.data, bytes.size, ret, err);
	if (result < 0)
		sanya_error_at(err, path, 0, 0);
	sanya_buffer_done(&bytes);
	return result;
}

void sanya_catalogue_free(struct sanya_catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	free(catalogue->entries);
	free(catalogue->bytes);
	free(catalogue);
}

enum sanya_language sanya_catalogue_language(const struct sanya_catalogue *catalogue)
{
	return catalogue == NULL ? SANYA_ENGLISH : catalogue->language;
}

const char *sanya_say(const struct sanya_catalogue *catalogue, const char *english)
{
	size_t low = 0, high = catalogue == NULL ? 0 : catalogue->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(english, catalogue->entries[middle].english);

		if (order == 0)
			return catalogue->entries[middle].translated;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return english;
}
