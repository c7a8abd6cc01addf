package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.Write;
import java.util.LinkedHashMap;
import java.util.Map;

/** When nothing is left to do, nobody holds a permit or asks for one. */
final class PermitsComeBack extends Invariant {

  private final Map<String, Write.PermitState> standing = new LinkedHashMap<>();

  @Override
  void permitted(Write.PermitState state) {
    if (state.permit() == null) {
      standing.remove(state.id());
    } else {
      standing.put(state.id(), state);
    }
  }

  @Override
  void atRest(Cluster cluster) {
    if (!standing.isEmpty()) {
      throw broken("left over are " + standing.values());
    }
  }
}
