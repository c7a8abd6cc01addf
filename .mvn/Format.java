import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Checks or rewrites the layout of every Java source in the repository with google-java-format.
 *
 * <p>{@code java -cp <google-java-format> Format.java <root> check|write}. {@code check} exits 1
 * and names the files that are laid out differently. It is a source-launched program, not a Maven
 * plugin, because the formatter must run on the JDK whose language it parses and Maven's own JVM
 * may be older.
 */
final class Format {
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]).toRealPath();
    List<String> sources = sources(root);
    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    switch (args[1]) {
      case "check" -> check(formatter, root, sources);
      case "write" -> System.exit(run(formatter, List.of("--replace"), sources));
      default -> throw new IllegalArgumentException("check or write, not " + args[1]);
    }
  }

  private static void check(ToolProvider formatter, Path root, List<String> sources) {
    int exit = run(formatter, List.of("--dry-run", "--set-exit-if-changed"), sources);
    if (exit != 0) {
      System.err.printf(
          "The Java sources named above are not formatted (or do not parse).%n"
              + "To format everything: mvn -q -N -Pformat   (in %s)%n",
          root);
    }
    System.exit(exit);
  }

  private static int run(ToolProvider formatter, List<String> options, List<String> sources) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(sources);
    return formatter.run(System.err, System.err, arguments.toArray(String[]::new));
  }

  /**
   * Every {@code *.java} that is ours: below no {@code target}, {@code node_modules} or dot folder
   * but .mvn.
   */
  private static List<String> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> ours(root.relativize(file)))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static boolean ours(Path file) {
    for (Path part : file) {
      String name = part.toString();
      boolean hidden = name.startsWith(".") && !name.equals(".mvn");
      if (hidden || name.equals("target") || name.equals("node_modules")) {
        return false;
      }
    }
    return true;
  }
}
