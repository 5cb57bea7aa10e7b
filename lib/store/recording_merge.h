// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

namespace noctule {

/// Copies the rows of one recording from the store attached as `other` to the main one.
class RecordingMerge {
 public:
  /// `theirs`: its id in `other`.
  RecordingMerge(Store& store, Id theirs) : store_(store), theirs_(theirs) {}
  /// Returns whether the recording was added, rather than found in the main store.
  bool merge();
  /// Its id in the main store, after merge().
  Id id() const { return ours_; }

 private:
  bool find_or_add_recording();
  double rate_factor();
  void add_spectrograms();
  void add_spectrogram_contents();
  void add_annotations(double factor);
  void add_identifications();
  void add_failures();
  void add_calls();
  void add_duplicates();

  Store& store_;
  Id theirs_;
  Id ours_ = 0;
};

}  // namespace noctule
