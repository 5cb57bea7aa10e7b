// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/night_strip.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <utility>

#include "calls/call_detector.h"
#include "core/timestamp.h"
#include "image/canvas.h"
#include "image/png.h"
#include "pipeline/sun.h"
#include "store/recording_list.h"

namespace noctule {
namespace {

constexpr int kDayMinutes = 1440, kNoon = 720;
constexpr int kBinMinutes = 5, kBins = kDayMinutes / kBinMinutes, kBinPx = 4;
constexpr int kMarginPx = 12, kLabelPx = 16, kBarPx = 64, kTickPx = 6;
constexpr int kStripPx = kLabelPx + kBarPx + kTickPx + kLabelPx;
constexpr int kWidthPx = 2 * kMarginPx + kBins * kBinPx;

/// Levels of the magma colour map.
constexpr uint8_t kBackground = 0, kNight = 45, kOther = 90, kLines = 110, kNoise = 150,
                  kText = 200, kCalls = 235;

/// Minutes since noon of a local time, YYYY-MM-DDTHH:MM:SS.
int minutes_since_noon(const std::string& local_time) {
  const auto parts = timestamp_parts(local_time);
  const auto time = parts ? parts->time.value_or(std::chrono::seconds(0)) : std::chrono::seconds(0);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time).count();
  return static_cast<int>((minutes + kDayMinutes - kNoon) % kDayMinutes);
}

/// What one strip shows.
struct Strip {
  std::string label, night;
  std::array<std::array<int, kBins>, 3> counts{};  ///< calls, noise, the rest
  double latitude = 0, longitude = 0;              ///< sums
  int positions = 0;
  std::string recorded_at;

  void add(const ListedRecording& listed) {
    const Recording& r = listed.recording;
    const int row = listed.verdict == Verdict::kCalls   ? 0
                    : listed.verdict == Verdict::kNoise ? 1
                                                        : 2;
    ++counts[row][minutes_since_noon(*r.local_time) / kBinMinutes];
    recorded_at = *r.recorded_at;
    if (!r.latitude || !r.longitude) return;
    latitude += *r.latitude;
    longitude += *r.longitude;
    ++positions;
  }

  int largest() const {
    int most = 1;
    for (int bin = 0; bin < kBins; ++bin)
      most = std::max(most, counts[0][bin] + counts[1][bin] + counts[2][bin]);
    return most;
  }

  SunTimes sun() const {
    if (positions == 0) return {};
    const double east = longitude / positions;
    return sun_times(night, latitude / positions, east, utc_offset_minutes(recorded_at, east));
  }
};

/// Draws strips below each other.
class StripDrawing {
 public:
  explicit StripDrawing(size_t strips)
      : height_(static_cast<int>(strips) * kStripPx),
        canvas_(Canvas::pixels(0, 0, kWidthPx, height_)) {
    fill(0, 0, kWidthPx, height_, kBackground);
  }

  void draw(const Strip& strip, int top) {
    text(strip.label, kMarginPx, top + kLabelPx / 2, Anchor::kLeft);
    const int bars = top + kLabelPx, axis = bars + kBarPx;
    if (const SunTimes sun = strip.sun(); sun.sunset && sun.sunrise) {
      const int from = x_of(minutes_since_noon(*sun.sunset));
      const int to = x_of(minutes_since_noon(*sun.sunrise));
      fill(from, bars, std::max(0, to - from), kBarPx, kNight);
      for (const int x : {from, to}) fill(x, bars - 4, 1, kBarPx + 4, kText);
    }
    draw_bars(strip, axis);
    draw_axis(axis);
  }

  std::string png() const {
    return encode_png(
        RgbRows{kWidthPx, height_, [this](int row, uint8_t* rgb) { canvas_.read_row(row, rgb); }});
  }

 private:
  static int x_of(int minutes) { return kMarginPx + minutes * kBinPx / kBinMinutes; }
  static uint32_t color(uint8_t level) { return colors_of(Colormap::kMagma)[level]; }

  void fill(int x, int y, int width, int height, uint8_t level) {
    canvas_.fill(x, y, width, height, color(level));
  }

  void draw_bars(const Strip& strip, int bottom) {
    const int largest = strip.largest();
    for (int bin = 0; bin < kBins; ++bin) {
      int sum = 0, y = bottom;
      for (const auto& [row, level] :
           {std::pair(0, kCalls), std::pair(1, kNoise), std::pair(2, kOther)}) {
        sum += strip.counts[row][bin];
        // Rounded up, so that a single recording stays visible.
        const int above = bottom - (sum * kBarPx + largest - 1) / largest;
        fill(kMarginPx + bin * kBinPx, above, kBinPx - 1, y - above, level);
        y = above;
      }
    }
  }

  void draw_axis(int y) {
    fill(kMarginPx, y, kBins * kBinPx, 1, kLines);
    for (int hour = 0; hour <= 24; ++hour) {
      const bool labelled = hour % 3 == 0;
      const int x = x_of(60 * hour);
      fill(x, y, 1, labelled ? kTickPx : kTickPx / 2, kLines);
      if (labelled)
        text(std::to_string((hour + 12) % 24), x, y + kTickPx + kLabelPx / 2, Anchor::kCenter);
    }
  }

  void text(const std::string& text, int x, int y, Anchor anchor) {
    canvas_.text(text, x, y, anchor, kWidthPx - 2 * kMarginPx, color(kText));
  }

  int height_;
  Canvas canvas_;
};

/// By site and night.
std::vector<Strip> collect(Store& store, const std::vector<Id>& recordings) {
  constexpr size_t kPage = 500;
  RecordingFilter filter;
  filter.all = true;
  filter.detector_version = kDetectorVersion;
  std::map<std::pair<std::string, std::string>, Strip> strips;
  for (size_t at = 0; at < recordings.size(); at += kPage) {
    const auto first = recordings.begin() + static_cast<long>(at);
    const auto count = static_cast<long>(std::min(kPage, recordings.size() - at));
    for (const ListedRecording& listed : list_recordings(store, filter, {first, first + count})) {
      const Recording& r = listed.recording;
      if (!r.local_time || !r.night) continue;
      Strip& strip = strips[{r.site.value_or(""), *r.night}];
      strip.label = r.site ? *r.site + " " + *r.night : *r.night;
      strip.night = *r.night;
      strip.add(listed);
    }
  }
  std::vector<Strip> all;
  for (auto& [key, strip] : strips) all.push_back(std::move(strip));
  return all;
}

}  // namespace

std::optional<NightStripPicture> draw_night_strips(Store& store,
                                                   const std::vector<Id>& recordings) {
  std::vector<Strip> strips = collect(store, recordings);
  if (strips.empty()) return std::nullopt;
  NightStripPicture picture;
  if (strips.size() > kMaxNightStrips) {
    picture.left_out = strips.size() - kMaxNightStrips;
    strips.resize(kMaxNightStrips);
  }
  StripDrawing drawing(strips.size());
  int top = 0;
  for (const Strip& strip : strips) {
    drawing.draw(strip, std::exchange(top, top + kStripPx));
    picture.strips.push_back(strip.label);
  }
  picture.png = drawing.png();
  return picture;
}

}  // namespace noctule
