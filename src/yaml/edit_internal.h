/*
 * edit_internal: what the parts of edit share; for edit*.c only.
 *
 *   edit         what is refused; which edits belong to one collection
 *   edit_group   these edits, in terms of its items or entries
 *   edit_place   where lines, items and entries begin and end
 *   edit_style   how the document as a whole is written
 *   edit_peers   how the neighbours of a new value are written: they are asked first
 *   edit_write   a value as text, block; edit_write_flow: the same between brackets
 *   edit_block, edit_flow   items and entries put in and taken away
 *   edit_set     one value replaced
 *   edit_pieces  the changes on their way: their order, and the missing last line end
 *
 * A source that lacks its last line end is treated as if it had one: a place
 * one byte behind the source is the line after the last one. pieces_finish puts that right.
 */
#ifndef KAUDIT_YAML_EDIT_INTERNAL_H
#define KAUDIT_YAML_EDIT_INTERNAL_H

#include "yaml/edit.h"

enum { PEERS_MAX = 32 };

struct value { /* a value to be written: a node of parsed JSON */
	const struct tree *tree;
	node_id node;
};

enum role { ROLE_ITEM, ROLE_VALUE, ROLE_KEY, ROLE_COUNT };

struct layout { /* of block collections, in columns */
	uint32_t map_step;   /* a mapping under a key lies this much deeper than the key */
	uint32_t seq_offset; /* the same for the dashes of a sequence; 0: flush */
	uint32_t dash_gap;   /* between '-' and the item */
};

struct tally { /* how strings are written that could be written in any style */
	uint32_t plain, single, dbl;
};

struct style { /* of the document */
	bool json;   /* strict JSON */
	bool sorted; /* the keys of every mapping are in order */
	struct span eol;
	struct layout layout;
	enum node_style quotes;                 /* for a string that can't be plain */
	enum node_style string[2][ROLE_COUNT];  /* [in a flow collection][role] */
	struct span colon, comma;               /* flow: from key to value; behind a comma */
	struct span map_pad, seq_pad;           /* flow: inside of the brackets */
	struct span step;                       /* flow over several lines: by how much an item is deeper than its bracket */
};

struct piece { /* a change; see edit_pieces.c for the order of those at one place */
	uint32_t at, drop, depth, order;
	struct buf text;
};

struct render {
	const struct tree *tree;
	struct span source;
	struct style style;
	struct piece *pieces;
	size_t count, capacity;
	struct error *err;
};

struct entry { /* an item of a sequence (first = last), or a mapping's key and value */
	node_id first, last;
	bool removed, replaced;
};

struct insertion { /* a new item or entry, in front of entry `gap` */
	size_t gap, order;
	bool sorted; /* by key: the mapping is */
	struct span key; /* of a mapping's entry */
	struct tree value;
};

struct job { /* an edit, and the collection (for EDIT_SET: the node) that it changes */
	node_id node;
	size_t order;
	const struct edit *edit;
};

struct group { /* all that happens to one collection */
	node_id node;
	struct entry *entries;
	size_t count;
	struct insertion *insertions; /* sorted by gap */
	size_t insertion_count;
};

struct peers { /* nodes that are to the document what the value is: the nearest first */
	node_id nodes[PEERS_MAX];
	size_t count;
};

struct writer {
	const struct render *render;
	struct buf *out;
	struct span eol;
};

/* edit_place */
uint32_t place_line_begin(const struct render *render, uint32_t at);
uint32_t place_line_break(const struct render *render, uint32_t at);   /* where the line ends, in front of its line end */
uint32_t place_line_after(const struct render *render, uint32_t at);   /* where the next line begins; source.length + 1 if there is no line end */
uint32_t place_column(const struct render *render, uint32_t at);       /* bytes of its line before AT; a BOM does not count */
uint32_t place_blanks_back(const struct render *render, uint32_t at);  /* the first of the spaces and tabs right before AT */
bool place_starts_line(const struct render *render, uint32_t at);      /* nothing but white space before AT on its line */
struct span place_indent(const struct render *render, uint32_t at);    /* the white space before AT on its line */
uint32_t place_node_begin(const struct render *render, node_id node);  /* with anchor and tag */
uint32_t place_entry_begin(const struct render *render, const struct group *group, size_t index); /* with the '-' of a block sequence */
uint32_t place_behind_comments(const struct render *render, uint32_t at, uint32_t column); /* behind comment lines deeper than COLUMN */
uint32_t place_before_comments(const struct render *render, uint32_t at); /* in front of the comment lines right above */
struct span place_eol(const struct render *render, uint32_t line_begin);  /* the line end before it */
char place_chomping(const struct render *render, node_id node); /* '-', '+' or ' ' of a block scalar; '-' for any other node: line ends behind it are not its own */
uint32_t place_depth(const struct render *render, node_id node);
node_id place_entry_of(const struct render *render, node_id node); /* the key of a value, or the item itself; 0 if the key is no scalar */
bool place_is_flow(const struct render *render, node_id node); /* a flow collection */

