package io.offstage.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run within its memory scope: run ids may come from outside, and one of another scope is another
 * run.
 *
 * @param scope absent for a run without memory
 */
public record RunKey(@Nullable ThreadKey scope, String run) {

  public RunKey {
    MemoryName.check("run", run);
  }

  String resource() {
    return Optional.ofNullable(scope).map(ThreadKey::resource).orElse("");
  }

  String thread() {
    return Optional.ofNullable(scope).map(ThreadKey::thread).orElse("");
  }
}
