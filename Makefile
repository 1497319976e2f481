# kaudit: build and checks. Two commands for users are in README.md.
VERSION   := 0.1.0
BUILD     ?= build
PREFIX    ?= /usr/local
CC        := $(if $(filter default,$(origin CC)),cc,$(CC))
PKGS      := libfyaml yaml-0.1
WARN      := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 -Wundef -Werror
CFLAGS    ?= -O2 -g
ALL_CFLAGS := -std=gnu11 $(CFLAGS) $(WARN) -D_GNU_SOURCE -DKAUDIT_VERSION='"$(VERSION)"' -Isrc $(shell pkg-config --cflags $(PKGS))
LIBS      := $(shell pkg-config --libs $(PKGS))

MAINS   := $(wildcard src/cli/kaudit-*.c)
SOURCES := $(filter-out $(MAINS),$(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
PROGRAMS := $(MAINS:src/cli/%.c=$(BUILD)/%)
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

all: $(PROGRAMS)

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libkaudit.a: $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(PROGRAMS): $(BUILD)/%: $(BUILD)/cli/%.o $(BUILD)/libkaudit.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libkaudit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/libkaudit.a -lcmocka $(LIBS)

unit: $(UNITS)
	@for test in $(UNITS); do $$test || exit 1; done

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
