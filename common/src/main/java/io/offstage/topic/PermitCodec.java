package io.offstage.topic;

import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the records of permits in a pool's lifecycle topic. Each stands under a key of
 * its own, which no task can have, and ends with a tombstone. Nobody but the owner of the limit
 * needs them: other readers pass over what {@link #isPermit} says is one.
 */
public final class PermitCodec {

  /** The record's type, in its value and in the header {@link LifecycleHeaders#TYPE}. */
  public static final String TYPE = "background-task-permit";

  /** The slash cannot stand in a task's id. */
  private static final String KEY_PREFIX = "permit/";

  private static final byte[] KEY_START = KEY_PREFIX.getBytes(StandardCharsets.UTF_8);

  private PermitCodec() {}

  /** The key of a permit's records. */
  public static String keyOf(String permitId) {
    return KEY_PREFIX + permitId;
  }

  /** Whether a record of a lifecycle topic is about a permit and not about a task. */
  public static boolean isPermit(byte[] key) {
    if (key.length < KEY_START.length) {
      return false;
    }
    for (int i = 0; i < KEY_START.length; i++) {
      if (key[i] != KEY_START[i]) {
        return false;
      }
    }
    return true;
  }

  /** The record's value. */
  public static byte[] encode(Permit permit) {
    return Json.object(
        json -> {
          json.writeStringField("type", TYPE);
          json.writeStringField("limit", permit.limit());
          json.writeStringField("permit", permit.id());
          json.writeStringField("taskId", permit.taskId());
          json.writeStringField("concurrencyKey", permit.concurrencyKey());
          json.writeNumberField("partition", permit.partition());
          json.writeNumberField("asked", permit.asked());
          json.writeBooleanField("granted", permit.granted());
        });
  }

  /**
   * Understands one record.
   *
   * @throws MalformedRecord naming the field and what is wrong
   */
  public static Permit decode(byte[] value) throws MalformedRecord {
    JsonFields body = JsonFields.of(value);
    String type = body.requiredString("type");
    if (!type.equals(TYPE)) {
      throw new MalformedRecord("type: must be " + TYPE + ", was \"" + type + "\"");
    }
    return new Permit(
        body.requiredString("limit"),
        body.requiredString("permit"),
        StartReader.taskId(body),
        body.requiredString("concurrencyKey"),
        (int) body.wholeNumber("partition", 0, Integer.MAX_VALUE, 0),
        body.wholeNumber("asked", 0, Long.MAX_VALUE, 0),
        body.bool("granted", false));
  }
}
