package io.offstage.gateway.auth;

import io.offstage.settings.ApiKeySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The configured API keys, by their hashes. */
public final class ApiKeys {

  private static final String SHA_256 = "sha256:";

  private record Known(String hash, Principal principal) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hash);
    }
  }

  private final List<Known> keys;

  private ApiKeys(List<Known> keys) {
    this.keys = List.copyOf(keys);
  }

  public static ApiKeys of(List<ApiKeySettings> settings) {
    return new ApiKeys(settings.stream().map(ApiKeys::known).toList());
  }

  private static Known known(ApiKeySettings key) {
    Set<Role> roles =
        key.roles().stream()
            .flatMap(name -> Role.ofName(name).stream())
            .collect(Collectors.toUnmodifiableSet());
    Set<String> resources = key.resources().isEmpty() ? null : Set.copyOf(key.resources());
    return new Known(
        key.hash().value().substring(SHA_256.length()),
        new Principal(key.name(), roles, resources));
  }

  /** Whether nobody has a key: then there is no authentication. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whose key this is. Takes as long for every key. */
  public Optional<Principal> principal(String key) {
    byte[] hash = sha256(key);
    Optional<Principal> found = Optional.empty();
    for (Known known : keys) {
      if (MessageDigest.isEqual(known.bytes(), hash)) {
        found = Optional.of(known.principal);
      }
    }
    return found;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