/* edit_pieces: TEXT is taken over (and emptied) in any case */
int pieces_add(struct render *render, uint32_t at, uint32_t drop, uint32_t depth, struct buf *text);
int pieces_drop(struct render *render, uint32_t from, uint32_t to, uint32_t depth);
int pieces_finish(struct render *render, struct changes *ret_changes);
void pieces_release(struct render *render);

/* edit_style */
void style_read(struct render *render);
void tally_add(struct tally *tally, const struct tree *tree, node_id node, bool flow);
enum node_style tally_winner(const struct tally *tally, enum node_style otherwise);
bool style_flow_step(const struct render *render, node_id node, struct span *ret_step);
bool style_flow_gaps(const struct render *render, node_id node, struct span *ret_colon, struct span *ret_comma, struct span *ret_pad);

/* edit_peers */
void peers_near(const struct group *group, size_t gap, struct peers *ret_peers); /* the entries' values around a gap */
void peers_of_mapping(const struct render *render, node_id mapping, struct peers *ret_peers); /* itself, then its siblings */
void peers_of_value(const struct render *render, node_id value, struct peers *ret_peers); /* under the same key (or in the same list) */
void peers_under(const struct render *render, const struct peers *mappings, struct span key, struct peers *ret_peers);
void peers_items(const struct render *render, const struct peers *sequences, struct peers *ret_peers);
void peers_values(const struct render *render, const struct peers *mappings, struct peers *ret_peers);
void peers_keys(const struct render *render, const struct peers *mappings, struct peers *ret_peers);
enum node_style peers_string(const struct render *render, const struct peers *peers, bool flow, enum node_style otherwise);
/* The nearest peer of that kind that is not empty; 0 if there is none. */
node_id peers_like(const struct render *render, const struct peers *peers, enum node_kind kind);
/* How much deeper than their keys block collections of that kind lie; OTHERWISE if none tells. */
uint32_t peers_offset(const struct render *render, const struct peers *peers, enum node_kind kind, uint32_t otherwise);
/* The order in which an object's keys are to be written, as key nodes; to be freed; NULL without memory. */
node_id *peers_key_order(const struct render *render, struct value object, const struct peers *peers, size_t *ret_count);

/* edit_group: GROUP->node is set; release it in any case */
int group_make(const struct render *render, const struct job *jobs, size_t count, struct group *group);
void group_release(struct group *group);

/* edit_write: without a line end behind the last line */
void write_item(const struct writer *writer, uint32_t column, struct value value, const struct peers *items); /* "- value" */
void write_entry(const struct writer *writer, uint32_t column, struct span key, struct value value, const struct peers *mappings); /* "key: value" */
void write_behind_key(const struct writer *writer, uint32_t column, struct value value, const struct peers *peers, const struct peers *near);
void write_behind_dash(const struct writer *writer, uint32_t column, struct value value, const struct peers *items);
void write_at(const struct writer *writer, uint32_t column, struct value value, const struct peers *items); /* the value of an item that begins there */
void write_scalar(const struct writer *writer, struct value value, enum node_style wanted, bool flow);
void write_string(const struct writer *writer, struct span text, enum node_style wanted, bool flow);

/* edit_write_flow: BASE is the indentation of the line on which the value begins, if it may take several lines, else NULL */
void write_flow(const struct writer *writer, struct value value, enum role role, const struct span *base, const struct peers *peers, const struct peers *near);
void write_flow_entry(const struct writer *writer, struct span key, struct value value, const struct span *base, const struct peers *mappings);

int edit_parse_value(struct span json, struct tree *ret_value, struct error *err); /* -1: ERROR_BUG, as a value comes from the program itself */
int block_render(struct render *render, const struct group *group);
int flow_render(struct render *render, struct group *group);
int set_render(struct render *render, node_id node, struct value value);

#endif
