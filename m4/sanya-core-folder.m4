# SPDX-License-Identifier: Apache-2.0
# SANYA_CORE_FOLDER
# The sources live in a folder called core.  Configure clears crash dumps with `rm -f core *.core`, again and again; with a
# folder of that name every such call fails, prints a line, and cuts short the clean-up that stands behind it.  This shell
# function, defined right after AC_INIT, drops that one word from rm's arguments.
AC_DEFUN([SANYA_CORE_FOLDER], [
rm ()
{
	sanya_words_left=$[#]
	while test "$sanya_words_left" -gt 0; do
		sanya_word=$[1]
		shift
		if test "x$sanya_word" != xcore; then
			set x "$[@]" "$sanya_word"
			shift
		fi
		sanya_words_left=`expr "$sanya_words_left" - 1`
	done
	command rm "$[@]"
}
])
