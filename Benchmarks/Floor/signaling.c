#define _GNU_SOURCE
#include "floor.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { request_limit = 65536, answer_limit = 8192 };

// The whole request, as the load's clients write it: with a Content-Length.
static size_t read_request(int connection, char *request) {
    struct timeval patience = {.tv_usec = 500000};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    size_t length = 0;
    while (length < request_limit - 1) {
        ssize_t count = recv(connection, request + length, request_limit - 1 - length, 0);
        if (count <= 0) break;
        length += (size_t)count;
        request[length] = 0;
        char *body = strstr(request, "\r\n\r\n");
        if (!body) continue;
        char *field = strcasestr(request, "\r\nContent-Length:");
        size_t wanted = field && field < body ? strtoul(field + 17, NULL, 10) : 0;
        if ((size_t)(request + length - body) >= 4 + wanted) return length;
    }
    return 0;
}

static void respond(int connection, const char *status, const char *fields, const char *body) {
    char text[answer_limit + 512];
    int length = snprintf(
        text, sizeof text, "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s",
        status, fields, strlen(body), body);
    send(connection, text, (size_t)length, MSG_NOSIGNAL);
}

static floor_session *add(const char *name, int is_publisher) {
    int number = 0;
    while (number < session_limit && floor_sessions[number].is_used) number++;
    if (number == session_limit) return NULL;
    floor_session *session = &floor_sessions[number];
    snprintf(session->name, sizeof session->name, "%s", name);
    uint8_t random[12];
    RAND_bytes(random, sizeof random);
    for (int i = 0; i < 12; i++) sprintf(session->password + 2 * i, "%02x", random[i]);
    session->is_used = 1;
    session->is_publisher = is_publisher;
    floor_begin(session);
    return session;
}

static floor_session *publisher_of(const char *name) {
    for (int i = 0; i < session_limit; i++) {
        floor_session *session = &floor_sessions[i];
        if (session->is_used && session->is_publisher && !strcmp(session->name, name))
            return session;
    }
    return NULL;
}

static void subscribe(floor_session *session, floor_session *publisher) {
    int count = publisher->subscriber_count;
    publisher->subscribers =
        realloc(publisher->subscribers, (size_t)(count + 1) * sizeof *publisher->subscribers);
    publisher->subscribers[count] = (int)(session - floor_sessions);
    publisher->subscriber_count = count + 1;
}

static void leave(floor_session *session) {
    floor_session *publisher = session->is_publisher ? NULL : publisher_of(session->name);
    int number = (int)(session - floor_sessions);
    for (int i = 0; publisher && i < publisher->subscriber_count; i++) {
        if (publisher->subscribers[i] != number) continue;
        publisher->subscribers[i] = publisher->subscribers[--publisher->subscriber_count];
        break;
    }
    floor_end(session);
}

// Each section of the offer with its one codec: Opus as 111 and VP8 as 96.
static void write_answer(const floor_session *session, const char *offer, int port, char *answer) {
    int number = (int)(session - floor_sessions);
    char *at = answer;
    at += sprintf(
        at, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\na=group:BUNDLE");
    const char *sections = strstr(offer, "m=");
    int mids = 0;
    for (const char *m = sections; m; m = strstr(m + 1, "\r\nm=")) at += sprintf(at, " %d", mids++);
    at += sprintf(at, "\r\n");
    int mid = 0;
    for (const char *m = sections; m; m = strstr(m + 1, "\r\nm=")) {
        int is_video = strncmp(m + (m == sections ? 2 : 4), "video", 5) == 0;
        at += sprintf(
            at,
            "m=%s 9 UDP/TLS/RTP/SAVPF %d\r\nc=IN IP4 0.0.0.0\r\na=mid:%d\r\n"
            "a=ice-ufrag:s%04d\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:passive\r\n"
            "a=%s\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:%s\r\n"
            "a=candidate:1 1 udp 2130706431 127.0.0.1 %d typ host\r\n",
            is_video ? "video" : "audio", is_video ? 96 : 111, mid++, number, session->password,
            floor_fingerprint(), session->is_publisher ? "recvonly" : "sendonly",
            is_video ? "96 VP8/90000" : "111 opus/48000/2", port);
    }
}

void floor_answer_request(int connection, int media_port) {
    static char request[request_limit];
    char name[name_length], answer[answer_limit], fields[128];
    size_t length = read_request(connection, request);
    char *body = length ? strstr(request, "\r\n\r\n") : NULL;
    unsigned number;
    if (!body) {
        respond(connection, "400 Bad Request", "", "");
    } else if (sscanf(request, "POST /whip/%127[^ ] ", name) == 1
        || sscanf(request, "POST /whep/%127[^ ] ", name) == 1) {
        int is_publisher = request[8] == 'i';
        floor_session *publisher = publisher_of(name);
        floor_session *session = is_publisher || publisher ? add(name, is_publisher) : NULL;
        if (session) {
            if (!is_publisher) subscribe(session, publisher);
            write_answer(session, body + 4, media_port, answer);
            snprintf(
                fields, sizeof fields, "Content-Type: application/sdp\r\nLocation: /sessions/%d\r\n",
                (int)(session - floor_sessions));
            respond(connection, "201 Created", fields, answer);
        } else {
            respond(connection, "404 Not Found", "", "");
        }
    } else if (sscanf(request, "DELETE /sessions/%u ", &number) == 1 && number < session_limit
        && floor_sessions[number].is_used) {
        leave(&floor_sessions[number]);
        respond(connection, "200 OK", "", "");
    } else {
        respond(connection, strncmp(request, "GET ", 4) ? "404 Not Found" : "200 OK", "", "");
    }
    close(connection);
}
