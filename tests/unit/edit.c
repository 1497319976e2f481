#include "edit_table.h"

static const struct edit_case inserted[] = {
        {"an item behind another", "a:\n- x\n- z\n", "INSERT /a 1 \"yy\"", "a:\n- x\n- yy\n- z\n"},
        {"an item at the end", "a:\n- x\n", "INSERT /a 1 \"yy\"", "a:\n- x\n- yy\n"},
        {"an item in front", "a:\n- x\n", "INSERT /a 0 \"w\"", "a:\n- w\n- x\n"},
        {"indented dashes", "a:\n    - x\nb: 1\n", "INSERT /a 1 \"yy\"", "a:\n    - x\n    - yy\nb: 1\n"},
        {"spaces behind the dash", "a:\n-   x\n", "INSERT /a 1 \"yy\"", "a:\n-   x\n-   yy\n"},
        {"a sequence at the root", "- x\n- yy\n", "INSERT / 2 \"z\"", "- x\n- yy\n- z\n"},
        {"in front at the root, below the file's head", "# head\n- x\n", "INSERT / 0 \"w\"", "# head\n- w\n- x\n"},
        {"in front, above what speaks of the first", "a:\n# of x\n- x\n", "INSERT /a 0 \"w\"", "a:\n- w\n# of x\n- x\n"},
        {"a comment on the line stays there", "a:\n- x # why\n- z\n", "INSERT /a 1 \"yy\"", "a:\n- x # why\n- yy\n- z\n"},
        {"comments and blank lines behind stay behind", "a:\n- x\n\n# of z\n- z\n", "INSERT /a 1 \"yy\"", "a:\n- x\n- yy\n\n# of z\n- z\n"},
        {"a comment inside of the item before", "a:\n- k: x\n  # m: 1\n- k: z\n", "INSERT /a 1 {\"k\":\"yy\"}",
         "a:\n- k: x\n  # m: 1\n- k: yy\n- k: z\n"},
        {"a folded argument", "a:\n- --long\n  tail\n- z\n", "INSERT /a 1 \"yy\"", "a:\n- --long\n  tail\n- yy\n- z\n"},
        {"behind a block scalar", "a:\n- |\n  # text\n  x\n\n# c\n", "INSERT /a 1 \"yy\"", "a:\n- |\n  # text\n  x\n- yy\n\n# c\n"},
        {"behind a block scalar that keeps blank lines", "a:\n- |+\n  x\n\n- z\n", "INSERT /a 1 \"yy\"", "a:\n- |+\n  x\n\n- yy\n- z\n"},
        {"behind an empty item", "a:\n  -\n  - z\n", "INSERT /a 1 \"yy\"", "a:\n  -\n  - yy\n  - z\n"},
        {"two in order", "a:\n- x\n", "INSERT /a 1 \"yy\"\nINSERT /a 1 \"z\"", "a:\n- x\n- yy\n- z\n"},
        {"no final line end", "a:\n- x", "INSERT /a 1 \"yy\"", "a:\n- x\n- yy"},
        {"no final line end, two", "a:\n- x", "INSERT /a 1 \"yy\"\nINSERT /a 1 \"z\"", "a:\n- x\n- yy\n- z"},
        {"no final line end but a comment", "a:\n- x # c", "INSERT /a 1 \"yy\"", "a:\n- x # c\n- yy"},
        {"CRLF", "a:\r\n- x\r\nb: 1\r\n", "INSERT /a 1 \"yy\"", "a:\r\n- x\r\n- yy\r\nb: 1\r\n"},
        {"CRLF without the last", "a:\r\n- x", "INSERT /a 1 \"yy\"", "a:\r\n- x\r\n- yy"},
        {"CRLF in a mapping", "a:\r\n- k: x\r\n  l: 1\r\n", "INSERT /a 1 {\"l\":\"m\",\"k\":\"yy\"}",
         "a:\r\n- k: x\r\n  l: 1\r\n- k: yy\r\n  l: m\r\n"},
        {"mixed line ends follow the place", "a:\r\n- x\nb: 1\r\n", "INSERT /a 1 \"yy\"", "a:\r\n- x\n- yy\nb: 1\r\n"},
        {"a byte order mark", "\xEF\xBB\xBF- x\n", "INSERT / 1 \"yy\"", "\xEF\xBB\xBF- x\n- yy\n"},
        {"double quotes like the others", "a:\n- \"x\"\n- \"yy\"\n", "INSERT /a 2 \"--z\"", "a:\n- \"x\"\n- \"yy\"\n- \"--z\"\n"},
        {"single quotes like the others", "a:\n- 'x'\n", "INSERT /a 1 \"yy\"", "a:\n- 'x'\n- 'yy'\n"},
        {"quotes that most have", "a:\n- kube\n- \"x\"\n- \"yy\"\n", "INSERT /a 3 \"z\"", "a:\n- kube\n- \"x\"\n- \"yy\"\n- \"z\"\n"},
        {"quotes that had to be are no style", "a:\n- x\n- \"30\"\n", "INSERT /a 2 \"yy\"", "a:\n- x\n- \"30\"\n- yy\n"},
        {"quotes where a string would be read as a number", "a:\n- x\n", "INSERT /a 1 \"30\"", "a:\n- x\n- \"30\"\n"},
        {"the file's quotes where some are needed", "a:\n- x\nb: '1'\n", "INSERT /a 1 \"30\"", "a:\n- x\n- '30'\nb: '1'\n"},
        {"a word that YAML 1.1 reads as a boolean", "a:\n- x\n", "INSERT /a 1 \"yes\"", "a:\n- x\n- \"yes\"\n"},
        {"a boolean is not quoted", "a:\n- k: \"x\"\n", "INSERT /a 1 {\"k\":true}", "a:\n- k: \"x\"\n- k: true\n"},
        {"a sequence in a sequence", "a:\n- - x\n  - yy\n- z\n", "INSERT /a/0 1 \"nn\"", "a:\n- - x\n  - nn\n  - yy\n- z\n"},
        {"in front of a sequence in a sequence", "a:\n- - x\n  - yy\n", "INSERT /a/0 0 \"w\"", "a:\n- - w\n  - x\n  - yy\n"},
        {"behind a sequence in a sequence", "a:\n- - x\n", "INSERT /a 1 [\"yy\",\"z\"]", "a:\n- - x\n- - yy\n  - z\n"},
        {"a list in a list item", "a:\n- k: 1\n  l:\n  - x\n", "INSERT /a/0/l 1 \"yy\"\nINSERT /a 1 {\"k\":\"nn\",\"l\":[\"z\"]}",
         "a:\n- k: 1\n  l:\n  - x\n  - yy\n- k: nn\n  l:\n  - z\n"},
        {"the inner one ends before the outer", "s:\n  c:\n  - a:\n    - x\n",
         "PUT /s v [\"vv\"]\nPUT /s/c/0 m [\"m\"]\nINSERT /s/c/0/a 1 \"yy\"",
         "s:\n  c:\n  - a:\n    - x\n    - yy\n    m:\n    - m\n  v:\n  - vv\n"},
        {"a comment behind an item in flow", "a:\n- {k: x}\n  # c\n", "INSERT /a 1 \"yy\"", "a:\n- {k: x}\n- yy\n  # c\n"},
        {"behind a stripped block scalar without a line end", "a:\n- |-\n  x", "INSERT /a 1 \"yy\"", "a:\n- |-\n  x\n- yy"},
        {"a comma needs no quotes here", "a:\n- x\n", "INSERT /a 1 \"--a=b,c\"", "a:\n- x\n- --a=b,c\n"},
};

