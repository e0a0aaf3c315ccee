#include "evp_loop.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { tag_length = 16 };

struct aorta_evp_loop {
    EVP_CIPHER_CTX *context;
    uint8_t salt[12];
};

aorta_evp_loop *aorta_evp_loop_open(int seals, const uint8_t key[16], const uint8_t salt[12]) {
    aorta_evp_loop *loop = calloc(1, sizeof *loop);
    if (!loop) return NULL;
    memcpy(loop->salt, salt, sizeof loop->salt);
    loop->context = EVP_CIPHER_CTX_new();
    if (EVP_CipherInit_ex(loop->context, EVP_aes_128_gcm(), NULL, key, NULL, seals) != 1)
        return NULL;
    return loop;
}

// RFC 7714 section 8.1, with a rollover counter of zero; then the header, which is authenticated.
static int begin(aorta_evp_loop *loop, const uint8_t *packet, unsigned header_length) {
    uint8_t iv[12];
    int unused;
    memcpy(iv, loop->salt, sizeof iv);
    for (int i = 0; i < 4; i++) iv[2 + i] ^= packet[8 + i];
    for (int i = 0; i < 2; i++) iv[10 + i] ^= packet[2 + i];
    return EVP_CipherInit_ex(loop->context, NULL, NULL, NULL, iv, -1) == 1
        && EVP_CipherUpdate(loop->context, NULL, &unused, packet, (int)header_length) == 1;
}

int aorta_evp_loop_protect(
    aorta_evp_loop *loop, const aorta_evp_packets *packets, const uint8_t *payload) {
    int is_done = 1, written;
    for (unsigned i = 0; i < packets->count; i++) {
        uint8_t *packet = packets->start + i * packets->stride;
        uint8_t *body = packet + packets->header_length, *tag = body + packets->payload_length;
        is_done &= begin(loop, packet, packets->header_length)
            && EVP_CipherUpdate(
                   loop->context, body, &written, payload, (int)packets->payload_length) == 1
            && EVP_CipherFinal_ex(loop->context, tag, &written) == 1
            && EVP_CIPHER_CTX_ctrl(loop->context, EVP_CTRL_AEAD_GET_TAG, tag_length, tag) == 1;
    }
    return is_done;
}

int aorta_evp_loop_unprotect(aorta_evp_loop *loop, const aorta_evp_packets *packets) {
    int is_done = 1, written;
    for (unsigned i = 0; i < packets->count; i++) {
        uint8_t *packet = packets->start + i * packets->stride;
        uint8_t *body = packet + packets->header_length, *tag = body + packets->payload_length;
        is_done &= begin(loop, packet, packets->header_length)
            && EVP_CipherUpdate(
                   loop->context, body, &written, body, (int)packets->payload_length) == 1
            && EVP_CIPHER_CTX_ctrl(loop->context, EVP_CTRL_AEAD_SET_TAG, tag_length, tag) == 1
            && EVP_CipherFinal_ex(loop->context, tag, &written) == 1;
    }
    return is_done;
}

__attribute__((noinline)) void aorta_counted(void (*work)(void *), void *argument) {
    work(argument);
    __asm__ volatile("" ::: "memory");  // No tail call: it ends after `work` has.
}
