// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/store_pool.h"

namespace noctule {

StorePool::Lease::~Lease() {
  const std::lock_guard lock(pool_.mutex_);
  pool_.idle_.push_back(std::move(store_));
}

StorePool::Lease StorePool::lease() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto store = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(store)};
    }
  }
  return {*this, std::make_unique<Store>(path_, Store::Open::kExisting)};
}

}  // namespace noctule