static const struct edit_case inserted_mappings[] = {
        {"keys in the neighbours' order", "a:\n- h:\n    p: /x\n    t: F\n  nn: x\n",
         "INSERT /a 1 {\"nn\":\"yy\",\"h\":{\"t\":\"F\",\"p\":\"/yy\"}}",
         "a:\n- h:\n    p: /x\n    t: F\n  nn: x\n- h:\n    p: /yy\n    t: F\n  nn: yy\n"},
        {"keys that no neighbour has come last, as given", "a:\n- m: 1\n  k: 1\n",
         "INSERT /a 1 {\"z\":\"zz\",\"k\":\"kk\",\"b\":\"bb\",\"m\":\"mm\"}", "a:\n- m: 1\n  k: 1\n- m: mm\n  k: kk\n  z: zz\n  b: bb\n"},
        {"the neighbour that knows the most keys", "a:\n- nn: x\n  h: {}\n- e: 1\n  nn: yy\n", "INSERT /a 2 {\"h\":\"hh\",\"nn\":\"z\"}",
         "a:\n- nn: x\n  h: {}\n- e: 1\n  nn: yy\n- nn: z\n  h: hh\n"},
        {"the order of inner keys from another neighbour", "a:\n- nn: x\n  h:\n    t: F\n    p: /x\n- nn: yy\n",
         "INSERT /a 2 {\"nn\":\"z\",\"h\":{\"p\":\"/z\",\"t\":\"D\"}}",
         "a:\n- nn: x\n  h:\n    t: F\n    p: /x\n- nn: yy\n- nn: z\n  h:\n    t: D\n    p: /z\n"},
        {"a deeper inner step", "a:\n  - nn: x\n    h:\n        p: /x\n", "INSERT /a 1 {\"nn\":\"yy\",\"h\":{\"p\":\"/yy\"}}",
         "a:\n  - nn: x\n    h:\n        p: /x\n  - nn: yy\n    h:\n        p: /yy\n"},
        {"spaces behind the dash and the keys under each other", "a:\n-   nn: x\n    p: 1\n", "INSERT /a 1 {\"nn\":\"yy\",\"p\":\"q\"}",
         "a:\n-   nn: x\n    p: 1\n-   nn: yy\n    p: q\n"},
        {"a dash on a line of its own", "a:\n-\n    nn: x\n    p: 1\n", "INSERT /a 1 {\"nn\":\"yy\",\"p\":\"q\"}",
         "a:\n-\n    nn: x\n    p: 1\n-\n    nn: yy\n    p: q\n"},
        {"each key in its neighbours' quotes", "a:\n- \"nn\": x\n  p: \"xx\"\n", "INSERT /a 1 {\"nn\":\"yy\",\"p\":\"q\"}",
         "a:\n- \"nn\": x\n  p: \"xx\"\n- nn: yy\n  p: \"q\"\n"},
        {"quotes of the other values where a key is new", "a:\n- nn: 'x'\n  p: 'yy'\n", "INSERT /a 1 {\"nn\":\"yy\",\"q\":\"r\"}",
         "a:\n- nn: 'x'\n  p: 'yy'\n- nn: 'yy'\n  q: 'r'\n"},
        {"flow like the neighbours", "a:\n- {nn: x, p: /x}\n", "INSERT /a 1 {\"p\":\"/yy\",\"nn\":\"yy\"}",
         "a:\n- {nn: x, p: /x}\n- {nn: yy, p: /yy}\n"},
        {"flow with room inside", "a:\n- { nn: x }\n", "INSERT /a 1 {\"nn\":\"yy\",\"p\":\"q\"}", "a:\n- { nn: x }\n- { nn: yy, p: q }\n"},
        {"an inner mapping in flow", "a:\n- nn: x\n  h: {p: /x}\n", "INSERT /a 1 {\"nn\":\"yy\",\"h\":{\"p\":\"/yy\"}}",
         "a:\n- nn: x\n  h: {p: /x}\n- nn: yy\n  h: {p: /yy}\n"},
        {"a neighbour with an anchor", "a:\n- &x\n  nn: x\n- &yy nn: yy\n  p: 1\n", "INSERT /a 2 {\"p\":\"q\",\"nn\":\"z\"}",
         "a:\n- &x\n  nn: x\n- &yy nn: yy\n  p: 1\n- nn: z\n  p: q\n"},
        {"an empty value inside", "a:\n- nn: x\n", "INSERT /a 1 {\"nn\":\"yy\",\"e\":{},\"l\":[]}",
         "a:\n- nn: x\n- nn: yy\n  e: {}\n  l: []\n"},
        {"a dash that a comment stands behind is no model", "a:\n- # of x\n  k: x\n  l: xx\n", "INSERT /a 1 {\"k\":\"yy\",\"l\":\"z\"}",
         "a:\n- # of x\n  k: x\n  l: xx\n- k: yy\n  l: z\n"},
};

