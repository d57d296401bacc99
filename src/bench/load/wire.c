/* One non-blocking TCP connection, and the loop that waits for all of them. */
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { READ = 256 * 1024, SHARED = 4 * 1024 * 1024, EVENTS = 512 };

static int epoll;
static uint64_t began_ns, next_ns = UINT64_MAX;
static uint64_t (*tick)(uint64_t);

/* All connections read into this one: what was read is nearly always used up at once, and a small
   memory that is always in use stays in the processor's cache. */
static char shared[SHARED];

uint64_t clock_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t now_us(void) { return (clock_ns() - began_ns) / 1000; }

void buffer_add(buffer *b, const char *data, size_t length) {
  if (b->length + length > b->capacity) {
    b->capacity = (b->length + length) * 2;
    b->data = realloc(b->data, b->capacity);
    if (!b->data) abort();
  }
  memcpy(b->data + b->length, data, length);
  b->length += length;
}

void buffer_free(buffer *b) {
  free(b->data);
  memset(b, 0, sizeof *b);
}

static void watch(wire *l, int operation) {
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = l};
  if (l->waits_to_write) e.events |= EPOLLOUT;
  epoll_ctl(epoll, operation, l->fd, &e);
}

/* A source address of its own for each run and each 20,000 connections: ports of connections that
   ended a moment ago are still taken. Only 127.0.0.1 has a whole network for that. */
static void bind_source(int fd, const struct sockaddr_in *to) {
  static int opened;
  int one = 1;
  if (ntohl(to->sin_addr.s_addr) != INADDR_LOOPBACK) return;
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(0x7f010001u + ((uint32_t)getpid() % 200 << 8) + (uint32_t)(opened++ / 20000));
  setsockopt(fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&from, sizeof from)) return;
}

bool wire_open(wire *l, client *owner, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, opt.host, &to.sin_addr);
  memset(l, 0, sizeof *l);
  l->owner = owner;
  l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (l->fd < 0) return false;
  int one = 1;
  setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  bind_source(l->fd, &to);
  if (connect(l->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
    close(l->fd);
    l->fd = -1;
    return false;
  }
  l->waits_to_write = true;
  watch(l, EPOLL_CTL_ADD);
  return true;
}

void wire_close(wire *l) {
  if (l->fd >= 0) close(l->fd);
  l->fd = -1;
  l->connected = false;
  buffer_free(&l->in);
  buffer_free(&l->out);
}

static void want_to_write(wire *l, bool wanted) {
  if (l->waits_to_write == wanted) return;
  l->waits_to_write = wanted;
  watch(l, EPOLL_CTL_MOD);
}

void wire_send(wire *l, const char *data, size_t length) {
  if (l->fd < 0) return;
  ssize_t written = 0;
  if (l->connected && !l->out.length) {
    written = send(l->fd, data, length, MSG_NOSIGNAL);
    if (written < 0) written = 0; /* an error comes back as an event of the loop */
  }
  if ((size_t)written < length) {
    buffer_add(&l->out, data + written, length - (size_t)written);
    want_to_write(l, true);
  }
}

static void writable(wire *l) {
  if (!l->connected) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
      client_disconnected(l);
      return;
    }
    l->connected = true;
    client_connected(l);
  }
  if (l->fd >= 0 && l->out.length) {
    ssize_t written = send(l->fd, l->out.data, l->out.length, MSG_NOSIGNAL);
    if (written > 0) {
      l->out.length -= (size_t)written;
      memmove(l->out.data, l->out.data + written, l->out.length);
    }
  }
  if (l->fd >= 0) want_to_write(l, l->out.length > 0);
}

static void readable(wire *l) {
  size_t kept = l->in.length;
  if (kept + READ > SHARED) {
    client_disconnected(l);
    return;
  }
  ssize_t got = recv(l->fd, shared + kept, READ, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    client_disconnected(l);
    return;
  }
  if (kept) memcpy(shared, l->in.data, kept);
  l->in.length = 0;
  size_t length = kept + (size_t)got, used = client_bytes(l, shared, length);
  if (l->fd < 0) return;
  if (used < length) {
    buffer_add(&l->in, shared + used, length - used);
  } else if (kept) {
    buffer_free(&l->in);
  }
}

void loop_init(void) {
  epoll = epoll_create1(EPOLL_CLOEXEC);
  began_ns = clock_ns();
}

void loop_schedule(uint64_t first_ns, uint64_t (*t)(uint64_t)) {
  next_ns = first_ns;
  tick = t;
}

static uint64_t send_what_is_due(void) {
  uint64_t now = clock_ns();
  if (now >= next_ns) {
    next_ns = tick(now);
    now = clock_ns();
  }
  return now;
}

void loop_run(uint64_t deadline_ns, bool (*done)(void)) {
  static struct epoll_event events[EVENTS];
  for (;;) {
    uint64_t now = send_what_is_due();
    if (now >= deadline_ns || (done && done())) return;
    uint64_t until = deadline_ns < next_ns ? deadline_ns : next_ns;
    uint64_t wait = until > now ? until - now : 0;
    if (wait > 50000000) wait = 50000000; /* DONE is asked at least that often */
    struct timespec timeout = {.tv_nsec = (long)wait};
    int count = epoll_pwait2(epoll, events, EVENTS, &timeout, NULL);
    for (int i = 0; i < count; i++) {
      wire *l = events[i].data.ptr;
      if (l->fd >= 0 && events[i].events & EPOLLOUT) writable(l);
      if (l->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(l);
      send_what_is_due();
    }
  }
}
