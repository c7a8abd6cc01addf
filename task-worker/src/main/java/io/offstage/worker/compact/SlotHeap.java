package io.offstage.worker.compact;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/** Slots in an order that stands elsewhere and does not change while they are here. */
public final class SlotHeap {

  private final IntToLongFunction order;
  private int[] heap = new int[2];
  private int size;

  public SlotHeap(IntToLongFunction order) {
    this.order = order;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  /** The first; there must be one. */
  public int first() {
    return heap[0];
  }

  public void add(int slot) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + Math.max(1, size >> 1));
    }
    long at = order.applyAsLong(slot);
    int i = size++;
    while (i > 0 && order.applyAsLong(heap[(i - 1) / 2]) > at) {
      heap[i] = heap[(i - 1) / 2];
      i = (i - 1) / 2;
    }
    heap[i] = slot;
  }

  /** Takes out the first; there must be one. */
  public int poll() {
    int first = heap[0];
    int last = heap[--size];
    long at = order.applyAsLong(last);
    int i = 0;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && order.applyAsLong(heap[child + 1]) < order.applyAsLong(heap[child])) {
        child++;
      }
      if (order.applyAsLong(heap[child]) >= at) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return first;
  }
}
