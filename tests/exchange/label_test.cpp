// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/hash.h"
#include "exchange/aoef.h"
#include "exchange/audacity.h"
#include "exchange/fields.h"
#include "exchange/kaleidoscope.h"
#include "exchange/label_csv.h"
#include "exchange/label_file.h"
#include "exchange/raven.h"
#include "exchange/table.h"

namespace noctule {
namespace {

Recording recording(double time_expansion = 10) {
  Recording r;
  r.id = 7;
  r.hash = hash_bytes("samples");
  r.name = "a b.wav";
  r.header_rate_hz = 38'400;
  r.time_expansion = time_expansion;
  r.sample_rate_hz = 384'000;
  r.samples = 384'000;
  r.recorded_at = "2024-04-16T02:24:48+01:00";
  return r;
}

Species species() {
  Species s;
  s.code = "MYLU";
  s.genus = "Myotis";
  s.species = "Myotis lucifugus";
  return s;
}

LabelSet annotations(TimeBase base = TimeBase::kTrue) {
  const Label hard{100.0625, 103.1, 30'123.5, 61'000, {species()}, "=1+1\t\"x\",\\n\r\nnäh",
                   "ana",    {}};
  const Label plain{200, 200, 0, 192'000, {}, "just words", "bob", {}};
  return {LabelKind::kAnnotations, base, {{recording(), "/n/a b.wav", {hard, plain}}}};
}

LabelSet calls(TimeBase base = TimeBase::kTrue) {
  const Call call{100, 104, 30'000, 60'000, 45'000, 40'000, -5, 20.26, 90.5};
  return {LabelKind::kCalls, base, {{recording(), "/n/a b.wav", labels_of({call})}}};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Reads back what was written; `factor` is the time base's.
void expect_same(const LabelSet& set, const std::string& text, bool comments) {
  const LabelFile file = read_label_file(text);
  const auto written = labels_in_base(set, set.recordings[0]);
  std::vector<ReadLabel> read;
  for (const auto& r : file.recordings) read.insert(read.end(), r.labels.begin(), r.labels.end());
  ASSERT_EQ(read.size(), written.size());
  for (size_t i = 0; i < read.size(); ++i) {
    EXPECT_NEAR(read[i].start_ms, written[i].start_ms, 1e-3);
    EXPECT_NEAR(read[i].end_ms, written[i].end_ms, 1e-3);
    EXPECT_NEAR(read[i].low_hz.value(), written[i].low_hz, 1e-3);
    EXPECT_NEAR(read[i].high_hz.value(), written[i].high_hz, 1e-3);
    EXPECT_EQ(read[i].comments, comments ? written[i].comments : "");
  }
}

TEST(Labels, SurviveEachFormat) {
  for (const TimeBase base : {TimeBase::kTrue, TimeBase::kFile}) {
    expect_same(annotations(base), raven_text(annotations(base)), true);
    expect_same(annotations(base), csv_text(annotations(base)), true);
    expect_same(annotations(base), aoef_text(annotations(base)), true);
    expect_same(annotations(base), audacity_text(annotations(base)), false);
    expect_same(annotations(base), kaleidoscope_text(annotations(base)), false);
    expect_same(calls(base), raven_text(calls(base)), false);
    expect_same(calls(base), csv_text(calls(base)), false);
    expect_same(calls(base), aoef_text(calls(base)), false);
    expect_same(calls(base), audacity_text(calls(base)), false);
    expect_same(calls(base), kaleidoscope_text(calls(base)), false);
  }
}

TEST(Labels, NameTheirRecordingAndSpecies) {
  for (const auto& text : {raven_text(annotations()), csv_text(annotations()),
                           aoef_text(annotations()), kaleidoscope_text(annotations())}) {
    const LabelFile file = read_label_file(text);
    EXPECT_EQ(file_name_of(file.recordings.at(0).path), "a b.wav") << file.format;
    const std::string name = file.recordings.at(0).labels.at(0).names.at(0);
    EXPECT_EQ(name, file.format == std::string("AOEF") ? "Myotis lucifugus" : "MYLU");
  }
  EXPECT_EQ(read_label_file(audacity_text(annotations())).recordings[0].labels[1].names.at(0),
            "just words");
}

TEST(Labels, InFileTimeAreStretched) {
  const Label label = labels_in_base(calls(TimeBase::kFile), calls().recordings[0])[0];
  EXPECT_EQ(label.start_ms, 1000);
  EXPECT_EQ(label.high_hz, 6000);
  EXPECT_EQ(label.call->char_hz, 4000);
  EXPECT_EQ(label.call->slope_khz_per_ms, -0.05);
  EXPECT_EQ(label.call->interval_ms, 905);
  EXPECT_NE(csv_text(calls(TimeBase::kFile)).find("path,file_start_time,"), std::string::npos);
  EXPECT_NE(aoef_text(calls(TimeBase::kFile)).find("\"samplerate\":38400"), std::string::npos);
  EXPECT_NE(aoef_text(calls()).find("\"time_expansion\":10"), std::string::npos);
}

TEST(Audacity, WritesFrequencyLines) {
  EXPECT_EQ(audacity_text(calls()),
            "0.100000\t0.104000\t45.0 kHz\n\\\t30000.000000\t60000.000000\n");
}

TEST(Audacity, ReadsLabelsWithoutFrequencies) {
  const auto labels =
      read_label_file("0.1\t0.2\tMYLU\r\n1.5\t1.5\n\\\t-1\t5000\n").recordings[0].labels;
  EXPECT_EQ(labels[0].high_hz, std::nullopt);
  EXPECT_EQ(labels[0].names, std::vector<std::string>{"MYLU"});
  EXPECT_EQ(labels[1].low_hz, std::nullopt);
  EXPECT_EQ(labels[1].high_hz, 5000);
}

TEST(Raven, HasTheColumnsOfItsManual) {
  EXPECT_TRUE(first_line(raven_text(calls()))
                  .starts_with("Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq "
                               "(Hz)\tHigh Freq (Hz)\t"));
}

TEST(Raven, CountsASelectionInTwoViewsOnce) {
  const auto file = read_label_file(
      "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq "
      "(Hz)\tBegin "
      "File\tFile Offset (s)\tAnnotation\n"
      "1\tWaveform 1\t1\t65.0\t66.5\t\t\tb.wav\t5.0\tC:\\new\n"
      "1\tSpectrogram 1\t1\t65.0\t66.5\t1000\t3000\tb.wav\t5.0\tC:\\new\n");
  ASSERT_EQ(file.recordings.size(), 1u);
  const auto& labels = file.recordings[0].labels;
  ASSERT_EQ(labels.size(), 1u);
  EXPECT_EQ(labels[0].start_ms, 5000);
  EXPECT_EQ(labels[0].end_ms, 6500);
  EXPECT_EQ(labels[0].names.at(0), "C:\\new");
}

TEST(Kaleidoscope, HasNoColumnsButItsOwn) {
  EXPECT_EQ(
      first_line(kaleidoscope_text(calls())),
      "INDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,DATE,TIME,HOUR,DATE-12,TIME-12,HOUR-12,Fc,"
      "Sc,Dur,Fmax,Fmin,TBC,MANUAL ID");
  // 5 kHz/ms down at 40 kHz: 5e6 / (4e4 ln 2) octaves per second
  EXPECT_EQ(kaleidoscope_text(calls()).substr(first_line(kaleidoscope_text(calls())).size() + 1),
            "/n,,a b.wav,0,0.100000,0.004000,2024-04-16,02:24:48,2,2024-04-15,14:24:48,14,40.000,"
            "180.34,4.000,60.000000,30.000000,90.500,\n");
}

TEST(Kaleidoscope, ReadsRowsOfWholeFiles) {
  const auto file = read_label_file(
      "INDIR,OUTDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,AUTO ID*,PULSES,Fmin,MANUAL ID*\n"
      "D:\\bats,,night1,S4U.wav,0,0,5.0,PIPPIP,12,,\n"
      "D:\\bats,,night1,S4U.wav,0,5,1,PIPPIP,12,,PIPPYG\n");
  ASSERT_EQ(file.recordings.size(), 1u);
  EXPECT_EQ(file_name_of(file.recordings[0].path), "S4U.wav");
  EXPECT_EQ(file.recordings[0].labels[0].names.at(0), "PIPPIP");
  EXPECT_EQ(file.recordings[0].labels[1].names.at(0), "PIPPYG");
  EXPECT_EQ(file.recordings[0].labels[1].end_ms, 6000);
  EXPECT_EQ(file.recordings[0].labels[1].low_hz, std::nullopt);
}

TEST(BatDetect2, ReadsBothOfItsFormats) {
  const std::string csv =
      "id,det_prob,start_time,end_time,high_freq,low_freq,class,class_prob\n"
      "0,0.9,0.01,0.015,60000,40000,Myotis daubentonii,0.88\n";
  const std::string json =
      R"({"id":"a.wav","duration":1.5,"annotated":false,"annotation":[{"class":"Myotis daubentonii",)"
      R"("class_prob":0.88,"det_prob":0.9,"start_time":0.01,"end_time":0.015,"low_freq":40000,)"
      R"("high_freq":60000,"event":"Echolocation","individual":"-1"}]})";
  for (const auto& text : {csv, json, "[" + json + "]"}) {
    const LabelFile file = read_label_file(text);
    const ReadLabel& label = file.recordings.at(0).labels.at(0);
    EXPECT_EQ(file.base, TimeBase::kTrue);
    EXPECT_EQ(label.start_ms, 10);
    EXPECT_EQ(label.high_hz, 60'000);
    EXPECT_EQ(label.names.at(0), "Myotis daubentonii");
    EXPECT_NE(label.comments.find("class_prob 0.88"), std::string::npos);
  }
  EXPECT_EQ(read_label_file(json).recordings[0].path, "a.wav");
}

TEST(Aoef, ReadsEveryGeometry) {
  const auto read = [](const std::string& geometry) {
    return read_label_file(R"({"version":"1.1.0","data":{"uuid":"x","collection_type":"dataset",
      "recordings":[{"uuid":"r","path":"a.wav","duration":1,"channels":1,"samplerate":384000}],
      "sound_events":[{"uuid":"s","recording":"r","geometry":)" +
                           geometry + R"(}],
      "sound_event_annotations":[{"uuid":"a","sound_event":"s"}]}})")
        .recordings[0]
        .labels.at(0);
  };
  EXPECT_EQ(read(R"({"type":"TimeInterval","coordinates":[0.1,0.2]})").end_ms, 200);
  EXPECT_EQ(read(R"({"type":"TimeStamp","coordinates":0.1})").start_ms, 100);
  EXPECT_EQ(read(R"({"type":"TimeStamp","coordinates":0.1})").low_hz, std::nullopt);
  EXPECT_EQ(read(R"({"type":"LineString","coordinates":[[0.3,5],[0.1,9]]})").high_hz, 9);
  EXPECT_EQ(read(R"({"type":"Polygon","coordinates":[[[0.3,5],[0.1,9],[0.2,1]]]})").low_hz, 1);
}

TEST(LabelFiles, OfEveryWrongKindAreRefused) {
  const auto message = [](const std::string& text) {
    try {
      read_label_file(text);
    } catch (const RecordingError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const std::string raven = "Begin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\n";
  EXPECT_EQ(message(raven + "1\t2\t3\t4\nnan\t2\t3\t4\n"),
            "line 3: Begin Time (s) is not a number: nan");
  EXPECT_EQ(message(raven + "1\t2\t3\t1e999\n"), "line 2: High Freq (Hz) is not a number: 1e999");
  EXPECT_EQ(message(raven + "1\t2\t3\t1e300\n"), "line 2: High Freq (Hz) is out of range: 1e300");
  EXPECT_EQ(message(raven + "2\t1\t3\t4\n"), "line 2: the end is before the start");
  EXPECT_EQ(message(raven + "1\t2\t4\t3\n"), "line 2: the low frequency is above the high one");
  EXPECT_EQ(message(raven + "1\n"), "line 2: End Time (s) is missing");
  EXPECT_EQ(message(raven + "1\t2\t3\t4\t5\n"), "line 2: it has 5 columns and line 1 4");
  EXPECT_EQ(message("Begin Time (s)\tComments\n"), "line 1: there is no column 'End Time (s)'");
  EXPECT_EQ(message("0.1\t0.2\tx\n0.1\tinf\tx\n"), "line 2: the end is not a number: inf");
  EXPECT_EQ(message("0.1\t0.2\t\xff\n"), "line 1: the text is not UTF-8; save the file as UTF-8");
  EXPECT_TRUE(message("IN FILE,OFFSET,DURATION\n\"a.wav,0,1\n").starts_with("line 2: a quotation"));
  EXPECT_TRUE(message("").starts_with("line 1: "));
  EXPECT_TRUE(message(std::string("\xff\xfe"
                                  "B\0",
                                  4))
                  .starts_with("line 1: the text is UTF-16"));
  EXPECT_TRUE(message(std::string("x\nB\0", 4)).starts_with("line 2: this is binary"));
  EXPECT_TRUE(message(std::string(200'000, '[')).find("JSON") != std::string::npos);
  EXPECT_TRUE(message(R"({"annotation":[{"start_time":"x"}]})").find("start_time") !=
              std::string::npos);
  EXPECT_TRUE(message(R"({"annotation":[3]})").find("object") != std::string::npos);
  EXPECT_TRUE(
      message(R"({"data":{"collection_type":"x","tags":[1],"sound_events":{}}})").find("array") !=
      std::string::npos);
}

TEST(LabelFiles, NameTheirRecording) {
  EXPECT_EQ(recording_named_by("/n/a.annotations.raven.txt"), "a");
  EXPECT_EQ(recording_named_by("a.calls.audacity.file-time.txt"), "a");
  EXPECT_EQ(recording_named_by("a.annotations.csv"), "a");
  EXPECT_EQ(recording_named_by("a.b.Table.1.selections.txt"), "a.b");
  EXPECT_EQ(recording_named_by("a.wav.json"), "a.wav");
  EXPECT_EQ(recording_named_by("a.WAV_detections.csv"), "a.WAV");
  EXPECT_EQ(recording_named_by("a.txt"), "a");
}

TEST(Tables, NeitherRunAsFormulasNorLoseText) {
  for (const std::string text : {"=1+1", "'=1", "'x", "-5", "@a", "\tx", "x", "", "''"}) {
    const std::string field = spreadsheet_field(text);
    EXPECT_TRUE(field.empty() || std::string("=+-@").find(field[0]) == std::string::npos);
    EXPECT_EQ(plain_text(Table("a\n" + field + ",\n", ',').rows().empty()
                             ? ""
                             : Table("a,b\n" + field + ",1\n", ',').rows()[0].cells[0]),
              text);
  }
}

}  // namespace
}  // namespace noctule
