// SPDX-License-Identifier: GPL-3.0-or-later
#include "bulk_reporter.h"

#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "pipeline/night_strip.h"
#include "pipeline/output_files.h"

namespace noctule {
namespace {

void write_night_strip(Store& store, const std::string& path, const std::vector<Id>& recordings) {
  const auto picture = draw_night_strips(store, recordings);
  if (!picture) {
    spdlog::warn("no recording has a time of day, so {} is not written", path);
    return;
  }
  for (const std::string& strip : picture->strips) spdlog::info("night strip: {}", strip);
  if (picture->left_out > 0)
    spdlog::warn("{} holds {} nights; {} more are left out", path, kMaxNightStrips,
                 picture->left_out);
  // Another output of this run may have been written there.
  if (const auto reason = why_not_writable(path, OutputKind::kPng, {}, store.path()))
    throw UsageError(*reason);
  write_file(path, picture->png);
}

}  // namespace

BulkReporter::BulkReporter(BulkOutputs outputs, const std::vector<std::filesystem::path>& inputs,
                           const std::filesystem::path& store)
    : outputs_(std::move(outputs)),
      report_(outputs_.report, inputs, store),
      calls_(outputs_.calls, inputs, store) {
  if (!outputs_.night_strip.empty())
    check_output(outputs_.night_strip, OutputKind::kPng, inputs, store);
}

BulkEvents BulkReporter::events() {
  BulkEvents events;
  events.need_stored_calls = !outputs_.report.empty() || !outputs_.calls.empty();
  events.start = [this](const char* stage, int64_t total) {
    progress_ = std::make_unique<Progress>(stage, total);
  };
  events.advance = [this](bool failed) { progress_->advance(failed); };
  events.result = [this](const BulkResult& result) { add(result); };
  return events;
}

void BulkReporter::add(const BulkResult& result) {
  ++counts_[result.outcome];
  if (result.outcome == Outcome::kFailed) spdlog::error("{}", result.error);
  if (result.outcome == Outcome::kRendered) warnings_.add(result.path, result.warnings);
  report_.add(result);
  calls_.add(result);
  if (result.id > 0 && result.outcome != Outcome::kDuplicate) recordings_.push_back(result.id);
}

std::string BulkReporter::summary(bool complete) const {
  const auto count = [&](Outcome outcome) {
    const auto it = counts_.find(outcome);
    return it == counts_.end() ? 0 : it->second;
  };
  std::string text = complete && count(Outcome::kRendered) + count(Outcome::kFailed) == 0
                         ? "nothing to do"
                         : std::to_string(count(Outcome::kRendered)) + " rendered";
  const auto add = [&](Outcome outcome, const char* what) {
    if (count(outcome) > 0) text += ", " + std::to_string(count(outcome)) + what;
  };
  add(Outcome::kFailed, " failed");
  add(Outcome::kStored, " already stored");
  add(Outcome::kNotReached, " left for the next run");
  add(Outcome::kDuplicate, " duplicates");
  add(Outcome::kSkipped, " skipped (not recordings)");
  add(Outcome::kFailedBefore, " skipped because they failed before (--retry-failed retries them)");
  return text;
}

void BulkReporter::commit(const std::string& text) {
  progress_.reset();
  warnings_.write();
  report_.commit();
  calls_.commit();
  spdlog::info("{}", text);
}

void BulkReporter::finish(const std::string& reason) { commit(reason + summary(false)); }

int64_t BulkReporter::finish(Store& store) {
  commit(summary(true));
  if (!outputs_.night_strip.empty()) write_night_strip(store, outputs_.night_strip, recordings_);
  return counts_[Outcome::kFailed];
}

}  // namespace noctule
