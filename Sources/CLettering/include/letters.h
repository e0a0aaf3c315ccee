#pragma once
#include <stddef.h>

/// The letters of composed recordings, as `make_letters.py` describes and draws them.
const unsigned char *clettering_bytes(void);
size_t clettering_length(void);
