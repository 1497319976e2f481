#include "node/openssl.h"

#include <dlfcn.h>
#include <netdb.h>

struct openssl openssl;

#ifdef KAUDIT_STATIC

/*
 * libcrypto refers to these for what is never asked of it here: modules, and names of hosts. In a static program they would
 * look for the very C library it was built with, so it is linked with --wrap, and they find nothing.
 */
void *__wrap_dlopen(const char *file, int mode);
int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret_found);
void __wrap_freeaddrinfo(struct addrinfo *found);
int __wrap_getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_size, char *service,
                       socklen_t service_size, int flags);
struct hostent *__wrap_gethostbyname(const char *name);

void *__wrap_dlopen(const char *file, int mode)
{
	(void)file, (void)mode;
	return NULL;
}

int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret_found)
{
	(void)node, (void)service, (void)hints, (void)ret_found;
	return EAI_FAIL;
}

void __wrap_freeaddrinfo(struct addrinfo *found)
{
	(void)found;
}

int __wrap_getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_size, char *service,
                       socklen_t service_size, int flags)
{
	(void)address, (void)length, (void)host, (void)host_size, (void)service, (void)service_size, (void)flags;
	return EAI_FAIL;
}

struct hostent *__wrap_gethostbyname(const char *name)
{
	(void)name;
	return NULL;
}

int openssl_load(struct error *err)
{
#define OPENSSL_LINKED(name) openssl.name = name;
	OPENSSL_FUNCTIONS(OPENSSL_LINKED)
#undef OPENSSL_LINKED
	/* The machine's openssl.cnf is for the machine's OpenSSL: it may name modules, and a FIPS one that all else then asks for. */
	if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return openssl_error(err, "OpenSSL");
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
