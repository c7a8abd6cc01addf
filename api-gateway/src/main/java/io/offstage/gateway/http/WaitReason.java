package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.StoredTask;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a task is pending, for people: as far as its snapshot tells. What its worker has learnt since
 * then, such as that its limits are free, stands nowhere.
 */
final class WaitReason {

  private WaitReason() {}

  /** The snapshot, with {@code waitReason} where it is pending. */
  static String added(StoredTask task, Instant now) {
    String document = task.document();
    String reason = task.status().equals(TaskStatus.PENDING.wireName()) ? of(task, now) : null;
    return reason == null
        ? document
        : document.substring(0, document.lastIndexOf('}'))
            + ",\"waitReason\":"
            + JsonObject.quoted(reason)
            + "}";
  }

  private static @Nullable String of(StoredTask task, Instant now) {
    try {
      JsonFields fields = JsonFields.of(new RawJson(task.document()));
      Instant notBefore = fields.date("nextAttemptAt");
      if (notBefore != null && notBefore.isAfter(now)) {
        return fields.object("error") == null
            ? "for its time: " + notBefore
            : "to be tried again: " + notBefore;
      }
      Instant toolBy = fields.date("unknownToolUntil");
      if (toolBy != null) {
        return "for a worker of pool %s that knows the tool %s; fails at %s unless one comes"
            .formatted(task.key().pool(), fields.string("toolName"), toolBy);
      }
      return task.version() == 0
          ? "for a worker of pool %s to take it".formatted(task.key().pool())
          : "for its turn: key "
              + fields.string("concurrencyKey")
              + named(fields.strings("limits"));
    } catch (MalformedRecord _) {
      return null;
    }
  }

  private static String named(List<String> limits) {
    return limits.stream().map(limit -> ", limit " + limit).collect(Collectors.joining());
  }
}
