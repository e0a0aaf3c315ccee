#define _GNU_SOURCE
#include "floor.h"

#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
    batch = 64,
    slot_length = 2048,
    received_length = 65536 + 19 * 64,
    slab_length = 256 * 1024,
    segment_limit = 64,
    message_limit = 64,
    message_length = 60000,
};

// One packet of the burst, decrypted where it was received.
typedef struct {
    floor_session *publisher;
    uint8_t *bytes;
    unsigned header_length, length, stream;
    uint64_t index;
} plain_packet;

static uint8_t received[batch][received_length];
static plain_packet plain[batch];
static unsigned plain_count;
static uint8_t slab[slab_length];
static size_t slab_used;
static struct mmsghdr messages[message_limit];
static struct iovec pieces[message_limit];
static char controls[message_limit][CMSG_SPACE(sizeof(uint16_t))];
static unsigned segment_counts[message_limit], message_count;
static int is_closed;

static void flush(int socket) {
    unsigned sent = 0;
    while (sent < message_count) {
        int count = sendmmsg(socket, messages + sent, message_count - sent, 0);
        if (count < 0) count = 1;  // Full or refused: that message is lost.
        sent += (unsigned)count;
    }
    message_count = 0;
    slab_used = 0;
    is_closed = 1;
}

static uint8_t *reserve(int socket) {
    if (slab_used + slot_length > slab_length) flush(socket);
    return slab + slab_used;
}

// Consecutive datagrams of one length to one address leave as one message; a shorter one ends it.
static void commit(int socket, unsigned length, struct sockaddr_in *to) {
    struct mmsghdr *last = message_count ? &messages[message_count - 1] : NULL;
    if (last && !is_closed && last->msg_hdr.msg_name == to) {
        struct iovec *piece = last->msg_hdr.msg_iov;
        unsigned *count = &segment_counts[message_count - 1];
        size_t each = *count == 1 ? piece->iov_len
            : *(uint16_t *)(void *)CMSG_DATA(CMSG_FIRSTHDR(&last->msg_hdr));
        if (length <= each && *count < segment_limit && piece->iov_len + length <= message_length) {
            if (*count == 1) {
                last->msg_hdr.msg_control = controls[message_count - 1];
                last->msg_hdr.msg_controllen = sizeof controls[0];
                struct cmsghdr *control = CMSG_FIRSTHDR(&last->msg_hdr);
                control->cmsg_level = SOL_UDP;
                control->cmsg_type = UDP_SEGMENT;
                control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
                *(uint16_t *)(void *)CMSG_DATA(control) = (uint16_t)each;
            }
            piece->iov_len += length;
            *count += 1;
            is_closed = length < each;
            slab_used += length;
            return;
        }
    }
    if (message_count == message_limit) {
        // What is reserved lies in the slab still: send what is before it, and then it.
        uint8_t *bytes = slab + slab_used;
        flush(socket);
        memmove(slab, bytes, length);
    }
    pieces[message_count] = (struct iovec){slab + slab_used, length};
    messages[message_count] = (struct mmsghdr){.msg_hdr = {
        .msg_name = to, .msg_namelen = sizeof *to,
        .msg_iov = &pieces[message_count], .msg_iovlen = 1,
    }};
    segment_counts[message_count] = 1;
    message_count += 1;
    slab_used += length;
    is_closed = 0;
}

// RFC 7714 section 8.1.
static int begin(
    EVP_CIPHER_CTX *cipher, const uint8_t *salt, const uint8_t *packet, unsigned header_length,
    uint64_t index) {
    uint8_t iv[12];
    int unused;
    memcpy(iv, salt, sizeof iv);
    for (int i = 0; i < 4; i++) iv[2 + i] ^= packet[8 + i];
    for (int i = 0; i < 6; i++) iv[6 + i] ^= (uint8_t)(index >> (40 - 8 * i));
    return EVP_CipherInit_ex(cipher, NULL, NULL, NULL, iv, -1) == 1
        && EVP_CipherUpdate(cipher, NULL, &unused, packet, (int)header_length) == 1;
}

static int unprotect(floor_session *session, uint8_t *bytes, unsigned length, plain_packet *result) {
    if (length < 12 + tag_length) return 0;
    unsigned header = 12 + 4 * (bytes[0] & 15u);
    if (bytes[0] & 0x10) {
        if (header + 4 > length) return 0;
        header += 4 + 4 * (unsigned)(bytes[header + 2] << 8 | bytes[header + 3]);
    }
    if (header + tag_length > length) return 0;
    uint32_t ssrc;
    memcpy(&ssrc, bytes + 8, sizeof ssrc);
    uint16_t number = (uint16_t)(bytes[2] << 8 | bytes[3]);
    int stream = 0;
    while (stream < session->stream_count && session->streams[stream].ssrc != ssrc) stream++;
    if (stream == stream_limit) return 0;
    floor_stream *known = &session->streams[stream];
    uint64_t index = number;
    if (stream == session->stream_count) {
        known->ssrc = ssrc;
        known->newest = number;
        session->stream_count += 1;
    } else {
        int16_t step = (int16_t)(uint16_t)(number - (uint16_t)known->newest);
        index = known->newest + (uint64_t)(int64_t)step;
    }
    uint8_t *body = bytes + header;
    int written, body_length = (int)(length - header - tag_length);
    int is_whole = begin(session->opens, session->opens_salt, bytes, header, index)
        && EVP_CipherUpdate(session->opens, body, &written, body, body_length) == 1
        && EVP_CIPHER_CTX_ctrl(
               session->opens, EVP_CTRL_AEAD_SET_TAG, tag_length, body + body_length) == 1
        && EVP_CipherFinal_ex(session->opens, body, &written) == 1;
    if (!is_whole) return 0;
    if (index > known->newest) known->newest = index;
    *result = (plain_packet){session, bytes, header, length - tag_length, (unsigned)stream, index};
    return 1;
}

