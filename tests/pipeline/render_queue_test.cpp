// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "store/recordings.h"
#include "support/temporary.h"

namespace noctule {
namespace {

constexpr Id kAna = 1, kBob = 2;

class RenderQueueTest : public testing::Test {
 protected:
  RenderQueueTest() {
    for (const char* user : {"ana", "bob"}) ensure_user(store_, user);
    for (char id = 1; id <= 9; ++id) {
      Recording recording;
      recording.hash = std::string(32, id);
      recording.owner_id = kAna;
      insert_recording(store_, recording);
    }
  }
  std::filesystem::path path() const { return folder_ / "n.db"; }

  void add_jobs(Id user, const std::vector<Id>& recordings) {
    add_render_jobs(store_, user, recordings);
  }
  RenderProgress progress(Id user) { return render_progress(store_, user); }
  void wait_until_done(Id user) {
    while (progress(user).waiting > 0) std::this_thread::yield();
  }

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
  Store store_{path(), Store::Open::kCreate};
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

TEST_F(RenderQueueTest, JobsCountOnceAndComeLast) {
  std::latch open(1), answered(1);
  add_jobs(kAna, {1, 2, 3});
  add_jobs(kAna, {3, 2, 1});
  RenderQueue queue(path(), 1, 10, noting(open));
  EXPECT_EQ(progress(kAna).waiting, 3);
  while (rendered().empty()) std::this_thread::yield();
  EXPECT_TRUE(queue.request(kBob, 9, counting(answered)));
  open.count_down();
  answered.wait();
  wait_until_done(kAna);
  EXPECT_EQ(rendered(), (std::vector<Id>{1, 9, 2, 3}));
  EXPECT_EQ(progress(kAna).done, 3);
}

TEST_F(RenderQueueTest, UsersTakeTurnsWithTheirJobs) {
  std::latch open(0);
  add_jobs(kAna, {1, 2, 3});
  add_jobs(kBob, {7, 2});
  RenderQueue queue(path(), 1, 10, noting(open));
  wait_until_done(kAna);
  wait_until_done(kBob);
  EXPECT_EQ(rendered(), (std::vector<Id>{1, 7, 2, 3}));  // 2 once, for both
  EXPECT_EQ(progress(kBob).done, 2);
}

TEST_F(RenderQueueTest, QueuesShareTheJobsOfAStore) {
  std::latch open(0);
  add_jobs(kAna, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  {
    RenderQueue first(path(), 2, 10, noting(open)), second(path(), 2, 10, noting(open));
    wait_until_done(kAna);
  }
  auto all = rendered();
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (std::vector<Id>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST_F(RenderQueueTest, AClosedQueueLeavesItsJobsToTheNext) {
  std::latch open(1);
  add_jobs(kAna, {1, 2, 3});
  {
    RenderQueue queue(path(), 1, 10, noting(open));
    while (rendered().empty()) std::this_thread::yield();
    std::thread closing([&] { queue.close(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until it is closing
    open.count_down();
    closing.join();
  }
  EXPECT_EQ(progress(kAna).done, 1);
  EXPECT_EQ(progress(kAna).waiting, 2);
  RenderQueue queue(path(), 1, 10, noting(open));
  wait_until_done(kAna);
  EXPECT_EQ(rendered(), (std::vector<Id>{1, 2, 3}));
}

TEST_F(RenderQueueTest, FailedJobsAreCounted) {
  add_jobs(kAna, {1, 2});
  RenderQueue queue(path(), 1, 10, [](Store&, Id) { throw RecordingError("gone"); });
  wait_until_done(kAna);
  EXPECT_EQ(progress(kAna).failed, 2);
  EXPECT_EQ(progress(kAna).done, 0);
}

TEST_F(RenderQueueTest, JobsWaitWhileTheDiskIsFull) {
  std::latch tried(1);
  add_jobs(kAna, {1});
  RenderQueue queue(path(), 1, 10, [&](Store&, Id) {
    tried.count_down();
    throw NoSpaceError("full");
  });
  tried.wait();
  queue.close();
  EXPECT_EQ(progress(kAna).waiting, 1);
}

}  // namespace
}  // namespace noctule
