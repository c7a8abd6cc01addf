package io.offstage.bench.chaos;

import io.offstage.client.OffstageException;
import io.offstage.dev.InfraException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Disturbs a fleet for a while, on a thread that owns it meanwhile: every kind of disturbance in an
 * order of chance, then all of them again. Only when each begins is up to the machine.
 */
final class Trouble {

  private static final Duration CALM = Duration.ofMillis(2_500);

  private final Fleet fleet;
  private final Subscriber subscriber;
  private final Chance chance;
  private final Consumer<String> talk;
  private final Deque<Disturbance> next = new ArrayDeque<>();
  private int happened;

  Trouble(Fleet fleet, Subscriber subscriber, Chance chance, Consumer<String> talk) {
    this.fleet = fleet;
    this.subscriber = subscriber;
    this.chance = chance;
    this.talk = talk;
  }

  /** Returns when the time is over and everything runs. */
  void stir(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < deadline) {
      Thread.sleep(chance.upTo(CALM));
      if (next.isEmpty()) {
        next.addAll(chance.shuffled(List.of(Disturbance.values())));
      }
      Disturbance disturbance = next.removeFirst();
      talk.accept(disturbance.name());
      try {
        disturbance.happen(fleet, subscriber, chance);
      } catch (InfraException late) {
        // A server that is slow to come back; restore() starts it again.
        talk.accept(String.valueOf(late.getMessage()));
        fleet.restore();
      } catch (OffstageException unanswered) {
        // Whoever was to answer is not back yet.
        talk.accept(String.valueOf(unanswered.getMessage()));
      }
      happened++;
      fleet.restartEnded().forEach(name -> talk.accept(name + " had ended by itself"));
    }
    fleet.restore();
  }

  /** How many disturbances there were so far. */
  int happened() {
    return happened;
  }
}
