// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/night_strip.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string_view>
#include <utility>

#include "calls/call_detector.h"
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

/// Digits 0 to 9 and a hyphen: five rows of three pixels each, the leftmost in the highest bit.
constexpr std::array<std::array<uint8_t, 5>, 11> kGlyphs = {{{7, 5, 5, 5, 7},
                                                             {2, 6, 2, 2, 7},
                                                             {7, 1, 7, 4, 7},
                                                             {7, 1, 7, 1, 7},
                                                             {5, 5, 7, 1, 1},
                                                             {7, 4, 7, 1, 7},
                                                             {7, 4, 7, 5, 7},
                                                             {7, 1, 1, 1, 1},
                                                             {7, 5, 7, 5, 7},
                                                             {7, 5, 7, 1, 7},
                                                             {0, 0, 7, 0, 0}}};
constexpr int kGlyphScale = 2, kGlyphPx = 4 * kGlyphScale;

/// Minutes since noon of a local time, YYYY-MM-DDTHH:MM:SS.
int minutes_since_noon(const std::string& local_time) {
  int hour = 0, minute = 0;
  std::sscanf(local_time.c_str() + 11, "%2d:%2d", &hour, &minute);
  return (60 * hour + minute + kDayMinutes - kNoon) % kDayMinutes;
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
class Canvas {
 public:
  explicit Canvas(size_t strips) {
    levels_.resize(kWidthPx, static_cast<int>(strips) * kStripPx);
    fill(0, 0, kWidthPx, levels_.height, kBackground);
  }

  void draw(const Strip& strip, int top) {
    text(kMarginPx, top + 3, strip.night);
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

  std::string png() const { return encode_png(levels_, Colormap::kMagma); }

 private:
  static int x_of(int minutes) { return kMarginPx + minutes * kBinPx / kBinMinutes; }

  void fill(int x, int y, int width, int height, uint8_t level) {
    for (int row = y; row < y + height; ++row) std::fill_n(levels_.at(row) + x, width, level);
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
      if (!labelled) continue;
      const std::string label = std::to_string((hour + 12) % 24);
      text(x - static_cast<int>(label.size()) * kGlyphPx / 2 + 1, y + kTickPx + 2, label);
    }
  }

  void text(int x, int y, const std::string& digits) {
    constexpr std::string_view kCharacters = "0123456789-";
    for (const char c : digits) {
      const auto& glyph = kGlyphs[std::min(kCharacters.find(c), kCharacters.size() - 1)];
      for (int row = 0; row < 5; ++row)
        for (int column = 0; column < 3; ++column)
          if ((glyph[row] >> (2 - column) & 1) != 0)
            fill(x + column * kGlyphScale, y + row * kGlyphScale, kGlyphScale, kGlyphScale, kText);
      x += kGlyphPx;
    }
  }

  Levels levels_;
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
  Canvas canvas(strips.size());
  int top = 0;
  for (const Strip& strip : strips) {
    canvas.draw(strip, std::exchange(top, top + kStripPx));
    picture.strips.push_back(strip.label);
  }
  picture.png = canvas.png();
  return picture;
}

}  // namespace noctule