static void protect(int socket, floor_session *session, const plain_packet *packet) {
    uint64_t *first = &session->first[packet->stream];
    if (!*first) *first = packet->index + 1;
    if (packet->index + 1 < *first) return;  // Of before it came.
    uint64_t index = packet->index + 1 - *first + 1;
    uint8_t *slot = reserve(socket);
    memcpy(slot, packet->bytes, packet->header_length);
    slot[2] = (uint8_t)(index >> 8);
    slot[3] = (uint8_t)index;
    uint8_t *body = slot + packet->header_length;
    int written, body_length = (int)(packet->length - packet->header_length);
    begin(session->seals, session->seals_salt, slot, packet->header_length, index);
    EVP_CipherUpdate(
        session->seals, body, &written, packet->bytes + packet->header_length, body_length);
    EVP_CipherFinal_ex(session->seals, body + body_length, &written);
    EVP_CIPHER_CTX_ctrl(
        session->seals, EVP_CTRL_AEAD_GET_TAG, tag_length, body + body_length);
    commit(socket, packet->length + tag_length, &session->address);
}

// Subscriber outer, packet inner: so runs to one address come about.
static void forward(int socket, unsigned count) {
    for (unsigned start = 0; start < count; start++) {
        floor_session *publisher = plain[start].publisher;
        if (!publisher) continue;
        for (int i = 0; i < publisher->subscriber_count; i++) {
            floor_session *subscriber = &floor_sessions[publisher->subscribers[i]];
            if (!subscriber->seals) continue;
            for (unsigned at = start; at < count; at++) {
                if (plain[at].publisher == publisher) protect(socket, subscriber, &plain[at]);
            }
        }
        for (unsigned at = count; at-- > start;) {
            if (plain[at].publisher == publisher) plain[at].publisher = NULL;
        }
    }
}

static void receive(int socket, uint8_t *bytes, unsigned length, const struct sockaddr_in *from) {
    if (length == 0 || length > slot_length) return;
    if (bytes[0] < 4) {
        uint8_t answer[64];
        size_t answered = floor_answer_check(bytes, length, from, answer);
        if (answered > 0)
            sendto(socket, answer, answered, 0, (const struct sockaddr *)from, sizeof *from);
        return;
    }
    floor_session *session = floor_session_of(from);
    if (!session || !session->is_used) return;
    if (bytes[0] >= 20 && bytes[0] < 64) {
        floor_receive_dtls(socket, session, bytes, length);
    } else if (bytes[0] >> 6 == 2 && length > 1 && (bytes[1] < 192 || bytes[1] > 223)
        && session->opens && session->is_publisher) {
        plain_count += (unsigned)unprotect(session, bytes, length, &plain[plain_count]);
        if (plain_count < batch) return;
        forward(socket, plain_count);
        plain_count = 0;
    }
}

static unsigned segment_length(struct msghdr *header) {
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    if (!control || control->cmsg_level != SOL_UDP || control->cmsg_type != UDP_GRO) return 0;
    return (unsigned)*(int *)(void *)CMSG_DATA(control);
}

void floor_receive_burst(int socket) {
    static struct mmsghdr arrivals[batch];
    static struct iovec slots[batch];
    static struct sockaddr_in from[batch];
    static char notes[batch][CMSG_SPACE(sizeof(int))] __attribute__((aligned(8)));
    for (;;) {
        for (int i = 0; i < batch; i++) {
            slots[i] = (struct iovec){received[i], received_length};
            arrivals[i].msg_hdr = (struct msghdr){
                .msg_name = &from[i], .msg_namelen = sizeof from[i],
                .msg_iov = &slots[i], .msg_iovlen = 1,
                .msg_control = notes[i], .msg_controllen = sizeof notes[i],
            };
        }
        int count = recvmmsg(socket, arrivals, batch, MSG_DONTWAIT, NULL);
        if (count <= 0) return;
        for (int i = 0; i < count; i++) {
            unsigned length = arrivals[i].msg_len, each = segment_length(&arrivals[i].msg_hdr);
            if (each == 0) each = length;
            for (unsigned start = 0; start < length; start += each) {
                unsigned rest = length - start;
                receive(socket, received[i] + start, rest < each ? rest : each, &from[i]);
            }
        }
        forward(socket, plain_count);
        plain_count = 0;
        flush(socket);
        if (count < batch) return;
    }
}
