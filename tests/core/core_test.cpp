// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <numeric>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/parallel.h"
#include "core/spool.h"
#include "support/temporary.h"

namespace noctule {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AtomicFile, AppearsWholeOrNotAtAll) {
  const TemporaryFolder folder;
  {
    AtomicFile dropped(folder / "a");
    dropped.write("half");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
  write_file(folder / "a", "old");
  {
    AtomicFile file(folder / "a");
    file.write("ne");
    EXPECT_EQ(contents(folder / "a"), "old");
    file.write("w");
    file.commit();
  }
  EXPECT_EQ(contents(folder / "a"), "new");
  EXPECT_THROW(AtomicFile(folder / "none/a"), RecordingError);
  EXPECT_THROW(AtomicFile(folder / std::string(256, 'n')), RecordingError);
  EXPECT_THROW(AtomicFile(folder / ""), RecordingError);
}

// A named pipe stands for all that is not a regular file: replacing it would do no harm.
TEST(AtomicFile, PipesAndDevicesAreWrittenNotReplaced) {
  const TemporaryFolder folder;
  const auto pipe = folder / "pipe", link = folder / "link";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::filesystem::create_symlink(pipe, link);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  write_file(pipe, "one ");
  write_file(link, "two");
  std::string received(16, '\0');
  received.resize(
      static_cast<size_t>(std::max<ssize_t>(0, read(reader, received.data(), received.size()))));
  close(reader);
  EXPECT_EQ(received, "one two");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

TEST(Spool, GivesBackWhatWasPutAside) {
  Spool spool;
  EXPECT_EQ(spool.bytes(), 0u);
  spool.append("first");
  spool.append("");
  spool.append(std::string(100'000, 'x'));
  EXPECT_EQ(spool.read(2).size(), 100'000u);
  EXPECT_EQ(spool.read(0), "first");
  EXPECT_EQ(spool.read(1), "");
  EXPECT_EQ(spool.count(), 3u);
}

TEST(Spool, KeepsStringsThatComeInAnyOrder) {
  Spool spool;
  spool.put(2, "last");
  spool.put(0, "first");
  spool.put(1, "second");
  EXPECT_EQ(spool.read(0) + " " + spool.read(1) + " " + spool.read(2), "first second last");
  EXPECT_EQ(spool.bytes(), 15u);
}

TEST(InputFile, ReadsAnywhere) {
  const TemporaryFolder folder;
  write_file(folder / "a", "0123456789");
  const InputFile file(folder / "a");
  EXPECT_EQ(file.state(), file_state(folder / "a"));
  EXPECT_EQ(file.read(2, 3), "234");
  EXPECT_EQ(file.read(8, 100), "89");
  EXPECT_EQ(file.read(10, 1), "");
  EXPECT_EQ(file.read(UINT64_MAX, 1), "");
}

TEST(InputFile, KeepsTheFileThatItOpened) {
  const TemporaryFolder folder;
  write_file(folder / "a", "first");
  const InputFile file(folder / "a");
  write_file(folder / "a", "another");
  EXPECT_EQ(file.read(0, 10), "first");
}

TEST(InputFile, RejectsWhatIsNoFile) {
  const TemporaryFolder folder;
  write_file(folder / "empty", "");
  for (const char* name : {"none", "empty", "."})
    EXPECT_THROW(InputFile(folder / name), RecordingError) << name;
}

TEST(Hash, IsBlake2b) {
  // RFC 7693's function with 32 bytes of output: b2sum -l 256 < /dev/null
  EXPECT_EQ(to_hex(hash_bytes("")),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  const TemporaryFolder folder;
  write_file(folder / "a", std::string(200'000, 'x'));
  EXPECT_EQ(hash_file(InputFile(folder / "a")), hash_bytes(std::string(200'000, 'x')));
  EXPECT_THROW(InputFile(folder / "none"), RecordingError);
}

class Parallel : public testing::TestWithParam<int> {};

TEST_P(Parallel, EveryItemIsWorkedOnceAndFewAreUnderWay) {
  constexpr int kItems = 500;
  int next = 0, idle = 0;
  std::atomic<int> under_way = 0, most = 0;
  std::vector<int> seen;
  ParallelWork<int, int> work;
  work.refill = [&](size_t count) -> std::optional<std::vector<int>> {
    if (next == kItems) return std::nullopt;
    if (next == 100 && idle++ == 0) return std::vector<int>{};  // nothing for now
    std::vector<int> items;
    while (items.size() < count && next < kItems) items.push_back(next++), ++under_way;
    most = std::max<int>(most, under_way);
    return items;
  };
  work.work = [&](int& item) { return item * 2; };
  work.consume = [&](const std::vector<int>& results) {
    under_way -= static_cast<int>(results.size());
    seen.insert(seen.end(), results.begin(), results.end());
  };
  work.run(GetParam());
  std::sort(seen.begin(), seen.end());
  ASSERT_EQ(seen.size(), size_t{kItems});
  for (int i = 0; i < kItems; ++i) EXPECT_EQ(seen[i], 2 * i);
  EXPECT_LE(most, 2 * GetParam());
}

TEST_P(Parallel, AnExceptionEndsTheRun) {
  ParallelWork<int, int> work;
  work.refill = [](size_t) { return std::optional(std::vector<int>{1}); };
  work.work = [](int&) -> int { throw FatalError("broken"); };
  work.consume = [](const std::vector<int>&) {};
  EXPECT_THROW(work.run(GetParam()), FatalError);
}

INSTANTIATE_TEST_SUITE_P(Jobs, Parallel, testing::Values(1, 2, 5));

TEST(Json, NestingIsLimitedWhileParsing) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(kMaxJsonDepth)));
  EXPECT_FALSE(parse_json(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(parse_json(nested(1'000'000)));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(parse_json(objects));
  EXPECT_EQ(parse_json("{\"a\":[1,{\"b\":null}]}")->dump(), "{\"a\":[1,{\"b\":null}]}");
  EXPECT_FALSE(parse_json("{"));
  EXPECT_FALSE(parse_json(""));
  EXPECT_FALSE(parse_json("1 2"));
}

}  // namespace
}  // namespace noctule
