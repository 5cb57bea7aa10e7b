// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace noctule {

/// A queue that serves clients round robin: a client with many items delays others by at most one
/// item each turn. Not thread-safe.
template <class Item>
class FairQueue {
 public:
  using Client = int64_t;

  void push(Client client, Item item) {
    auto& items = items_[client];
    if (items.empty()) turns_.push_back(client);
    items.push_back(std::move(item));
    ++size_;
  }

  /// The next item of the first client for which `may_run` is true, and that client.
  template <class MayRun>
  std::optional<std::pair<Client, Item>> pop(MayRun may_run) {
    for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
      const Client client = *turn;
      if (!may_run(client)) continue;
      turns_.erase(turn);
      auto& items = items_.at(client);
      std::pair<Client, Item> taken{client, std::move(items.front())};
      items.pop_front();
      --size_;
      if (items.empty())
        items_.erase(client);
      else
        turns_.push_back(client);
      return taken;
    }
    return std::nullopt;
  }
  std::optional<std::pair<Client, Item>> pop() {
    return pop([](Client) { return true; });
  }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  size_t size(Client client) const {
    const auto found = items_.find(client);
    return found == items_.end() ? 0 : found->second.size();
  }

 private:
  std::map<Client, std::deque<Item>> items_;
  std::deque<Client> turns_;  ///< clients with items, in the order of their turns
  size_t size_ = 0;
};

}  // namespace noctule
