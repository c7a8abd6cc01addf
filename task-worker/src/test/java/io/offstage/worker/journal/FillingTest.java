package io.offstage.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.worker.schedule.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FillingTest {

  private static final int MANY = 200;
  private static final int MOST = 1_000;

  private final Queue<Item> queue = new ArrayDeque<>();
  private long sequence;

  @Test
  void whereFewEntriesComeATransactionTakesNoMore() throws Exception {
    List<Item.Append> few = begun(10);
    add(5, false);

    assertThat(new Filling(queue, few, MOST).more()).isNull();
    assertThat(queue).hasSize(5);
  }

  @Test
  void whereManyComeItTakesWhatComesInOrderUntilItIsFull() throws Exception {
    List<Item.Append> taken = begun(MANY);
    add(MOST, false);

    assertThat(fill(new Filling(queue, taken, MOST))).isEqualTo(MOST - MANY);

    assertThat(taken).extracting(Item.Append::sequence).isSorted().hasSize(MOST);
    assertThat(queue).hasSize(MANY);
  }

  @Test
  void itEndsByItselfWhenNothingComes() throws Exception {
    assertThat(fill(new Filling(queue, begun(MANY), MOST))).isZero();
  }

  @Test
  void whatSomethingWaitsForIsTheLastItTakes() throws Exception {
    List<Item.Append> taken = begun(MANY);
    add(3, false);
    add(1, true);
    add(3, false);

    assertThat(fill(new Filling(queue, taken, MOST))).isEqualTo(4);
    assertThat(taken.getLast().awaited()).isTrue();
  }

  @Test
  void itTakesNothingWhereSomethingWaitsForWhatItBeganWith() throws Exception {
    List<Item.Append> taken = begun(MANY);
    taken.add(entry(true));
    add(3, false);

    assertThat(fill(new Filling(queue, taken, MOST))).isZero();
  }

  @Test
  void whatIsNoEntryEndsItAndIsLeftForTheJournal() throws Exception {
    List<Item.Append> taken = begun(MANY);
    add(2, false);
    queue.add(new Item.Wake());
    add(2, false);

    assertThat(fill(new Filling(queue, taken, MOST))).isEqualTo(2);
    assertThat(queue.peek()).isInstanceOf(Item.Wake.class);
  }

  @Test
  void afterTheOffsetsItTakesWhatFitsAndStopsAtWhatDoesNot() {
    List<Item.Append> taken = begun(1);
    add(2, false);
    Filling filling = new Filling(queue, taken, MOST);

    assertThat(filling.last(_ -> true)).isNotNull();
    assertThat(filling.last(_ -> false)).isNull();
    assertThat(taken).hasSize(2);
    assertThat(queue).hasSize(1);
  }

  private static int fill(Filling filling) throws InterruptedException {
    int taken = 0;
    while (filling.more() != null) {
      taken++;
    }
    return taken;
  }

  private List<Item.Append> begun(int entries) {
    List<Item.Append> begun = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      begun.add(entry(false));
    }
    return begun;
  }

  private void add(int entries, boolean awaited) {
    for (int i = 0; i < entries; i++) {
      queue.add(entry(awaited));
    }
  }

  private Item.Append entry(boolean awaited) {
    return new Item.Append(sequence++, new Entry(0, 1, Entry.NOTHING_CONSUMED, List.of()), awaited);
  }
}
