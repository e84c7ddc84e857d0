// What the `summary` plugins have in common: a checksum, and an answer with one file.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// FNV-1a.
enum { SUMMARY_NAME_BYTES = 11 };
static const uint32_t SUMMARY_BEGINNING = 2166136261u;

static inline uint32_t summary_add(uint32_t sum, const unsigned char *bytes, size_t count) {
    while (count-- > 0)
        sum = (sum ^ *bytes++) * 16777619u;
    return sum;
}

// Writes a CodeGeneratorResponse with the file summary.txt to stdout; 0, or -1 if that fails. Lengths below 128 are one
// byte each.
static inline int summary_answer(size_t bytes, uint32_t sum) {
    char content[64], file[128], response[128];
    int length = snprintf(content, sizeof content, "%zu bytes, checksum %08x\n", bytes, (unsigned)sum);
    int inner = snprintf(file, sizeof file, "\x0a%c%s\x7a%c%s", SUMMARY_NAME_BYTES, "summary.txt", length, content);
    int outer = snprintf(response, sizeof response, "\x7a%c%s", inner, file);
    return fwrite(response, 1, outer, stdout) == (size_t)outer && fflush(stdout) == 0 ? 0 : -1;
}
