package io.offstage.dev;

/**
 * One server hosted by {@link InfraMain}. {@code close} may come from another thread at any time,
 * even before {@code start} returns.
 */
interface HostedServer extends AutoCloseable {

  /** Returns when clients are served; {@link InfraException} says in one sentence why not. */
  Announcement.Serving start() throws Exception;

  /** Blocks until the started server has ended, whoever ended it. */
  void awaitEnd() throws InterruptedException;

  /** Stops cleanly; does nothing on a server that is not running. */
  @Override
  void close();
}
