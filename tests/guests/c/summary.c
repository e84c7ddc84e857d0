// A protoc plugin that answers with the size of its request and a checksum of it.

#include "summary.h"

int main(void) {
    unsigned char buffer[4096];
    uint32_t sum = SUMMARY_BEGINNING;
    size_t bytes = 0, count;
    while ((count = fread(buffer, 1, sizeof buffer, stdin)) > 0) {
        sum = summary_add(sum, buffer, count);
        bytes += count;
    }
    return ferror(stdin) || summary_answer(bytes, sum) != 0;
}
