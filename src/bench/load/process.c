/* What the processes under load use, read from /proc; nothing where there is none. */
#include "load.h"
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

double self_cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static size_t read_proc(int pid, const char *file, char *text, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
  FILE *f = fopen(path, "r");
  size_t length = f ? fread(text, 1, size - 1, f) : 0;
  if (f) fclose(f);
  text[length] = 0;
  return length;
}

void server_cpu_seconds(double *each) {
  for (int i = 0; i < opt.pid_count; i++) {
    char text[1024];
    each[i] = 0;
    read_proc(opt.pids[i], "stat", text, sizeof text);
    char *fields = strrchr(text, ')'); /* a name may have spaces and brackets of its own */
    unsigned long user = 0, system = 0;
    if (fields && sscanf(fields + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2)
      each[i] = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
  }
}

long server_rss_kib(void) {
  long total = 0;
  for (int i = 0; i < opt.pid_count; i++) {
    char text[4096];
    long rss = 0;
    read_proc(opt.pids[i], "status", text, sizeof text);
    char *line = strstr(text, "VmRSS:");
    if (line && sscanf(line, "VmRSS: %ld", &rss) == 1) total += rss;
  }
  return total;
}
