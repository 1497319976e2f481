#include "yaml/doc_parser.h"

#include <ctype.h>
#include <errno.h>
#include <libfyaml.h>
#include <string.h>

#include "yaml/source.h"

/* Without an output of one's own libfyaml prints to standard error. */
static void print_nothing(struct fy_diag *diag, void *user, const char *text, size_t length)
{
	(void)diag, (void)user, (void)text, (void)length;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Whether a line begins with `? `, an explicit key, if need be behind other indicators. */
static bool has_explicit_key(struct span source)
{
	bool line_start = true;
	if (source.length == 0 || !memchr(source.at, '?', source.length))
		return false;
	for (size_t at = source_bom(source); at < source.length; at++) {
		char byte = source.at[at];
		if (line_start && byte == '?')
			return true;
		line_start = byte == '\n' || byte == '\r' || (line_start && (is_blank(byte) || byte == '-' || byte == ':'));
	}
	return false;
}

/*
 * Inside an explicit key, a ':' with a tab behind it and then another indicator is an error on which
 * libfyaml (0.7.12, fy_fetch_value) frees its record of the key twice. Nobody writes that, so
 * such a source is not given to it.
 */
static int refuse_double_free(struct span source, struct error *err)
{
	if (!has_explicit_key(source))
		return 0;
	for (size_t at = 0; at < source.length;) {
		bool colon = source.at[at++] == ':', tab = false;
		size_t from = at;
		for (; colon && at < source.length && is_blank(source.at[at]); at++)
			tab |= source.at[at] == '\t';
		if (tab && at < source.length &&
		    (source.at[at] == '-' || source.at[at] == '?' || source.at[at] == ':' || source.at[at] == '|' || source.at[at] == '>'))
			return source_error(source, from, err, "a tab between ':' and '%c' is not supported with '? ' keys; write a space",
			                    source.at[at]);
	}
	return 0;
}

int doc_parser_open(struct doc_parser *parser, struct span source, struct error *err)
{
	struct fy_diag_cfg quiet;
	*parser = (struct doc_parser){ .source = source };
	if (refuse_double_free(source, err) < 0)
		return -1;
	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	quiet.output_fn = print_nothing;
	quiet.colorize = false;
	parser->diag = fy_diag_create(&quiet);
	if (!parser->diag)
		return error_memory(err);
	fy_diag_set_collect_errors(parser->diag, true);
	struct fy_parse_cfg config = {
		.flags = FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_SLOPPY_FLOW_INDENTATION | FYPCF_COLLECT_DIAG,
		.diag = parser->diag,
	};
	parser->parser = fy_parser_create(&config);
	if (!parser->parser || fy_parser_set_string(parser->parser, source.at, source.length) < 0)
		return error_memory(err);
	return 0;
}

void doc_parser_close(struct doc_parser *parser)
{
	fy_parser_destroy(parser->parser);
	fy_diag_destroy(parser->diag);
	*parser = (struct doc_parser){ 0 };
}

/* ERRNUM: what the parser left in errno. It may refuse without a word, out of memory or not. */
static int parse_error(const struct doc_parser *parser, uint32_t at, int errnum, struct error *err)
{
	void *position = NULL;
	const struct fy_diag_error *said = fy_diag_errors_iterate(parser->diag, &position);
	if (!said || !said->msg || said->line < 1 || said->column < 0)
		return errnum == ENOMEM ? error_memory(err)
					: source_error(parser->source, at, err, "not valid YAML from here on; write what follows in a plainer way");
	const struct fy_mark *mark = said->fyt ? fy_token_start_mark(said->fyt) : NULL;
	uint32_t line = (uint32_t)said->line, column = (uint32_t)said->column;
	if (mark)
		tree_place(parser->source, (uint32_t)mark->input_pos, &line, &column);
	bool word = isupper((unsigned char)said->msg[0]) && !isupper((unsigned char)said->msg[1]);
	return error_at(err, line, column, "not valid YAML: %c%s", word ? tolower((unsigned char)said->msg[0]) : said->msg[0],
	                said->msg + 1);
}

struct fy_event *doc_parser_next(struct doc_parser *parser, uint32_t at, struct error *err)
{
	errno = 0;
	struct fy_event *event = fy_parser_parse(parser->parser);
	if (!event)
		parse_error(parser, at, errno, err);
	return event;
}

void doc_parser_free(struct doc_parser *parser, struct fy_event *event)
{
	fy_parser_event_free(parser->parser, event);
}
