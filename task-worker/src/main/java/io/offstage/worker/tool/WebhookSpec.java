package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook is delivered.
 *
 * @param url http or https
 * @param secret signs every delivery; null: none is signed
 */
public record WebhookSpec(URI url, @Nullable Secret secret) {

  /** What Standard Webhooks puts before a secret in base64. */
  private static final String SECRET_PREFIX = "whsec_";

  /**
   * Reads {@code {url, secret}}; the secret is {@code whsec_} and base64, or any text.
   *
   * @param path put before every problem
   * @param problems is told everything that is wrong, a sentence each
   */
  public static Optional<WebhookSpec> read(String path, JsonNode node, Consumer<String> problems) {
    SpecFields fields = new SpecFields(path, node, problems);
    Optional<String> text = fields.text("url");
    Secret secret = fields.text("secret").map(Secret::new).orElse(null);
    fields.refuseOthers();
    if (secret != null && !isUsable(secret)) {
      fields.refuse("secret", "after " + SECRET_PREFIX + " must come base64");
    }
    if (text.isEmpty()) {
      fields.refuse("url", "is required, a text");
      return Optional.empty();
    }
    try {
      URI url = new URI(text.get());
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getUserInfo() == null) {
        return secret == null || isUsable(secret)
            ? Optional.of(new WebhookSpec(url, secret))
            : Optional.empty();
      }
    } catch (URISyntaxException _) {
      // Refused below; the text may hold a secret and is not repeated.
    }
    fields.refuse("url", "must be an http or https URL with a host and without a user");
    return Optional.empty();
  }

  private static boolean isUsable(Secret secret) {
    try {
      return key(secret).length > 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** The bytes that sign. */
  static byte[] key(Secret secret) {
    String text = secret.value();
    return text.startsWith(SECRET_PREFIX)
        ? Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()))
        : text.getBytes(StandardCharsets.UTF_8);
  }
}
