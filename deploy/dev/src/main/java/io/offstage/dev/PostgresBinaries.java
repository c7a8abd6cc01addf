package io.offstage.dev;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The Postgres programs, unpacked once per user and version from the archive on the class path.
 * They appear under their final name complete or not at all: unpacking goes to a directory beside
 * it, under a lock between processes, and what a killed unpacking left there is cleared by the
 * next.
 */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /** Where the programs of this class path's archive belong: one directory per archive. */
  static Path homeIn(Path cache) throws IOException {
    return cache.resolve("postgres-%08x".formatted(checksum(archive())));
  }

  /** The directory that holds {@code bin/}, within {@code cache}. */
  static Path unpackedIn(Path cache) throws IOException {
    Path home = homeIn(cache);
    if (complete(home)) {
      return home;
    }
    try (FileChannel channel =
            FileChannel.open(
                Path.of(home + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!complete(home)) {
        Path partial = Path.of(home + ".partial");
        Directories.delete(partial);
        Directories.delete(home);
        unpack(archive(), partial);
        Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return home;
  }

  private static boolean complete(Path home) {
    return Files.isExecutable(home.resolve("bin/postgres"))
        && Files.isDirectory(home.resolve("share"));
  }

  private static long checksum(URL archive) throws IOException {
    JarURLConnection connection = (JarURLConnection) archive.openConnection();
    connection.setUseCaches(false);
    try (JarFile _ = connection.getJarFile()) {
      return connection.getJarEntry().getCrc();
    }
  }

  private static URL archive() {
    String os =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    String resource = "postgres-%s-%s.txz".formatted(os, arch);
    URL found = PostgresBinaries.class.getClassLoader().getResource(resource);
    if (found == null) {
      throw new InfraException("no Postgres for this platform on the class path: " + resource);
    }
    return found;
  }

  /** The user's cache directory, or {@code fallback} where there is none to write. */
  static Path cache(Path fallback) throws IOException {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    Path cache = base.resolve("offstage");
    try {
      Files.createDirectories(cache);
    } catch (IOException _) {
      return Files.createDirectories(fallback);
    }
    return Files.isWritable(cache) ? cache : Files.createDirectories(fallback);
  }

  private static void unpack(URL archive, Path into) throws IOException {
    try (InputStream packed = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("archive entry leaves its directory: " + entry.getName());
        }
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
        throw new IOException("cannot make executable: " + target);
      }
    }
  }
}