static const struct edit_case put[] = {
        {"in order where the keys are", "a: 1\nc: 1\n", "PUT / b \"bb\"", "a: 1\nb: bb\nc: 1\n"},
        {"first in order", "b: 1\nc: 1\n", "PUT / a \"aa\"", "a: aa\nb: 1\nc: 1\n"},
        {"last in order", "a: 1\nb: 1\n", "PUT / c \"cc\"", "a: 1\nb: 1\nc: cc\n"},
        {"upper case sorts first", "A: 1\nb: 1\n", "PUT / a \"aa\"", "A: 1\na: aa\nb: 1\n"},
        {"at the end where they are not", "c: 1\na: 1\n", "PUT / b \"bb\"", "c: 1\na: 1\nb: bb\n"},
        {"at the end behind a single key", "k:\n  z: 1\n", "PUT /k a \"aa\"", "k:\n  z: 1\n  a: aa\n"},
        {"several in order", "a: 1\nd: 1\n", "PUT / c \"cc\"\nPUT / b \"bb\"", "a: 1\nb: bb\nc: cc\nd: 1\n"},
        {"comments stay with the key below", "a: 1 # of a\n# of c\nc: 1\n", "PUT / b \"bb\"", "a: 1 # of a\nb: bb\n# of c\nc: 1\n"},
        {"behind a commented-out end of the value before", "a:\n- x:\n  - yy\n  # - z\n", "PUT / b \"bb\"",
         "a:\n- x:\n  - yy\n  # - z\nb: bb\n"},
        {"in front of the first key of an item", "l:\n- nn: x\n  p: yy\n", "PUT /l/0 a \"aa\"", "l:\n- a: aa\n  nn: x\n  p: yy\n"},
        {"in front of the first key, a list", "l:\n- nn: x\n  p: yy\n", "PUT /l/0 a [\"aa\"]", "l:\n- a:\n  - aa\n  nn: x\n  p: yy\n"},
        {"in front, the first with an anchor", "l:\n- &k nn: x\n  p: yy\n", "PUT /l/0 a \"aa\"", "l:\n- a: aa\n  &k nn: x\n  p: yy\n"},
        {"a list, flush as its neighbours", "s:\n  c:\n  - x\n", "PUT /s v [{\"nn\":\"yy\",\"p\":\"q\"}]",
         "s:\n  c:\n  - x\n  v:\n  - nn: yy\n    p: q\n"},
        {"a list, indented as its neighbours", "s:\n  c:\n    - x\n", "PUT /s v [\"yy\"]", "s:\n  c:\n    - x\n  v:\n    - yy\n"},
        {"a list, as most of the document", "s:\n  k: 1\nt:\n- x\nu:\n- x\nv:\n  - x\n", "PUT /s l [\"yy\"]",
         "s:\n  k: 1\n  l:\n  - yy\nt:\n- x\nu:\n- x\nv:\n  - x\n"},
        {"a mapping, as its neighbours", "m:\n   l:\n      a: 1\n   k: 1\n", "PUT /m nn {\"a\":\"aa\"}",
         "m:\n   l:\n      a: 1\n   k: 1\n   nn:\n      a: aa\n"},
        {"a mapping, as most of the document", "m:\n    k: 1\n", "PUT /m nn {\"a\":\"aa\"}", "m:\n    k: 1\n    nn:\n        a: aa\n"},
        {"in a document without any step", "k: 1\n", "PUT / nn {\"a\":[\"aa\"]}", "k: 1\nnn:\n  a:\n    - aa\n"},
        {"a boolean", "k: 1\n", "PUT / nn true", "k: 1\nnn: true\n"},
        {"a key that needs quotes", "k: 1\n", "PUT / 8080 \"on\"", "k: 1\n\"8080\": \"on\"\n"},
        {"quoted keys", "\"k\": 1\n\"l\": 'x'\n", "PUT / nn \"yy\"", "\"k\": 1\n\"l\": 'x'\n\"nn\": 'yy'\n"},
        {"as the same key elsewhere", "l:\n- nn: x\n  r: \"yy\"\n- nn: z\n", "PUT /l/1 r \"yy\"",
         "l:\n- nn: x\n  r: \"yy\"\n- nn: z\n  r: \"yy\"\n"},
        {"keys of an inner mapping as elsewhere", "l:\n- h:\n    t: x\n    p: yy\n- nn: z\n", "PUT /l/1 h {\"p\":\"q\",\"t\":\"u\"}",
         "l:\n- h:\n    t: x\n    p: yy\n- nn: z\n  h:\n    t: u\n    p: q\n"},
        {"no final line end", "a: 1\nb: 1", "PUT / c \"cc\"", "a: 1\nb: 1\nc: cc"},
        {"no final line end and an empty last value", "a: 1\nb:", "PUT / c \"cc\"", "a: 1\nb:\nc: cc"},
        {"in front of the end of the document", "a: 1\nb: 1\n...\n", "PUT / c \"cc\"", "a: 1\nb: 1\nc: cc\n...\n"},
        {"behind the begin of the document", "--- # d\nb: 1\nc: 1\n", "PUT / a \"aa\"", "--- # d\na: aa\nb: 1\nc: 1\n"},
        {"sorted keys in a document that sorts them", "a: {a: 1, b: 1}\nb:\n  c: 1\n  d: 1\n", "PUT / c {\"z\":\"zz\",\"yy\":\"yy\"}",
         "a: {a: 1, b: 1}\nb:\n  c: 1\n  d: 1\nc:\n  yy: yy\n  z: zz\n"},
        {"at the end where most are sorted", "a: 1\nz: 1\nc: 1\n", "PUT / b \"b1\"", "a: 1\nz: 1\nc: 1\nb: b1\n"},
        {"keys as given in a document that does not sort them", "a: {a: 1, b: 1}\nb:\n  c: 1\n  d: 1\nc:\n  z: 1\n  aa: 1\n", "PUT / d {\"z\":\"z1\",\"x\":\"x1\"}", "a: {a: 1, b: 1}\nb:\n  c: 1\n  d: 1\nc:\n  z: 1\n  aa: 1\nd:\n  z: z1\n  x: x1\n"},
};

