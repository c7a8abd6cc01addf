package io.offstage.agent.run;

import java.util.List;

/**
 * What an entry says to the outside.
 *
 * @param first at once
 * @param dispatched when its children have durably started; follows the first
 */
record Told(List<Chunk> first, List<Chunk> dispatched) {

  static final Told NOTHING = new Told(List.of(), List.of());

  static Told of(List<Chunk> first) {
    return new Told(first, List.of());
  }

  int size() {
    return first.size() + dispatched.size();
  }
}
