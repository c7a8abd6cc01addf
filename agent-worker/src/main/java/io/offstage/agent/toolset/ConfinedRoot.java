package io.offstage.agent.toolset;

import io.offstage.worker.tool.NonRetryableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A directory that paths may not leave, whatever links stand in the way. What changes links between
 * this look and the use of a path is not held back: it is no sandbox against programs.
 */
final class ConfinedRoot {

  private final Path root;

  /**
   * @param root exists
   */
  private ConfinedRoot(Path root) {
    this.root = root;
  }

  /**
   * The real directory behind a path.
   *
   * @throws IOException where there is none
   */
  static ConfinedRoot of(Path directory) throws IOException {
    return new ConfinedRoot(directory.toRealPath());
  }

  Path path() {
    return root;
  }

  /**
   * Where a path leads: its longest part that exists without links, and the rest as it stands.
   *
   * @param given relative to the root, or absolute and inside of it
   * @throws NonRetryableException where it leads out of the root
   */
  Path resolve(String given) throws IOException {
    Path asked;
    try {
      asked = root.resolve(given).normalize();
    } catch (InvalidPathException e) {
      throw new NonRetryableException("not a path: " + e.getReason(), e);
    }
    Path there = asked;
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (there == null) {
      throw outside(given);
    }
    Path real;
    try {
      real = there.toRealPath().resolve(there.relativize(asked)).normalize();
    } catch (IOException e) {
      throw new NonRetryableException(given + " leads through a link to nowhere", e);
    }
    if (!real.startsWith(root)) {
      throw outside(given);
    }
    return real;
  }

  private NonRetryableException outside(String given) {
    return new NonRetryableException(
        "%s is outside of %s, which is all that can be reached".formatted(given, root));
  }
}
