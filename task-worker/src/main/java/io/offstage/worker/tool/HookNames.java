package io.offstage.worker.tool;

import io.offstage.task.HookRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the hooks that a configuration names for one kind of end. */
public final class HookNames {

  /** Three kinds of end on three levels fit into one started record. */
  private static final int MOST = 7;

  private HookNames() {}

  /**
   * The hooks of these names; a wrong one is left out.
   *
   * @param problems is told what is wrong with each
   */
  public static List<HookRef> read(List<String> names, Consumer<String> problems) {
    List<HookRef> hooks = new ArrayList<>();
    for (String name : names) {
      Optional<HookRef> hook = HookRef.parse(name).filter(ref -> ref.on() == null);
      hook.ifPresentOrElse(
          hooks::add,
          () -> problems.accept("must name hooks, as [pool/]name, was \"" + name + "\""));
    }
    if (hooks.size() > MOST) {
      problems.accept("names " + hooks.size() + " hooks; at most " + MOST + " are allowed");
    }
    return hooks;
  }
}
