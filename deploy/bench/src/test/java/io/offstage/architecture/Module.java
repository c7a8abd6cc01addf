package io.offstage.architecture;

/** A module, told by the first word of a package below the root, and the modules it may use. */
enum Module {
  COMMON(""),
  TASK_WORKER("worker"),
  AGENT_WORKER("agent"),
  API_GATEWAY("gateway"),
  DEV("dev"),
  CLI("cli"),
  BENCH("bench");

  private final String word;

  Module(String word) {
    this.word = word;
  }

  /** Whatever no other module claims is {@code COMMON}. */
  static Module of(String root, String packageName) {
    String below = packageName.substring(root.length()) + ".";
    for (Module module : values()) {
      if (below.startsWith("." + module.word + ".")) {
        return module;
      }
    }
    return COMMON;
  }

  boolean mayUse(Module other) {
    return this == other
        || switch (this) {
          case COMMON, DEV -> false;
          case TASK_WORKER, API_GATEWAY -> other == COMMON;
          case AGENT_WORKER -> other == COMMON || other == TASK_WORKER;
          case CLI -> other != BENCH;
          case BENCH -> true;
        };
  }
}
