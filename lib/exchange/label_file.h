// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/label.h"

namespace noctule {

/// A label as read from a file.
struct ReadLabel {
  size_t line = 0;  ///< 0 where the format has no lines
  double start_ms = 0, end_ms = 0;
  std::optional<double> low_hz, high_hz;  ///< none: from 0, up to half of the sample rate
  std::vector<std::string> names;         ///< of species: codes, scientific or common names
  std::string comments;
};

/// The labels of one recording, and what the file says about that recording.
struct ReadRecording {
  std::string path;  ///< or only the name; empty: the label file's own name says which it is
  std::string hash;  ///< hexadecimal, if it may be noctule's
  std::optional<double> duration_ms;
  std::optional<int64_t> sample_rate_hz;
  std::vector<ReadLabel> labels;
};

struct LabelFile {
  const char* format = "";
  std::optional<TimeBase> base;  ///< none: the sample rate or the file's name says
  bool has_comments = true;      ///< whether the format can hold the comments of an annotation
  std::vector<ReadRecording> recordings;
};

/// Reads a label file in any known format, which its contents tell. Throws RecordingError, with the
/// line where there is one, if it is none or is damaged.
LabelFile read_label_file(std::string_view text);

/// The recording that a label file's name says, without folder and extension, e.g. "a" or "a.wav"
/// for "a.annotations.raven.txt", "a.Table.1.selections.txt" and "a.wav.json".
std::string recording_named_by(const std::string& label_file_name);

/// Adds a label to the recording with this path.
void add_label(LabelFile& file, const std::string& path, ReadLabel label);

/// Throws if the times or frequencies of a label are in the wrong order.
void check_order(const ReadLabel& label);

}  // namespace noctule
