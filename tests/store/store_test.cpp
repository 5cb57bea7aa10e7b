// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"
#include "store/statement.h"

#include <gtest/gtest.h>

#include <array>
#include <latch>
#include <thread>

#include "core/error.h"
#include "store/failures.h"
#include "store/recording_list.h"
#include "store/recordings.h"
#include "store/spectrograms.h"
#include "support/temporary.h"

namespace noctule {
namespace {

class StoreTest : public testing::Test {
 protected:
  Recording recording(const std::string& hash, const std::string& path) {
    Recording r;
    r.hash = hash;
    r.owner_id = ensure_user(store, "ana");
    r.name = "a.wav";
    r.path = path;
    r.header_rate_hz = 256'000;
    r.sample_rate_hz = 256'000;
    r.samples = 256'000;
    r.latitude = 47.5;
    return r;
  }

  Spectrogram spectrogram(Id recording_id, const RenderKey& key) {
    Spectrogram s;
    s.recording_id = recording_id;
    s.parameters_id = key.parameters_id;
    s.renderer_version = key.renderer_version;
    s.width = 4000;
    s.px_per_second = 4000;
    return s;
  }

  TemporaryFolder folder;
  Store store{folder / "n.db", Store::Open::kCreate};
};

TEST_F(StoreTest, ARecordingRoundTrips) {
  const std::string hash("\0binary\0hash", 12);
  const Id id = insert_recording(store, recording(hash, "/x/a.wav"));
  const auto found = find_recording(store, id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hash, hash);
  EXPECT_EQ(found->owner_name, "ana");
  EXPECT_EQ(found->latitude, 47.5);
  EXPECT_EQ(found->longitude, std::nullopt);
  EXPECT_EQ(found->duration_ms(), 1000);
  EXPECT_EQ(find_recording_by_hash(store, hash, std::nullopt)->id, id);
  EXPECT_FALSE(find_recording_by_hash(store, hash, ensure_user(store, "bob")));
  EXPECT_FALSE(find_recording(store, id + 1));
}

TEST_F(StoreTest, ANewRecordingAtAPathTakesItOver) {
  const Id first = insert_recording(store, recording("1", "/x/a.wav"));
  const Id second = insert_recording(store, recording("2", "/x/b.wav"));
  relink_recording(store, second, "/x/a.wav", {1, 2});
  EXPECT_EQ(find_recording(store, first)->path, std::nullopt);
  EXPECT_EQ(find_recording(store, second)->path, "/x/a.wav");
}

TEST_F(StoreTest, SpectrogramsAreListedNewestFirst) {
  const Id id = insert_recording(store, recording("1", "/x/a.wav"));
  EXPECT_TRUE(spectrograms_of(store, id).empty());
  const RenderKey magma = ensure_render_key(store, R"({"colormap":"magma"})");
  const RenderKey gray = ensure_render_key(store, R"({"colormap":"gray"})");
  EXPECT_EQ(ensure_render_key(store, R"({"colormap":"magma"})").parameters_id, magma.parameters_id);
  const auto first = insert_spectrogram(store, spectrogram(id, magma), {{0, 10}, {20, 30}});
  const auto second = insert_spectrogram(store, spectrogram(id, gray), {});
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(insert_spectrogram(store, spectrogram(id, gray), {}));
  EXPECT_EQ(spectrograms_of(store, id).front().id, *second);
  EXPECT_EQ(find_spectrogram(store, id, magma)->id, *first);
  EXPECT_EQ(spectrograms_of(store, id).size(), 2u);
  EXPECT_EQ(segments_of(store, *first), (std::vector<ColumnRange>{{0, 10}, {20, 30}}));
}

TEST_F(StoreTest, ImagesAreDeletedWithTheirRecording) {
  const Id id = insert_recording(store, recording("1", "/x/a.wav"));
  const auto s = insert_spectrogram(store, spectrogram(id, ensure_render_key(store, "{}")), {});
  const std::string jpeg("\0jpeg", 5);
  insert_images(store, *s, Variant::kFull, {{100}, 5, [&](int) { return jpeg; }});
  const ImageSet images = images_of(store, *s, Variant::kFull);
  EXPECT_EQ(images.read(0), jpeg);
  EXPECT_EQ(images.bytes, 5);
  EXPECT_THROW(images.read(1), NotFoundError);
  EXPECT_THROW(images_of(store, *s, Variant::kCompressed), NotFoundError);
  EXPECT_TRUE(delete_recording(store, id));
  EXPECT_EQ(value_of<int>(store, "SELECT count(*) FROM spectrogram_image"), 0);
}

TEST_F(StoreTest, FailuresAreRememberedAndForgotten) {
  remember_file_failure(store, "/x/bad.wav", {{1, 2}, "no"});
  remember_file_failure(store, "/x/bad.wav", {{1, 3}, "still no"});
  EXPECT_EQ(file_failures(store).at("/x/bad.wav").reason, "still no");
  forget_file_failure(store, "/x/bad.wav");
  EXPECT_TRUE(file_failures(store).empty());
  const Id id = insert_recording(store, recording("1", "/x/a.wav"));
  const RenderKey key = ensure_render_key(store, "{}");
  remember_render_failure(store, id, key, {{1, 2}, "no"});
  EXPECT_EQ(render_failures(store, key).at(id).reason, "no");
  EXPECT_EQ(spectrogram_status(store, id, key).failure, "no");
}

TEST_F(StoreTest, ATransactionThatThrowsIsRolledBack) {
  EXPECT_THROW(store.transact([&] {
    ensure_user(store, "eve");
    throw FatalError("disk");
  }),
               FatalError);
  EXPECT_EQ(value_of<int>(store, "SELECT count(*) FROM user"), 0);
}

TEST_F(StoreTest, ANewerOrNegativeSchemaVersionIsRejected) {
  for (const char* version : {"9999", "-1"}) {
    run(store, std::string("PRAGMA user_version = ") + version);
    EXPECT_THROW(Store(folder / "n.db", Store::Open::kExisting), FatalError);
  }
}

TEST_F(StoreTest, FilesThatAreNotStoresAreRejected) {
  EXPECT_THROW(Store(folder / "none.db", Store::Open::kExisting), FatalError);
  std::ofstream(folder / "text.db") << std::string(5000, 'x');
  EXPECT_THROW(Store(folder / "text.db", Store::Open::kExisting), FatalError);
  EXPECT_THROW(Store(folder / "no/such/folder.db", Store::Open::kCreate), FatalError);
}

// Many rounds, since threads race only occasionally.
TEST(Store, IsCreatedOnceByConcurrentThreads) {
  constexpr int kThreads = 8, kRounds = 25;
  const TemporaryFolder folder;
  for (int round = 0; round < kRounds; ++round) {
    const auto path = folder / (std::to_string(round) + ".db");
    std::latch start(kThreads);
    std::array<Id, kThreads> users{};
    std::array<std::string, kThreads> errors;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        try {
          Store store(path, Store::Open::kCreate);
          users[i] = ensure_user(store, "ana");
        } catch (const std::exception& error) {
          errors[i] = error.what();
        }
      });
    for (std::thread& thread : threads) thread.join();
    for (int i = 0; i < kThreads; ++i) {
      EXPECT_EQ(errors[i], "");
      EXPECT_EQ(users[i], users[0]);
    }
    Store store(path, Store::Open::kExisting);
    EXPECT_EQ(value_of<int>(store, "PRAGMA user_version"), schema_version());
    EXPECT_EQ(value_of<std::string>(store, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(value_of<int>(store, "SELECT count(*) FROM user"), 1);
  }
}

}  // namespace
}  // namespace noctule
