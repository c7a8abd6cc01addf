package io.offstage.store;

/** A thread's identity. The same thread id of another resource is another thread. */
public record ThreadKey(String resource, String thread) {

  public ThreadKey {
    MemoryName.check("resource", resource);
    MemoryName.check("thread", thread);
  }
}
