package io.offstage.gateway.auth;

import java.util.Locale;
import java.util.Optional;

/** What a principal may do. */
public enum Role {
  /** Look at tasks, threads and streams. */
  READ,
  /** Start tasks and runs; includes reading. */
  ENQUEUE,
  /** Cancel and resume; includes reading. */
  OPERATE,
  /** Everything. */
  ADMIN;

  /** Whether somebody of this role may do what another role is needed for. */
  boolean includes(Role needed) {
    return this == ADMIN || this == needed || needed == READ;
  }

  static Optional<Role> ofName(String name) {
    for (Role role : values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
