// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/managed_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "core/hash.h"
#include "support/temporary.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct ManagedFiles : testing::Test {
  TemporaryFolder folder;
  Store store{folder / "n.db", Store::Open::kCreate};
  fs::path source = folder / "a.wav";

  void SetUp() override { std::ofstream(source) << "sound"; }
  int64_t files() const {
    return std::distance(fs::directory_iterator(managed_folder(store)), fs::directory_iterator());
  }
};

TEST_F(ManagedFiles, CopyIsNamedAfterItsHash) {
  const std::string hash = hash_bytes("sound");
  const fs::path copy = copy_managed_file(store, source, hash);
  EXPECT_EQ(copy, managed_folder(store) / (to_hex(hash) + ".wav"));
  EXPECT_EQ(hash_file(InputFile(copy)), hash);
}

TEST_F(ManagedFiles, CopyOfAFileThatChangedMeanwhileIsDiscarded) {
  EXPECT_THROW(copy_managed_file(store, source, hash_bytes("former sound")), RecordingError);
  EXPECT_EQ(files(), 0);
}

}  // namespace
}  // namespace noctule
