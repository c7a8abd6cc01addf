package io.offstage.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a task is started with besides what it runs; immutable. What is not said has the platform's
 * default.
 *
 * @param fields of the started record, by name; values are texts, numbers and instants
 */
public record EnqueueOptions(Map<String, Object> fields) {

  public static final EnqueueOptions NONE = new EnqueueOptions(Map.of());

  public EnqueueOptions {
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** In this conversation. */
  public static EnqueueOptions thread(String threadId) {
    return NONE.inThread(threadId);
  }

  /** In this conversation. */
  public EnqueueOptions inThread(String threadId) {
    return with("threadId", threadId);
  }

  /** On behalf of this user or tenant. */
  public EnqueueOptions resource(String resourceId) {
    return with("resourceId", resourceId);
  }

  /** An id of the caller's, by which a repeated start does nothing. */
  public EnqueueOptions taskId(String taskId) {
    return with("taskId", taskId);
  }

  /** The pool that runs it; {@code tools} for tools. */
  public EnqueueOptions pool(String pool) {
    return with("pool", pool);
  }

  /** Tasks of one key run under one limit, and in order. */
  public EnqueueOptions concurrencyKey(String key) {
    return with("concurrencyKey", key);
  }

  /** −100 to 100, higher first. */
  public EnqueueOptions priority(int priority) {
    return with("priority", priority);
  }

  /** Not before. */
  public EnqueueOptions runAt(Instant at) {
    return with("runAt", at);
  }

  /** Of one attempt. */
  public EnqueueOptions timeout(Duration timeout) {
    return with("timeoutMs", timeout.toMillis());
  }

  /** After failures of the tool's own. */
  public EnqueueOptions maxRetries(int retries) {
    return with("maxRetries", retries);
  }

  private EnqueueOptions with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new EnqueueOptions(more);
  }

  void writeTo(ObjectNode body) {
    fields.forEach(
        (name, value) -> {
          switch (value) {
            case Integer number -> body.put(name, number);
            case Long number -> body.put(name, number);
            default -> body.put(name, value.toString());
          }
        });
  }
}
