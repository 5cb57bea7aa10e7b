// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/number.h"
#include "http/context.h"
#include "http/label_response.h"
#include "pipeline/recording_calls.h"

namespace noctule {
namespace {

/// The default options with ?min_snr= applied. Throws UsageError if it is not a number in range.
SpectrogramOptions options_of(const Context& c) {
  SpectrogramOptions options;
  const auto given = c.request.query.find("min_snr");
  if (given == c.request.query.end()) return options;
  const auto min_snr_db = parse_number<double>(given->second);
  if (!min_snr_db) throw UsageError("min_snr must be a number of dB");
  options.calls.min_snr_db = *min_snr_db;
  options.validate();
  return options;
}

}  // namespace

Answer list_calls_route(Context& c) {
  const SpectrogramOptions options = options_of(c);
  const LabelFormat* format = label_format_of(c);
  const Recording recording = c.recording();
  const auto calls = recording_calls(c.store, recording, options).calls;
  if (format != nullptr)
    return label_response(c, *format, LabelKind::kCalls, recording, labels_of(calls));
  return Response::json(
      200, {{"calls", to_json(calls)},
            {"detector", {{"version", kDetectorVersion}, {"min_snr", options.calls.min_snr_db}}}});
}

}  // namespace noctule
