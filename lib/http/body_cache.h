// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace noctule {

/// Texts that were sent lately, by a key that names their contents; the least recently used go
/// when there are too many bytes. Any thread may use it.
class BodyCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit BodyCache(size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The text of that key, made where it is not there; two threads may make it at once.
  Text get(const std::string& key, const std::function<std::string()>& make);

 private:
  size_t most_bytes_;
  std::mutex mutex_;
  size_t bytes_ = 0;
  std::list<std::pair<std::string, Text>> texts_;  ///< the last used first
  std::unordered_map<std::string, decltype(texts_)::iterator> places_;
};

}  // namespace noctule
