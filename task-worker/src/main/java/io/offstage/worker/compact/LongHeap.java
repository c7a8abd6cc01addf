package io.offstage.worker.compact;

import java.util.Arrays;

/** The smallest of many longs. */
public final class LongHeap {

  private long[] heap = new long[4];
  private int size;

  public boolean isEmpty() {
    return size == 0;
  }

  /** The smallest; there must be one. */
  public long first() {
    return heap[0];
  }

  public void add(long value) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + (size >> 1));
    }
    int i = size++;
    while (i > 0 && heap[(i - 1) / 2] > value) {
      heap[i] = heap[(i - 1) / 2];
      i = (i - 1) / 2;
    }
    heap[i] = value;
  }

  /** Takes out the smallest; there must be one. */
  public long poll() {
    long first = heap[0];
    long last = heap[--size];
    int i = 0;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return first;
  }
}
