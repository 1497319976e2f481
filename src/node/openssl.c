#include "node/openssl.h"

#include <dlfcn.h>

struct openssl openssl;

#ifdef KAUDIT_STATIC

int openssl_load(struct error *err)
{
	(void)err;
#define OPENSSL_LINKED(name) openssl.name = name;
	OPENSSL_FUNCTIONS(OPENSSL_LINKED)
#undef OPENSSL_LINKED
	return 0;
}

#else

/* An object pointer into a function pointer: POSIX allows what ISO C does not, and memcpy is how it is said. */
static int find_function(void *library, const char *name, void *ret_function, struct error *err)
{
	void *found = dlsym(library, name);
	if (!found)
		return error_set(err, ERROR_SYSTEM, "libssl.so.3 has no %s; OpenSSL 3 is needed to talk to the API server (or --no-wait)", name);
	__builtin_memcpy(ret_function, &found, sizeof(found));
	return 0;
}

int openssl_load(struct error *err)
{
	if (openssl.SSL_new)
		return 0;
	void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return error_set(err, ERROR_SYSTEM, "OpenSSL 3 is needed to talk to the API server (or --no-wait): %s", dlerror());
	struct openssl found;
#define OPENSSL_FOUND(name)                                       \
	if (find_function(library, #name, &found.name, err) < 0) { \
		dlclose(library);                                  \
		return -1;                                         \
	}
	OPENSSL_FUNCTIONS(OPENSSL_FOUND)
#undef OPENSSL_FOUND
	openssl = found;
	return 0;
}

#endif

int(openssl_error)(struct error *err, const char *what)
{
	unsigned long code = openssl.ERR_get_error();
	const char *reason = code ? openssl.ERR_reason_error_string(code) : NULL;
	openssl.ERR_clear_error();
	return error_set(err, ERROR_REFUSED, "%s: %s", what, reason ? reason : "no reason given");
}
