/* One Socket.IO client: Engine.IO over WebSocket or polling, the namespace "/", maybe a room. */
#include "load.h"
#include <stdlib.h>
#include <string.h>

enum { SEPARATOR = 0x1e, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

client *clients;
int clients_joined, clients_pending;
failures failed;

static const char mask[4] = {0x37, (char)0xfa, 0x21, 0x3d};
static int next_to_open;

static void note(const char *data, size_t length) {
  if (failed.first[0]) return;
  if (length >= sizeof failed.first) length = sizeof failed.first - 1;
  for (size_t i = 0; i < length; i++)
    failed.first[i] = (unsigned char)data[i] < ' ' ? ' ' : data[i];
}

static void gone(client *c, int *counter) {
  if (c->state == CONNECTING) clients_pending--;
  if (c->state == JOINED) clients_joined--;
  if (c->state == CONNECTING || c->state == JOINED) ++*counter;
  c->state = GONE;
  wire_close(&c->down);
  wire_close(&c->up);
  buffer_free(&c->post);
  buffer_free(&c->request);
  free(c->sid);
  c->sid = NULL;
}

static void joined(client *c) {
  c->state = JOINED;
  c->joined_ns = clock_ns();
  clients_pending--;
  clients_joined++;
}

/* WebSocket */

static void send_frame(client *c, int opcode, const char *data, size_t length) {
  char small[1024], *frame = length + 14 <= sizeof small ? small : malloc(length + 14);
  size_t at = 0;
  frame[at++] = (char)(0x80 | opcode);
  if (length < 126) {
    frame[at++] = (char)(0x80 | length);
  } else {
    int bytes = length < 65536 ? 2 : 8;
    frame[at++] = (char)(0x80 | (bytes == 2 ? 126 : 127));
    while (bytes--) frame[at++] = (char)(length >> (8 * bytes));
  }
  memcpy(frame + at, mask, 4);
  at += 4;
  for (size_t i = 0; i < length; i++) frame[at + i] = data[i] ^ mask[i & 3];
  wire_send(&c->down, frame, at + length);
  if (frame != small) free(frame);
}

static void request_upgrade(client *c) {
  char text[1024];
  int length = snprintf(text, sizeof text,
                        "GET %s?EIO=4&transport=websocket&recovery=true HTTP/1.1\r\nHost: %s:%d\r\n"
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n",
                        opt.path, opt.host, c->port);
  wire_send(&c->down, text, (size_t)length);
}

/* Polling */

static void send_get(client *c) {
  char text[1024];
  int length = snprintf(text, sizeof text, "GET %s?EIO=4&transport=polling&recovery=true%s%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n",
                        opt.path, c->sid ? "&sid=" : "", c->sid ? c->sid : "", opt.host, c->port);
  wire_send(&c->down, text, (size_t)length);
}

static void send_post(client *c) {
  if (c->posting || !c->post.length) return;
  char head[1024];
  int length = snprintf(head, sizeof head,
                        "POST %s?EIO=4&transport=polling&sid=%s HTTP/1.1\r\nHost: %s:%d\r\n"
                        "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n",
                        opt.path, c->sid, opt.host, c->port, c->post.length);
  c->request.length = 0;
  buffer_add(&c->request, head, (size_t)length);
  buffer_add(&c->request, c->post.data, c->post.length);
  c->post.length = 0;
  c->posting = true;
  c->post_reused = c->up.fd >= 0;
  if (c->up.fd < 0 && !wire_open(&c->up, c, c->port)) {
    gone(c, &failed.connect);
    return;
  }
  wire_send(&c->up, c->request.data, c->request.length);
}

/* An answer's body, taken out of its chunks when it came in such. Returns the length of the whole
   answer, 0 when it is not all there yet. */
static size_t http_answer(char *data, size_t length, int *status, char **body, size_t *body_length) {
  char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return 0;
  char *at = end + 4, *last = data + length;
  *status = length > 12 ? atoi(data + 9) : 0;
  *body = at;
  *body_length = 0;
  bool chunked = false;
  for (char *line = data; line < end;) {
    char *next = memmem(line, (size_t)(end + 2 - line), "\r\n", 2) + 2;
    if (!strncasecmp(line, "Content-Length:", 15)) *body_length = strtoul(line + 15, NULL, 10);
    if (!strncasecmp(line, "Transfer-Encoding: chunked", 26)) chunked = true;
    line = next;
  }
  if (!chunked) return (size_t)(last - at) >= *body_length ? (size_t)(at - data) + *body_length : 0;
  char *to = at, *from = at;
  /* Two passes: a body whose end has not come must stay as it is. */
  for (int pass = 0; pass < 2; pass++) {
    for (from = at;;) {
      char *line_end = memmem(from, (size_t)(last - from), "\r\n", 2);
      if (!line_end) return 0;
      size_t size = strtoul(from, NULL, 16);
      from = line_end + 2;
      if ((size_t)(last - from) < size + 2) return 0;
      if (pass) memmove(to, from, size), to += size;
      from += size + 2;
      if (!size) break;
    }
  }
  *body_length = (size_t)(to - at);
  return (size_t)(from - data);
}

/* Socket.IO, over either */

static void send_packet(client *c, const char *packet, size_t length) {
  if (!c->polling) {
    send_frame(c, TEXT, packet, length);
    return;
  }
  char separator = SEPARATOR;
  if (c->post.length) buffer_add(&c->post, &separator, 1);
  buffer_add(&c->post, packet, length);
  send_post(c);
}

void client_send(client *c, const char *packet, size_t length) { send_packet(c, packet, length); }

static void take_sid(client *c, const char *packet, size_t length) {
  char *key = memmem(packet, length, "\"sid\":\"", 7), *from = key ? key + 7 : NULL;
  char *to = from ? memchr(from, '"', length - (size_t)(from - packet)) : NULL;
  if (to) {
    free(c->sid);
    c->sid = strndup(from, (size_t)(to - from));
  }
}

static void on_namespace(client *c) {
  if (c->room < 0) {
    joined(c);
    return;
  }
  char text[64];
  int length = snprintf(text, sizeof text, "420[\"join\",\"r%d\"]", c->room);
  send_packet(c, text, (size_t)length);
}

static void on_packet(client *c, const char *p, size_t length) {
  if (length >= 2 && p[0] == '4') {
    if (p[1] == '2') {
      on_event(c, p, length);
    } else if (p[1] == '0' && c->state == CONNECTING) {
      on_namespace(c);
    } else if (p[1] == '3' && c->state == CONNECTING && c->room >= 0) {
      joined(c);
    } else if (p[1] == '4' || p[1] == '1') {
      note(p, length);
      gone(c, &failed.closed);
    }
  } else if (length && p[0] == '2') {
    send_packet(c, "3", 1);
  } else if (length && p[0] == '0') {
    if (c->polling) take_sid(c, p, length);
    send_packet(c, "40", 2);
  } else if (length && p[0] == '1') {
    gone(c, &failed.closed);
  }
}

static void on_frame(client *c, int opcode, char *data, size_t length) {
  if (opcode == TEXT) {
    on_packet(c, data, length);
  } else if (opcode == PING) {
    send_frame(c, PONG, data, length);
  } else if (opcode == CLOSE) {
    gone(c, &failed.closed);
  }
}

static size_t take_upgrade(client *c, char *data, size_t length) {
  char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return 0;
  if (strncmp(data, "HTTP/1.1 101", 12)) {
    note(data, length);
    gone(c, &failed.http);
    return length;
  }
  c->upgraded = true;
  return (size_t)(end + 4 - data);
}

static size_t take_frames(client *c, char *data, size_t length) {
  size_t at = c->upgraded ? 0 : take_upgrade(c, data, length);
  if (!c->upgraded) return at;
  while (length - at >= 2 && c->state != GONE) {
    const unsigned char *b = (unsigned char *)data + at;
    size_t head = 2, size = b[1] & 127;
    if (size >= 126) {
      size_t bytes = size == 126 ? 2 : 8;
      head += bytes;
      if (length - at < head) break;
      size = 0;
      for (size_t i = 2; i < head; i++) size = size << 8 | b[i];
    }
    if (length - at < head + size) break;
    on_frame(c, b[0] & 15, data + at + head, size);
    at += head + size;
  }
  return at;
}

static void on_poll(client *c, char *body, size_t length) {
  for (char *end = body + length; body < end && c->state != GONE;) {
    char *next = memchr(body, SEPARATOR, (size_t)(end - body));
    if (!next) next = end;
    on_packet(c, body, (size_t)(next - body));
    body = next + 1;
  }
}

static size_t take_answer(wire *l, char *data, size_t length) {
  client *c = l->owner;
  int status;
  char *body;
  size_t body_length, used = http_answer(data, length, &status, &body, &body_length);
  if (!used) return 0;
  if (status != 200) {
    note(data, length);
    gone(c, &failed.http);
  } else if (l == &c->up) {
    c->posting = false;
    send_post(c);
  } else {
    c->get_reused = true;
    on_poll(c, body, body_length);
    if (c->state != GONE) send_get(c);
  }
  return used;
}

size_t client_bytes(wire *l, char *data, size_t length) {
  return l->owner->polling ? take_answer(l, data, length) : take_frames(l->owner, data, length);
}

void client_connected(wire *l) {
  client *c = l->owner;
  if (!c->polling) request_upgrade(c);
}

/* A server may close a connection that waits between two requests. What was sent on it just then,
   and was not answered at all, is sent again on a new one. */
static bool again(client *c, wire *l) {
  bool up = l == &c->up, reused = up ? c->post_reused : c->get_reused;
  if (!c->polling || c->state == GONE || !l->connected || l->in.length) return false;
  if (up && !c->posting) {
    wire_close(l);
    return true;
  }
  if (!reused) return false;
  wire_close(l);
  if (!wire_open(l, c, c->port)) return false;
  if (up) {
    c->post_reused = false;
    wire_send(l, c->request.data, c->request.length);
  } else {
    c->get_reused = false;
    send_get(c);
  }
  return true;
}

void client_disconnected(wire *l) {
  client *c = l->owner;
  if (!again(c, l)) gone(c, l->connected ? &failed.closed : &failed.connect);
}

static void open_client(client *c) {
  c->state = CONNECTING;
  c->upgraded = c->posting = c->get_reused = c->post_reused = false;
  c->began_ns = clock_ns();
  clients_pending++;
  if (!wire_open(&c->down, c, c->port)) {
    gone(c, &failed.connect);
  } else if (c->polling) {
    send_get(c);
  }
}

void clients_init(void) {
  clients = calloc((size_t)opt.clients, sizeof *clients);
  for (int i = 0; i < opt.clients; i++) {
    client *c = &clients[i];
    c->down.fd = c->up.fd = -1;
    c->port = opt.ports[i % opt.port_count];
    /* Each room has members on all ports, however many there are of both. */
    c->room = opt.rooms ? i / opt.port_count % opt.rooms : -1;
    c->polling = opt.transport == POLLING || (opt.transport == BOTH && i / opt.port_count % 2);
  }
}

/* Opens as many as may be under way at once, at the rate wanted. */
static uint64_t open_more(uint64_t now) {
  static uint64_t began;
  if (next_to_open == 0) began = now;
  while (next_to_open < opt.clients) {
    uint64_t due = opt.connect_rate > 0 ? began + (uint64_t)(next_to_open / opt.connect_rate * 1e9) : now;
    if (due > now) return due;
    if (clients_pending >= opt.connect_window) return now + 200000;
    client *c = &clients[next_to_open++];
    if (c->state != JOINED) open_client(c);
  }
  return UINT64_MAX;
}

static bool all_opened(void) { return next_to_open == opt.clients && clients_pending == 0; }

double clients_open_all(void) {
  uint64_t began = clock_ns();
  next_to_open = 0;
  loop_schedule(began, open_more);
  loop_run(began + (uint64_t)(60e9 + (opt.connect_rate > 0 ? opt.clients / opt.connect_rate : 0) * 1e9), all_opened);
  for (int i = 0; i < opt.clients; i++)
    if (clients[i].state == CONNECTING) gone(&clients[i], &failed.timeout);
  loop_schedule(UINT64_MAX, NULL);
  return (double)(clock_ns() - began) / 1e9;
}

/* As a client that ends on purpose does, so that servers do not wait for it to come back. */
void clients_close_all(void) {
  for (int i = 0; i < opt.clients; i++)
    if (clients[i].state == JOINED) send_packet(&clients[i], "41", 2);
  loop_run(clock_ns() + 100000000, NULL);
  for (int i = 0; i < opt.clients; i++) {
    client *c = &clients[i];
    if (c->state == JOINED && !c->polling) send_frame(c, CLOSE, "\x03\xe8", 2);
  }
  loop_run(clock_ns() + 200000000, NULL);
}
