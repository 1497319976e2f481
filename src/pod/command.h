/*
 * command: the arguments that the API server's process has when it runs from this manifest.
 *
 * Source: third_party/forked/golang/expansion/expand.go and pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables): $(NAME) stands
 * for a variable of the container's env, "$$" for "$", a reference to an unknown name stays as it is. A variable may
 * refer to those before it.
 */
#ifndef KAUDIT_POD_COMMAND_H
#define KAUDIT_POD_COMMAND_H

#include "pod/manifest.h"

struct command {
	struct buf words;  /* the API server's own words (manifest->first_flag on), each ended by a NUL as in /proc/PID/cmdline */
	struct span *word; /* into `words` */
	bool *open;        /* the word has a part that only the node knows (valueFrom, envFrom): it is not compared */
	size_t count;
};

#define COMMAND_EMPTY ((struct command){ 0 })
#define COMMAND_AUTO __attribute__((cleanup(command_release)))

int command_expand(const struct manifest *manifest, struct command *ret_command, struct error *err);
void command_release(struct command *command);

/*
 * Whether CMDLINE (the bytes of /proc/PID/cmdline) is an API server with exactly these arguments: they are its
 * last words, and what stands before ends in kube-apiserver (or hyperkube's apiserver). Gives the number of
 * words before them plus 1: of a wrapper and the server that it runs, the server has fewer. 0: no.
 */
size_t command_matches(const struct command *command, struct span cmdline);

/* Whether CMDLINE is some kube-apiserver at all. */
bool command_is_apiserver(struct span cmdline);

#endif
