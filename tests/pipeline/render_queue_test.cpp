// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_queue.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "support/temporary.h"

namespace noctule {
namespace {

constexpr Id kAna = 1, kBob = 2;

class RenderQueueTest : public testing::Test {
 protected:
  RenderQueueTest() { Store(path(), Store::Open::kCreate); }
  std::filesystem::path path() const { return folder_ / "n.db"; }

  /// The order in which recordings were rendered.
  std::vector<Id> rendered() {
    const std::lock_guard lock(mutex_);
    return rendered_;
  }

  /// Notes the recording; the first render waits for `open`.
  RenderQueue::Render noting(std::latch& open) {
    return [this, &open](Store&, Id recording) {
      {
        const std::lock_guard lock(mutex_);
        rendered_.push_back(recording);
      }
      open.wait();
    };
  }

 private:
  TemporaryFolder folder_;
  std::mutex mutex_;
  std::vector<Id> rendered_;
};

/// A callback that counts down.
RenderQueue::OnRendered counting(std::latch& latch) {
  return [&latch](Store&, const std::exception_ptr&) { latch.count_down(); };
}

TEST_F(RenderQueueTest, RequestsForOneRecordingShareOneRender) {
  std::latch open(1), answered(3);
  RenderQueue queue(path(), 2, 10, noting(open));
  for (const Id user : {kAna, kBob, kAna}) EXPECT_TRUE(queue.request(user, 7, counting(answered)));
  EXPECT_TRUE(queue.computing(7));
  open.count_down();
  answered.wait();
  EXPECT_EQ(rendered(), std::vector<Id>{7});
  EXPECT_FALSE(queue.computing(7));
}

TEST_F(RenderQueueTest, ErrorsKeepTheirType) {
  std::promise<std::exception_ptr> result;
  RenderQueue queue(path(), 1, 10, [](Store&, Id) { throw NoSpaceError("full"); });
  queue.request(kAna, 1, [&](Store&, const std::exception_ptr& error) { result.set_value(error); });
  EXPECT_THROW(std::rethrow_exception(result.get_future().get()), NoSpaceError);
}

TEST_F(RenderQueueTest, OneUserGetsHalfOfTheWaitingPlaces) {
  std::latch open(1), answered(4);
  RenderQueue queue(path(), 1, 4, noting(open));
  EXPECT_TRUE(queue.request(kAna, 1, counting(answered)));
  while (rendered().empty()) std::this_thread::yield();  // 1 waits no more, it runs
  EXPECT_TRUE(queue.request(kAna, 2, counting(answered)));
  EXPECT_TRUE(queue.request(kAna, 3, counting(answered)));
  EXPECT_FALSE(queue.request(kAna, 4, counting(answered)));
  EXPECT_TRUE(queue.request(kBob, 5, counting(answered)));
  open.count_down();
  answered.wait();
  EXPECT_EQ(rendered(), (std::vector<Id>{1, 2, 5, 3}));  // users take turns
}

TEST_F(RenderQueueTest, BackgroundJobsCountOnceAndComeLast) {
  std::latch open(1), answered(1);
  RenderQueue queue(path(), 1, 10, noting(open));
  queue.add_background(kAna, {1, 2, 3});
  queue.add_background(kAna, {3, 2, 1});
  EXPECT_EQ(queue.background(kAna).queued, 3);
  while (rendered().empty()) std::this_thread::yield();
  EXPECT_TRUE(queue.request(kBob, 9, counting(answered)));
  open.count_down();
  answered.wait();
  while (queue.background(kAna).done < 3) std::this_thread::yield();
  EXPECT_EQ(rendered(), (std::vector<Id>{1, 9, 2, 3}));
}

TEST_F(RenderQueueTest, FailuresOfBackgroundJobsAreCounted) {
  RenderQueue queue(path(), 1, 10, [](Store&, Id) { throw RecordingError("gone"); });
  queue.add_background(kAna, {1, 2});
  while (queue.background(kAna).failed < 2) std::this_thread::yield();
  EXPECT_EQ(queue.background(kAna).done, 0);
}

}  // namespace
}  // namespace noctule
