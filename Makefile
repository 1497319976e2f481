# kaudit: build, install and checks. `make help` lists the targets.
#
# Files are found by wildcard, so a new one needs no edit here:
#   src/ROOM/*.c              the library; of it src/cli/kaudit-*.c are the programs' mains, src/cli/*.[1-8] their manual pages,
#                             src/cli/*.bash their completions, and
#                             src/module/kaudit_*.c the mains of Ansible modules, which are built, but not installed
#   tests/unit/*.c            one program each (cmocka)
#   tests/faults/*.c          one program each (cmocka)
#   tests/cli/*.c             tools for tests/cli/*.sh, one program each; so are tests/kubeadm/*.c for tests/kubeadm.sh, tests/bench/*.c for make bench
#   tests/property/SUITE/*.c  one program per folder
#   tests/fuzz/*.c            one fuzz target each; tests/fuzz/main is its main where no fuzzer gives one
#   tests/SUITE.sh            a suite: runs in the top folder, finds the programs in $BUILD, ends with "N passed, N failed[, N skipped]"
# A test program that defines __wrap_NAME, itself or in a calls.h beside it, is linked with --wrap=NAME.

VERSION := 0.1.0

BUILD  ?= build
PREFIX ?= /usr/local
# Programs that need no file of the machine: in a folder build-static (or build-static…), or with STATIC=yes. libcrypto.a may ask for more
# (Debian 13: zlib1g-dev, libzstd-dev).
STATIC ?= $(if $(findstring build-static,$(BUILD)),yes)
CFLAGS ?= $(if $(STATIC),-O2 -ffunction-sections -fdata-sections,-O2 -g)
CC     := $(if $(filter default,$(origin CC)),cc,$(CC))
# A warning stops a build from a checkout, but not one from a release: newer compilers warn of more.
WERROR ?= $(if $(wildcard .git),-Werror)
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 -Wundef

# Hardening: the whole set if the compiler takes it, else what it takes of it. `make HARDEN=` turns it off; a sanitizer does, too.
HARDEN     ?= $(if $(findstring -fsanitize,$(CFLAGS)),,yes)
FORTIFY    := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=
HARDEN_C   := -fPIE -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero
CLANG_15   := -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang
HARDEN_LD  := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
takes       = $(shell printf '\043include <string.h>\nint main(void) { return 0; }\n' | \
	$(CC) $(CFLAGS) -Werror -fPIE $(1) -x c -o /dev/null - 2>/dev/null && echo '$(1)')
ifeq ($(HARDEN),yes)
HARDEN_C   += $(if $(filter x86_64% i%86%,$(shell $(CC) -dumpmachine)),-fcf-protection)
ifeq ($(call takes,$(HARDEN_C) $(HARDEN_LD) $(FORTIFY)3),)
HARDEN_C   := $(foreach flag,$(HARDEN_C),$(or $(call takes,$(flag)),$(and $(findstring auto-var-init,$(flag)),$(call takes,$(flag) $(CLANG_15))))) $(or $(call takes,$(FORTIFY)3),$(call takes,$(FORTIFY)2))
HARDEN_LD  := $(foreach flag,$(HARDEN_LD),$(call takes,$(flag)))
else
HARDEN_C   += $(FORTIFY)3
endif
else
HARDEN_C   :=
HARDEN_LD  :=
endif

# OpenSSL is loaded at run time, and only when there is something to wait for; here it gives its headers.
PKGS := libfyaml yaml-0.1
NEED := libfyaml >= 0.7.12 yaml-0.1 openssl >= 3.0
ifneq ($(filter-out clean help uninstall check-layers,$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell pkg-config --exists '$(NEED)' && echo found),found)
$(error pkg-config, libfyaml 0.7.12 or newer, libyaml and OpenSSL 3 are needed (Debian: pkg-config libfyaml-dev libyaml-dev libssl-dev; \
	./install.sh installs them). $(shell pkg-config --print-errors --exists '$(NEED)' 2>&1))
