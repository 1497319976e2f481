/*
 * program: which program a container's words run, and where its own flags begin.
 */
#ifndef KAUDIT_POD_PROGRAM_H
#define KAUDIT_POD_PROGRAM_H

#include "pod/manifest.h"

enum program_kind {
	PROGRAM_NONE,      /* no words: the image decides */
	PROGRAM_OTHER,     /* something else, or something that can't be told */
	PROGRAM_SHELL,     /* a shell that runs an API server: its flags are text in a script */
	PROGRAM_APISERVER,
};

struct program {
	enum program_kind kind;
	size_t first_flag; /* of an API server */
	size_t word;       /* the word that told: the program, or the shell's script */
};

struct words {
	struct word *list;
	size_t count;
	size_t command_count; /* words of `command`; the rest are of `args` */
	node_id command, args; /* as in struct manifest */
};

/* Reads command and args of a container. Refused: wrong types, aliases of lists. */
int words_read(const struct tree *tree, node_id container, struct words *ret_words, struct error *err);
void words_release(struct words *words);

/*
 * What the words run. A wrapper in front (flock, nice, env, tini, go-runner) is seen through: `kube-apiserver` further
 * behind counts if the container's name, its image or the flags behind it tell of an API server, too.
 * Without `command` the image's entrypoint counts: words that begin with a flag are the API server's if the image or the name says so.
 */
struct program program_of(const struct words *words, struct span container_name, struct span image);

/* The program's name for a message, such as "kube-scheduler"; empty without `command`. */
struct span program_name(const struct words *words);

/* Whether one of the words is a flag that only a kube-apiserver has. */
bool program_has_api_flags(const struct words *words);

#endif
