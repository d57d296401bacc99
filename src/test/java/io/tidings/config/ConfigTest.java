package io.tidings.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator gets without setting anything, and what is refused in which words. */
class ConfigTest {

  /**
   * @param settings keys without their prefix, and values
   */
  private static Settings settings(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put("tidings." + settings[i], settings[i + 1]);
    }
    return new Settings(key -> Optional.ofNullable(values.get(key)));
  }

  private static void readAll(Settings settings) {
    EngineConfig.from(settings);
    OutboxConfig.from(settings);
    CorsConfig.from(settings);
    ClusterConfig.from(settings);
    InstanceConfig.from(settings);
    HandlerConfig.from(settings);
    PartsConfig.from(settings);
    WebSocketConfig.from(settings);
    RecoveryConfig.from(settings);
    DrainConfig.from(settings);
    FilesConfig.from(settings);
    LimitsConfig.from(settings);
    AccessConfig.from(settings);
  }

  @Test
  void engineDefaults() {
    assertThat(EngineConfig.from(settings()))
        .isEqualTo(
            new EngineConfig(
                25_000,
                20_000,
                45_000,
                10_000,
                1_000_000,
                Set.of("polling", "websocket"),
                true,
                Optional.empty()));
  }

  @Test
  void otherDefaults() {
    assertThat(OutboxConfig.from(settings()))
        .isEqualTo(new OutboxConfig(1_048_576, OutboxConfig.Policy.DISCONNECT));
    assertThat(CorsConfig.from(settings())).isEqualTo(new CorsConfig(Set.of(), false));
    assertThat(HandlerConfig.from(settings()))
        .isEqualTo(new HandlerConfig(1000, 1_048_576, Set.of()));
    assertThat(DrainConfig.from(settings())).isEqualTo(new DrainConfig(5_000, 10_000));
    assertThat(PartsConfig.from(settings())).isEqualTo(new PartsConfig(true, true, true));
    assertThat(FilesConfig.from(settings()))
        .isEqualTo(new FilesConfig(Optional.empty(), 86_400_000, 209_715_200, 32));
    assertThat(RecoveryConfig.from(settings()))
        .isEqualTo(new RecoveryConfig(120_000, 10_000, 64 << 20, Offsets.AUTO));
    assertThat(RecoveryConfig.from(settings("recovery.offsets", "Never")).offsets())
        .isEqualTo(Offsets.NEVER);
    assertThat(LogConfig.from(settings())).isEqualTo(new LogConfig(10));
    ClusterConfig cluster = ClusterConfig.from(settings());
    assertThat(cluster.isClustered()).isFalse();
    assertThat(cluster.channel()).isEqualTo("tidings");
  }

  @Test
  void tokensHaveALeeway() {
    String key = "mp.jwt.verify.clock.skew";
    assertThat(TokenConfig.from(settings()).clockSkew()).isEqualTo(5);
    assertThat(TokenConfig.from(new Settings(k -> Optional.of("60"))).clockSkew()).isEqualTo(60);
    assertThatThrownBy(() -> TokenConfig.from(new Settings(k -> Optional.of("601"))))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(key);
  }

  @Test
  void anInstanceHasAnIdOfItsOwn() {
    InstanceConfig one = InstanceConfig.from(settings());
    InstanceConfig other = InstanceConfig.from(settings("instance.address", "host:1"));
    assertThat(one.id()).matches("[0-9a-z]{8}").isNotEqualTo(other.id());
    assertThat(one.address()).isNotBlank();
    assertThat(one.version()).isNotBlank();
    assertThat(other.address()).isEqualTo("host:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ping-interval | 0 | a whole number from 1 to 86400000",
        "ping-timeout | 86400001 | a whole number from 1 to 86400000",
        "connect-timeout | 1s | a whole number from 1 to 86400000",
        "upgrade-timeout | 1.5 | a whole number from 1 to 86400000",
        "max-payload | -1 | a whole number from 1 to 1073741823",
        "max-payload | 99999999999999999999 | a whole number from 1 to 1073741823",
        "transports | websocket,smoke | polling, websocket or polling,websocket",
        "allow-upgrades | maybe | true or false",
        "console.enabled | no | true or false",
        "api.enabled | 0 | true or false",
        "cookie | a b | a cookie name (RFC 6265)",
        "outbox.max-bytes | 1023 | a whole number from 1024 to 2147483647",
        "outbox.policy | drop | disconnect or drop-oldest",
        "websocket.fast-path | on | auto or off",
        "cors.allowed-origins | app.example.com | * or a list of origins",
        "cors.allowed-origins | https://a.example.com/ | * or a list of origins",
        "allowed-hosts | https://a.example.com | a list of hosts",
        "allowed-hosts | * | a list of hosts",
        "cors.allowed-origins | https://a.example.com/app | * or a list of origins",
        "cors.allowed-origins | https://a.example.com?a | * or a list of origins",
        "cors.allowed-origins | https://a.example.com#a | * or a list of origins",
        "cors.allowed-origins | https://user@a.example.com | * or a list of origins",
        "cors.allowed-origins | https://*.example.com | * or a list of origins",
        "cors.allowed-origins | https://élèves.example | * or a list of origins",
        "cors.allowed-origins | https://a.example.com: | * or a list of origins",
        "cors.allowed-origins | https://a.example.com:port | * or a list of origins",
        "cors.allowed-origins | https://a.example.com:0 | * or a list of origins",
        "cors.allowed-origins | https://a.example.com:65536 | * or a list of origins",
        "cors.allowed-origins | https://:443 | * or a list of origins",
        "cors.allowed-origins | https://a b | * or a list of origins",
        "cors.allowed-origins | wss://a.example.com | * or a list of origins",
        "cors.allowed-origins | null | * or a list of origins",
        "recovery.offsets | sometimes | auto, always or never",
        "recovery.window | -1 | a whole number from 0 to 86400000",
        "recovery.max-events | 1000001 | a whole number from 0 to 1000000",
        "handler.threads | 0 | a whole number from 1 to 100000",
        "inbox.max-bytes | many | a whole number from 1024 to 2147483647",
        "drain.time | -1 | a whole number from 0 to 3600000",
        "drain.grace | 10s | a whole number from 0 to 3600000",
        "files.directory | some/where | an absolute path of a folder",
        "files.ttl | 999 | a whole number from 1000 to 31536000000",
        "files.max-bytes | 200m | a whole number from 1 to 1099511627776",
        "files.uploads | 0 | a whole number from 1 to 10000",
        "channel | a b | 1 to 64 letters, digits and . _ : -",
        "message-queue | http://host | redis://[user:password@]host[:port][/db]",
        "message-queue | host:6379 | redis://[user:password@]host[:port][/db]",
        "message-queue | redis://host/db | redis://[user:password@]host[:port][/db]",
      })
  void aBadValueIsRefusedByKeyAndValueWithWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> readAll(settings(key, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("tidings." + key + " is \"" + value + "\"; allowed is " + allowed);
  }

  @Test
  void withoutAnyTransportNobodyCouldConnect() {
    assertThatThrownBy(() -> EngineConfig.from(settings("transports", ",")))
        .hasMessageStartingWith("tidings.transports is ");
  }

  @Test
  void ofAListTheBadItemIsNamed() {
    assertThatThrownBy(
            () -> CorsConfig.from(settings("cors.allowed-origins", "https://a.example.com, b")))
        .hasMessageStartingWith("tidings.cors.allowed-origins is \"b\"");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://app.example.com",
    "HTTPS://App.Example.COM, https://app.example.com",
    "https://app.example.com:443, https://app.example.com",
    "http://app.example.com:80, http://app.example.com",
    "http://app.example.com:443, http://app.example.com:443",
    "https://app.example.com:08443, https://app.example.com:8443",
    "http://my_app-1:8080, http://my_app-1:8080",
    "http://127.0.0.1:5000, http://127.0.0.1:5000",
    "http://[::1]:80, http://[::1]",
    "https://[2001:DB8::A]:8443, https://[2001:db8::a]:8443",
    "https://xn--lves-6oae.example, https://xn--lves-6oae.example"
  })
  void anOriginIsKeptAsBrowsersSendIt(String value, String origin) {
    assertThat(CorsConfig.from(settings("cors.allowed-origins", value)).allowedOrigins())
        .containsExactly(origin);
  }

  @Test
  void blanksAndEmptyValuesAreAsIfNotThere() {
    assertThat(EngineConfig.from(settings("ping-interval", " 5 ", "cookie", " ")))
        .matches(config -> config.pingInterval() == 5 && config.cookie().isEmpty());
    assertThat(CorsConfig.from(settings("cors.allowed-origins", " https://a.example.com , ,* ")))
        .isEqualTo(new CorsConfig(Set.of("https://a.example.com"), true));
  }

  @Test
  void valuesTakeThePlaceOfDefaults() {
    assertThat(EngineConfig.from(settings("transports", "websocket", "allow-upgrades", "FALSE")))
        .matches(c -> c.transports().equals(Set.of("websocket")) && !c.allowUpgrades());
    assertThat(WebSocketConfig.from(settings()).fastPath()).isTrue();
    assertThat(WebSocketConfig.from(settings("websocket.fast-path", "off")).fastPath()).isFalse();
    assertThat(OutboxConfig.from(settings("outbox.policy", "drop-oldest")).policy())
        .isEqualTo(OutboxConfig.Policy.DROP_OLDEST);
  }

  @Test
  void zeroTurnsHistoryOff() {
    assertThat(RecoveryConfig.from(settings()).isOn()).isTrue();
    assertThat(RecoveryConfig.from(settings("recovery.window", "0")).isOn()).isFalse();
    assertThat(RecoveryConfig.from(settings("recovery.max-events", "0")).isOn()).isFalse();
  }

  @Test
  void aMessageQueueMayHaveSeveralNodes() {
    ClusterConfig config =
        ClusterConfig.from(settings("message-queue", "redis://u:p@one:1/2, rediss://two"));
    assertThat(config.isClustered()).isTrue();
    assertThat(config.nodes())
        .containsExactly(URI.create("redis://u:p@one:1/2"), URI.create("rediss://two"));
    assertThat(ClusterConfig.from(settings("redisson.config", "file")).isClustered()).isTrue();
  }

  @Test
  void aConfigurationShowsNoPasswords() {
    ClusterConfig config =
        ClusterConfig.from(settings("message-queue", "redis://u:sesame@one:1/2,rediss://two:2"));
    assertThat(config.toString())
        .isEqualTo(
            "ClusterConfig[nodes=[redis://…@one:1/2, rediss://two:2],"
                + " redissonConfig=Optional.empty, channel=tidings]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:sesame@host",
        "redis://user:sesame@host/db",
        "redis://user:ses ame@host",
        "redis://user:pa@sesame@host/db",
        "redis://user:pa#sesame@host",
        "redis://user:pa/sesame@host",
        "redis://user:sesame,word@host",
        "redis://user:pass,sesame@host",
        "redis:user:sesame@host",
        "user:sesame@host"
      })
  void aPasswordIsNotRepeated(String value) {
    assertThatThrownBy(() -> ClusterConfig.from(settings("message-queue", value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("tidings.message-queue is ")
        .hasMessageContaining("redis://[user:password@]host[:port][/db]")
        .satisfies(
            refusal -> assertThat(refusal.toString()).doesNotContain("ses", "ame@", "sesame"));
  }

  @Test
  void secretsMayComeFromFiles(@TempDir Path folder) throws Exception {
    Path queue = Files.writeString(folder.resolve("queue"), "redis://u:sesame@one:1\n");
    assertThat(ClusterConfig.from(settings("message-queue.file", queue.toString())).nodes())
        .containsExactly(URI.create("redis://u:sesame@one:1"));
    Path keys = Files.writeString(folder.resolve("keys"), "a:" + "0".repeat(64) + "\n");
    assertThat(AccessConfig.from(settings("api.keys.file", keys.toString())).keys()).hasSize(1);
    assertThatThrownBy(() -> ClusterConfig.from(settings("message-queue.file", "/no/such")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("tidings.message-queue.file is \"/no/such\"; allowed is a text");
    assertThatThrownBy(
            () ->
                ClusterConfig.from(
                    settings("message-queue", "redis://a", "message-queue.file", "/no/such")))
        .hasMessageContaining("no file where tidings.message-queue is set, too");
  }
}
