package io.offstage.task;

/**
 * What happens to a task whose worker is lost while it runs.
 *
 * @param redeliver false where running twice is worse than not at all
 * @param maxDeliveries how often it may be given to a worker before it fails with {@code
 *     worker_lost}; 1 or more
 */
public record WorkerLoss(boolean redeliver, int maxDeliveries) {

  public static final WorkerLoss DEFAULT = new WorkerLoss(true, 3);

  /** Whether a task that was delivered this often may be delivered once more. */
  public boolean allowsAnother(int deliveries) {
    return redeliver && deliveries < maxDeliveries;
  }
}
