#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a clean copy of the sources to a configured one, a demonstration, or tests.
#
#   ./autogen.sh          make configure (autoreconf); then: ./configure && make
#   ./autogen.sh demo     install what is missing, build in ./build, run the demonstration
#   ./autogen.sh check    install what is missing, build in ./build, run the tests
#   ./autogen.sh need PACKAGE...   install these packages where they are missing (for .ci)
#
# Packages come from apt: installed by root, or through sudo, after saying which; else the line to run is printed.
set -eu
cd "$(dirname "$0")"

# What a build and its tests need, by Debian 12's names.
packages='autoconf automake libtool make gcc libc6-dev pkg-config gettext
	libjansson-dev libsqlite3-dev libsodium-dev libssl-dev libgmp-dev libseccomp-dev
	check tzdata openssh-client binutils'

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need PACKAGE...: installs those that are missing, or says how and stops.
need() {
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
		echo "This is no Debian; the build needs what Debian calls: $*"
		return 0
	fi
	missing=
	for package in "$@"; do
		is_installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" = 0 ]; then
		as_root=
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root='sudo'
	elif command -v sudo >/dev/null && [ -t 0 ]; then
		as_root='sudo'
	else
		echo "These packages are missing:$missing"
		echo "Have them installed, then run this again:"
		echo "  apt-get update && apt-get install -y --no-install-recommends$missing"
		exit 1
	fi
	echo "Installing:$missing"
	# Words are split on purpose: a list of names, and perhaps "sudo".
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
}

bootstrap() {
	autoreconf -fi
}

# Builds in ./build, or in place where the sources were configured in place before.
build() {
	# shellcheck disable=SC2086
	need $packages
	[ -x configure ] || bootstrap
	if [ -f config.status ]; then
		folder=.
	else
		folder=build
		mkdir -p build
		[ -f build/config.status ] || (cd build && ../configure)
	fi
	jobs=$(nproc 2>/dev/null || echo 2)
	make -C "$folder" -j"$jobs"
}

case ${1-} in
'')
	bootstrap
	echo
	echo "Next:  ./configure && make && make check     (or all at once: ./autogen.sh check)"
	;;
demo)
	build
	shift
	"$folder/sanya" demo "$@"
	echo
	echo "The program is $folder/sanya; what it can do:  $folder/sanya help"
	;;
check)
	build
	# The verdict is Check's own last line, and make's exit status.
	echo
	echo "Built in $folder; the tests follow.  A single suite:  CK_RUN_SUITE=NAME make -C $folder check"
	make --no-print-directory -C "$folder" -j"$jobs" check
	;;
need)
	shift
	need "$@"
	;;
*)
	echo "usage: ./autogen.sh [demo | check | need PACKAGE...]" >&2
	exit 2
	;;
esac
