package io.offstage.agent.run;

import io.offstage.task.RawJson;
import java.util.List;

/**
 * A chunk of the run's stream.
 *
 * @param after tasks whose ends readers are shown first
 */
record Chunk(RawJson json, List<String> after) {

  static Chunk of(RawJson json) {
    return new Chunk(json, List.of());
  }
}