endif
endif

ALL_CFLAGS  := -std=gnu11 $(HARDEN_C) $(CFLAGS) $(WARN) $(WERROR) $(CPPFLAGS) -D_GNU_SOURCE -DKAUDIT_VERSION='"$(VERSION)"' -Isrc \
	$(if $(STATIC),-DKAUDIT_STATIC) $(shell pkg-config --cflags $(PKGS) openssl 2>/dev/null)
ALL_LDFLAGS := $(HARDEN_LD) -Wl,--as-needed $(LDFLAGS)
LIBS        := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -ldl -lm

# How the programs are linked; tests are never static. The two parsers are linked in where they are installed as archives, too: those that
# were tested are those that run, and a start takes less. PARSERS=shared: the machine's at run time, as a distribution's package has it.
ifeq ($(STATIC),)
archive       = $(wildcard $(shell pkg-config --variable=libdir $(1) 2>/dev/null)/lib$(2).a)
ARCHIVES     := $(call archive,libfyaml,fyaml) $(call archive,yaml-0.1,yaml)
PARSERS      ?= $(if $(word 2,$(ARCHIVES)),linked,shared)
PROGRAM_LD   := $(ALL_LDFLAGS)
PROGRAM_LIBS := $(if $(filter linked,$(PARSERS)),$(ARCHIVES)) $(LIBS)
else
# What the linker warns of in a static program would not work.
UNUSED       := dlopen getaddrinfo freeaddrinfo getnameinfo gethostbyname
PROGRAM_LD   := $(filter-out -pie,$(HARDEN_LD)) $(if $(HARDEN_LD),$(or $(call takes,-static-pie),-static),-static) -s -Wl,--gc-sections \
	$(UNUSED:%=-Wl,--wrap=%) $(WERROR:-Werror=-Wl,--fatal-warnings) $(LDFLAGS)
PROGRAM_LIBS := $(shell pkg-config --static --libs $(PKGS) openssl 2>/dev/null) -lm
endif

