package org.example.desk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The application's own users: by Jakarta Security, as it would have them for its pages. */
@BasicAuthenticationMechanismDefinition(realmName = "desk")
@ApplicationScoped
public class Login implements IdentityStore {

  @Override
  public CredentialValidationResult validate(Credential credential) {
    if (credential instanceof UsernamePasswordCredential login
        && login.compareTo("ada", "secret")) {
      return new CredentialValidationResult("ada", Set.of("editor"));
    }
    if (credential instanceof UsernamePasswordCredential login
        && login.compareTo("bob", "secret")) {
      return new CredentialValidationResult("bob", Set.of("reader"));
    }
    return CredentialValidationResult.INVALID_RESULT;
  }
}
