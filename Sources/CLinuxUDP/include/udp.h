#pragma once
#include <stddef.h>
#include <stdint.h>

// The parts of Linux's UDP that Swift cannot import: recvmmsg, sendmmsg and control messages.
// Functions answer a negated errno on failure.

// An IPv6 or IPv4-mapped address as two big-endian numbers in host order, as Wire has it.
typedef struct {
    uint64_t high;
    uint64_t low;
    uint16_t port;
} aorta_udp_address;

// A socket, and whether it takes IPv6 (with IPv4 mapped) or, where the host has none, only IPv4.
typedef struct {
    int descriptor;
    int is_ipv6;
} aorta_udp_socket;

// One datagram read.
typedef struct {
    aorta_udp_address from;
    uint32_t length;
    uint32_t is_truncated;
} aorta_udp_arrival;

// One message to send: a datagram, or with segment_length several of that length, the last of
// them perhaps shorter (UDP_SEGMENT).
typedef struct {
    const void *bytes;
    uint32_t length;
    uint16_t segment_length;
    aorta_udp_address to;
} aorta_udp_departure;

enum { AORTA_UDP_BATCH = 64 };

// Opens a non-blocking socket bound to address; the buffers are what the kernel allows, at most
// buffer_length bytes each way.
int aorta_udp_open(aorta_udp_address address, int buffer_length, aorta_udp_socket *result);

int aorta_udp_local_address(aorta_udp_socket socket, aorta_udp_address *result);

// Reads at most AORTA_UDP_BATCH datagrams into slots of slot_length bytes, one after the other
// in memory, and says in arrivals what each is.
int aorta_udp_receive(
    aorta_udp_socket socket, void *memory, size_t slot_length, aorta_udp_arrival *arrivals);

// Opens an epoll descriptor that is readable while any of count descriptors is.
int aorta_epoll_open(const int *descriptors, unsigned count);

// Sends at most AORTA_UDP_BATCH messages and answers how many went; an error is the first
// message's.
int aorta_udp_send(
    aorta_udp_socket socket, const aorta_udp_departure *departures, unsigned count);
