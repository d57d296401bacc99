package io.tidings.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;

/**
 * A Lua script that Redis runs as one step. Redisson sends its digest and, when Redis does not know
 * that, its text.
 *
 * @param <R> what it returns
 */
final class Script<R> {

  private final String text;
  private final RScript.ReturnType type;
  private final Codec codec;

  /**
   * @param codec of arguments and result
   * @param names of the files beside this class, without {@code .lua}, joined in this order
   */
  Script(RScript.ReturnType type, Codec codec, String... names) {
    StringBuilder joined = new StringBuilder();
    for (String name : names) {
      joined.append(read(name + ".lua"));
    }
    this.text = joined.toString();
    this.type = type;
    this.codec = codec;
  }

  CompletionStage<R> call(RedissonClient redis, List<String> keys, Object... arguments) {
    // Always as a writer: a replica may not have seen yet what the caller wrote before.
    return redis
        .getScript(codec)
        .evalAsync(RScript.Mode.READ_WRITE, text, type, List.<Object>copyOf(keys), arguments);
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
