package io.offstage.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of this JVM's class path, to be started in a JVM of its own. What it puts out is
 * discarded and what it says on standard error goes where ours goes, unless told otherwise. It sees
 * our environment without the variables that set Offstage's settings. Not thread-safe.
 */
public final class JvmCommand {
  private final Class<?> main;
  private final List<String> arguments;
  private final List<String> prefix = new ArrayList<>();
  private final List<String> flags =
      new ArrayList<>(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
  private final Map<String, String> environment = new HashMap<>();
  private String classPath = System.getProperty("java.class.path");
  private ProcessBuilder.Redirect output = ProcessBuilder.Redirect.DISCARD;
  private ProcessBuilder.Redirect errors = ProcessBuilder.Redirect.INHERIT;

  private JvmCommand(Class<?> main, List<String> arguments) {
    this.main = main;
    this.arguments = List.copyOf(arguments);
  }

  public static JvmCommand of(Class<?> main, List<String> arguments) {
    return new JvmCommand(main, arguments);
  }

  /**
   * For programs that live briefly, many at a time: with one collector and little compilation.
   *
   * @param heap its largest, such as {@code 256m}
   */
  public JvmCommand small(String heap) {
    return flags("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }

  /** More flags of the JVM. */
  public JvmCommand flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** Words before {@code java}: a program that becomes what it is told to start. */
  public JvmCommand behind(List<String> words) {
    prefix.addAll(words);
    return this;
  }

  /** A directory or jar that only this program sees. */
  public JvmCommand seeing(Path more) {
    classPath += System.getProperty("path.separator") + more;
    return this;
  }

  /** More environment, whatever the names. */
  public JvmCommand environment(Map<String, String> more) {
    environment.putAll(more);
    return this;
  }

  public JvmCommand output(ProcessBuilder.Redirect to) {
    output = to;
    return this;
  }

  public JvmCommand errors(ProcessBuilder.Redirect to) {
    errors = to;
    return this;
  }

  /** Returns at once. */
  public ChildJvm start() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output).redirectError(errors);
    builder.environment().keySet().removeIf(name -> name.startsWith("OFFSTAGE_"));
    builder.environment().putAll(environment);
    // Not as an argument, so that ps shows what this is.
    builder.environment().put("CLASSPATH", classPath);
    try {
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
