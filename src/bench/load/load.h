/*
 * A load program for Socket.IO servers, on one thread.
 *
 *   main.c       options
 *   run.c        what is sent when, and what is counted: echo, broadcast, idle, search
 *   client.c     one Socket.IO client over WebSocket or polling
 *   wire.c       one non-blocking TCP connection, and the event loop
 *   histogram.c  latencies, to 1 %
 *   process.c    CPU time and memory of the servers' processes
 *   report.c     a table for people, JSON for programs
 *
 * Times are nanoseconds of the monotonic clock where their name ends in _ns, and microseconds
 * since the program began where it ends in _us: those are what events carry.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MAX_PORTS = 64, MAX_PIDS = 64, MAX_STEPS = 128 };

typedef enum { ECHO, BROADCAST, IDLE } mode;
typedef enum { WEBSOCKET, POLLING, BOTH } transport;

typedef struct {
  mode mode;
  transport transport;
  const char *host, *path;
  int ports[MAX_PORTS], port_count;
  int pids[MAX_PIDS], pid_count;
  int clients, publishers, rooms, payload, outstanding, connect_window;
  double rate, seconds, warmup, hold, connect_rate, limit_ms, step, precision;
  int tries;
  bool search, json;
} options;

extern options opt;

/* wire.c */

typedef struct {
  char *data;
  size_t length, capacity;
} buffer;

void buffer_add(buffer *b, const char *data, size_t length);
void buffer_free(buffer *b);

typedef struct client client;

typedef struct {
  client *owner;
  int fd; /* -1: none */
  bool connected, waits_to_write;
  buffer in;  /* the beginning of something whose end has not come yet */
  buffer out; /* what the socket did not take yet */
} wire;

uint64_t clock_ns(void);
uint64_t now_us(void);
void loop_init(void);
/* Sets when the loop calls TICK, which returns when it wants to be called next. */
void loop_schedule(uint64_t first_ns, uint64_t (*tick)(uint64_t now_ns));
/* Runs until DEADLINE_NS, or until DONE (which may be NULL) says so. */
void loop_run(uint64_t deadline_ns, bool (*done)(void));

bool wire_open(wire *l, client *owner, int port);
void wire_send(wire *l, const char *data, size_t length);
void wire_close(wire *l);

/* client.c */

typedef enum { UNUSED, CONNECTING, JOINED, GONE } client_state;

struct client {
  client_state state;
  bool polling, posting, in_room;
  int port, room; /* room: its number, or -1 */
  wire down, up;  /* up: the connection of a polling client's POSTs */
  char *sid;
  buffer post;     /* packets that wait for the POST before to be answered */
  buffer request;  /* the POST that is under way */
  bool get_reused, post_reused;
  bool upgraded;
  uint64_t began_ns, joined_ns;
};

extern client *clients;
extern int clients_joined, clients_pending;

/* Why connections did not come about, or ended. */
typedef struct {
  int connect, http, closed, timeout;
  char first[160]; /* the first answer that was not as it should be */
} failures;

extern failures failed;

void clients_init(void);
/* Opens all that are not open; returns the seconds it took. */
double clients_open_all(void);
void clients_close_all(void);
void client_send(client *c, const char *packet, size_t length);

/* Called by wire.c: bytes have come, or the connection is there, or gone. Returns what it used. */
size_t client_bytes(wire *l, char *data, size_t length);
void client_connected(wire *l);
void client_disconnected(wire *l);

/* run.c */

void on_event(client *c, const char *packet, size_t length);

typedef struct {
  uint64_t *counts, total, max;
} histogram;

void histogram_init(histogram *h);
void histogram_clear(histogram *h);
void histogram_add(histogram *h, uint64_t value);
/* The value below which the share Q of EXPECTED values is; UINT64_MAX when too few have come. */
uint64_t histogram_quantile(const histogram *h, double q, uint64_t expected);

typedef struct {
  double rate;                             /* asked for: events a second, 0: as they come back */
  double seconds;                          /* measured */
  uint64_t sent, expected, received, lost; /* of the events that were to be sent in that time */
  uint64_t arrived;                        /* in that time, whenever they were sent */
  uint64_t p50, p90, p99, p999, max;       /* µs; UINT64_MAX: it never came */
  uint64_t late;                           /* the latest that this program sent an event, µs */
  double load_cpu, server_cpu;             /* cores */
  double cpus[MAX_PIDS];                   /* of each process of --pids */
  int joined;
  bool kept;
} result;

typedef struct {
  double seconds;
  int joined;
  uint64_t p50, p99, max; /* of one client, from its begin to its joining the namespace, µs */
  long rss_before, rss_after; /* KiB of all server processes */
} opening;

void run(void);

/* process.c */

double self_cpu_seconds(void);
/* Of each process of --pids. */
void server_cpu_seconds(double *each);
long server_rss_kib(void);

/* report.c */

void report_opening(const opening *o);
void report_step(const result *r);
void report_end(const opening *o, const result *steps, int count, const result *best);

#endif
