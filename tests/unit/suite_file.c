/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders: what is written is read back, a failed write leaves the old bytes, caps hold, names are sorted. */
#include <check.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"

static struct sanya_error err;
static char folder[] = "/tmp/sanya-file-XXXXXX";

static void in_folder(char *path, size_t room, const char *name)
{
	snprintf(path, room, "%s/%s", folder, name);
}

START_TEST(files_and_folders)
{
	char path[SANYA_PATH_MAX], deep[SANYA_PATH_MAX];
	struct sanya_buffer bytes;
	struct stat info;
	char **names = NULL;
	size_t count = 0;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	in_folder(path, sizeof(path), "b");
	ck_assert_int_eq(sanya_file_write(path, "one", 3, 0600, &err), 0);
	ck_assert_int_eq(sanya_file_write(path, "two\0three", 9, 0640, &err), 0);
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_uint_eq(info.st_mode & 0777, 0640);
	sanya_buffer_init(&bytes, 9);
	ck_assert_int_eq(sanya_file_read(path, &bytes, &err), 0);
	ck_assert_uint_eq(bytes.size, 9);
	ck_assert_mem_eq(bytes.data, "two\0three", 9);
	sanya_buffer_done(&bytes);
	/* larger than the cap: both sizes are named */
	sanya_buffer_init(&bytes, 8);
	ck_assert_int_eq(sanya_file_read(path, &bytes, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "has 9 bytes; at most 8"));
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_file_read(folder, &bytes, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "is a folder"));
	sanya_error_clear(&err);
	in_folder(deep, sizeof(deep), "none");
	ck_assert_int_eq(sanya_file_read(deep, &bytes, &err), -1);
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	ck_assert(!sanya_file_exists(deep));
	sanya_error_clear(&err);
	sanya_buffer_done(&bytes);
	/* a folder with its parents; a file in the way */
	in_folder(deep, sizeof(deep), "x//y/z/");
	ck_assert_int_eq(sanya_folder_make(deep, 0700, &err), 0);
	ck_assert_int_eq(sanya_folder_make(deep, 0700, &err), 0);
	ck_assert(sanya_file_exists(deep));
	in_folder(deep, sizeof(deep), "b/c");
	ck_assert_int_eq(sanya_folder_make(deep, 0700, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "in the way"));
	sanya_error_clear(&err);
	/* writing where no file can be: the folder keeps no half-written file */
	in_folder(deep, sizeof(deep), "x");
	ck_assert_int_eq(sanya_file_write(deep, "1", 1, 0600, &err), -1);
	sanya_error_clear(&err);
	in_folder(deep, sizeof(deep), ".hidden");
	ck_assert_int_eq(sanya_file_write(deep, "", 0, 0600, &err), 0);
	in_folder(deep, sizeof(deep), "a");
	ck_assert_int_eq(sanya_file_write(deep, "", 0, 0600, &err), 0);
	ck_assert_int_eq(sanya_folder_names(folder, &names, &count, &err), 0);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "a");
	ck_assert_str_eq(names[1], "b");
	ck_assert_str_eq(names[2], "x");
	ck_assert_ptr_null(names[3]);
	sanya_folder_names_free(names);
	for (const char *const *name = (const char *const[]){ "a", "b", ".hidden", "x/y/z", "x/y", "x", NULL }; *name != NULL; name++) {
		in_folder(path, sizeof(path), *name);
		ck_assert_int_eq(remove(path), 0);
	}
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

Suite *suite_file(void);

Suite *suite_file(void)
{
	Suite *suite = suite_create("file");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, files_and_folders);
	suite_add_tcase(suite, rules);
	return suite;
}
