package io.tidings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.config.AccessConfig;
import io.tidings.config.InvalidSettingException;
import io.tidings.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in with which key. */
class GateTest {

  private static final String OLD = "tidings_old";
  private static final String NEW = "tidings_new";

  private final RefusalCounts refusals = new RefusalCounts(() -> 0);

  private static String entry(String name, String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return name + ":" + HexFormat.of().formatHex(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static AccessConfig config(String keys) {
    Map<String, String> values = Map.of("tidings.api.keys", keys);
    return AccessConfig.from(new Settings(key -> Optional.ofNullable(values.get(key))));
  }

  private Gate gate(String keys) {
    return new Gate(config(keys), refusals, Clock.systemUTC());
  }

  private final Gate rotating = gate(entry("ada", OLD) + ", " + entry("ada", NEW).toUpperCase());

  @Test
  void whereThereAreNoKeysNobodyIsAsked() {
    assertThatCode(() -> gate("").admit(null, "anything")).doesNotThrowAnyException();
  }

  @Test
  void theNameOfAKeyMayBeAnyAndTheHashInEitherCase() {
    assertThat(config(entry("A-1_b.c", OLD).replace(":", " : ")).keys()).hasSize(1);
    assertThat(config(entry("x", OLD).toUpperCase()).keys().get(0).sha256())
        .isEqualTo(entry("x", OLD).substring(2));
  }

  @Test
  void anyValidKeyOpensByEitherHeader() {
    for (String key : new String[] {OLD, NEW}) {
      assertThatCode(() -> rotating.admit("Bearer " + key, null)).doesNotThrowAnyException();
      assertThatCode(() -> rotating.admit("bearer  " + key + " ", null)).doesNotThrowAnyException();
      assertThatCode(() -> rotating.admit(null, key)).doesNotThrowAnyException();
    }
    assertThat(refusals.count(Limit.CREDENTIALS)).isZero();
  }

  @Test
  void thePasswordOfAProxyIsNeitherTakenNorInTheWay() {
    assertThatCode(() -> rotating.admit("Basic dGlkaW5nczpw", OLD)).doesNotThrowAnyException();
    assertThatThrownBy(() -> rotating.admit("Basic dGlkaW5nczpw", null))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.fault()).isEqualTo(RefusedException.Fault.MISSING));
  }

  @Test
  void theKeyOfItsOwnHeaderDecides() {
    assertThatThrownBy(() -> rotating.admit("Bearer " + OLD, "wrong"))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Bearer", "Bearer ", "Bearer wrong", "tidings_old", "Bearer tidings_ol"})
  void othersAreRefusedAndCounted(String authorization) {
    assertThatThrownBy(() -> rotating.admit(authorization, null))
        .isInstanceOf(RefusedException.class)
        .hasMessageNotContaining("tidings_");
    assertThat(refusals.count(Limit.CREDENTIALS)).isEqualTo(1);
  }

  @Test
  void nobodyGetsInByTheHash() {
    String hash = entry("ada", OLD).substring(4);
    assertThatThrownBy(() -> rotating.admit(null, hash)).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "ada:secret", "ada:", ":abc", "a da:00", "ada:0g"})
  void whatIsNoListOfKeysIsRefusedWithoutWritingItDown(String keys) {
    assertThatThrownBy(() -> config(keys))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("tidings.api.keys")
        .hasMessageNotContaining("secret");
  }

  @Property
  void noHeaderButTheRightOneOpens(@ForAll String authorization, @ForAll String apiKey) {
    assertThatThrownBy(() -> gate(entry("ada", OLD)).admit(authorization, apiKey))
        .isInstanceOf(RefusedException.class);
  }

  @Property
  void aListOfKeysIsReadOrRefusedInWords(@ForAll String keys) {
    try {
      assertThat(config(keys).keys().size()).isLessThanOrEqualTo(keys.length());
    } catch (InvalidSettingException e) {
      assertThat(e).hasMessageContaining("tidings.api.keys");
    }
  }
}
