// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace noctule {

/// A progress bar on standard error with done/total, units per second, time left and failures.
/// Disabled if stderr is not a terminal. Used by one thread; any thread may hide() the bar.
class Progress {
 public:
  Progress(std::string what, int64_t total, std::string unit = "files");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Counts one more item and redraws at intervals.
  void advance(bool failed);
  /// Sets the number of items done.
  void reach(int64_t done);

  /// Erases the bar; the next advance() draws it again.
  static void hide();

 private:
  void redraw();
  std::string line() const;

  std::string what_, unit_;
  int64_t total_, done_ = 0, failures_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point started_, drawn_;
};

}  // namespace noctule
