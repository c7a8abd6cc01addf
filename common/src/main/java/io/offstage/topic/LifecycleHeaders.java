package io.offstage.topic;

/**
 * Names of the headers that repeat what readers filter by, so that a body nobody asked for is never
 * parsed.
 */
public final class LifecycleHeaders {

  public static final String TYPE = "type";
  public static final String VERSION = "version";
  public static final String STATUS = "status";
  public static final String AGENT = "agent";
  public static final String RUN = "run";
  public static final String THREAD = "thread";
  public static final String RESOURCE = "resource";

  /** Id of the task that started this one, whose stream shows it too. */
  public static final String PARENT = "parent";

  /**
   * On a snapshot that was appended again so that it stays near the log's end: the offset of the
   * record it repeats, byte for byte. Whoever has read that needs no other.
   */
  public static final String COPIED_FROM = "copied-from";

  /**
   * On records of permits: offset of the command that led to it. Commands are consumed in order, so
   * those up to it have been taken.
   */
  public static final String CONSUMED = "consumed";

  private LifecycleHeaders() {}
}
