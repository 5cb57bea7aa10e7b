// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace noctule {

/// A sequence of items that several threads process in three stages; items live in numbered slots
/// of the caller, as many as may be in progress at a time:
///
///   read    one item at a time, in order    ─┐
///   work    on any threads                   ├─ slot k mod slots
///   finish  one item at a time, in order    ─┘
struct OrderedPipeline {
  /// Fills a slot with the next item; returns false if there are no more.
  std::function<bool(size_t slot)> read;
  std::function<void(size_t slot)> work;
  /// Afterwards the slot is free for another item.
  std::function<void(size_t slot)> finish;
  /// Optional. Longer work that needs no slot, so it does not hold up other items. Called on the
  /// thread that ran `work`; with one thread, after `finish`.
  std::function<void()> after;
  /// Optional. Called when a stage has thrown: makes stages return that wait for another item,
  /// which may never be processed now. Called on any thread, possibly several times.
  std::function<void()> failed;

  /// Number of slots needed to keep `threads` threads busy.
  static size_t slots(int threads) { return threads <= 1 ? 1 : static_cast<size_t>(threads) + 2; }
  /// Returns when all items are finished. Rethrows the first exception after all threads have
  /// ended. With one thread, everything runs on the calling thread.
  void run(int threads);
};

}  // namespace noctule
