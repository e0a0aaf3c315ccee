#define _GNU_SOURCE
#include "udp.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} name;

static socklen_t write_name(aorta_udp_address address, int is_ipv6, name *result) {
    memset(result, 0, sizeof *result);
    if (is_ipv6) {
        uint64_t halves[2] = {htobe64(address.high), htobe64(address.low)};
        result->v6.sin6_family = AF_INET6;
        result->v6.sin6_port = htons(address.port);
        memcpy(&result->v6.sin6_addr, halves, sizeof halves);
        return sizeof result->v6;
    }
    result->v4.sin_family = AF_INET;
    result->v4.sin_port = htons(address.port);
    result->v4.sin_addr.s_addr = htonl((uint32_t)address.low);
    return sizeof result->v4;
}

static aorta_udp_address read_name(const name *source) {
    aorta_udp_address address = {0, 0, 0};
    if (source->any.sa_family == AF_INET6) {
        uint64_t halves[2];
        memcpy(halves, &source->v6.sin6_addr, sizeof halves);
        address.high = be64toh(halves[0]);
        address.low = be64toh(halves[1]);
        address.port = ntohs(source->v6.sin6_port);
    } else if (source->any.sa_family == AF_INET) {
        address.low = 0x0000ffff00000000u | ntohl(source->v4.sin_addr.s_addr);
        address.port = ntohs(source->v4.sin_port);
    }
    return address;
}

static int is_ipv4(aorta_udp_address address) {
    return address.high == 0 && address.low >> 32 == 0x0000ffff;
}

// The privileged option goes past the kernel's limit, the other up to it.
static void enlarge(int descriptor, int forced, int option, int length) {
    if (setsockopt(descriptor, SOL_SOCKET, forced, &length, sizeof length) != 0) {
        setsockopt(descriptor, SOL_SOCKET, option, &length, sizeof length);
    }
}

static int discover_mtu(aorta_udp_socket socket, int is_on) {
    if (socket.is_ipv6) {
        int mode = is_on ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT;
        return setsockopt(
            socket.descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &mode, sizeof mode);
    }
    int mode = is_on ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT;
    return setsockopt(socket.descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof mode);
}

