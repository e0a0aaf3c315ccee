#pragma once
#include <stdint.h>

/// Calls of malloc and its kin in this process so far, of every thread and library.
///
/// A program that links this target gets its own malloc, which counts and passes on to glibc's.
uint64_t aorta_allocation_count(void);

/// Bytes that this process has from malloc now.
uint64_t aorta_allocated_bytes(void);
