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

// One message read: a datagram, or with segment_length several of that length, the last of them
// perhaps shorter (UDP_GRO).
typedef struct {
    aorta_udp_address from;
    uint32_t length;
    uint32_t segment_length;
    uint32_t is_truncated;
} aorta_udp_arrival;

// One message read from a connected socket, as aorta_udp_arrival says.
typedef struct {
    // Nanoseconds since 1970 by the kernel's clock; 0 where it does not say.
    uint64_t arrived_at;
    uint32_t length;
    uint32_t segment_length;
} aorta_udp_note;

// One message to send: a datagram, or with segment_length several of that length, the last of
// them perhaps shorter (UDP_SEGMENT). Without a port it goes where the socket is connected to.
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

// The same for a relayed transport address: of the address's own family alone, and without path
// MTU discovery, so that what is longer than the path takes is fragmented.
int aorta_udp_open_relay(aorta_udp_address address, int buffer_length, aorta_udp_socket *result);

// Sends one datagram with the DF bit set, or for IPv6 unfragmented by this host.
int aorta_udp_send_unfragmented(
    aorta_udp_socket socket, const void *bytes, size_t length, aorta_udp_address to);

// Connects to the address, so that nothing else is received. With is_stamped the kernel notes when
// datagrams arrive.
int aorta_udp_connect(aorta_udp_socket socket, aorta_udp_address to, int is_stamped);

int aorta_udp_local_address(aorta_udp_socket socket, aorta_udp_address *result);

// Lets what came from one sender at once be read as one message. Kernels before 5.0 cannot.
int aorta_udp_take_bursts(aorta_udp_socket socket);

// The longest message, in bytes, and a little more, so that slots are no power of two apart: their
// beginnings, where most messages end too, then fit a processor's cache at once.
enum { AORTA_UDP_SLOT = 65536 + 19 * 64 };

// Reads at most limit messages, no more than AORTA_UDP_BATCH, into slots of slot_length bytes, one
// after the other in memory, and says in arrivals what each is.
int aorta_udp_receive(
    aorta_udp_socket socket, void *memory, size_t slot_length, aorta_udp_arrival *arrivals,
    unsigned limit);

// The same from a connected socket, for who wants times rather than addresses.
int aorta_udp_receive_notes(
    aorta_udp_socket socket, void *memory, size_t slot_length, aorta_udp_note *notes,
    unsigned limit);

// Opens an epoll descriptor, readable while any descriptor that was added is.
int aorta_epoll_open(void);

int aorta_epoll_add(int epoll, int descriptor, uint32_t tag);

// The same, readable anew only when something more has come: for who reads until nothing is left.
int aorta_epoll_add_edge(int epoll, int descriptor, uint32_t tag);

// Not needed for a descriptor that is closed.
int aorta_epoll_remove(int epoll, int descriptor);

// Writes the tags of readable descriptors, at most AORTA_UDP_BATCH, and answers how many. Waits for
// the first at most so long.
int aorta_epoll_ready(int epoll, uint32_t *tags, int64_t nanoseconds);

// Opens a descriptor that is readable once it was rung, from any thread, and until it is silenced.
int aorta_bell_open(void);

void aorta_bell_ring(int bell);

void aorta_bell_silence(int bell);

// Sends at most AORTA_UDP_BATCH messages and answers how many went; an error is the first
// message's.
int aorta_udp_send(
    aorta_udp_socket socket, const aorta_udp_departure *departures, unsigned count);

// Keeps a thread, 0 for the calling one, and what it starts from now on, on one core.
int aorta_thread_pin(int thread, unsigned core);

// Lets the calling thread's sleeps end when they are due, and not up to 50 microseconds later.
void aorta_thread_sleep_precisely(void);
