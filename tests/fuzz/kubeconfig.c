/* A kubeconfig of any bytes is refused with a place, or gives a client that can be shown; the files that it names read back their own names. */
#include "fuzz.h"

#include "node/kubeconfig.h"

static int read_name(void *context, const char *path, struct buf *ret_content, struct error *err)
{
	size_t *reads = context;
	must(path[0] != '\0', "a file without a name is asked for");
	must(++*reads <= 4, "more files than a kubeconfig names");
	if (path[0] == '!')
		return error_at(err, 1, 1, "no such file");
	buf_add_text(ret_content, path);
	return buf_check(ret_content, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kubeconfig config KUBECONFIG_AUTO = {0};
	struct error err = {0};
	size_t reads = 0;
	if (kubeconfig_parse(fuzz_input(data, size), read_name, &reads, &config, &err) < 0) {
		must_have_place(&err, "refused");
		return 0;
	}
	must((config.certificate.length > 0) == (config.key.length > 0), "a certificate without a key, or the other way round");
	must(config.certificate.length > 0 || config.token.length > 0, "a client with nothing to show");
	must(config.token.length == 0 || config.token.length <= size, "a token from nowhere");
	must(config.certificate.length + config.key.length + config.ca.length <= 4 * size, "more than was there");
	return 0;
}
