package io.offstage.topic;

/** What would make a topic as it should be.. */
public sealed interface TopicChange {

  String topic();

  /** The topic is missing. */
  record Create(TopicSpec spec) implements TopicChange {
    @Override
    public String topic() {
      return spec.name();
    }

    @Override
    public String toString() {
      return "create %s: %d partitions, %s"
          .formatted(
              spec.name(),
              spec.partitions(),
              spec.replication() < 0
                  ? "the broker's replication"
                  : "replication " + spec.replication());
    }
  }

  /**
   * A config has another value. A shorter retention is such a change too, and makes the broker
   * delete what is older.
   *
   * @param is what it has, which may be the broker's default
   */
  record Alter(String topic, String config, String is, String should) implements TopicChange {
    @Override
    public String toString() {
      return "alter %s: %s from %s to %s".formatted(topic, config, is, should);
    }
  }
}
