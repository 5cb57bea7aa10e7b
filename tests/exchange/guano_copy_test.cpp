// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/guano_copy.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/temporary.h"

namespace noctule {
namespace {

std::string chunk(const std::string& id, const std::string& body, bool pad = true) {
  std::string text = id;
  for (int i = 0; i < 4; ++i) text += static_cast<char>(body.size() >> (8 * i) & 255);
  return text + body + (pad && body.size() % 2 == 1 ? std::string(1, '\0') : "");
}

std::string wave(const std::string& chunks) { return chunk("RIFF", "WAVE" + chunks); }

const std::string kFormat =
    chunk("fmt ", std::string("\1\0\1\0\0\x77\1\0\0\xee\2\0\2\0\x10\0", 16));

class GuanoCopy : public testing::Test {
 protected:
  /// The copy of a file with these contents.
  std::string copy(const std::string& source) {
    std::ofstream(folder_ / "a.wav", std::ios::binary) << source;
    EXPECT_TRUE(copy_with_guano(folder_ / "a.wav", folder_ / "b.wav", "GUANO|Version: 1.0\n"));
    EXPECT_FALSE(copy_with_guano(folder_ / "a.wav", folder_ / "b.wav", "GUANO|Version: 1.0\n"));
    EXPECT_EQ(guano_in(folder_ / "b.wav"), "GUANO|Version: 1.0\n ");
    std::ifstream file(folder_ / "b.wav", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
  std::string guano_ = chunk("guan", "GUANO|Version: 1.0\n ");
  std::string data_ = chunk("data", "samples!");
};

TEST_F(GuanoCopy, AppendsTheChunk) {
  EXPECT_EQ(copy(wave(kFormat + data_)), wave(kFormat + data_ + guano_));
}

TEST_F(GuanoCopy, ReplacesThePresentChunkAndKeepsOthers) {
  const std::string wamd = chunk("wamd", "odd"), odd = chunk("LIST", "INFOx");
  EXPECT_EQ(copy(wave(kFormat + odd + chunk("guan", "old text") + data_ + wamd)),
            wave(kFormat + odd + guano_ + data_ + wamd));
}

TEST_F(GuanoCopy, PadsAnOddChunkAtTheEnd) {
  EXPECT_EQ(copy(wave(kFormat + chunk("data", "odd", false))),
            wave(kFormat + chunk("data", "odd") + guano_));
}

TEST_F(GuanoCopy, PutsTheChunkBeforeSamplesThatAreCutOff) {
  const std::string cut = data_.substr(0, 12);
  EXPECT_EQ(copy(wave(kFormat + cut)), wave(kFormat + guano_ + cut));
}

TEST_F(GuanoCopy, CorrectsTheSizeOfRf64) {
  const auto file = [&](const std::string& rest, uint64_t size) {
    std::string body(28, '\0');
    for (int i = 0; i < 8; ++i) body[i] = static_cast<char>(size >> (8 * i) & 255);
    body[8] = 8;
    return "RF64\xff\xff\xff\xffWAVE" + chunk("ds64", body) + rest;
  };
  const std::string data = "data\xff\xff\xff\xffsamples!";
  const uint64_t size = 4 + 36 + kFormat.size() + data.size();
  EXPECT_EQ(copy(file(kFormat + data, size)), file(kFormat + data + guano_, size + guano_.size()));
}

TEST(GuanoText, KeepsOtherLinesAndAddsWhatIsKnown) {
  Recording r;
  r.name = "a.wav";
  r.recorded_at = "2024-04-16T02:24:48+01:00";
  r.time_expansion = 10;
  r.sample_rate_hz = 384'000;
  r.samples = 192'000;
  r.latitude = 51.5;
  r.longitude = -2.75;
  r.grts_cell = 1234;
  Annotation one, two;
  one.species = {Species{1, "MYLU", "", "Myotis", "Myotis lucifugus", "", "", "single"}};
  two.species = {Species{2, "EPFU", "", "Eptesicus", "Eptesicus fuscus", "", "", "single"}};
  EXPECT_EQ(guano_text("", r, {one, two, two}, {}, 12),
            "GUANO|Version: 1.0\nTimestamp: 2024-04-16T02:24:48+01:00\nOriginal Filename: a.wav\n"
            "Length: 0.500000\nTE: 10\nSamplerate: 384000\nSpecies Manual ID: EPFU, MYLU\n"
            "Loc Position: 51.5 -2.75\nNABat|Grid Cell GRTS ID: 1234\nNABat|Latitude: 51.5\n"
            "NABat|Longitude: -2.75\nnoctule|Version: 0.1.0\nnoctule|Calls: 12\n");
  const std::string present =
      "GUANO|Version:1.0\nTimestamp: 2024-04-16 02:24:48+1:00\nWA|X: a:b\nLoc Position:51.50 "
      "-2.750\n"
      "Length:1\nOriginal Filename: b.wav\nTE:10\nSamplerate:384000\n";
  EXPECT_TRUE(
      guano_text(present + std::string(3, '\0'), r, {}, {}, 0).starts_with(present + "NABat|"));
}

TEST(GuanoText, StatesIdentificationsBeforeTheSpeciesOfAnnotations) {
  const Species mylu{1, "MYLU", "", "Myotis", "Myotis lucifugus", "", "", "single"};
  const Species epfu{2, "EPFU", "", "Eptesicus", "Eptesicus fuscus", "", "", "single"};
  Annotation annotation;
  annotation.species = {mylu, epfu};
  Identification species, unknown, undecided;
  species.kind = IdentificationKind::kSpecies;
  species.species = {mylu};
  unknown.kind = IdentificationKind::kNoId;
  undecided.comments = "look again";
  const std::string text =
      guano_text("", Recording(), {annotation}, {undecided, species, unknown}, 0);
  EXPECT_NE(text.find("\nSpecies Manual ID: MYLU, NoID, EPFU\n"), std::string::npos) << text;
  EXPECT_EQ(guano_text("", Recording(), {}, {undecided}, 0).find("Manual ID"), std::string::npos);
}

}  // namespace
}  // namespace noctule