int aorta_udp_open(aorta_udp_address address, int buffer_length, aorta_udp_socket *result) {
    int is_ipv6 = 1;
    int type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int descriptor = socket(AF_INET6, type, 0);
    int off = 0;
    if (descriptor >= 0) {
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    } else if (errno == EAFNOSUPPORT) {
        int is_unspecified = address.high == 0 && address.low == 0;
        if (!is_ipv4(address) && !is_unspecified) return -EAFNOSUPPORT;
        is_ipv6 = 0;
        descriptor = socket(AF_INET, type, 0);
    }
    if (descriptor < 0) return -errno;

    enlarge(descriptor, SO_RCVBUFFORCE, SO_RCVBUF, buffer_length);
    enlarge(descriptor, SO_SNDBUFFORCE, SO_SNDBUF, buffer_length);
    name bound;
    socklen_t length = write_name(address, is_ipv6, &bound);
    if (bind(descriptor, &bound.any, length) != 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    result->descriptor = descriptor;
    result->is_ipv6 = is_ipv6;
    return 0;
}

int aorta_udp_open_relay(aorta_udp_address address, int buffer_length, aorta_udp_socket *result) {
    int is_ipv6 = !is_ipv4(address);
    int type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int descriptor = socket(is_ipv6 ? AF_INET6 : AF_INET, type, 0);
    if (descriptor < 0) return -errno;
    int on = 1;
    if (is_ipv6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    aorta_udp_socket opened = {descriptor, is_ipv6};
    discover_mtu(opened, 0);
    enlarge(descriptor, SO_RCVBUFFORCE, SO_RCVBUF, buffer_length);
    enlarge(descriptor, SO_SNDBUFFORCE, SO_SNDBUF, buffer_length);
    name bound;
    socklen_t length = write_name(address, is_ipv6, &bound);
    if (bind(descriptor, &bound.any, length) != 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    *result = opened;
    return 0;
}

int aorta_udp_take_bursts(aorta_udp_socket socket) {
    int on = 1;
    return setsockopt(socket.descriptor, SOL_UDP, UDP_GRO, &on, sizeof on) != 0 ? -errno : 0;
}

// What UDP_GRO says of a message of several datagrams; 0 for one alone.
static uint32_t read_segment_length(struct msghdr *header) {
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    for (; control != NULL; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level != SOL_UDP || control->cmsg_type != UDP_GRO) continue;
        int length;
        memcpy(&length, CMSG_DATA(control), sizeof length);
        return length > 0 ? (uint32_t)length : 0;
    }
    return 0;
}

int aorta_udp_local_address(aorta_udp_socket socket, aorta_udp_address *result) {
    name bound;
    socklen_t length = sizeof bound;
    if (getsockname(socket.descriptor, &bound.any, &length) != 0) return -errno;
    *result = read_name(&bound);
    return 0;
}

int aorta_udp_receive(
    aorta_udp_socket socket, void *memory, size_t slot_length, aorta_udp_arrival *arrivals,
    unsigned limit) {
    struct mmsghdr messages[AORTA_UDP_BATCH];
    struct iovec pieces[AORTA_UDP_BATCH];
    name names[AORTA_UDP_BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } controls[AORTA_UDP_BATCH];
    if (limit > AORTA_UDP_BATCH) limit = AORTA_UDP_BATCH;
    memset(messages, 0, limit * sizeof messages[0]);
    for (unsigned index = 0; index < limit; index++) {
        pieces[index].iov_base = (char *)memory + (size_t)index * slot_length;
        pieces[index].iov_len = slot_length;
        messages[index].msg_hdr.msg_iov = &pieces[index];
        messages[index].msg_hdr.msg_iovlen = 1;
        messages[index].msg_hdr.msg_name = &names[index];
        messages[index].msg_hdr.msg_namelen = sizeof names[index];
        messages[index].msg_hdr.msg_control = controls[index].bytes;
        messages[index].msg_hdr.msg_controllen = sizeof controls[index].bytes;
    }
    int count;
    do {
        count = recvmmsg(socket.descriptor, messages, limit, MSG_DONTWAIT, NULL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) {
        arrivals[index].from = read_name(&names[index]);
        arrivals[index].length = messages[index].msg_len;
        arrivals[index].segment_length = read_segment_length(&messages[index].msg_hdr);
        arrivals[index].is_truncated = (messages[index].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    }
    return count;
}

int aorta_udp_connect(aorta_udp_socket socket, aorta_udp_address to, int is_stamped) {
    name target;
    socklen_t length = write_name(to, socket.is_ipv6, &target);
    if (connect(socket.descriptor, &target.any, length) != 0) return -errno;
    int on = 1;
    if (is_stamped) setsockopt(socket.descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    return 0;
}

// What the kernel notes beside a message of a connected socket.
static void read_notes(struct msghdr *header, aorta_udp_note *note) {
    note->arrived_at = 0;
    note->segment_length = 0;
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    for (; control != NULL; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(control), sizeof time);
            note->arrived_at = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
        } else if (control->cmsg_level == SOL_UDP && control->cmsg_type == UDP_GRO) {
            int length;
            memcpy(&length, CMSG_DATA(control), sizeof length);
            note->segment_length = length > 0 ? (uint32_t)length : 0;
        }
    }
}

int aorta_udp_receive_notes(
    aorta_udp_socket socket, void *memory, size_t slot_length, aorta_udp_note *notes,
    unsigned limit) {
    struct mmsghdr messages[AORTA_UDP_BATCH];
    struct iovec pieces[AORTA_UDP_BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } controls[AORTA_UDP_BATCH];
    if (limit > AORTA_UDP_BATCH) limit = AORTA_UDP_BATCH;
    memset(messages, 0, limit * sizeof messages[0]);
    for (unsigned index = 0; index < limit; index++) {
        pieces[index].iov_base = (char *)memory + (size_t)index * slot_length;
        pieces[index].iov_len = slot_length;
        messages[index].msg_hdr.msg_iov = &pieces[index];
        messages[index].msg_hdr.msg_iovlen = 1;
        messages[index].msg_hdr.msg_control = controls[index].bytes;
        messages[index].msg_hdr.msg_controllen = sizeof controls[index].bytes;
    }
    int count;
    do {
        count = recvmmsg(socket.descriptor, messages, limit, MSG_DONTWAIT, NULL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) {
        notes[index].length = messages[index].msg_len;
        read_notes(&messages[index].msg_hdr, &notes[index]);
    }
    return count;
}

int aorta_udp_send(
    aorta_udp_socket socket, const aorta_udp_departure *departures, unsigned count) {
    struct mmsghdr messages[AORTA_UDP_BATCH];
    struct iovec pieces[AORTA_UDP_BATCH];
    name names[AORTA_UDP_BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr aligned;
    } controls[AORTA_UDP_BATCH];
    if (count > AORTA_UDP_BATCH) count = AORTA_UDP_BATCH;
    memset(messages, 0, count * sizeof messages[0]);
    for (unsigned index = 0; index < count; index++) {
        const aorta_udp_departure *departure = &departures[index];
        struct msghdr *header = &messages[index].msg_hdr;
        pieces[index].iov_base = (void *)departure->bytes;
        pieces[index].iov_len = departure->length;
        header->msg_iov = &pieces[index];
        header->msg_iovlen = 1;
        if (departure->to.port != 0) {
            header->msg_name = &names[index];
            header->msg_namelen = write_name(departure->to, socket.is_ipv6, &names[index]);
        }
        if (departure->segment_length == 0) continue;
        memset(&controls[index], 0, sizeof controls[index]);
        header->msg_control = controls[index].bytes;
        header->msg_controllen = sizeof controls[index].bytes;
        struct cmsghdr *control = CMSG_FIRSTHDR(header);
        control->cmsg_level = SOL_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        memcpy(CMSG_DATA(control), &departure->segment_length, sizeof(uint16_t));
    }
    int sent;
    do {
        sent = sendmmsg(socket.descriptor, messages, count, MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int aorta_udp_send_unfragmented(
    aorta_udp_socket socket, const void *bytes, size_t length, aorta_udp_address to) {
    if (discover_mtu(socket, 1) != 0) return -errno;
    name target;
    socklen_t name_length = write_name(to, socket.is_ipv6, &target);
    ssize_t sent;
    do {
        sent = sendto(socket.descriptor, bytes, length, MSG_DONTWAIT, &target.any, name_length);
    } while (sent < 0 && errno == EINTR);
    int error = errno;
    discover_mtu(socket, 0);
    return sent < 0 ? -error : 0;
}

int aorta_epoll_open(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    return epoll < 0 ? -errno : epoll;
}

int aorta_epoll_add(int epoll, int descriptor, uint32_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 ? -errno : 0;
}

int aorta_epoll_add_edge(int epoll, int descriptor, uint32_t tag) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u32 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 ? -errno : 0;
}

int aorta_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL) != 0 ? -errno : 0;
}

// Kernels before 5.11 wait for whole milliseconds.
static int wait_for_events(
    int epoll, struct epoll_event *events, int limit, int64_t nanoseconds) {
    if (nanoseconds <= 0) return epoll_wait(epoll, events, limit, 0);
    struct timespec wait = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int count = epoll_pwait2(epoll, events, limit, &wait, NULL);
    if (count >= 0 || errno != ENOSYS) return count;
    int64_t milliseconds = (nanoseconds + 999999) / 1000000;
    return epoll_wait(epoll, events, limit, milliseconds > INT_MAX ? INT_MAX : milliseconds);
}

int aorta_epoll_ready(int epoll, uint32_t *tags, int64_t nanoseconds) {
    struct epoll_event events[AORTA_UDP_BATCH];
    int count = wait_for_events(epoll, events, AORTA_UDP_BATCH, nanoseconds);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int index = 0; index < count; index++) tags[index] = events[index].data.u32;
    return count;
}

int aorta_thread_pin(int thread, unsigned core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (core >= CPU_SETSIZE) return -EINVAL;
    CPU_SET(core, &set);
    return sched_setaffinity(thread, sizeof set, &set) != 0 ? -errno : 0;
}

void aorta_thread_sleep_precisely(void) { prctl(PR_SET_TIMERSLACK, 1000ul); }

int aorta_bell_open(void) {
    int bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return bell < 0 ? -errno : bell;
}

void aorta_bell_ring(int bell) {
    uint64_t one = 1;
    while (write(bell, &one, sizeof one) < 0 && errno == EINTR) {}
}

void aorta_bell_silence(int bell) {
    uint64_t count;
    while (read(bell, &count, sizeof count) < 0 && errno == EINTR) {}
}
