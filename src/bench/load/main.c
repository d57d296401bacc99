#include "load.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

options opt = {
    .mode = BROADCAST,
    .host = "127.0.0.1",
    .path = "/socket.io/",
    .clients = 200,
    .publishers = 10,
    .payload = 64,
    .outstanding = 1,
    .connect_window = 100,
    .rate = -1,
    .seconds = 5,
    .warmup = 1,
    .hold = 5,
    .limit_ms = 100,
    .step = 1.5,
    .precision = 1.1,
    .tries = 2,
};

static const char usage[] =
    "usage: load [--mode broadcast|echo|idle] [options]\n"
    "\n"
    "  --host ADDRESS       127.0.0.1\n"
    "  --ports P[,P]        the instances; clients are spread over them evenly (5000)\n"
    "  --path PATH          /socket.io/\n"
    "  --clients N          200\n"
    "  --transport T        websocket, polling, or both (every other client)\n"
    "  --rooms N            clients join rooms, and events go to one room after the other (0: to all)\n"
    "  --payload BYTES      64\n"
    "  --seconds S          how long is measured (5), after\n"
    "  --warmup S           of the same (1)\n"
    "  --pids P[,P]         processes of the servers, for their CPU and memory\n"
    "  --json               JSON on standard output, the table on standard error\n"
    "\n"
    "broadcast: publishers emit `bench`, which the server sends on to all clients\n"
    "  --publishers N       how many of the clients publish (10)\n"
    "  --rate R             events a second of all publishers together (100)\n"
    "  --search             raises the rate until it is not kept up with: something is lost, or p99 is\n"
    "  --limit MS           this high (100)\n"
    "  --step F             by this factor each time (1.5), then narrows the range down to\n"
    "  --precision F        this one (1.1)\n"
    "  --tries N            how often a rate must fail (2)\n"
    "\n"
    "echo: clients emit `echo`, which the server sends back to the one it came from\n"
    "  --rate R             of all clients together (each sends when its last came back)\n"
    "  --outstanding N      how many a client has under way, without --rate (1)\n"
    "\n"
    "idle: opens the clients and leaves them alone\n"
    "  --connect-window N   how many may be under way at once (100)\n"
    "  --connect-rate R     a second (as fast as they are accepted)\n"
    "  --hold S             how long they stay (5), or until SIGTERM\n"
    "\n"
    "Latency is counted from the moment an event was to be sent: a server or a program that stands\n"
    "still cannot hide it. What never came counts as the slowest.\n";

static void misused(const char *what, const char *value) {
  fprintf(stderr, "load: %s %s\n\n%s", what, value, usage);
  exit(2);
}

static double number(const char *text, double least) {
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end || value < least) misused("not a number that can be used:", text);
  return value;
}

static int list(char *text, int *numbers, int most) {
  int count = 0;
  for (char *one = strtok(text, ","); one; one = strtok(NULL, ",")) {
    if (count == most) misused("too many of", text);
    numbers[count++] = (int)number(one, 1);
  }
  return count;
}

static int choice(const char *text, const char *const *names) {
  for (int i = 0; names[i]; i++)
    if (!strcmp(text, names[i])) return i;
  misused("unknown:", text);
  return 0;
}

static const char *const modes[] = {"echo", "broadcast", "idle", NULL};
static const char *const transports[] = {"websocket", "polling", "both", NULL};

enum { MODE, HOST, PORTS, PATH, CLIENTS, TRANSPORT, ROOMS, PAYLOAD, SECONDS, WARMUP, PIDS, JSON, PUBLISHERS, RATE,
       SEARCH, LIMIT, STEP, PRECISION, TRIES, OUTSTANDING, WINDOW, CONNECT_RATE, HOLD, HELP };

static const struct option long_options[] = {
    {"mode", 1, 0, MODE},           {"host", 1, 0, HOST},
    {"ports", 1, 0, PORTS},         {"path", 1, 0, PATH},
    {"clients", 1, 0, CLIENTS},     {"transport", 1, 0, TRANSPORT},
    {"rooms", 1, 0, ROOMS},         {"payload", 1, 0, PAYLOAD},
    {"seconds", 1, 0, SECONDS},     {"warmup", 1, 0, WARMUP},
    {"pids", 1, 0, PIDS},           {"json", 0, 0, JSON},
    {"publishers", 1, 0, PUBLISHERS}, {"rate", 1, 0, RATE},
    {"search", 0, 0, SEARCH},       {"limit", 1, 0, LIMIT},
    {"step", 1, 0, STEP},           {"precision", 1, 0, PRECISION},
    {"tries", 1, 0, TRIES},         {"outstanding", 1, 0, OUTSTANDING},
    {"connect-window", 1, 0, WINDOW}, {"connect-rate", 1, 0, CONNECT_RATE},
    {"hold", 1, 0, HOLD},           {"help", 0, 0, HELP},
    {0, 0, 0, 0},
};

static void take(int which) {
  switch (which) {
    case MODE: opt.mode = (mode)choice(optarg, modes); break;
    case HOST: opt.host = optarg; break;
    case PORTS: opt.port_count = list(optarg, opt.ports, MAX_PORTS); break;
    case PATH: opt.path = optarg; break;
    case CLIENTS: opt.clients = (int)number(optarg, 1); break;
    case TRANSPORT: opt.transport = (transport)choice(optarg, transports); break;
    case ROOMS: opt.rooms = (int)number(optarg, 0); break;
    case PAYLOAD: opt.payload = (int)number(optarg, 0); break;
    case SECONDS: opt.seconds = number(optarg, 0.1); break;
    case WARMUP: opt.warmup = number(optarg, 0); break;
    case PIDS: opt.pid_count = list(optarg, opt.pids, MAX_PIDS); break;
    case JSON: opt.json = true; break;
    case PUBLISHERS: opt.publishers = (int)number(optarg, 1); break;
    case RATE: opt.rate = number(optarg, 0.1); break;
    case SEARCH: opt.search = true; break;
    case LIMIT: opt.limit_ms = number(optarg, 0.1); break;
    case STEP: opt.step = number(optarg, 1.01); break;
    case PRECISION: opt.precision = number(optarg, 1.001); break;
    case TRIES: opt.tries = (int)number(optarg, 1); break;
    case OUTSTANDING: opt.outstanding = (int)number(optarg, 1); break;
    case WINDOW: opt.connect_window = (int)number(optarg, 1); break;
    case CONNECT_RATE: opt.connect_rate = number(optarg, 0); break;
    case HOLD: opt.hold = number(optarg, 0); break;
    case HELP: fputs(usage, stdout); exit(0);
    default: misused("see", "the options:");
  }
}

static void complete(void) {
  if (!opt.port_count) opt.ports[opt.port_count++] = 5000;
  if (opt.publishers > opt.clients) opt.publishers = opt.clients;
  if (opt.rate < 0) opt.rate = opt.mode == ECHO ? 0 : 100;
  if (opt.search && opt.mode != BROADCAST) misused("--search is for", "--mode broadcast");
}

static void allow_many_connections(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv) {
  for (int which; (which = getopt_long(argc, argv, "", long_options, NULL)) != -1;) take(which);
  if (optind < argc) misused("what is", argv[optind]);
  complete();
  allow_many_connections();
  loop_init();
  run();
  return clients_joined > 0 ? 0 : 1;
}
