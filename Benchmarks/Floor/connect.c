#include "floor.h"

#include <openssl/bio.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

floor_session floor_sessions[session_limit];

enum { place_limit = 4 * session_limit };

// Sessions by the address that their checks come from: open addressing.
static struct { uint32_t host; uint16_t port; int16_t session; } places[place_limit];
static SSL_CTX *context;
static char fingerprint[3 * 32];

static unsigned place_of(const struct sockaddr_in *address) {
    uint32_t key = address->sin_addr.s_addr * 31 + address->sin_port * 2654435761u;
    return (key >> 8) % place_limit;
}

floor_session *floor_session_of(const struct sockaddr_in *address) {
    for (unsigned i = place_of(address); places[i].port; i = (i + 1) % place_limit) {
        if (places[i].port == address->sin_port && places[i].host == address->sin_addr.s_addr)
            return &floor_sessions[places[i].session];
    }
    return NULL;
}

static void note_place(const struct sockaddr_in *address, floor_session *session) {
    unsigned i = place_of(address);
    while (places[i].port
        && (places[i].port != address->sin_port || places[i].host != address->sin_addr.s_addr))
        i = (i + 1) % place_limit;
    places[i].host = address->sin_addr.s_addr;
    places[i].port = address->sin_port;
    places[i].session = (int16_t)(session - floor_sessions);
    session->address = *address;
}

void floor_make_certificate(void) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * 24 * 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    uint8_t digest[32];
    unsigned length;
    X509_digest(certificate, EVP_sha256(), digest, &length);
    for (unsigned i = 0; i < length; i++)
        sprintf(fingerprint + 3 * i, i + 1 < length ? "%02X:" : "%02X", digest[i]);
    context = SSL_CTX_new(DTLS_server_method());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET);
    SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_128_GCM");
}

const char *floor_fingerprint(void) { return fingerprint; }

void floor_begin(floor_session *session) {
    session->ssl = SSL_new(context);
    SSL_set_accept_state(session->ssl);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(session->ssl, in, out);
    SSL_set_mtu(session->ssl, 1200);
}

void floor_end(floor_session *session) {
    // Its place stays: addresses of a finished client are not used again in a run.
    SSL_free(session->ssl);
    EVP_CIPHER_CTX_free(session->opens);
    EVP_CIPHER_CTX_free(session->seals);
    free(session->subscribers);
    memset(session, 0, sizeof *session);
}

static int number_of(const uint8_t *username, unsigned length) {
    int number = 0;
    if (length < 6 || memcmp(username, "s", 1)) return -1;
    for (unsigned i = 1; i < 5; i++) number = number * 10 + (username[i] - '0');
    return number >= 0 && number < session_limit && floor_sessions[number].is_used ? number : -1;
}

size_t floor_answer_check(
    const uint8_t *request, size_t length, const struct sockaddr_in *from, uint8_t *answer) {
    if (length < 20 || request[0] != 0 || request[1] != 1) return 0;
    int number = -1;
    for (size_t at = 20; at + 4 <= length;) {
        unsigned type = request[at] << 8 | request[at + 1];
        unsigned size = request[at + 2] << 8 | request[at + 3];
        if (at + 4 + size > length) return 0;
        if (type == 6) number = number_of(request + at + 4, size);
        at += 4 + (size + 3) / 4 * 4;
    }
    if (number < 0) return 0;
    floor_session *session = &floor_sessions[number];
    note_place(from, session);

    // Success, 12 bytes of XOR-MAPPED-ADDRESS, 24 of MESSAGE-INTEGRITY (RFC 8489 section 14).
    const uint8_t head[] = {0x01, 0x01, 0, 36, 0x21, 0x12, 0xA4, 0x42};
    memcpy(answer, head, sizeof head);
    memcpy(answer + 8, request + 8, 12);
    const uint8_t mapped[] = {0, 0x20, 0, 8, 0, 1};
    memcpy(answer + 20, mapped, sizeof mapped);
    const uint8_t *port = (const uint8_t *)&from->sin_port;
    const uint8_t *host = (const uint8_t *)&from->sin_addr.s_addr;
    for (int i = 0; i < 2; i++) answer[26 + i] = port[i] ^ head[4 + i];
    for (int i = 0; i < 4; i++) answer[28 + i] = host[i] ^ head[4 + i];
    const uint8_t integrity[] = {0, 8, 0, 20};
    memcpy(answer + 32, integrity, sizeof integrity);
    unsigned written;
    HMAC(EVP_sha1(), session->password, (int)strlen(session->password), answer, 32, answer + 36,
        &written);
    return 56;
}

// RFC 3711 section 4.3.1 with RFC 7714 section 11: label 0 for the key, 2 for the salt.
static void derive(const uint8_t *key, const uint8_t *salt, uint8_t label, uint8_t result[16]) {
    uint8_t block[16] = {0};
    int written;
    memcpy(block, salt, 12);
    block[7] ^= label;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(cipher, EVP_aes_128_ecb(), NULL, key, NULL);
    EVP_CIPHER_CTX_set_padding(cipher, 0);
    EVP_EncryptUpdate(cipher, result, &written, block, 16);
    EVP_CIPHER_CTX_free(cipher);
}

static EVP_CIPHER_CTX *keyed(
    const uint8_t *master_key, const uint8_t *master_salt, int seals, uint8_t salt[12]) {
    uint8_t key[16], whole_salt[16];
    derive(master_key, master_salt, 0, key);
    derive(master_key, master_salt, 2, whole_salt);
    memcpy(salt, whole_salt, 12);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(cipher, EVP_aes_128_gcm(), NULL, key, NULL, seals);
    return cipher;
}

void floor_receive_dtls(int socket, floor_session *session, const uint8_t *bytes, size_t length) {
    if (!session->ssl) return;
    BIO_write(SSL_get_rbio(session->ssl), bytes, (int)length);
    SSL_do_handshake(session->ssl);
    char flight[4096];
    int count = BIO_read(SSL_get_wbio(session->ssl), flight, sizeof flight);
    if (count > 0) {
        sendto(socket, flight, (size_t)count, 0, (struct sockaddr *)&session->address,
            sizeof session->address);
    }
    if (!SSL_is_init_finished(session->ssl) || session->opens) return;
    uint8_t keys[56];
    const char *label = "EXTRACTOR-dtls_srtp";
    SSL_export_keying_material(session->ssl, keys, sizeof keys, label, strlen(label), NULL, 0, 0);
    session->opens = keyed(keys, keys + 32, 0, session->opens_salt);
    session->seals = keyed(keys + 16, keys + 44, 1, session->seals_salt);
}
