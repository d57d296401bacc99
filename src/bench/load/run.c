/* What is sent when, and what is counted. */
#include "load.h"
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { STAMP = 12 };
static const uint64_t SECOND = 1000000000u;

/* What is measured: the events that are to be sent from begin to end. */
static uint64_t begin_us, end_us, sent, expected, received, arrived, late_us;
static histogram latencies;

static char *event;          /* 42["bench","000012345678","xxxx"] */
static char *room_head;      /* 42["publish","r7", and the rest */
static size_t event_length, head_length, stamp_at;
static int *members;         /* of a room; of all without rooms */
static uint64_t last_arrival;

static void prepare(void) {
  event = malloc((size_t)opt.payload + 64);
  room_head = malloc((size_t)opt.payload + 128);
  stamp_at = (size_t)sprintf(event, "42[\"%s\",\"", opt.mode == ECHO ? "echo" : "bench");
  head_length = stamp_at - 1;
  memset(event + stamp_at, '0', STAMP);
  event_length = stamp_at + STAMP;
  event_length += (size_t)sprintf(event + event_length, "\",\"");
  memset(event + event_length, 'x', (size_t)opt.payload);
  event_length += (size_t)opt.payload;
  event_length += (size_t)sprintf(event + event_length, "\"]");
  members = calloc((size_t)(opt.rooms ? opt.rooms : 1), sizeof *members);
  histogram_init(&latencies);
}

static void stamp(uint64_t us) {
  for (int i = STAMP; i--; us /= 10) event[stamp_at + (size_t)i] = (char)('0' + us % 10);
}

/* Sends what C says about the time INTENDED, to ROOM if there are any. */
static void publish(client *c, uint64_t intended_us, int room) {
  stamp(intended_us);
  if (!opt.rooms || opt.mode == ECHO) {
    client_send(c, event, event_length);
    return;
  }
  int head = sprintf(room_head, "42[\"publish\",\"r%d\",", room);
  memcpy(room_head + head, event + 3, event_length - 3);
  client_send(c, room_head, (size_t)head + event_length - 3);
}

static bool counts(uint64_t stamp_us) { return stamp_us >= begin_us && stamp_us < end_us; }

static void note_sent(uint64_t intended_us, int receivers, bool was_sent) {
  if (!counts(intended_us)) return;
  uint64_t now = now_us();
  expected += (uint64_t)receivers;
  sent += was_sent;
  if (now > intended_us && now - intended_us > late_us) late_us = now - intended_us;
}

static void echo_now(client *c) {
  uint64_t now = now_us();
  publish(c, now, 0);
  note_sent(now, 1, true);
}

void on_event(client *c, const char *packet, size_t length) {
  if (length < head_length + STAMP + 2 || memcmp(packet, event, head_length)) return;
  uint64_t stamp_us = 0, now = now_us();
  const char *digits = packet + stamp_at;
  for (int i = 0; i < STAMP; i++) stamp_us = stamp_us * 10 + (uint64_t)(digits[i] - '0');
  last_arrival = now;
  if (now >= begin_us && now < end_us) arrived++;
  if (counts(stamp_us)) {
    received++;
    histogram_add(&latencies, now > stamp_us ? now - stamp_us : 0);
  }
  if (opt.mode == ECHO && opt.rate == 0 && now < end_us) echo_now(c);
}

/* The timetable: the events from the first on are due one after the other, at the rate. */
static uint64_t timetable_us, timetable_next;
static double timetable_rate;

static uint64_t due_us(uint64_t i) { return timetable_us + (uint64_t)((double)i / timetable_rate * 1e6); }

static void publish_one(uint64_t i, uint64_t intended_us) {
  int senders = opt.mode == ECHO ? opt.clients : opt.publishers;
  client *c = &clients[i % (uint64_t)senders];
  int room = opt.rooms ? (int)(i % (uint64_t)opt.rooms) : 0;
  bool there = c->state == JOINED;
  if (there) publish(c, intended_us, room);
  note_sent(intended_us, opt.mode == ECHO ? 1 : members[room], there);
}

static uint64_t publish_due(uint64_t now_ns) {
  uint64_t now = now_us(), due;
  for (int burst = 0; burst < 64; burst++) {
    due = due_us(timetable_next);
    if (due >= end_us) return UINT64_MAX;
    if (due > now) return now_ns + (due - now) * 1000;
    publish_one(timetable_next++, due);
  }
  return now_ns; /* behind: but what came meanwhile is read first */
}

static void count_members(void) {
  memset(members, 0, sizeof *members * (size_t)(opt.rooms ? opt.rooms : 1));
  for (int i = 0; i < opt.clients; i++)
    if (clients[i].state == JOINED) members[opt.rooms ? clients[i].room : 0]++;
}

static bool all_received(void) { return received >= expected && now_us() > end_us; }

/* What is still on its way has time to come: until none came for a second, 10 seconds at most. */
static bool quiet(void) {
  uint64_t now = now_us();
  return all_received() || (now > end_us + 1000000 && now > last_arrival + 1000000);
}

static bool long_quiet(void) { return now_us() > last_arrival + 500000; }

