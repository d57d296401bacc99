package io.tidings.config;

/**
 * How much of the heap clients may fill with what waits for them or because of them.
 *
 * @param budget bytes; 0 means without limit
 */
public record MemoryConfig(long budget) {

  /** Of the heap: a quarter. */
  private static final long SHARE = 4;

  private static final long MOST = 1L << 40;

  public static MemoryConfig from(Settings settings) {
    return from(settings, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap bytes that the heap may grow to
   */
  static MemoryConfig from(Settings settings, long heap) {
    return new MemoryConfig(settings.number("memory.budget", heap / SHARE, 0, MOST));
  }
}
