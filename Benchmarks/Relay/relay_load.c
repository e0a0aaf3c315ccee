// Sends ChannelData through TURN allocations that already stand, and counts what arrives.
//
//     relay_load RATE SECONDS PAYLOAD DIRECTIONS PEER_FD TICK_US < allocations
//
// One line an allocation: "FD CHANNEL RELAYED_ADDRESS RELAYED_PORT"; the sockets are inherited,
// FD is connected to the server. Packets leave one by one, what is due each TICK_US, taking turns
// between the allocations: client to peer, and with DIRECTIONS 2 also peer to client. The receiver
// looks every half a millisecond, so that the server isn't measured waking it; when a packet came
// the kernel says. Prints "SENT RECEIVED P50 P99 MAX", the last three microseconds on the way.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    allocation_limit = 1000, payload_limit = 1400, batch = 32, header = 4, place = 12,
    delay_limit = 1 << 22
};

struct allocation {
    int fd;
    uint16_t channel;
    struct sockaddr_in relayed;
};

static struct allocation allocations[allocation_limit];
static int allocation_count, peer;
static atomic_long received;
static atomic_bool is_over;

static uint32_t *delays; // In microseconds.
static long delay_count;

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void note(struct msghdr *message, const char *payload) {
    int64_t sent;
    memcpy(&sent, payload + place, sizeof sent);
    for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR(message, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec came;
        memcpy(&came, CMSG_DATA(one), sizeof came);
        int64_t delay = (came.tv_sec * 1000000000ll + came.tv_nsec - sent) / 1000;
        if (delay_count < delay_limit) delays[delay_count++] = delay < 0 ? 0 : delay;
    }
}

static void *receive(void *unused) {
    static char bytes[batch][2048], controls[batch][64];
    struct iovec pieces[batch];
    struct mmsghdr messages[batch];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < batch; i++) {
        pieces[i] = (struct iovec){bytes[i], sizeof bytes[i]};
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_control = controls[i];
    }
    int poll = epoll_create1(0);
    for (int i = 0; i <= allocation_count; i++) {
        int fd = i < allocation_count ? allocations[i].fd : peer, on = 1;
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    }
    struct epoll_event events[64];
    while (!is_over) {
        int count = epoll_wait(poll, events, 64, 0);
        if (count == 0) usleep(500);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < batch; j++) {
                messages[j].msg_hdr.msg_controllen = sizeof controls[j];
            }
            int got = recvmmsg(events[i].data.fd, messages, batch, MSG_DONTWAIT, NULL);
            if (got <= 0) continue;
            received += got;
            int head = events[i].data.fd == peer ? 0 : header;
            for (int j = 0; j < got; j++) {
                if (messages[j].msg_len >= (unsigned)(head + place + 8)) {
                    note(&messages[j].msg_hdr, bytes[j] + head);
                }
            }
        }
    }
    return unused;
}

static int by_size(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return a < b ? -1 : a > b;
}

int main(int count, char **arguments) {
    if (count != 7) return 2;
    double rate = atof(arguments[1]), seconds = atof(arguments[2]);
    int payload = atoi(arguments[3]), directions = atoi(arguments[4]);
    if (payload > payload_limit) return 2;
    peer = atoi(arguments[5]);
    int tick = atoi(arguments[6]);
    if (payload < place + 8 || tick < 1) return 2;
    delays = malloc(delay_limit * sizeof *delays);
    prctl(PR_SET_TIMERSLACK, 1000ul);
    char address[64];
    int fd, channel, port;
    while (allocation_count < allocation_limit
           && scanf("%d %d %63s %d", &fd, &channel, address, &port) == 4) {
        struct allocation *one = &allocations[allocation_count++];
        one->fd = fd;
        one->channel = channel;
        one->relayed = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
        inet_pton(AF_INET, address, &one->relayed.sin_addr);
    }
    if (allocation_count == 0) return 2;

    pthread_t receiver;
    pthread_create(&receiver, NULL, receive, NULL);
    // Looks like RTP to who looks: version 2, then noise.
    unsigned char packet[header + payload_limit] = {0};
    for (int i = 0; i < payload; i++) packet[header + i] = (unsigned char)rand();
    packet[header] = 0x80;
    packet[header + 1] = 111;
    packet[2] = payload >> 8;
    packet[3] = payload & 0xff;

    long sent = 0;
    int64_t began = nanoseconds(CLOCK_MONOTONIC), next = began;
    for (int64_t elapsed = 0; elapsed < seconds * 1e9;) {
        for (; sent < (long)(rate * elapsed / 1e9); sent++) {
            struct allocation *one = &allocations[sent / directions % allocation_count];
            int64_t time = nanoseconds(CLOCK_REALTIME);
            memcpy(packet + header + place, &time, sizeof time);
            if (directions == 2 && sent % 2) {
                sendto(peer, packet + header, payload, 0,
                       (struct sockaddr *)&one->relayed, sizeof one->relayed);
            } else {
                packet[0] = one->channel >> 8;
                packet[1] = one->channel & 0xff;
                send(one->fd, packet, header + payload, 0);
            }
        }
        next += tick * 1000ll;
        struct timespec due = {next / 1000000000, next % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
        elapsed = nanoseconds(CLOCK_MONOTONIC) - began;
    }
    usleep(300000); // What is on its way still counts.
    is_over = 1;
    pthread_join(receiver, NULL);
    qsort(delays, delay_count, sizeof *delays, by_size);
    uint32_t none = 0, *last = delay_count ? delays + delay_count - 1 : &none;
    printf("%ld %ld %u %u %u\n", sent, (long)received, delay_count ? delays[delay_count / 2] : 0,
           delay_count ? delays[delay_count * 99 / 100] : 0, *last);
    return 0;
}
