package io.offstage.bench.history;

import io.offstage.settings.Settings;
import io.offstage.topic.ConcurrencyKeys;
import java.util.List;

/** What has been seen of one platform, and whether every guarantee holds. One thread. */
public final class History {

  private final List<Guarantee> guarantees;

  /** Nothing seen yet; the limits are those of the settings. */
  public History(Settings settings) {
    this.guarantees =
        List.of(
            new NothingIsLost(),
            new EndedIsEnded(),
            new KeyLimitsHold(
                (pool, key) ->
                    key.startsWith(ConcurrencyKeys.THREAD_PREFIX)
                        ? 1
                        : settings.pool(pool).keyConcurrency()),
            new NamedLimitsHold(pool -> settings.pool(pool).limits()),
            new OneWriter(),
            new ReadsAreTheFold(),
            new StreamsAreGapless(),
            new FanOutIsAtomic());
  }

  public void accept(Fact fact) {
    guarantees.forEach(guarantee -> guarantee.accept(fact));
  }

  /** What can never be made good any more. */
  public List<Violation> broken() {
    return guarantees.stream().map(Guarantee::broken).flatMap(List::stream).toList();
  }

  /** What is broken if nothing more happens. */
  public List<Violation> missing() {
    return guarantees.stream().map(Guarantee::missing).flatMap(List::stream).toList();
  }

  /** Nothing runs and nothing is missing: what is only needed for live tasks is dropped. */
  public void forget() {
    guarantees.forEach(Guarantee::forget);
  }
}