static const struct edit_case refused[] = {
        {"an alias", "a: &x [1]\nb: *x\n", "INSERT /b 0 \"yy\"", NULL},
        {"an item that is an alias", "a: &x 1\nb:\n- *x\n- yy\n", "REMOVE /b/0", NULL},
        {"an anchor that is used", "a: &x [1]\nb: *x\n", "INSERT /a 0 \"yy\"", NULL},
        {"inside of an anchored part that is used", "a: &x\n  l:\n  - yy\nb: *x\n", "INSERT /a/l 1 \"z\"", NULL},
        {"removing an anchor that is used", "l:\n- a: &x 1\n- b: *x\n", "REMOVE /l/0", NULL},
        {"a merge key", "a: &x {k: 1}\nb:\n  <<: *x\n  l: 1\n", "PUT /b m \"mm\"", NULL},
        {"an explicit key", "? a\n: 1\nb: 1\n", "PUT / c \"cc\"", NULL},
        {"an explicit key in flow", "x: {? a : 1}\n", "PUT /x c \"cc\"", NULL},
        {"a pair without brackets", "x: [a: 1]\n", "PUT /x/0 c \"cc\"", NULL},
        {"a tag", "x: !!int 5\n", "SET /x \"yy\"", NULL},
        {"a tag for what is no string", "x: !!str yy\n", "SET /x true", NULL},
        {"a tagged empty list", "x: !!seq []\n", "INSERT /x 0 \"yy\"", NULL},
        {"an explicit key without a value", "? x\n", "SET /x \"yy\"", NULL},
        {"a later explicit key", "a: 1\n? b\n: 2\n", "PUT / c \"c1\"", NULL},
        {"behind a block scalar without a line end", "a:\n- |\n  x", "INSERT /a 1 \"yy\"", NULL},
};

static void items_are_written_as_their_neighbours(void **state)
{
	(void)state;
	edit_table_run(inserted, sizeof(inserted) / sizeof(*inserted));
}

static void mappings_are_written_as_their_neighbours(void **state)
{
	(void)state;
	edit_table_run(inserted_mappings, sizeof(inserted_mappings) / sizeof(*inserted_mappings));
}

static void entries_are_put_where_they_belong(void **state)
{
	(void)state;
	edit_table_run(put, sizeof(put) / sizeof(*put));
}

static void what_can_not_be_written_safely_is_refused(void **state)
{
	(void)state;
	edit_table_run(refused, sizeof(refused) / sizeof(*refused));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(items_are_written_as_their_neighbours),
	        cmocka_unit_test(mappings_are_written_as_their_neighbours),
	        cmocka_unit_test(entries_are_put_where_they_belong),
	        cmocka_unit_test(what_can_not_be_written_safely_is_refused),
	};
	return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
