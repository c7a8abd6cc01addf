package io.offstage.gateway.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whoever calls.
 *
 * @param name for logs and for the ids that an {@code Idempotency-Key} stands for
 * @param roles what it may do
 * @param confinedTo the resources it is bound to; null: all
 */
public record Principal(String name, Set<Role> roles, @Nullable Set<String> confinedTo) {

  /** Everybody, where there is no authentication. */
  public static final Principal ANYBODY = new Principal("anybody", Set.of(Role.ADMIN), null);

  public Principal {
    roles = Set.copyOf(roles);
    confinedTo = confinedTo == null ? null : Set.copyOf(confinedTo);
  }

  public boolean may(Role needed) {
    return roles.stream().anyMatch(role -> role.includes(needed));
  }

  /** Whether something of this resource exists for it. */
  public boolean sees(@Nullable String resourceId) {
    return confinedTo == null || (resourceId != null && confinedTo.contains(resourceId));
  }
}
