// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/drawn_images.h"

namespace noctule {

DrawnImages::Drawn DrawnImages::find(const std::string& tag) {
  const std::lock_guard lock(mutex_);
  for (auto it = drawn_.begin(); it != drawn_.end(); ++it) {
    if (it->first != tag) continue;
    drawn_.splice(drawn_.begin(), drawn_, it);
    return it->second;
  }
  return nullptr;
}

void DrawnImages::keep(const std::string& tag, CompressedImages images) {
  const std::lock_guard lock(mutex_);
  drawn_.emplace_front(tag, std::make_shared<const CompressedImages>(std::move(images)));
  if (drawn_.size() > kMax) drawn_.pop_back();
}

}  // namespace noctule
