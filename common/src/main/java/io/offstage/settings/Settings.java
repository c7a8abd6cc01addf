package io.offstage.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a role is told at start. Without a file, variable or flag every default holds.
 *
 * @param kafka how to reach Kafka
 * @param topics how topics are named and made
 * @param postgres where the read model and the memory are
 * @param worker how attempts run
 * @param recovery what a new owner of a partition reads
 * @param limits the largest of everything that comes in
 * @param journal how commits are grouped
 * @param gateway the HTTP side
 * @param materializer how the log becomes rows
 * @param pools by name; those of tools and of agents are always there
 * @param retention how long ended tasks stay readable
 * @param telemetry logging
 * @param file what was read, for the agent definitions in it; empty when no file was given
 */
public record Settings(
    KafkaSettings kafka,
    TopicSettings topics,
    PostgresSettings postgres,
    WorkerSettings worker,
    RecoverySettings recovery,
    InputLimits limits,
    JournalSettings journal,
    GatewaySettings gateway,
    MaterializerSettings materializer,
    Map<String, PoolSettings> pools,
    RetentionSettings retention,
    TelemetrySettings telemetry,
    Optional<SettingsFile> file) {

  private static final List<Setting> REFERENCE = makeReference();
  private static final Known KNOWN = new Known(REFERENCE);

  public Settings {
    pools = Map.copyOf(pools);
  }

  /**
   * Reads all layers.
   *
   * @param file YAML, UTF-8, at most 1 MiB; null for none
   * @param variables the process environment; those that do not start with {@code OFFSTAGE_} serve
   *     {@code ${NAME}} in the file alone
   * @param flags {@code key=value} each; the last one of a key counts
   * @throws SettingsException with all problems of all layers
   */
  public static Settings load(
      @Nullable Path file, Map<String, String> variables, List<String> flags) {
    Problems problems = new Problems();
    Optional<SettingsFile> read =
        Optional.ofNullable(file).flatMap(path -> FileReader.read(path, problems));
    Value.Fields fromFile =
        read.map(f -> FileReader.values(f, variables, problems)).orElse(FileReader.NO_VALUES);
    Set<String> mentioned = read.map(f -> Expansion.mentionedIn(f.text())).orElse(Set.of());
    Map<String, Value> merged =
        new Layers(KNOWN, problems)
            .merge(
                fromFile,
                Environment.read(variables, mentioned, KNOWN, problems),
                Flags.read(flags, problems));
    Settings settings = read(Reading.of(merged, problems), read);
    problems.throwIfAny();
    return settings;
  }

  /** The defaults with some keys changed, {@code key=value} each; no file, no environment. */
  public static Settings of(String... flags) {
    return load(null, Map.of(), List.of(flags));
  }

  /**
   * Permits of the named limits that the agent definitions of the file ask for; only tasks that
   * list them need one, and what {@link #pools} and run time say goes before.
   */
  public Map<String, Integer> listedLimits() {
    return file.map(FileLimits::of).orElse(Map.of());
  }

  /** Every key there is, in the order of the features. */
  public static List<Setting> reference() {
    return REFERENCE;
  }

  /** The top-level keys of the file that are settings: what agent definitions must leave alone. */
  public static Set<String> topLevelKeys() {
    return KNOWN.topLevel();
  }

  /**
   * The pool of this name.
   *
   * @throws IllegalArgumentException if none is configured; the message names those that are
   */
  public PoolSettings pool(String name) {
    PoolSettings pool = pools.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(
          "no pool "
              + name
              + " in the settings; there are "
              + pools.keySet().stream().sorted().toList());
    }
    return pool;
  }

  private static List<Setting> makeReference() {
    Reading reading = Reading.forReference();
    read(reading, Optional.empty());
    return reading.declared();
  }

  private static Settings read(Reading in, Optional<SettingsFile> file) {
    KafkaSettings kafka = KafkaSettings.read(in);
    TopicSettings topics = TopicSettings.read(in);
    PostgresSettings postgres = PostgresSettings.read(in);
    WorkerSettings worker = WorkerSettings.read(in);
    RecoverySettings recovery = RecoverySettings.read(in);
    InputLimits limits = InputLimits.read(in, topics.maxMessageBytes());
    JournalSettings journal = JournalSettings.read(in);
    GatewaySettings gateway = GatewaySettings.read(in);
    MaterializerSettings materializer = MaterializerSettings.read(in);
    Map<String, PoolSettings> pools = PoolSettings.readAll(in, topics, worker);
    in.refuseUnless(
        pools.containsKey(worker.pool()) || pools.containsKey(Reading.ANY_NAME),
        "worker.pool",
        "no such pool; pools.%s would make it, there are %s"
            .formatted(worker.pool(), String.join(", ", pools.keySet())));
    return new Settings(
        kafka,
        topics,
        postgres,
        worker,
        recovery,
        limits,
        journal,
        gateway,
        materializer,
        pools,
        RetentionSettings.read(in),
        TelemetrySettings.read(in),
        file);
  }
}
