package io.tidings.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Signs tokens, as whoever knows the users does. */
public final class TestTokens {

  public static final RSAKey RSA = rsa("one");
  public static final RSAKey OTHER = rsa("other");
  public static final ECKey EC = ec();

  private TestTokens() {}

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** The public half, as configuration has it. */
  public static String publicKey() {
    return RSA.toPublicJWK().toJSONString();
  }

  /** Both halves, PEM: for tests that sign tokens themselves. */
  public static String privateKey() {
    try {
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(RSA.toPrivateKey().getEncoded());
      return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Of Ada, who may go to {@code /} and {@code /chat…}, join what begins with {@code news} and
   * publish to {@code news}.
   *
   * @param expires seconds since 1970
   */
  public static String ada(long expires) {
    return signed(RSA, claims(expires));
  }

  static JWTClaimsSet.Builder claims(long expires) {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .expirationTime(new Date(expires * 1000))
        .claim(
            "tidings",
            Map.of(
                "namespaces", List.of("/", "/chat*"),
                "join", List.of("news*"),
                "publish", List.of("news")));
  }

  /** Ada's with something else in it. */
  public static String ada(long expires, UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(RSA, change.apply(claims(expires)));
  }

  static String signed(RSAKey key, JWTClaimsSet.Builder claims) {
    try {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
      SignedJWT jwt = new SignedJWT(header, claims.build());
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String signed(ECKey key, JWTClaimsSet.Builder claims) {
    try {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
      SignedJWT jwt = new SignedJWT(header, claims.build());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
