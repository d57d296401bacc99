/* Values in buckets whose width is at most 1/128 of their value. */
#include "load.h"
#include <stdlib.h>
#include <string.h>

enum { BITS = 7, SUB = 1 << BITS, BUCKETS = (64 - BITS) * SUB };

void histogram_init(histogram *h) {
  h->counts = calloc(BUCKETS, sizeof *h->counts);
  histogram_clear(h);
}

void histogram_clear(histogram *h) {
  memset(h->counts, 0, BUCKETS * sizeof *h->counts);
  h->total = h->max = 0;
}

static size_t bucket_of(uint64_t value) {
  if (value < SUB) return value;
  int shift = 63 - __builtin_clzll(value) - BITS;
  return (size_t)(shift + 1) * SUB + (size_t)((value >> shift) - SUB);
}

/* The greatest value of a bucket: a quantile is never told too small. */
static uint64_t top_of(size_t bucket) {
  if (bucket < SUB) return bucket;
  int shift = (int)(bucket / SUB) - 1;
  return ((uint64_t)(bucket % SUB + SUB + 1) << shift) - 1;
}

void histogram_add(histogram *h, uint64_t value) {
  h->counts[bucket_of(value)]++;
  h->total++;
  if (value > h->max) h->max = value;
}

uint64_t histogram_quantile(const histogram *h, double q, uint64_t expected) {
  uint64_t all = expected > h->total ? expected : h->total;
  uint64_t rank = (uint64_t)((double)all * q), seen = 0;
  if (rank >= all) rank = all ? all - 1 : 0;
  if (rank >= h->total) return UINT64_MAX;
  for (size_t i = 0; i < BUCKETS; i++) {
    seen += h->counts[i];
    if (seen > rank) return top_of(i) < h->max ? top_of(i) : h->max;
  }
  return h->max;
}
