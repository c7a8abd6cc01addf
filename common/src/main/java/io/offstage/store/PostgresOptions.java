package io.offstage.store;

import java.util.regex.Pattern;

/**
 * Where Postgres is.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, driver properties after {@code ?}
 * @param poolSize connections at most, at least 1
 */
public record PostgresOptions(String url, String user, String password, int poolSize) {

  private static final Pattern PROPERTIES = Pattern.compile("\\?.*$");
  private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");

  public PostgresOptions {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("Postgres url must start with jdbc:postgresql:");
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException("Postgres poolSize must be at least 1, was " + poolSize);
    }
  }

  /** The URL without what may hold a secret: driver properties and user info. */
  public String publicUrl() {
    return USER_INFO.matcher(PROPERTIES.matcher(url).replaceFirst("")).replaceFirst("//");
  }

  @Override
  public String toString() {
    return "PostgresOptions[url=" + publicUrl() + ", user=" + user + ", poolSize=" + poolSize + "]";
  }
}
