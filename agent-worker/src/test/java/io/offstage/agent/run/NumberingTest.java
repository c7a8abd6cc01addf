package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.memory.ToolResult;
import io.offstage.task.RawJson;
import org.junit.jupiter.api.Test;

class NumberingTest {

  private final Numbering numbering = new Numbering();

  private void add(long at, int size) {
    numbering.add(new Entry.Returned(at, "call", ToolResult.of(RawJson.NULL)), size);
  }

  @Test
  void whatFollowsWithoutAGapNeedsNoNewNumbers() {
    add(0, 3);
    add(3, 2);

    assertThat(numbering.gapFrom(0)).isEmpty();
    assertThat(numbering.gapFrom(4)).isEmpty();
    assertThat(numbering.gapFrom(5)).isEmpty();
  }

  @Test
  void lostChunksBeforeAGapMoveUp() {
    add(0, 3);
    add(7, 2); // 3 to 6 were something else, lost as well

    assertThat(numbering.gapFrom(9)).isEmpty();
    assertThat(numbering.gapFrom(8)).isEmpty();
    assertThat(numbering.gapFrom(7)).isEmpty();
    assertThat(numbering.gapFrom(5)).contains(new Entry.Renumbered(5, 1, 0));
    assertThat(numbering.gapFrom(2)).contains(new Entry.Renumbered(2, 0, 2));
  }

  @Test
  void afterRenumberingTheChunksFollowEachOther() {
    add(0, 3);
    add(7, 2);
    numbering.add(new Entry.Renumbered(2, 0, 2), 0);
    add(5, 1);

    assertThat(numbering.start(0)).isZero();
    assertThat(numbering.start(1)).isEqualTo(3);
    assertThat(numbering.gapFrom(2)).isEmpty();
  }
}
