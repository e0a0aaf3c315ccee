#include "letters.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
// Drawn from DejaVu Sans, whose license lets its glyphs be embedded and passed on.
static const unsigned char letters[] = {
#embed "letters.bin"
};

const unsigned char *clettering_bytes(void) { return letters; }
size_t clettering_length(void) { return sizeof letters; }
