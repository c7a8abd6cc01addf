package io.offstage.settings;

import java.util.Locale;

/**
 * One key as the reference lists it.
 *
 * @param key dotted path; {@code <name>} stands for one segment of the user's choice, a final
 *     {@code *} for any rest
 * @param type what the value must be, in words
 * @param defaultValue as it would be written in the file; empty when there is none
 * @param description one sentence without a full stop
 */
public record Setting(String key, String type, String defaultValue, String description) {

  /** The environment variable with the same meaning: {@code OFFSTAGE_WORKER_DRAIN_TIMEOUT}. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return "OFFSTAGE_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
