# SPDX-License-Identifier: Apache-2.0
# SANYA_PROBE_FLAGS(VARIABLE, FLAGS, [compile|link])
# Appends to VARIABLE each of the FLAGS that this compiler takes without a warning.  Words are tried one by one; flags that only
# make sense together are joined by a comma-free "+" in FLAGS, as in -U_FORTIFY_SOURCE+-D_FORTIFY_SOURCE=3.
# The loop is the shell's, not m4's: an m4 loop variable would be expanded inside every probe.
AC_DEFUN([SANYA_PROBE_FLAGS], [
for sanya_word in $2; do
	sanya_flag=`echo "$sanya_word" | tr + ' '`
	AC_MSG_CHECKING([whether $CC takes $sanya_flag])
	sanya_saved_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror $sanya_flag"
	m4_if([$3], [link], [AC_LINK_IFELSE], [AC_COMPILE_IFELSE])([AC_LANG_PROGRAM([[#include <stdio.h>]], [[]])],
		[sanya_takes=yes], [sanya_takes=no])
	CFLAGS=$sanya_saved_CFLAGS
	AC_MSG_RESULT([$sanya_takes])
	if test "$sanya_takes" = yes; then
		$1="${$1} $sanya_flag"
	fi
done
AC_SUBST([$1])
])
