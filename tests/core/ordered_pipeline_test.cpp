// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ordered_pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/render_threads.h"

namespace noctule {
namespace {

/// Squares the numbers below `count`.
std::vector<int> squares(int count, int threads) {
  std::vector<int> items(OrderedPipeline::slots(threads)), results;
  int next = 0;
  OrderedPipeline pipeline;
  pipeline.read = [&](size_t slot) {
    items[slot] = next;
    return next++ < count;
  };
  pipeline.work = [&](size_t slot) { items[slot] *= items[slot]; };
  pipeline.finish = [&](size_t slot) { results.push_back(items[slot]); };
  pipeline.run(threads);
  return results;
}

TEST(OrderedPipeline, FinishesEveryItemInOrder) {
  for (const int threads : {1, 2, 3, 8})
    for (const int count : {0, 1, 2, 1000}) {
      std::vector<int> expected(count);
      for (int i = 0; i < count; ++i) expected[i] = i * i;
      EXPECT_EQ(squares(count, threads), expected) << threads << " threads, " << count;
    }
}

TEST(OrderedPipeline, LongerWorkDoesNotHoldUpOtherItems) {
  constexpr int kItems = 100;
  for (const int threads : {1, 2, 4}) {
    std::atomic<int> read = 0, finished = 0, after = 0;
    OrderedPipeline pipeline;
    pipeline.read = [&](size_t) { return ++read <= kItems; };
    pipeline.work = [](size_t) {};
    pipeline.finish = [&](size_t) { ++finished; };
    pipeline.after = [&] {
      // The first one lasts until all items are finished, unless it has the only thread.
      const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
      if (after++ > 0 || threads == 1) return;
      while (finished < kItems && std::chrono::steady_clock::now() < end) std::this_thread::yield();
      EXPECT_EQ(finished, kItems);
    };
    pipeline.run(threads);
    EXPECT_EQ(finished, kItems);
    EXPECT_EQ(after, kItems);
  }
}

TEST(OrderedPipeline, RethrowsTheErrorOfAnyStage) {
  for (const int threads : {1, 3})
    for (const int failing : {0, 1, 2}) {
      std::atomic<int> items = 0;
      const auto fail_in = [&](int stage) {
        if (stage == failing && items > 10) throw std::runtime_error("stage");
      };
      OrderedPipeline pipeline;
      pipeline.read = [&](size_t) {
        fail_in(0);
        return ++items < 1000;
      };
      pipeline.work = [&](size_t) { fail_in(1); };
      pipeline.finish = [&](size_t) { fail_in(2); };
      EXPECT_THROW(pipeline.run(threads), std::runtime_error);
      EXPECT_LT(items, 1000);
    }
}

TEST(RenderThreads, AreBorrowedOnlyWhileIdle) {
  set_render_threads(4);
  const RenderInProgress first;
  EXPECT_EQ(BorrowedThreads(2).count(), 2);
  EXPECT_EQ(BorrowedThreads(8).count(), 4);
  {
    const RenderInProgress second;
    const BorrowedThreads of_first(8), of_second(8);
    EXPECT_EQ(of_first.count(), 3);
    EXPECT_EQ(of_second.count(), 1);
  }
  EXPECT_EQ(BorrowedThreads(8).count(), 4);
  set_render_threads(1);
  EXPECT_EQ(BorrowedThreads(8).count(), 1);
}

}  // namespace
}  // namespace noctule
