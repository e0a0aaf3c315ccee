// Sends ChannelData through TURN allocations that already stand, and counts what arrives.
//
//     relay_load RATE SECONDS PAYLOAD DIRECTIONS PEER_FD < allocations
//
// One line an allocation: "FD CHANNEL RELAYED_ADDRESS RELAYED_PORT"; the sockets are inherited,
// FD is connected to the server. Packets leave one by one, a millisecond's worth at a time, taking
// turns between the allocations: client to peer, and with DIRECTIONS 2 also peer to client.
// Prints "SENT RECEIVED".

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { allocation_limit = 1000, payload_limit = 1400, batch = 32, header = 4 };

struct allocation {
    int fd;
    uint16_t channel;
    struct sockaddr_in relayed;
};

static struct allocation allocations[allocation_limit];
static int allocation_count, peer;
static atomic_long received;
static atomic_bool is_over;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void *receive(void *unused) {
    static char bytes[batch][2048];
    struct iovec pieces[batch];
    struct mmsghdr messages[batch];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < batch; i++) {
        pieces[i] = (struct iovec){bytes[i], sizeof bytes[i]};
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = peer};
    epoll_ctl(poll, EPOLL_CTL_ADD, peer, &event);
    for (int i = 0; i < allocation_count; i++) {
        event.data.fd = allocations[i].fd;
        epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    struct epoll_event events[64];
    while (!is_over) {
        int count = epoll_wait(poll, events, 64, 50);
        for (int i = 0; i < count; i++) {
            int got = recvmmsg(events[i].data.fd, messages, batch, MSG_DONTWAIT, NULL);
            if (got > 0) received += got;
        }
    }
    return unused;
}

int main(int count, char **arguments) {
    if (count != 6) return 2;
    double rate = atof(arguments[1]), seconds = atof(arguments[2]);
    int payload = atoi(arguments[3]), directions = atoi(arguments[4]);
    if (payload > payload_limit) return 2;
    peer = atoi(arguments[5]);
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
    double began = now();
    for (double elapsed = 0; elapsed < seconds; elapsed = now() - began) {
        for (; sent < (long)(rate * elapsed); sent++) {
            struct allocation *one = &allocations[sent / directions % allocation_count];
            if (directions == 2 && sent % 2) {
                sendto(peer, packet + header, payload, 0,
                       (struct sockaddr *)&one->relayed, sizeof one->relayed);
            } else {
                packet[0] = one->channel >> 8;
                packet[1] = one->channel & 0xff;
                send(one->fd, packet, header + payload, 0);
            }
        }
        usleep(1000);
    }
    usleep(300000); // What is on its way still counts.
    is_over = 1;
    pthread_join(receiver, NULL);
    printf("%ld %ld\n", sent, (long)received);
    return 0;
}
