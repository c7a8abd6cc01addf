package io.offstage.topic;

/**
 * Something about a topic that is not as it should be.
 *
 * @param weight what it means for whoever wants to start
 * @param topic its name, or the pool's where it is about several
 * @param setting Kafka's name of the config, or {@code partitions}, {@code replication}
 * @param is what was found
 * @param should what is needed
 * @param advice why it matters and what to do, without a full stop
 */
public record TopicFinding(
    Weight weight, String topic, String setting, String is, String should, String advice) {

  /** How much it matters. */
  public enum Weight {
    /** Tasks would be lost or not be run: a worker does not start. */
    FATAL,
    /** Works, but not as promised. */
    WARNING,
    /** Good to know. */
    NOTE
  }

  /** One sentence. */
  public String sentence() {
    return "%s: %s is %s, should be %s: %s.".formatted(topic, setting, is, should, advice);
  }

  @Override
  public String toString() {
    return weight + " " + sentence();
  }
}
