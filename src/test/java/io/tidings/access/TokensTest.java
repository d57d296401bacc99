package io.tidings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tidings.config.InvalidSettingException;
import io.tidings.config.TokenConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are good, with the clock in hand. */
class TokensTest {

  private static final long NOW = 1_700_000_000;
  private static final long SOON = NOW + 60;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);

  private static Tokens by(String key) {
    return new Tokens(
        new TokenConfig(Optional.of(key), Optional.empty(), Optional.empty(), Set.of(), 0), CLOCK);
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private final Tokens tokens = by(TestTokens.publicKey());

  private void refused(String token, String why) {
    assertThatThrownBy(() -> tokens.verify(token))
        .isInstanceOf(RefusedException.class)
        .hasMessage(why);
  }

  @Test
  void aGoodTokenSaysWhatItsOwnerMayDo() throws RefusedException {
    Rights rights = tokens.verify(TestTokens.ada(SOON));
    assertThat(rights.subject()).isEqualTo("ada");
    assertThat(rights.expires()).isEqualTo(SOON);
    assertThat(rights.mayConnect("/chat-1")).isTrue();
    assertThat(rights.mayConnect("/other")).isFalse();
    assertThat(rights.mayJoin("news-1")).isTrue();
    assertThat(rights.mayPublish("news-1")).isFalse();
    assertThat(rights.mayPublish("/", Set.of("news"))).isTrue();
    assertThat(rights.mayPublish("/", Set.of("news", "secret"))).isFalse();
    assertThat(rights.mayPublish("/", Set.of())).isFalse();
    assertThat(rights.mayListen("/", Set.of("news", "secret"))).isFalse();
  }

  @Test
  void keysMayBeWrittenInEachWayOfMicroProfile(@TempDir Path folder)
      throws RefusedException, JOSEException, IOException {
    String set = new JWKSet(List.<JWK>of(TestTokens.OTHER, TestTokens.EC)).toString();
    String base64 = Base64.getUrlEncoder().encodeToString(set.getBytes("UTF-8"));
    String ec = TestTokens.signed(TestTokens.EC, TestTokens.claims(SOON));
    assertThat(by(set).verify(ec).subject()).isEqualTo("ada");
    assertThat(by(base64).verify(ec).subject()).isEqualTo("ada");
    assertThat(by(pem(TestTokens.EC.toPublicKey())).verify(ec).subject()).isEqualTo("ada");
    String rsa = pem(TestTokens.RSA.toPublicKey());
    assertThat(by(rsa).verify(TestTokens.ada(SOON)).subject()).isEqualTo("ada");

    Path file = Files.writeString(folder.resolve("key.pem"), rsa);
    for (String location : List.of(file.toString(), file.toUri().toString())) {
      TokenConfig config =
          new TokenConfig(Optional.empty(), Optional.of(location), Optional.empty(), Set.of(), 0);
      assertThat(new Tokens(config, CLOCK).verify(TestTokens.ada(SOON)).subject()).isEqualTo("ada");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{}",
        "{\"keys\":[]}",
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
      })
  void whatIsNoPublicKeyStopsTheDeployment(String key) {
    assertThatThrownBy(() -> by(key))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("mp.jwt.verify.publickey");
  }

  @Test
  void aPrivateKeyIsRefusedAndAFileThatIsNotThere() {
    assertThatThrownBy(() -> by(TestTokens.RSA.toJSONString()))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageNotContaining(TestTokens.RSA.getPrivateExponent().toString());
    for (String location : List.of("nowhere.pem", "https://keys.example.com/set")) {
      TokenConfig config =
          new TokenConfig(Optional.empty(), Optional.of(location), Optional.empty(), Set.of(), 0);
      assertThatThrownBy(() -> new Tokens(config, CLOCK))
          .isInstanceOf(InvalidSettingException.class);
    }
  }

  @Test
  void timeMatters() {
    refused(TestTokens.ada(NOW), "the token has expired");
    refused(TestTokens.ada(NOW - 1), "the token has expired");
    refused(TestTokens.ada(SOON, c -> c.expirationTime(null)), "the token is not valid");
    refused(
        TestTokens.ada(SOON, c -> c.notBeforeTime(new Date((NOW + 5) * 1000))),
        "the token is not valid");
  }

  @Test
  void signaturesMatter() throws JOSEException {
    String good = TestTokens.ada(SOON);
    refused(TestTokens.signed(TestTokens.OTHER, TestTokens.claims(SOON)), "the token is not valid");
    refused(TestTokens.signed(TestTokens.EC, TestTokens.claims(SOON)), "the token is not valid");
    refused(new PlainJWT(TestTokens.claims(SOON).build()).serialize(), "the token is not valid");
    refused(good.substring(0, good.lastIndexOf('.') + 1), "the token is not valid");
    String[] parts = good.split("[.]");
    String[] others = TestTokens.ada(SOON, c -> c.subject("bob")).split("[.]");
    refused(parts[0] + "." + others[1] + "." + parts[2], "the token is not valid");
  }

  /** The public key is known to all, and must not do as a secret. */
  @Test
  void aTokenSignedByThePublicKeyAsASecretIsRefused() throws JOSEException {
    String pem = pem(TestTokens.RSA.toPublicKey());
    SignedJWT forged =
        new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), TestTokens.claims(SOON).build());
    forged.sign(new MACSigner(pem.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    for (Tokens verifier : List.of(tokens, by(pem))) {
      assertThatThrownBy(() -> verifier.verify(forged.serialize()))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void issuerAndAudienceMatterWhereTheyAreSaid() throws RefusedException {
    Tokens strict =
        new Tokens(
            new TokenConfig(
                Optional.of(TestTokens.publicKey()),
                Optional.empty(),
                Optional.of("desk"),
                Set.of("tidings", "others"),
                0),
            CLOCK);
    assertThat(
            strict
                .verify(TestTokens.ada(SOON, c -> c.issuer("desk").audience("tidings")))
                .subject())
        .isEqualTo("ada");
    for (String token :
        List.of(
            TestTokens.ada(SOON),
            TestTokens.ada(SOON, c -> c.issuer("desk")),
            TestTokens.ada(SOON, c -> c.issuer("else").audience("tidings")),
            TestTokens.ada(SOON, c -> c.issuer("desk").audience("nobody")))) {
      assertThatThrownBy(() -> strict.verify(token)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void whatIsNotNamedIsNotAllowed() throws RefusedException {
    for (Object claim : new Object[] {null, Map.of(), Map.of("namespaces", List.of())}) {
      Rights rights = tokens.verify(TestTokens.ada(SOON, c -> c.claim("tidings", claim)));
      assertThat(rights.mayConnect("/") || rights.mayJoin("a") || rights.mayPublish("a")).isFalse();
    }
  }

  @Test
  void aClaimThatMakesNoSenseIsRefused() {
    for (Object claim :
        new Object[] {"*", List.of("*"), Map.of("join", "*"), Map.of("join", List.of(1))}) {
      refused(TestTokens.ada(SOON, c -> c.claim("tidings", claim)), "the token is not valid");
    }
  }

  @Property
  void junkIsRefused(@ForAll String token) {
    refused(token, "the token is not valid");
  }

  @Property(tries = 200)
  void aTokenWithOneOtherCharacterIsRefused(@ForAll int place, @ForAll char other) {
    String good = TestTokens.ada(SOON);
    int at = Math.floorMod(place, good.lastIndexOf('.'));
    if (good.charAt(at) != other) {
      String bad = good.substring(0, at) + other + good.substring(at + 1);
      assertThatThrownBy(() -> tokens.verify(bad)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void aLeewayIsForClocksThatDiffer() throws RefusedException {
    Tokens lenient =
        new Tokens(
            new TokenConfig(
                Optional.of(TestTokens.publicKey()),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                10),
            CLOCK);
    assertThat(lenient.verify(TestTokens.ada(NOW - 9)).expires()).isEqualTo(NOW - 9);
    Date soon = new Date((NOW + 9) * 1000);
    assertThat(lenient.verify(TestTokens.ada(SOON, c -> c.notBeforeTime(soon))).subject())
        .isEqualTo("ada");
    assertThatThrownBy(() -> lenient.verify(TestTokens.ada(NOW - 10)))
        .hasMessage("the token has expired");
  }

  @Test
  void theIdOfASocketFitsNoBeginning() {
    // Twelve zero bytes and the first three of their CRC-32, 7bd5c66f.
    String id = "AAAAAAAAAAAAAAAAe9XG";
    Rights some = new Rights("ada", List.of("/"), List.of("A*"), List.of("AAAA*", "b"), 0);
    assertThat(some.mayJoin("All")).isTrue();
    assertThat(some.mayJoin(id)).isFalse();
    assertThat(some.mayPublish(id)).isFalse();
    assertThat(Rights.ALL.mayPublish(id)).isTrue();
    assertThat(new Rights("ada", List.of(), List.of(id), List.of(), 0).mayJoin(id)).isTrue();
  }
}
