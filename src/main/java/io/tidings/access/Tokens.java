package io.tidings.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.tidings.access.RefusedException.Fault;
import io.tidings.config.TokenConfig;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies tokens (JWT, RFC 7519) and reads what they allow, from their claim {@code tidings}. What
 * the claim does not name is not allowed.
 */
final class Tokens {

  private static final String CLAIM = "tidings";

  /** Characters. */
  private static final int LONGEST = 16_384;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * @throws io.tidings.config.InvalidSettingException when there is no good key
   */
  Tokens(TokenConfig config, InstantSource clock) {
    processor.setJWSKeySelector(PublicKeys.of(config));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(new Claims(config, clock));
  }

  /** One that never expires could never be taken back. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final InstantSource clock;

    /** In a set that can be asked for null, as the library does; those of {@code Set.of} throw. */
    Claims(TokenConfig config, InstantSource clock) {
      super(
          config.audiences().isEmpty() ? null : new HashSet<>(config.audiences()),
          config
              .issuer()
              .map(issuer -> new JWTClaimsSet.Builder().issuer(issuer).build())
              .orElse(null),
          Set.of("exp"),
          null);
      this.clock = clock;
      setMaxClockSkew(config.clockSkew());
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }

  /**
   * @throws RefusedException with what is wrong, as far as its owner may know
   */
  Rights verify(String token) throws RefusedException {
    if (token.length() > LONGEST) {
      throw new RefusedException("the token is not valid", Fault.INVALID);
    }
    try {
      // Parsed as a signed one: neither an unsigned nor an encrypted token is looked at.
      return rights(processor.process(SignedJWT.parse(token), null));
    } catch (ExpiredJWTException e) {
      throw new RefusedException("the token has expired", Fault.INVALID);
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      throw new RefusedException("the token is not valid", Fault.INVALID);
    }
  }

  private static Rights rights(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> ours = claims.getJSONObjectClaim(CLAIM);
    Map<String, Object> allowed = ours == null ? Map.of() : ours;
    String subject = claims.getSubject() == null ? "" : claims.getSubject();
    return new Rights(
        subject,
        patterns(allowed, "namespaces"),
        patterns(allowed, "join"),
        patterns(allowed, "publish"),
        claims.getExpirationTime().getTime() / 1000);
  }

  private static List<String> patterns(Map<String, Object> claim, String name)
      throws ParseException {
    Object value = claim.getOrDefault(name, List.of());
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new ParseException(name + " is not a list of strings", 0);
  }
}
