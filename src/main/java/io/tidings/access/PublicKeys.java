package io.tidings.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import io.tidings.config.InvalidSettingException;
import io.tidings.config.TokenConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Finds the keys by which tokens are verified, where the configuration says they are. */
final class PublicKeys {

  /** What a token may be signed with; above all not with nothing, or by a secret. */
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private static final String ALLOWED =
      "a public key of RSA (2048 bits or more) or of the curve P-256: PEM, a JWK or a JWK set";

  private PublicKeys() {}

  /**
   * @throws InvalidSettingException when there is no such key
   */
  static JWSKeySelector<SecurityContext> of(TokenConfig config) {
    String key = config.publicKey().isPresent() ? TokenConfig.PUBLIC_KEY : TokenConfig.LOCATION;
    String text = config.publicKey().orElseGet(() -> read(config.location().orElseThrow()));
    try {
      return text.contains("-----BEGIN") ? pem(text) : set(json(text.strip()));
    } catch (GeneralSecurityException
        | ParseException
        | JOSEException
        | IllegalArgumentException e) {
      throw new InvalidSettingException(key, "…", ALLOWED);
    }
  }

  private static String read(String location) {
    try (InputStream in = open(location)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSettingException(
          TokenConfig.LOCATION, location, "the path of a file, or of a resource of the class path");
    }
  }

  private static InputStream open(String location) throws IOException {
    Path file = Path.of(location.replaceFirst("^file:(//)?", ""));
    if (Files.isRegularFile(file)) {
      return Files.newInputStream(file);
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    InputStream resource =
        loader.getResourceAsStream(location.replaceFirst("^(classpath:)?/*", ""));
    if (resource == null) {
      throw new IOException("there is none");
    }
    return resource;
  }

  /** One key is for all tokens, whatever id of a key they name. */
  private static JWSKeySelector<SecurityContext> pem(String text) throws GeneralSecurityException {
    String base64 = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
    X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
    try {
      PublicKey rsa = KeyFactory.getInstance("RSA").generatePublic(spec);
      return new SingleKeyJWSKeySelector<>(JWSAlgorithm.RS256, rsa);
    } catch (GeneralSecurityException e) {
      PublicKey ec = KeyFactory.getInstance("EC").generatePublic(spec);
      return new SingleKeyJWSKeySelector<>(JWSAlgorithm.ES256, ec);
    }
  }

  /** MicroProfile JWT lets JSON be written in Base64. */
  private static String json(String text) {
    return text.startsWith("{")
        ? text
        : new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }

  private static JWSKeySelector<SecurityContext> set(String json)
      throws ParseException, JOSEException, GeneralSecurityException {
    List<JWK> keys =
        json.contains("\"keys\"") ? JWKSet.parse(json).getKeys() : List.of(JWK.parse(json));
    if (keys.isEmpty() || !keys.stream().allMatch(PublicKeys::isPublic)) {
      throw new GeneralSecurityException("not a public key that is known here");
    }
    return new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(new JWKSet(keys)));
  }

  private static boolean isPublic(JWK key) {
    return (key instanceof RSAKey || key instanceof ECKey) && !key.isPrivate();
  }
}
