package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** As whom Postgres runs, which refuses to run as root. */
enum PostgresUser {
  /** Whoever started this JVM. */
  SAME,
  /** Root in a user namespace of its own, where it looks like nobody but still owns its files. */
  ROOT_IN_NAMESPACE,
  /** The user nobody, where root may not open a namespace, as in most containers. */
  NOBODY;

  private static final int NOBODY_ID = 65534;

  static PostgresUser find() throws InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      return SAME;
    }
    if (ROOT_IN_NAMESPACE.works()) {
      return ROOT_IN_NAMESPACE;
    }
    if (NOBODY.works()) {
      return NOBODY;
    }
    throw new InfraException(
        "Postgres does not run as root, and neither unshare -U nor setpriv works here: run as an"
            + " ordinary user");
  }

  private boolean works() throws InterruptedException {
    ProcessBuilder trial =
        new ProcessBuilder(command(List.of("true")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = trial.start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /** The command, preceded by what makes this the user that runs it. */
  List<String> command(List<String> command) {
    List<String> prefix =
        switch (this) {
          case SAME -> List.of();
          case ROOT_IN_NAMESPACE -> List.of("unshare", "-U");
          case NOBODY ->
              List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups");
        };
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /** Where this user can run unpacked programs from. */
  Path cache(Path base) throws IOException {
    return this == NOBODY
        ? Files.createDirectories(Path.of("/var/cache/offstage"))
        : PostgresBinaries.cache(base.resolve("binaries"));
  }

  /** Gives an existing file or directory to this user, and lets it pass the directory it is in. */
  void own(Path path) throws IOException {
    if (this != NOBODY) {
      return;
    }
    Files.setAttribute(path, "unix:uid", NOBODY_ID);
    Path parent = path.getParent();
    if (parent != null) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(parent));
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(parent, permissions);
    }
  }
}
