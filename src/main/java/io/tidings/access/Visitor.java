package io.tidings.access;

import jakarta.enterprise.context.RequestScoped;

/** Who has sent the request that is being served; nobody in particular until that is known. */
@RequestScoped
public class Visitor {

  private Rights rights = Rights.NONE;

  /** The request has been let in. */
  public void admitted(Rights rights) {
    this.rights = rights;
  }

  public Rights rights() {
    return rights;
  }
}
