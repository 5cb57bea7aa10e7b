// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to lib/store.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "store/recording_list.h"
#include "store/statement.h"

namespace noctule {

/// The FROM and WHERE clauses of a RecordingFilter, with r the recording, u its owner, c its set of
/// calls, i the user's identification and s the spectrogram with the filter's key. Only what the
/// filter asks for is tested, so that indexes can be used.
class Selection {
 public:
  /// Throws UsageError if the search has too many words.
  explicit Selection(const RecordingFilter& filter);

  /// Whether it tests more than visibility.
  bool has_conditions() const { return conditions_ > 0; }

  /// "SELECT columns FROM … WHERE … rest", with all arguments bound.
  Statement select(Store& store, const std::string& columns, const std::string& rest) const;

 private:
  using Value = std::variant<int64_t, double, std::string>;
  template <class... Values>
  void require(const std::string& condition, Values... values);
  void require_word(const std::string& word);

  std::string clauses_;
  std::vector<Value> values_;
  int conditions_ = 0;
};

/// Whether the user's identification i counts as vetted.
inline constexpr const char* kVetted = "coalesce(i.kind IS NOT NULL OR i.reviewed, 0)";

}  // namespace noctule
