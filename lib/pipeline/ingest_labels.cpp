// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_labels.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/stop.h"
#include "exchange/fields.h"
#include "pipeline/label_matching.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxBytes = int64_t{512} << 20;

std::string text_of_file(const fs::path& path) {
  const auto state = file_state(path);
  if (!state) throw RecordingError("no such file; check the path");
  if (state->size > kMaxBytes) throw RecordingError("it is larger than 512 MiB; split it");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw RecordingError("cannot read it; check its permissions");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A label as an annotation, and the ids of its species.
struct Draft {
  Annotation annotation;
  std::vector<Id> species;
};

/// Formats round times to 1 µs and frequencies to 1 mHz; time expansion multiplies both errors.
constexpr double kTimeErrorMs = 0.05, kFrequencyErrorHz = 0.5;

bool same_box(const Annotation& a, const Annotation& b) {
  const auto near = [](double x, double y, double tolerance) {
    return std::abs(x - y) <= tolerance;
  };
  return near(a.start_time_ms, b.start_time_ms, kTimeErrorMs) &&
         near(a.end_time_ms, b.end_time_ms, kTimeErrorMs) &&
         near(a.low_hz, b.low_hz, kFrequencyErrorHz) &&
         near(a.high_hz, b.high_hz, kFrequencyErrorHz);
}

bool same(const Draft& draft, const Annotation& known, bool with_comments) {
  if (!same_box(draft.annotation, known)) return false;
  std::vector<Id> species;
  for (const Species& s : known.species) species.push_back(s.id);
  if (species != draft.species) return false;
  const std::string& comments = draft.annotation.comments;
  if (with_comments) return comments == known.comments;
  return comments.empty() || comments == on_one_line(known.comments);
}

/// Reads one label file into annotations.
class LabelIngestion {
 public:
  LabelIngestion(Store& store, const LabelOptions& options, const RecordingMatcher& matcher,
                 const SpeciesIndex& species, const fs::path& path)
      : store_(store), options_(options), matcher_(matcher), species_(species) {
    result_.path = path;
  }

  LabelResult run() {
    try {
      with_path_in_errors(result_.path, [&] {
        file_ = read_label_file(text_of_file(result_.path));
        result_.format = file_.format;
        store_.transact([&] { add_all(); });
      });
    } catch (const RecordingError& error) {
      LabelResult failed;
      failed.path = result_.path;
      failed.unmatched = result_.unmatched;
      failed.error = error.what();
      return failed;
    }
    return std::move(result_);
  }

 private:
  void add_all() {
    owner_ = ensure_user(store_, options_.owner);
    bool any = false, matched = false;
    for (const ReadRecording& read : file_.recordings) {
      any = any || !read.labels.empty();
      if (read.labels.empty()) continue;
      const auto found = matcher_.find(read, fs::absolute(result_.path).string());
      if (const auto* recording = std::get_if<Recording>(&found)) {
        matched = true;
        add(read, *recording);
      } else {
        result_.unmatched[std::get<std::string>(found)] += static_cast<int64_t>(read.labels.size());
      }
    }
    // Thrown, so that not even the user is added.
    if (any && !matched)
      throw RecordingError(
          "its labels match no recording in the store; ingest the recordings first");
  }

  void add(const ReadRecording& read, const Recording& recording) {
    const TimeBase base =
        options_.time_base.value_or(time_base_of(file_, read, recording, result_.path.string()));
    for (const ReadLabel& label : read.labels) {
      throw_if_stopped();
      const Draft draft = draft_of(label, recording, base);
      if (take_known(draft, recording.id)) {
        ++result_.known;
      } else {
        insert_annotation(store_, recording.id, owner_, draft.annotation, draft.species);
        ++result_.added;
      }
    }
  }

  Draft draft_of(const ReadLabel& label, const Recording& recording, TimeBase base) {
    const double factor = base == TimeBase::kFile ? 1 / recording.time_expansion : 1;
    Draft draft;
    Annotation& a = draft.annotation;
    a.start_time_ms = label.start_ms * factor;
    a.end_time_ms = label.end_ms * factor;
    a.low_hz = label.low_hz.value_or(0) / factor;
    a.high_hz = label.high_hz
                    ? *label.high_hz / factor
                    : std::max(a.low_hz, 0.5 * static_cast<double>(recording.sample_rate_hz));
    a.comments = label.comments;
    set_species(draft, label.names);
    return draft;
  }

  /// Unknown species become comments, so that they are not lost.
  void set_species(Draft& draft, const std::vector<std::string>& names) {
    std::string unknown;
    for (const std::string& name : names) {
      const auto ids = species_.find(name);
      draft.species.insert(draft.species.end(), ids.begin(), ids.end());
      if (!ids.empty()) continue;
      unknown += (unknown.empty() ? "" : "; ") + name;
      ++result_.unknown_species[name];
    }
    std::string& comments = draft.annotation.comments;
    if (!unknown.empty()) comments = comments.empty() ? unknown : unknown + "; " + comments;
    std::sort(draft.species.begin(), draft.species.end());
    draft.species.erase(std::unique(draft.species.begin(), draft.species.end()),
                        draft.species.end());
  }

  /// Each annotation counts for one label, so that equal labels stay as many as they are. Those
  /// that this file adds do not count.
  bool take_known(const Draft& draft, Id recording) {
    auto [known, first] = known_.try_emplace(recording);
    auto& by_start = known->second;
    if (first)
      for (Annotation& a : annotations_of(store_, recording, owner_))
        by_start.emplace(a.start_time_ms, std::move(a));
    const double start_ms = draft.annotation.start_time_ms;
    const auto end = by_start.upper_bound(start_ms + kTimeErrorMs);
    for (auto it = by_start.lower_bound(start_ms - kTimeErrorMs); it != end; ++it)
      if (same(draft, it->second, file_.has_comments)) {
        by_start.erase(it);
        return true;
      }
    return false;
  }

  Store& store_;
  const LabelOptions& options_;
  const RecordingMatcher& matcher_;
  const SpeciesIndex& species_;
  LabelFile file_;
  LabelResult result_;
  Id owner_ = 0;
  /// Annotations that no label of this file has matched yet, by recording and start.
  std::unordered_map<Id, std::multimap<double, Annotation>> known_;
};

}  // namespace

void ingest_labels(Store& store, const std::vector<fs::path>& files, const LabelOptions& options,
                   const std::function<void(const LabelResult&)>& report) {
  const RecordingMatcher matcher(store, options.owner);
  const SpeciesIndex species(store);
  for (const fs::path& file : files) {
    throw_if_stopped();
    report(LabelIngestion(store, options, matcher, species, file).run());
  }
}

}  // namespace noctule
