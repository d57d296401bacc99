/*
 * A server that does next to nothing, to see how fast the load program is: `bench` goes on to all
 * clients, `echo` comes back; frames that arrived together leave in one write. WebSocket only, no
 * errors foreseen, slow clients are waited for.
 *
 *   ceiling PORT [COPIES]    COPIES: how often a client is sent each event (1)
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 20000, BUFFER = 1 << 20 };

static char in[BUFFER], out[BUFFER];
static bool open_fds[MOST], upgraded[MOST];
static int last_fd;

static void write_all(int fd, const char *data, size_t length) {
  while (length) {
    ssize_t n = send(fd, data, length, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return;
    if (n < 0) {
      poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, 100);
      continue;
    }
    data += n;
    length -= (size_t)n;
  }
}

static size_t frame(char *to, const char *text, size_t length) {
  size_t at = 0;
  to[at++] = (char)0x81;
  if (length < 126) {
    to[at++] = (char)length;
  } else {
    to[at++] = 126;
    to[at++] = (char)(length >> 8);
    to[at++] = (char)length;
  }
  memcpy(to + at, text, length);
  return at + length;
}

static void say(int fd, const char *text) {
  char data[256];
  write_all(fd, data, frame(data, text, strlen(text)));
}

static void upgrade(int fd) {
  static const char answer[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  write_all(fd, answer, sizeof answer - 1);
  upgraded[fd] = true;
  say(fd, "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
}

static void read_frames(int fd, int copies) {
  ssize_t got = recv(fd, in, sizeof in, 0);
  if (got <= 0) {
    open_fds[fd] = upgraded[fd] = false;
    close(fd);
    return;
  }
  if (!upgraded[fd]) {
    upgrade(fd);
    return;
  }
  size_t at = 0, all = 0;
  while ((size_t)got - at >= 6) {
    size_t size = in[at + 1] & 127, head = 6;
    if (size == 126) {
      size = (size_t)(unsigned char)in[at + 2] << 8 | (unsigned char)in[at + 3];
      head = 8;
    }
    if ((size_t)got - at < head + size) break;
    char *text = in + at + head;
    for (size_t i = 0; i < size; i++) text[i] ^= in[at + head - 4 + (i & 3)];
    if (size >= 2 && !memcmp(text, "40", 2)) say(fd, "40{\"sid\":\"s\"}");
    if (size > 6 && !memcmp(text, "42[\"echo\"", 9)) write_all(fd, out + all, frame(out + all, text, size));
    if (size > 6 && !memcmp(text, "42[\"bench\"", 10))
      for (int i = 0; i < copies && all + size + 4 < sizeof out; i++) all += frame(out + all, text, size);
    at += head + size;
  }
  for (int to = 0; all && to <= last_fd; to++)
    if (upgraded[to]) write_all(to, out, all);
}

int main(int argc, char **argv) {
  int port = argc > 1 ? atoi(argv[1]) : 5000, copies = argc > 2 ? atoi(argv[2]) : 1, one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
  struct rlimit files = {MOST, MOST};
  setrlimit(RLIMIT_NOFILE, &files);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 4096)) {
    perror("ceiling");
    return 1;
  }
  struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd != listener) {
        if (open_fds[fd]) read_frames(fd, copies);
        continue;
      }
      fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
      if (fd < 0 || fd >= MOST) continue;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      open_fds[fd] = true;
      if (fd > last_fd) last_fd = fd;
      e.data.fd = fd;
      epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
    }
  }
}
