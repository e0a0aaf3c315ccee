#pragma once
#include <stddef.h>
#include <stdint.h>

// The least that SRTP with AEAD_AES_128_GCM can cost with OpenSSL's EVP: for each packet the IV,
// the header, the payload and the tag, in a loop in C. No replay window, no streams, no rollover.

typedef struct aorta_evp_loop aorta_evp_loop;

// Where the packets lie, one each `stride` bytes, each a header, a payload and room for the tag.
typedef struct {
    uint8_t *start;
    size_t stride;
    unsigned count;
    unsigned header_length;
    unsigned payload_length;
} aorta_evp_packets;

// Keyed once, for one direction. NULL where OpenSSL refuses. For the process's whole life.
aorta_evp_loop *aorta_evp_loop_open(int seals, const uint8_t key[16], const uint8_t salt[12]);

// Encrypts the one `payload` behind each packet's header, and writes the tags. 1 if all went well.
int aorta_evp_loop_protect(
    aorta_evp_loop *loop, const aorta_evp_packets *packets, const uint8_t *payload);

// Decrypts each packet where it lies. 1 if all tags were right.
int aorta_evp_loop_unprotect(aorta_evp_loop *loop, const aorta_evp_packets *packets);

// Calls `work`: what a profiler counts between the beginning and the end of this function.
void aorta_counted(void (*work)(void *), void *argument);
