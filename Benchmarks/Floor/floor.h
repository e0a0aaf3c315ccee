// The least that a selective forwarding unit can do for its packets: recvmmsg, decrypt, encrypt for
// each subscriber, sendmmsg with GSO, in C. Clients reach it by WHIP and WHEP with real ICE and
// DTLS-SRTP, so that the load that measures servers measures it too; nothing is defended, repaired,
// reported, bounded in time or written down. For loopback only.

#pragma once
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stddef.h>
#include <stdint.h>

enum {
    session_limit = 4096,
    stream_limit = 4,
    tag_length = 16,
    name_length = 128,
};

// One incoming stream of a publisher, by its SSRC.
typedef struct {
    uint32_t ssrc;
    // Of the newest packet, with its rollovers above the 16 bits of the wire.
    uint64_t newest;
} floor_stream;

// One client: a publisher, or a subscriber of one.
typedef struct {
    int is_used;
    // "ROOM/NAME" of the publisher that it is or receives.
    char name[name_length];
    int is_publisher;
    char password[32];
    struct sockaddr_in address;
    SSL *ssl;
    // Keyed for what comes in and for what goes out; NULL before the handshake is done.
    EVP_CIPHER_CTX *opens, *seals;
    uint8_t opens_salt[12], seals_salt[12];
    // Publisher: its streams, and the sessions of its subscribers.
    floor_stream streams[stream_limit];
    int stream_count;
    int *subscribers;
    int subscriber_count;
    // Subscriber: the publisher's index of the first packet of each stream, plus one; 0 before it.
    uint64_t first[stream_limit];
} floor_session;

extern floor_session floor_sessions[session_limit];

// connect.c: certificate, STUN and DTLS.
void floor_make_certificate(void);
const char *floor_fingerprint(void);
void floor_begin(floor_session *session);
void floor_end(floor_session *session);
// Writes the answer to a check and returns its length; 0 where it is none. Notes whose it is.
size_t floor_answer_check(
    const uint8_t *request, size_t length, const struct sockaddr_in *from, uint8_t *answer);
void floor_receive_dtls(int socket, floor_session *session, const uint8_t *bytes, size_t length);
floor_session *floor_session_of(const struct sockaddr_in *address);

// signaling.c: one request of WHIP or WHEP on an accepted connection, which it closes.
void floor_answer_request(int connection, int media_port);

// media.c: a burst of datagrams.
void floor_receive_burst(int socket);