static void fill(result *r, double load_cpu, const double *before, const double *after) {
  r->sent = sent;
  r->expected = expected;
  r->received = received;
  r->lost = expected > received ? expected - received : 0;
  r->arrived = arrived;
  r->p50 = histogram_quantile(&latencies, .5, expected);
  r->p90 = histogram_quantile(&latencies, .9, expected);
  r->p99 = histogram_quantile(&latencies, .99, expected);
  r->p999 = histogram_quantile(&latencies, .999, expected);
  r->max = histogram_quantile(&latencies, 1, expected);
  r->late = late_us;
  r->load_cpu = load_cpu / r->seconds;
  for (int i = 0; i < opt.pid_count; i++) r->server_cpu += r->cpus[i] = (after[i] - before[i]) / r->seconds;
  r->joined = clients_joined;
  r->kept = r->lost == 0 && expected > 0 && (double)r->p99 < opt.limit_ms * 1000;
}

/* One measurement at RATE events a second (0: each client sends when its last came back). */
static result measure(double rate) {
  result r = {.rate = rate, .seconds = opt.seconds};
  count_members();
  sent = expected = received = arrived = late_us = 0;
  histogram_clear(&latencies);
  uint64_t start = clock_ns(), begin = start + (uint64_t)(opt.warmup * 1e9), end = begin + (uint64_t)(opt.seconds * 1e9);
  timetable_us = now_us();
  begin_us = timetable_us + (uint64_t)(opt.warmup * 1e6);
  end_us = begin_us + (uint64_t)(opt.seconds * 1e6);
  timetable_next = 0;
  timetable_rate = rate;
  if (rate > 0) {
    loop_schedule(start, publish_due);
  } else {
    for (int i = 0; i < opt.clients; i++)
      for (int k = 0; k < opt.outstanding && clients[i].state == JOINED; k++) echo_now(&clients[i]);
  }
  loop_run(begin, NULL);
  double load_cpu = self_cpu_seconds(), before[MAX_PIDS], after[MAX_PIDS];
  server_cpu_seconds(before);
  loop_run(end, NULL);
  load_cpu = self_cpu_seconds() - load_cpu;
  server_cpu_seconds(after);
  loop_run(end + 10 * SECOND, quiet);
  loop_schedule(UINT64_MAX, NULL);
  fill(&r, load_cpu, before, after);
  return r;
}

static result steps[MAX_STEPS];
static int step_count;

/* A rate that a server does not keep up with leaves it with work; that is not the next one's. */
static void recover(void) {
  loop_run(clock_ns() + 30 * SECOND, long_quiet);
  clients_open_all();
}

/* One try is not enough to say that a rate is too high: other things happen on a machine. */
static result measure_until_kept(double rate) {
  result r = {0};
  for (int i = 0; i < opt.tries && step_count < MAX_STEPS; i++) {
    r = measure(rate);
    steps[step_count++] = r;
    report_step(&r);
    if (r.kept) break;
    recover();
  }
  return r;
}

/* A server that compiles while it runs may keep up later with what was too much for it at first: so
   the rate that ended the search is tried once more, and the search goes on from there if it is kept
   up with by then. */
static result search(void) {
  result best = {0};
  double good = 0, bad = 0, rate = opt.rate;
  for (int climbs = 5; step_count < MAX_STEPS && clients_joined && rate >= 1;) {
    result r = measure_until_kept(rate);
    if (r.kept) {
      good = rate;
      best = r;
      if (good >= bad) bad = 0;
    } else {
      bad = rate;
    }
    bool narrow = good > 0 && bad > 0 && bad / good <= opt.precision;
    if (narrow && (rate == bad || climbs-- == 0)) break;
    if (narrow) {
      rate = bad;
    } else {
      rate = bad == 0 ? good * opt.step : good == 0 ? bad / opt.step : sqrt(good * bad);
    }
  }
  return best;
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Who asked for an idle hold has seen enough, and wants the report. */
static volatile sig_atomic_t told_to_end;

static void note_told(int signal) {
  (void)signal;
  told_to_end = 1;
}

static bool told(void) { return told_to_end; }

static opening open_all(void) {
  opening o = {.rss_before = server_rss_kib()};
  uint64_t *times = malloc(sizeof *times * (size_t)opt.clients);
  int count = 0;
  o.seconds = clients_open_all();
  o.joined = clients_joined;
  for (int i = 0; i < opt.clients; i++)
    if (clients[i].state == JOINED) times[count++] = (clients[i].joined_ns - clients[i].began_ns) / 1000;
  qsort(times, (size_t)count, sizeof *times, compare);
  if (count) {
    o.p50 = times[count / 2];
    o.p99 = times[(size_t)(count * .99)];
    o.max = times[count - 1];
  }
  free(times);
  return o;
}

void run(void) {
  prepare();
  clients_init();
  opening o = open_all();
  if (opt.mode == IDLE) {
    signal(SIGTERM, note_told);
    report_opening(&o);
    loop_run(clock_ns() + (uint64_t)(opt.hold * 1e9), told);
  }
  o.rss_after = server_rss_kib();
  result best = {0};
  if (opt.mode != IDLE && clients_joined) {
    report_opening(&o);
    if (opt.search) {
      best = search();
    } else {
      best = steps[step_count++] = measure(opt.rate);
      report_step(&best);
    }
  }
  report_end(&o, steps, step_count, &best);
  clients_close_all();
}
