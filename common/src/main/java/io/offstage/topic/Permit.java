package io.offstage.topic;

/**
 * One permit of a named limit: asked for by a task, and granted once there is room. Its limit's
 * owner keeps a record of each in the lifecycle partition of the limit's address, until it is
 * released.
 *
 * @param limit the limit's name
 * @param id unique for ever; begins with its asker's name as an owner
 * @param taskId the task that needs it
 * @param concurrencyKey the task's
 * @param partition where the task lives
 * @param asked offset of the request in the command partition of the limit's address: earlier ones
 *     go first
 * @param granted whether the task has it
 */
public record Permit(
    String limit,
    String id,
    String taskId,
    String concurrencyKey,
    int partition,
    long asked,
    boolean granted) {

  private static final String ADDRESS_PREFIX = "limit:";

  /** The key of records for the owner of a limit: the limit lives in that key's partition. */
  public static String addressOf(String limit) {
    return ADDRESS_PREFIX + limit;
  }

  /** The same permit, granted. */
  public Permit grant() {
    return new Permit(limit, id, taskId, concurrencyKey, partition, asked, true);
  }
}