COMMANDS := $(patsubst src/cli/%.c,%,$(wildcard src/cli/kaudit-*.c))
MODULES  := $(patsubst src/module/%.c,%,$(wildcard src/module/kaudit_*.c))
MAINS    := $(COMMANDS:%=src/cli/%.c) $(MODULES:%=src/module/%.c)
PROGRAMS := $(addprefix $(BUILD)/,$(COMMANDS) $(MODULES))
PAGES    := $(wildcard src/cli/*.[1-8])
SOURCES  := $(sort $(filter-out $(MAINS),$(wildcard src/*/*.c)))
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o)
LIBRARY  := $(BUILD)/libkaudit.a
UNITS    := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
FAULTS   := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/faults/*.c))
PROPERTY := $(patsubst tests/%/,$(BUILD)/%,$(sort $(dir $(wildcard tests/property/*/*.c))))
TOOLS    := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/cli/*.c tests/kubeadm/*.c))
BENCH    := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZ     := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
TESTS    := $(UNITS) $(FAULTS) $(PROPERTY) $(TOOLS) $(FUZZ)
SUITES   := $(filter-out bench bench-check check cmocka dist install lint valgrind e2e fuzz ansible,$(patsubst tests/%.sh,%,$(wildcard tests/*.sh)))

# What is installed below PREFIX. A program with a page in section 1 is for everyone.
POLICIES := baseline cis stig
TREE     := $(foreach name,$(COMMANDS),$(if $(wildcard src/cli/$(name).1),bin,sbin)/$(name)) \
	$(foreach page,$(notdir $(PAGES)),share/man/man$(subst .,,$(suffix $(page)))/$(page)) \
	$(patsubst src/cli/%.bash,share/bash-completion/completions/%,$(wildcard src/cli/*.bash)) \
	$(POLICIES:%=share/kaudit/policies/%.yaml)
MADE     := $(patsubst %,$(BUILD)/pages/%,$(notdir $(PAGES))) $(POLICIES:%=$(BUILD)/policies/%.yaml)

all: $(LIBRARY) $(PROGRAMS) $(MADE)

.DELETE_ON_ERROR:

# Everything is made again when a compiler or its flags change.
COMMAND := $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LIBS) $(PROGRAM_LD) $(PROGRAM_LIBS)
$(BUILD)/command: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(COMMAND))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(COMMAND))' >$@

$(BUILD)/%.o: src/%.c $(BUILD)/command
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(COMMANDS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/cli/%.o
$(MODULES:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/module/%.o
$(PROGRAMS): $(LIBRARY)
	$(CC) $(ALL_CFLAGS) $(PROGRAM_LD) $(STATIC:yes=-Wl,-Map=$@.map) -o $@ $(filter %.o,$^) $(LIBRARY) $(PROGRAM_LIBS)

wraps = $(shell grep -oh '__wrap_[a-z0-9_]*' $(1) | sort -u | sed 's/__wrap_/-Wl,--wrap=/')

$(UNITS) $(FAULTS) $(TOOLS): $(BUILD)/%: tests/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(call wraps,$(or $(shell grep -l __wrap_ $<),$(wildcard $(<D)/calls.h))) -MMD -MP -o $@ $< $(LIBRARY) -lcmocka $(LIBS) -lssl -lcrypto

$(foreach program,$(PROPERTY),$(eval $(program): $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(program:$(BUILD)/%=tests/%)/*.c)) $(LIBRARY)))
$(PROPERTY):
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The judges of the property tests judge what a fuzzer finds, too.
FUZZ_MAIN  := $(if $(findstring -fsanitize=fuzzer,$(CFLAGS)),-fsanitize=fuzzer,$(BUILD)/tests/fuzz/main/replay.o)
FUZZ_JUDGE := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/main.c %/oracle.c %/files.c,$(wildcard tests/property/manifests/*.c)))
$(FUZZ): $(BUILD)/%: $(BUILD)/tests/%.o $(FUZZ_JUDGE) $(filter %.o,$(FUZZ_MAIN)) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter-out $(FUZZ_MAIN),$^) $(FUZZ_MAIN) $(LIBS)

$(BENCH): $(BUILD)/%: tests/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(LIBRARY) $(LIBS)

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/command
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

static:
	@$(MAKE) --no-print-directory -s BUILD=build-static all

dist: static
	@rm -rf build-dist/tree
	@$(MAKE) --no-print-directory -s BUILD=build-static DESTDIR=build-dist/tree PREFIX= install
	@src/packaging/release.sh $(VERSION) build-dist/tree build-static build-dist

deb:
	@rm -rf build-dist/tree
	@$(MAKE) --no-print-directory -s BUILD=build-deb PARSERS=shared CFLAGS=-O2 DESTDIR=build-dist/tree PREFIX=/usr install
	@src/packaging/deb.sh $(VERSION) build-dist/tree build-dist

tests: all $(TESTS)

check: tests
	@BUILD=$(BUILD) tests/check.sh $(SUITES)

unit: $(UNITS)
layers:
property: export PROPERTY_CASES ?= 3000
$(filter-out unit layers,$(SUITES)): tests
$(SUITES):
	@BUILD=$(BUILD) tests/check.sh $@
check-layers: layers

SANITIZE := -fsanitize=address,undefined
check-asan:
	@$(MAKE) --no-print-directory -s BUILD=build-asan PARSERS=shared CFLAGS='-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $(SANITIZE)' \
		LDFLAGS=$(SANITIZE) check

check-valgrind: tests
	@BUILD=$(BUILD) tests/valgrind.sh

lint:
	@tests/check.sh lint

check-install:
	@tests/check.sh install

check-ansible: all
	@BUILD=$(BUILD) tests/check.sh ansible

# Each target for FUZZ_SECONDS; FUZZ_TARGETS='manifest policy' for some of them.
fuzz:
	@tests/fuzz.sh $(FUZZ_TARGETS)

fuzz-targets: $(FUZZ)

bench: all $(BENCH)
	@BUILD=$(BUILD) tests/bench.sh

bench-check: all $(BENCH)
	@BUILD=$(BUILD) tests/check.sh bench-check

check-dist:
	@tests/check.sh dist

e2e: all $(TOOLS)
	@BUILD=$(BUILD) tests/e2e.sh $(E2E_CASES)

update-fixtures: all
	@BUILD=$(BUILD) UPDATE=1 tests/fixtures.sh
	@BUILD=$(BUILD) UPDATE=1 tests/policies.sh
	@BUILD=$(BUILD) UPDATE=1 tests/json.sh

$(BUILD)/pages/%: src/cli/% $(BUILD)/command
	@mkdir -p $(@D)
	sed 's/^\.Os$$/.Os kaudit $(VERSION)/' $< >$@

$(BUILD)/policies/%.yaml: $(BUILD)/kaudit-policy
	@mkdir -p $(@D)
	$< --default=$* >$@

INSTALL := install
source   = $(or $(patsubst share/bash-completion/completions/%,src/cli/%.bash,$(filter share/bash-completion/%,$(1))), \
	$(patsubst share/kaudit/%,$(BUILD)/%,$(filter share/kaudit/%,$(1))), \
	$(if $(filter share/man/%,$(1)),$(BUILD)/pages/$(notdir $(1)),$(BUILD)/$(notdir $(1))))
install: all
	$(foreach file,$(TREE),$(INSTALL) -D -m $(if $(filter share/%,$(file)),644,755) $(call source,$(file)) '$(DESTDIR)$(PREFIX)/$(file)' &&) true

uninstall:
	rm -f $(TREE:%='$(DESTDIR)$(PREFIX)/%')
	rmdir '$(DESTDIR)$(PREFIX)/share/kaudit/policies' '$(DESTDIR)$(PREFIX)/share/kaudit' 2>/dev/null || true

clean:
	rm -rf build build-*

help:
	@sed -n 's/^#: //p' Makefile

#: all              build the programs (in build/, or BUILD=…); PARSERS=shared links libfyaml and libyaml at run time
#: static           build them with every library linked in, in build-static/
#: dist             pack them with all that goes with them: build-dist/kaudit-VERSION-linux-ARCH.tar.gz
#: deb              a Debian package: build-dist/kaudit_VERSION_ARCH.deb
#: install          put programs and manual pages under PREFIX (/usr/local), below DESTDIR
#: uninstall        take them away again
#: check            every quick suite, under a minute
#: unit, layers, fixtures, cli, faults, …   one suite: any tests/SUITE.sh
#: property         the property suite with PROPERTY_CASES=3000 generated manifests
#: check-asan       check, built with AddressSanitizer and UndefinedBehaviorSanitizer
#: check-valgrind   unit tests, fixtures and the programs under valgrind
#: bench            time, memory and fidelity beside others that make the same edit, as Markdown; UPDATE=1 puts it into README.md
#: bench-check      whether a run takes more than 10 % more instructions than it did, see tests/bench-check.sh
#: check-ansible    the module and the role with the real ansible-playbook
#: check-install    install and uninstall below a temporary DESTDIR
#: fuzz             each fuzz target for FUZZ_SECONDS=60, with libFuzzer (clang); FUZZ_TARGETS='manifest policy' for some
#: check-dist       the static programs, the release and the package: contents, the same bytes twice, on machines made for it
#: e2e              on a disposable control-plane node, see tests/e2e.sh; E2E_CASES='enable kills'
#: check-layers     which folder may include which
#: lint             gcc, clang, clang-tidy, the analysers, cppcheck, shellcheck, mandoc
#: update-fixtures  write fixtures' want.* from what the programs do now; the git diff is the review
#: clean            remove build/ and build-*/

.PHONY: all static dist deb tests check check-asan check-valgrind check-layers check-ansible check-install check-dist bench bench-check e2e fuzz fuzz-targets lint update-fixtures install uninstall clean help FORCE $(SUITES)
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
