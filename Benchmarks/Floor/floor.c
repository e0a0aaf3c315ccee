// floor HTTP_PORT UDP_PORT: serves on 127.0.0.1 until it is killed.

#define _GNU_SOURCE
#include "floor.h"

#include <arpa/inet.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

static int bound(int type, int port) {
    int descriptor = socket(AF_INET, type, 0), on = 1, length = 4 << 20;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(descriptor, SOL_UDP, UDP_GRO, &on, sizeof on);  // A stream's socket refuses it.
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &length, sizeof length);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &length, sizeof length);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("floor: bind");
        exit(EXIT_FAILURE);
    }
    return descriptor;
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "floor HTTP_PORT UDP_PORT\n");
        return EXIT_FAILURE;
    }
    floor_make_certificate();
    int http = bound(SOCK_STREAM, atoi(words[1])), port = atoi(words[2]);
    int media = bound(SOCK_DGRAM, port);
    listen(http, 1024);
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = http};
    epoll_ctl(poll, EPOLL_CTL_ADD, http, &event);
    event.data.fd = media;
    epoll_ctl(poll, EPOLL_CTL_ADD, media, &event);
    for (;;) {
        struct epoll_event ready[2];
        int ready_count = epoll_wait(poll, ready, 2, -1);
        for (int i = 0; i < ready_count; i++) {
            if (ready[i].data.fd == media) {
                floor_receive_burst(media);
            } else {
                floor_answer_request(accept(http, NULL, NULL), port);
            }
        }
    }
}
