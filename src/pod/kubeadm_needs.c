/* What auditing takes of a manifest. */
#include "pod/command.h"
#include "pod/kubeadm_parts.h"
#include "pod/mounts.h"

/* Whether the kubelet would look for a variable in TEXT. */
static bool has_reference(struct span text)
{
	for (size_t i = 0; i + 1 < text.length; i++)
		if (text.at[i] == '$' && text.at[i + 1] == '(' && span_find(text, ")", i) < text.length)
			return true;
		else if (text.at[i] == '$')
			i++;
	return false;
}

/* Appends TEXT so that the kubelet makes TEXT of it. */
static void add_escaped(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.length; i++) {
		char next = i + 1 < text.length ? text.at[i + 1] : '\0';
		if (text.at[i] == '$' && (next == '$' || next == '('))
			buf_add_byte(out, '$');
		buf_add_byte(out, text.at[i]);
	}
}

/* *ret_value: the flag's value as the API server sees it (a bool's may be empty). The manifest's variables are not in the one that kubeadm
 * makes. */
static int read_value(struct needs *needs, const struct command *command, const struct use *use, struct span *ret_value, struct error *err)
{
	const struct manifest *manifest = needs->manifest;
	size_t word = use->word + use->words - 1, index = word - manifest->first_flag;
	struct buf *written = &needs->values[flag_index(use->flag)];
	struct span value = command->word[index];
	if (command->open[index])
		return tree_error(manifest->tree, manifest->words[word].node, err,
		                  "--%s has a variable that only the node knows, and kubeadm's manifest will not have it; write the value "
		                  "itself",
		                  use->flag->name);
	if (use->words == 1)
		value = span_cut(value, span_find(value, "=", 0) + 1, value.length);
	if (has_reference(use->value))
		add_escaped(value, written);
	else
		buf_add_span(written, use->value);
	*ret_value = value;
	return buf_check(written, err);
}

static void add_need(struct needs *needs, struct span file)
{
	const struct mount *mount = span_starts(file, "/") ? mounts_at(needs->manifest, file) : NULL;
	const struct volume *volume = mount ? manifest_volume(needs->manifest, mount->name) : NULL;
	if (!volume || kubeadm_owns(volume->name))
		return;
	for (size_t i = 0; i < needs->count; i++)
		if (needs->list[i].mount == mount)
			return;
	needs->list[needs->count++] = (struct need){.mount = mount, .volume = volume};
}

static int read_needs(struct needs *needs, struct error *err)
{
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	if (args_read(needs->manifest, &needs->args, err) < 0 || command_expand(needs->manifest, &command, err) < 0)
		return -1;
	for (size_t i = 0; i < flag_count; i++) {
		const struct use *use = needs->args.in_force[i];
		struct span value;
		if (!use)
			continue;
		if (read_value(needs, &command, use, &value, err) < 0)
			return -1;
		if (i == FLAG_AT_POLICY_FILE || i == FLAG_AT_LOG_PATH || i == FLAG_AT_WEBHOOK_CONFIG)
			add_need(needs, value);
	}
	return 0;
}

int needs_read(const struct manifest *manifest, struct needs *ret_needs, struct error *err)
{
	NEEDS_AUTO struct needs needs = {.manifest = manifest};
	if (read_needs(&needs, err) < 0)
		return -1;
	*ret_needs = needs;
	needs = (struct needs){.manifest = manifest};
	return 0;
}

void needs_release(struct needs *needs)
{
	args_release(&needs->args);
	for (size_t i = 0; i < FLAG_LIMIT; i++)
		buf_release(&needs->values[i]);
}

bool needs_volume_before(const struct needs *needs, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (needs->list[i].volume == needs->list[index].volume)
			return true;
	return false;
}
