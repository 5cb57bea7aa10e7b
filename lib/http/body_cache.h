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

/// LRU cache of response bodies, limited in bytes. A key identifies the contents. Thread-safe.
class BodyCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit BodyCache(size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The cached text, or that of `make`, which is then cached. Two threads may run `make` at once.
  Text get(const std::string& key, const std::function<std::string()>& make);

 private:
  size_t max_bytes_;
  std::mutex mutex_;
  size_t bytes_ = 0;
  std::list<std::pair<std::string, Text>> texts_;  ///< most recently used first
  std::unordered_map<std::string, decltype(texts_)::iterator> places_;
};

}  // namespace noctule
