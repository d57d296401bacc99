/* A table for people; JSON for programs, with the table on standard error then. */
#include "load.h"

static const char *const modes[] = {"echo", "broadcast", "idle"};
static const char *const transports[] = {"websocket", "polling", "both"};

static FILE *people(void) { return opt.json ? stderr : stdout; }

void report_opening(const opening *o) {
  fprintf(people(), "%s: %d of %d clients (%s) joined in %.2f s, each within %.1f ms (p50), %.1f (p99), %.1f (max)\n",
          modes[opt.mode], o->joined, opt.clients, transports[opt.transport], o->seconds, (double)o->p50 / 1e3,
          (double)o->p99 / 1e3, (double)o->max / 1e3);
  if (opt.mode == IDLE) {
    fprintf(people(), "open\n");
    fflush(people());
    return;
  }
  fprintf(people(), "%9s %12s %10s %10s %8s %8s %8s %8s %8s %8s %8s %5s %6s\n", "events/s", "received/s", "expected",
          "received", "lost", "p50 ms", "p90", "p99", "p99.9", "max", "late ms", "load", "server");
}

static void milliseconds(uint64_t us) {
  if (us == UINT64_MAX) {
    fprintf(people(), " %8s", "never");
  } else {
    fprintf(people(), " %8.2f", (double)us / 1e3);
  }
}

void report_step(const result *r) {
  double rate = r->rate > 0 ? r->rate : (double)r->sent / r->seconds;
  fprintf(people(), "%9.0f %12.0f %10llu %10llu %8llu", rate, (double)r->arrived / r->seconds,
          (unsigned long long)r->expected, (unsigned long long)r->received, (unsigned long long)r->lost);
  const uint64_t times[] = {r->p50, r->p90, r->p99, r->p999, r->max, r->late};
  for (int i = 0; i < 6; i++) milliseconds(times[i]);
  fprintf(people(), " %5.2f %6.2f%s\n", r->load_cpu, r->server_cpu,
          opt.search && !r->kept ? "  not kept up with" : "");
  fflush(people());
}

static void json_time(const char *name, uint64_t us) {
  if (us == UINT64_MAX) {
    printf(",\"%s\":null", name);
  } else {
    printf(",\"%s\":%.3f", name, (double)us / 1e3);
  }
}

static void json_result(const result *r) {
  printf("{\"rate\":%.1f,\"perSecond\":%.1f,\"sent\":%llu,\"expected\":%llu,\"received\":%llu,\"lost\":%llu,\"clients\":%d", r->rate,
         (double)r->arrived / r->seconds, (unsigned long long)r->sent, (unsigned long long)r->expected,
         (unsigned long long)r->received, (unsigned long long)r->lost, r->joined);
  json_time("p50", r->p50);
  json_time("p90", r->p90);
  json_time("p99", r->p99);
  json_time("p99.9", r->p999);
  json_time("max", r->max);
  json_time("late", r->late);
  printf(",\"loadCpu\":%.3f,\"serverCpu\":%.3f,\"cpus\":[", r->load_cpu, r->server_cpu);
  for (int i = 0; i < opt.pid_count; i++) printf("%s%.4f", i ? "," : "", r->cpus[i]);
  printf("],\"kept\":%s}", r->kept ? "true" : "false");
}

static void json(const opening *o, const result *steps, int count, const result *best) {
  printf("{\"mode\":\"%s\",\"transport\":\"%s\",\"clients\":%d,\"joined\":%d,\"openSeconds\":%.3f", modes[opt.mode],
         transports[opt.transport], opt.clients, o->joined, o->seconds);
  json_time("openP50", o->p50);
  json_time("openP99", o->p99);
  json_time("openMax", o->max);
  printf(",\"refused\":{\"connect\":%d,\"http\":%d,\"closed\":%d,\"timeout\":%d}", failed.connect, failed.http,
         failed.closed, failed.timeout);
  printf(",\"rssBeforeKiB\":%ld,\"rssAfterKiB\":%ld,\"best\":", o->rss_before, o->rss_after);
  if (best->sent) {
    json_result(best);
  } else {
    printf("null");
  }
  printf(",\"steps\":[");
  for (int i = 0; i < count; i++) {
    if (i) printf(",");
    json_result(&steps[i]);
  }
  printf("]}\n");
}

void report_end(const opening *o, const result *steps, int count, const result *best) {
  if (opt.search && best->sent)
    fprintf(people(), "highest that was kept up with: %.0f events/s, %.0f deliveries/s, p99 %.1f ms\n", best->rate,
            (double)best->arrived / best->seconds, (double)best->p99 / 1e3);
  if (opt.search && !best->sent) fprintf(people(), "no rate was kept up with\n");
  if (failed.connect + failed.http + failed.closed + failed.timeout)
    fprintf(people(), "refused or lost: %d not connected, %d answered otherwise, %d closed, %d timed out%s%s\n",
            failed.connect, failed.http, failed.closed, failed.timeout, failed.first[0] ? "; first: " : "", failed.first);
  if (opt.pid_count && o->joined && opt.mode == IDLE)
    fprintf(people(), "server memory (RSS): %ld KiB before, %ld KiB now, %.1f KiB for each client\n", o->rss_before,
            o->rss_after, (double)(o->rss_after - o->rss_before) / o->joined);
  if (opt.json) json(o, steps, count, best);
  fflush(stdout);
}
