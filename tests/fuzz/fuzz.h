/* The entry point every fuzzer of this folder defines, as libFuzzer names it. */
#ifndef KEYRACK_TESTS_FUZZ_FUZZ_H
#define KEYRACK_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
