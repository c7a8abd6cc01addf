package io.offstage.agent.toolset;

import io.offstage.worker.tool.NonRetryableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Lines of files that hold a text or match a pattern. Links are not followed. */
final class ContentSearch {

  private static final int MOST_FOUND = 500;
  private static final int MOST_FILE_BYTES = 4 << 20;
  private static final int PREVIEW = 100;
  private static final int AROUND = 20;

  private final Path start;
  private final Pattern query;
  private final List<PathMatcher> excluded = new ArrayList<>();
  private final List<String> found = new ArrayList<>();

  ContentSearch(Filesystem.Search in, Path start) {
    this.start = start;
    this.query = query(in);
    for (String pattern : in.excludePatterns() == null ? List.<String>of() : in.excludePatterns()) {
      exclude(pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : pattern);
    }
  }

  private static Pattern query(Filesystem.Search in) {
    try {
      return Pattern.compile(in.query(), Boolean.TRUE.equals(in.isRegex()) ? 0 : Pattern.LITERAL);
    } catch (PatternSyntaxException e) {
      throw new NonRetryableException("Invalid regex pattern: " + e.getDescription(), e);
    }
  }

  private void exclude(String pattern) {
    try {
      excluded.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
    } catch (PatternSyntaxException | InvalidPathException e) {
      throw new NonRetryableException("Invalid exclude pattern: " + pattern, e);
    }
  }

  /** {@code path:line:column: text}, a line each. */
  String found() throws IOException, InterruptedException {
    try {
      Files.walkFileTree(start, new Walk());
    } catch (Interrupted _) {
      throw new InterruptedException("interrupted while searching");
    }
    return found.isEmpty() ? "No results found" : String.join("\n", found);
  }

  private final class Walk extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isExcluded(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && attributes.size() <= MOST_FILE_BYTES && !isExcluded(file)) {
        search(file);
      }
      return found.size() >= MOST_FOUND ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    /** What may not be read has nothing to be found. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  private boolean isExcluded(Path path) {
    if (path.endsWith(".git")) {
      return true;
    }
    Path relative = start.relativize(path);
    return excluded.stream()
        .anyMatch(
            pattern ->
                pattern.matches(relative)
                    || (relative.getFileName() != null && pattern.matches(relative.getFileName())));
  }

  private void search(Path file) {
    String[] lines;
    try {
      lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
    } catch (IOException _) {
      return;
    }
    for (int i = 0; i < lines.length && found.size() < MOST_FOUND; i++) {
      Matcher match = query.matcher(new InterruptibleText(lines[i]));
      if (match.find()) {
        found.add(
            "%s:%d:%d: %s".formatted(file, i + 1, match.start() + 1, preview(lines[i], match)));
      }
    }
  }

  private static String preview(String line, Matcher match) {
    return line.length() <= PREVIEW
        ? line
        : line.substring(
            Math.max(match.start() - AROUND, 0), Math.min(match.end() + AROUND, line.length()));
  }

  /** Some patterns take for ever on some texts. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Text that cannot be read by a thread that is interrupted. */
  private record InterruptibleText(CharSequence text) implements CharSequence {

    @Override
    public char charAt(int index) {
      if (Thread.currentThread().isInterrupted()) {
        throw new Interrupted();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new InterruptibleText(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
