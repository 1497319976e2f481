#!/bin/bash
# layers.sh: the rooms of src/ and the arrows between them, judged by the includes; lengths; and what lies at the top.
# Then every rule is shown to find something: on a small tree that breaks it.
set -u
cd "$(dirname "$0")/.." || exit 1

# Each rule prints what breaks it, one per line, in the tree below the current folder.

arrows() {
	grep -HnoE '^#include "[^"]+"' src/*/*.[ch] | awk -F'[/:"]' '
		function may(from, to, header) {
			if (from == to || to == "base" || from == "module") return 1
			if (from == "cli") return to != "module"
			if (from == "pod") return to == "audit" || to == "yaml"
			if (from == "audit") return to == "yaml"
			return from == "node" && to == "yaml" && header ~ /^(reread|json|tree)\.h$/ # the readers, not the writers
		}
		!may($2, $6, $7) { print $1 "/" $2 "/" $3 ":" $4 ": " $2 " may not include " $6 "/" $7 }'
}

private_headers() { # x_part.h beside x.h belongs to x and its room
	local header room
	for header in src/*/*_*.h; do
		[ -e "${header%_*}.h" ] || continue
		room=$(dirname "$header")
		grep -Hn "#include \"${header#src/}\"" src/*/*.[ch] | grep -v "^$room/"
	done
}

one_includer() {
	grep -Hn '#include *<libfyaml\.h>' src/*/*.[ch] | grep -v '^src/yaml/doc[a-z_]*\.[ch]:'
	grep -Hn '#include *<yaml\.h>' src/*/*.[ch] | grep -v '^src/yaml/reread\.c:'
	grep -Hn '#include *<openssl/' src/*/*.[ch] | grep -v '^src/node/'
}

circles() { # between headers
	grep -HoE '^#include "[^"]+"' src/*/*.h | sed -E 's|^src/||; s|:#include "| |; s|"$||' | sort -u | tsort 2>&1 >/dev/null | sed 's|^tsort: -|in a circle|'
}

code() { # code FILE…: FILE:LINE:TEXT without what stands in quotes and comments
	grep -Hn '' "$@" 2>/dev/null | sed -E "s|\"([^\"\\\\]\|\\\\.)*\"|\"\"|g; s|/\*.*||; s|//.*||" | grep -vE ':[[:space:]]*\*'
}

pure() { # no file, clock or output before the effects; only main prints or exits
	local calls='(open|openat|fopen|read|pread|write|pwrite|unlink|rename|stat|fstat|time|clock_gettime|getenv|system|fork) *\('
	code src/{base,yaml,audit,pod}/*.c | grep -E "[^a-z_A-Z0-9>.]$calls"
	code src/{base,yaml,audit,pod,node}/*.c | grep -E '[^a-z_A-Z0-9](printf|puts|putchar|perror|exit|_exit|abort) *\(|[^a-z_](stdout|stderr)\b'
}

unwanted() {
	grep -HnE '\b(strtok|sprintf|vsprintf|strcpy|strcat|gets|alloca|tmpnam|mktemp) *\(' src/*/*.[ch]
	grep -HnE '\b(TODO|FIXME|XXX)\b' src/*/*.[ch]
}

lengths() { # a file has at most 320 lines, a function 60
	awk 'FNR == 1 { if (file && last > 320) print file ": " last " lines, more than 320"; file = FILENAME; open = 0 }
		{ last = FNR }
		/^\{/ { open = FNR }
		/^\}/ { if (open && FNR - open - 1 > 60) print FILENAME ":" open ": a function of " FNR - open - 1 " lines, more than 60"; open = 0 }
		END { if (file && last > 320) print file ": " last " lines, more than 320" }' src/*/*.[ch]
}

top_level() { # what a tool left there, say; without git every file counts
	{ git ls-files 2>/dev/null | grep . || find . -type f | sed 's|^\./||'; } | cut -d/ -f1 | sort -u |
		grep -vxE 'src|tests|fixtures|Makefile|install\.sh|README\.md|LICENSE|build(-.*)?|\..*'
}

rules="arrows private_headers one_includer circles pure unwanted lengths top_level"
passed=0 failed=0

count() { # count NAME COMPLAINTS: fails if there are any
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "$1:" "$2"
	fi
}

for rule in $rules; do
	count "$rule" "$($rule)"
done

# finds RULE FILE LINE…: RULE has nothing against a small good tree, and complains when FILE is added.
finds() {
	local rule=$1 file=$2
	shift 2
	(
		mkdir -p "$tree/src/base" "$tree/src/yaml" "$tree/${file%/*}" && cd "$tree" || exit 1
		echo '#include "base/buf.h"' | tee src/base/buf.c >src/yaml/tree.h
		touch src/base/buf.h src/yaml/tree_walk.h
		printf '%s\n' 'int f(void)' '{' {1..60} '}' {64..320} >src/yaml/tree_walk.c
		[ -z "$($rule)" ] || echo "$rule complains of a good tree"
		printf '%s\n' "$@" >"$file"
		[ -n "$($rule)" ] || echo "$rule does not see: $*"
	)
	rm -rf "${tree:?}"/*
}

tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
shown() { count "finds" "$(finds "$@")"; }
shown arrows src/base/a.c '#include "yaml/tree.h"'
shown arrows src/yaml/a.c '#include "audit/flags.h"'
shown arrows src/audit/a.c '#include "pod/plan.h"'
shown arrows src/pod/a.c '#include "node/file.h"'
shown arrows src/node/a.c '#include "yaml/splice.h"'
shown arrows src/node/a.c '#include "pod/plan.h"'
shown arrows src/node/a.c '#include "yaml/doc.h"'
shown arrows src/cli/a.c '#include "module/ansible_value.h"'
shown private_headers src/pod/a.c '#include "yaml/tree_walk.h"'
shown one_includer src/pod/a.c '#include <libfyaml.h>'
shown one_includer src/yaml/reread_more.c '#include <yaml.h>'
shown one_includer src/cli/a.c '#include <openssl/ssl.h>'
shown circles src/base/buf.h '#include "yaml/tree.h"'
shown pure src/pod/a.c '	int fd = open(path, O_RDONLY);'
shown pure src/node/a.c '	printf("done\n");'
shown pure src/audit/a.c '	exit(1);'
shown unwanted src/base/a.c '	strcpy(a, b);'
shown lengths src/base/a.c {1..321}
shown lengths src/base/a.c 'int f(void)' '{' {1..61} '}'
shown top_level notes/a '1.00'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
