// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/metadata.h"

#include <gtest/gtest.h>

#include "audio/guano.h"
#include "audio/sound_file.h"
#include "audio/time_zone.h"
#include "audio/xml_fields.h"
#include "core/error.h"
#include "support/temporary.h"

namespace noctule {
namespace {

TEST(Guano, ParsesFieldsAndUnescapesValues) {
  const auto fields = parse_guano(
      "GUANO|Version:1.0\r\nTimestamp: 2024-04-16 02:24:48+1:00\nNote: two\\nlines\nno field\n"
      "WA|Song Meter|Prefix: a:b\n");
  EXPECT_EQ(fields.at("GUANO|Version"), "1.0");
  EXPECT_EQ(fields.at("Note"), "two\nlines");
  EXPECT_EQ(fields.at("WA|Song Meter|Prefix"), "a:b");
  EXPECT_EQ(fields.size(), 4u);
}

TEST(Wamd, ParsesTextRecordsAndStopsAtAWrongLength) {
  const std::string chunk = std::string("\x01\x00\x03\x00\x00\x00SM4", 9) +
                            std::string("\x22\x00\x02\x00\x00\x00\xff\xff", 8) +
                            std::string("\x0a\x00\xff\xff\xff\x7fx", 7);
  const auto fields = parse_wamd(chunk);
  EXPECT_EQ(fields.at("model"), "SM4");
  EXPECT_EQ(fields.at("mini_configuration"), "2 bytes");
  EXPECT_EQ(fields.size(), 2u);
}

TEST(Positions, AreParsedAsDegrees) {
  EXPECT_EQ(parse_position("51.38466 -2.75470"), std::pair(51.38466, -2.75470));
  EXPECT_EQ(parse_position("51.5,+1.25"), std::pair(51.5, 1.25));
  EXPECT_EQ(parse_position("51.5, 1.25"), std::pair(51.5, 1.25));
  EXPECT_EQ(parse_position("91 0"), std::nullopt);
  EXPECT_EQ(parse_position("north"), std::nullopt);
  EXPECT_EQ(parse_position("51.5"), std::nullopt);
}

TEST(Metadata, GuanoWinsOverWamdOverTheFileName) {
  MetadataSources sources;
  sources.guano = {
      {"Timestamp", "2024-04-16 02:24:48"}, {"TE", "10"}, {"Make", "A"}, {"Model", "B"}};
  sources.wamd = {{"timestamp", "2023-01-01 00:00:00"},
                  {"notes", "by the pond"},
                  {"gps_first", "WGS84,51.5,N,1.25,W"}};
  const auto all = merge_metadata(sources, "x_20200101_000000.wav");
  EXPECT_EQ(all.recorded_at, "2024-04-16T02:24:48");
  EXPECT_EQ(all.equipment, "A B");
  EXPECT_EQ(all.comments, "by the pond");
  EXPECT_EQ(all.guano_time_expansion, 10);
  EXPECT_EQ(all.longitude, -1.25);
  EXPECT_EQ(all.source.at("recorded_date"), "guano");
  EXPECT_EQ(all.source.at("comments"), "wamd");
  EXPECT_EQ(merge_metadata({}, "x_20200101_000000.wav").source.at("recorded_date"), "file name");
}

TEST(Metadata, PositionsWithOtherSignsAreReported) {
  MetadataSources sources;
  sources.guano = {{"Loc Position", "51.38466 -2.75470"},
                   {"NABAT|latitude", "51.38466"},
                   {"NABAT|longitude", "2.7547"}};
  const auto warnings = merge_metadata(sources, "x.wav").warnings;
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("NABat"), std::string::npos);
}

TEST(XmlFields, ReadsElementsAttributesAndEntities) {
  std::string root;
  const auto fields = xml_fields(
      "<?xml version='1.0'?><!-- <x> --><r a='1'><b c = \"&lt;&amp;\"/><d> t &gt; <!-- n -->u</d>"
      "<d>second</d><e><f>g</f></e>",
      &root);
  EXPECT_EQ(root, "r");
  EXPECT_EQ(fields.at("a"), "1");
  EXPECT_EQ(fields.at("b|c"), "<&");
  EXPECT_EQ(fields.at("d"), "t > u");
  EXPECT_EQ(fields.at("e|f"), "g");
  EXPECT_EQ(fields.size(), 4u);
  for (const char* broken : {"<", "<a", "<a b", "<a b=", "<a b='", "</a>", "<a></b", "<!--", "<a/"})
    EXPECT_TRUE(xml_fields(broken).empty()) << broken;
}

TEST(TimeZones, AreOffsetsOrNames) {
  for (const char* zone : {"+02:00", "-5", "+0530", "Z", "UTC", "Europe/Berlin"})
    EXPECT_TRUE(is_time_zone(zone)) << zone;
  for (const char* zone : {"", " +1", "+25", ".5", ".5Z", "Mars/Olympus", "../../etc/passwd"})
    EXPECT_FALSE(is_time_zone(zone)) << zone;
  EXPECT_EQ(with_time_zone("2023-07-01T21:30:00.500", "Europe/Berlin"),
            "2023-07-01T21:30:00.500+02:00");
  EXPECT_EQ(with_time_zone("2023-07-01T21:30:00", "America/St_Johns"), "2023-07-01T21:30:00-02:30");
  EXPECT_EQ(with_time_zone("2023-07-01", "+1"), "2023-07-01");
  EXPECT_EQ(with_time_zone("2023-07-01T21:30:00Z", "+1"), "2023-07-01T21:30:00Z");
}

TEST(SoundFile, ScalesSixteenBitSamples) {
  const TemporaryFolder folder;
  write_wave(folder / "a.wav", 256'000, {0, 16384, -32768, 32767});
  SoundFile file(folder / "a.wav");
  std::vector<float> samples(10);
  ASSERT_EQ(file.read(samples), 4u);
  EXPECT_EQ(samples[1], 0.5f);
  EXPECT_EQ(samples[2], -1.0f);
  EXPECT_EQ(file.info().header_rate_hz, 256'000);
  EXPECT_EQ(count_samples(std::make_shared<InputFile>(folder / "a.wav")), 4);
}

TEST(SoundFile, RejectsMissingChannelsFilesAndFormats) {
  const TemporaryFolder folder;
  write_wave(folder / "a.wav", 256'000, {1, 2, 3});
  EXPECT_THROW(SoundFile(folder / "a.wav", 2), RecordingError);
  EXPECT_THROW(SoundFile(folder / "none.wav"), RecordingError);
  std::ofstream(folder / "text.wav") << "hello";
  EXPECT_THROW(SoundFile(folder / "text.wav"), RecordingError);
}

}  // namespace
}  // namespace noctule
