// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/call.h"
#include "store/annotations.h"
#include "store/identifications.h"
#include "store/recordings.h"

namespace noctule {

/// Whether labels are calls that noctule found or annotations that users made.
enum class LabelKind { kCalls, kAnnotations };
const char* to_text(LabelKind kind);  ///< "calls", "annotations"

/// The clock of a label's times. A recording whose file is time-expanded by a factor of 10 lasts
/// ten times longer in file time, and its frequencies are ten times lower.
enum class TimeBase { kTrue, kFile };

/// A box in time and frequency, as programs exchange it.
struct Label {
  double start_ms = 0, end_ms = 0;
  double low_hz = 0, high_hz = 0;
  std::vector<Species> species;
  std::string comments, author;
  std::optional<Call> call;  ///< the measurements, if it is a call
};

/// The labels of one recording.
struct LabelledRecording {
  Recording recording;
  std::string path;  ///< of the file, as others are to see it: absolute, or only its name
  std::vector<Label> labels;
  std::vector<Identification> identifications = {};  ///< of the whole recording
};

std::vector<Label> labels_of(const std::vector<Call>& calls);
std::vector<Label> labels_of(const std::vector<Annotation>& annotations);

/// What to write to a file, in one time base.
struct LabelSet {
  LabelKind kind = LabelKind::kAnnotations;
  TimeBase base = TimeBase::kTrue;
  std::vector<LabelledRecording> recordings;
};

/// The label with its times multiplied by `factor` and its frequencies divided by it: a time
/// expansion takes true time to file time, its inverse the other way.
Label rescaled(Label label, double factor);

/// The labels of `recording` in the set's time base.
std::vector<Label> labels_in_base(const LabelSet& set, const LabelledRecording& recording);

/// Sample rate of a recording as the time base sees it.
int64_t rate_in_base(const Recording& recording, TimeBase base);
/// Duration likewise.
double duration_ms_in_base(const Recording& recording, TimeBase base);

/// "MYLU,MYSO"
std::string species_codes(const std::vector<Species>& species, const char* separator = ",");
/// The same for an identification; without species "NOISE", "NoID" or "Social", empty if undecided.
std::string identification_code(const Identification& identification, const char* separator = ",");
/// "Myotis lucifugus", or the code of an entry that is not one species.
std::string scientific_name(const Species& species);

/// The last component of a path, whether it is separated by / or \.
std::string file_name_of(const std::string& path);

/// A number with this many decimals.
std::string fixed(double value, int decimals);
/// The shortest text that reads back as the same number.
std::string exact(double value);

}  // namespace noctule
