// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/number.h"
#include "http/after_render.h"
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
  if (!min_snr_db) throw UsageError("min_snr must be a number (dB)");
  options.calls.min_snr_db = *min_snr_db;
  options.validate();
  return options;
}

/// What selects and formats the calls of a response.
struct CallQuery {
  SpectrogramOptions options;
  const LabelFormat* format = nullptr;  ///< null: JSON of the API
};

Response calls_response(const Context& c, const Recording& recording, const CallQuery& query,
                        const std::vector<Call>& calls) {
  if (query.format != nullptr)
    return label_response(c, *query.format, LabelKind::kCalls, recording, labels_of(calls));
  const double min_snr_db = query.options.calls.min_snr_db;
  return Response::json(200,
                        {{"calls", to_json(calls)},
                         {"detector", {{"version", kDetectorVersion}, {"min_snr", min_snr_db}}}});
}

}  // namespace

Reply list_calls_route(Context& c) {
  const CallQuery query{options_of(c), label_format_of(c)};
  const Recording recording = c.recording();
  if (const auto stored = stored_calls(c.store, recording.id, query.options.calls.min_snr_db))
    return calls_response(c, recording, query, stored->calls);
  const auto detect = [recording, query](Store& store) {
    recording_calls(store, recording, query.options);
  };
  return respond_after_render(
      c, recording.id, {"calls", detect}, [query](Context& later, const Recording& now) {
        return calls_response(later, now, query,
                              recording_calls(later.store, now, query.options).calls);
      });
}

}  // namespace noctule
