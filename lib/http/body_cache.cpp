// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/body_cache.h"

namespace noctule {

BodyCache::Text BodyCache::get(const std::string& key, const std::function<std::string()>& make) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto place = places_.find(key); place != places_.end()) {
      texts_.splice(texts_.begin(), texts_, place->second);
      return place->second->second;
    }
  }
  auto text = std::make_shared<const std::string>(make());
  const std::lock_guard lock(mutex_);
  if (places_.contains(key)) return text;
  texts_.emplace_front(key, text);
  places_[key] = texts_.begin();
  bytes_ += text->size();
  while (bytes_ > max_bytes_ && texts_.size() > 1) {
    bytes_ -= texts_.back().second->size();
    places_.erase(texts_.back().first);
    texts_.pop_back();
  }
  return text;
}

}  // namespace noctule
