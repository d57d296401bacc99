package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that {@code payara/cluster} makes, and the one that it must not touch. */
class CertificateTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path state;
  private Path certificate;
  private Path key;

  @BeforeEach
  void layOut() throws Exception {
    Files.createDirectories(state.resolve("log"));
    Path folder = Files.createDirectories(state.resolve("nginx"));
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
  }

  private Command.Result up() throws Exception {
    return Command.of(
            "bash",
            "-euc",
            """
            for part in common members certificate; do . "payara/lib/$part.sh"; done
            make_certificate "$STATE/nginx"
            echo "certificate$(certificate_note "$STATE/nginx")"
            """)
        .with("STATE", state.toString())
        .run(LIMIT);
  }

  /** Puts a certificate there that runs out in a day. */
  private void putShortLived() throws Exception {
    Command.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString())
        .run(LIMIT)
        .succeeds();
    await()
        .until(
            () ->
                Command.of("openssl", "x509", "-checkend", "86400", "-in", certificate.toString())
                        .run(LIMIT)
                        .status()
                    == 1);
  }

  /** As if the one that is there had been made a year ago. */
  private void markAsMadeHere() throws Exception {
    Command.of("bash", "-c", "cksum <\"$1\" >\"${1%.pem}.made\"", "-", certificate.toString())
        .run(LIMIT)
        .succeeds();
  }

  @Test
  void isMadeOnceAndKept() throws Exception {
    assertThat(up().succeeds().output()).contains("self-signed");
    byte[] made = Files.readAllBytes(certificate);
    assertThat(key).exists();

    assertThat(up().succeeds().output()).contains("self-signed");
    assertThat(certificate).hasBinaryContent(made);
  }

  @Test
  void isMadeAnewWhenItRunsOut() throws Exception {
    putShortLived();
    markAsMadeHere();
    byte[] old = Files.readAllBytes(certificate);

    assertThat(up().succeeds().output()).contains("self-signed").doesNotContain("runs out");
    assertThat(Files.readAllBytes(certificate)).isNotEqualTo(old);

    byte[] made = Files.readAllBytes(certificate);
    up().succeeds();
    assertThat(certificate).hasBinaryContent(made);
  }

  @Test
  void ofSomebodyElseIsLeftAndWarnedOf() throws Exception {
    up().succeeds();
    putShortLived();
    byte[] theirs = Files.readAllBytes(certificate);
    byte[] theirKey = Files.readAllBytes(key);

    assertThat(up().succeeds().output())
        .contains("runs out within a day", certificate.toString())
        .doesNotContain("self-signed");
    assertThat(certificate).hasBinaryContent(theirs);
    assertThat(key).hasBinaryContent(theirKey);
  }

  @Test
  void whatIsNoCertificateIsLeftToo() throws Exception {
    Files.writeString(certificate, "theirs");
    Files.writeString(key, "theirs");
    assertThat(up().succeeds().output()).contains("is no certificate");
    assertThat(certificate).hasContent("theirs");
    assertThat(key).hasContent("theirs");
  }

  @Test
  void aKeyAloneIsNotWrittenOver() throws Exception {
    Files.writeString(key, "theirs");
    Command.Result result = up();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output()).contains("only one is in");
    assertThat(key).hasContent("theirs");
    assertThat(certificate).doesNotExist();
  }
}
