package io.offstage.topic;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the records of the limits topic. Key: {@code <pool>/<limit>}, such as {@code
 * tools/key:researcher/user-1}; no value: the limit is unset.
 */
public final class LimitCodec {

  /** The name of the record's schema. */
  public static final String TYPE = "background-task-limit";

  private LimitCodec() {}

  /** Which limit of which pool. */
  public record Key(String pool, LimitName limit) {}

  public static byte[] encode(Key key) {
    return (key.pool() + "/" + key.limit()).getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] encode(LimitSetting setting) {
    return Json.object(
        json -> {
          json.writeNumberField("max", setting.max());
          Integer maxQueued = setting.maxQueued();
          Json.optional(json, "maxQueued", maxQueued == null ? null : maxQueued.longValue());
          json.writeStringField("updatedAt", Json.date(setting.updatedAt()));
          Json.optional(json, "updatedBy", setting.updatedBy());
        });
  }

  public static Key decodeKey(byte @Nullable [] key) throws MalformedRecord {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    int slash = text.indexOf('/');
    return LimitName.of(text.substring(slash + 1))
        .filter(_ -> slash > 0)
        .map(limit -> new Key(text.substring(0, slash), limit))
        .orElseThrow(
            () ->
                new MalformedRecord(
                    "the key must be <pool>/ and key:, tool:, agent: or limit: and a name, was \""
                        + text
                        + "\""));
  }

  public static LimitSetting decode(byte[] value) throws MalformedRecord {
    JsonFields body = JsonFields.of(value);
    Long max = body.wholeNumber("max", 1, LimitSetting.MOST);
    if (max == null) {
      throw new MalformedRecord("max: is required");
    }
    Long maxQueued = body.wholeNumber("maxQueued", 0, LimitSetting.MOST_QUEUED);
    return new LimitSetting(
        max.intValue(),
        maxQueued == null ? null : maxQueued.intValue(),
        body.requiredDate("updatedAt"),
        body.string("updatedBy"));
  }
}
