// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "image/painter.h"

namespace noctule {
namespace {

std::string encode(Levels& levels, const ImageOptions& options, ImageFormat format) {
  return format == ImageFormat::kPgm ? encode_pgm(levels)
                                     : encode_jpeg(levels, options.colormap, options.quality);
}

/// The painters of one picture: a single image, or tiles and their overview.
class PictureDrawing {
 public:
  PictureDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges, float maximum,
                 const ImageOptions& options, ImageFormat format)
      : picture_(std::make_unique<Picture>()) {
    Picture* picture = picture_.get();
    picture->width = total_width(ranges);
    picture->height = geometry.height;
    picture->main_width = static_cast<int>(std::min<int64_t>(picture->width, options.max_width));
    painters_.emplace_back(
        geometry, ColumnMap(ranges, picture->main_width), maximum, picture->main_width,
        [=](Levels& levels) { picture->main = encode(levels, options, format); });
    if (picture->main_width == picture->width) return;
    painters_.emplace_back(geometry, ColumnMap(ranges, picture->width), maximum, options.tile_width,
                           [=](Levels& levels) {
                             picture->tile_widths.push_back(levels.width);
                             picture->tiles.append(encode(levels, options, format));
                           });
  }

  std::vector<Painter>& painters() { return painters_; }
  Picture finish() { return std::move(*picture_); }

 private:
  std::unique_ptr<Picture> picture_;  // The painters' callbacks keep its address.
  std::vector<Painter> painters_;
};

/// One pass over the recording for everything that is drawn from its denoised decibels.
void draw(BlockSequence& blocks, const Denoiser& denoiser, std::vector<Painter>* painters,
          ColumnAmplitudes* amplitudes) {
  DenoisedWindow window(denoiser, blocks.sizes().bins);
  blocks.for_each([&](const Block& block) {
    int64_t first_needed = block.first_frame;
    if (painters != nullptr)
      for (const Painter& painter : *painters)
        first_needed = std::min(first_needed, painter.first_needed());
    window.advance(block, first_needed);
    if (amplitudes != nullptr) amplitudes->add(window);
    if (painters != nullptr)
      for (Painter& painter : *painters) painter.add(window);
  });
}

/// Reads a recording from its start as often as asked, and says how far it is over all.
class RepeatedReading {
 public:
  RepeatedReading(std::filesystem::path path, int channel, const SoundInfo& info,
                  const Wanted& wanted)
      : path_(std::move(path)), channel_(channel), progress_(wanted.progress) {
    // Medians, the threshold, the picture; and once more for the compressed one.
    const int passes = 3 + (wanted.compressed ? 1 : 0);
    rate_ = info.header_rate_hz;
    total_ = static_cast<double>(info.frames) * passes / rate_;
  }

  SampleReader operator()() const {
    const auto file = std::make_shared<SoundFile>(path_, channel_);
    return [file, this](std::span<float> samples) {
      const size_t count = file->read(samples);
      read_ += static_cast<int64_t>(count);
      if (progress_) progress_(std::min(total_, static_cast<double>(read_) / rate_), total_);
      return count;
    };
  }

 private:
  std::filesystem::path path_;
  int channel_;
  std::function<void(double, double)> progress_;
  double rate_ = 1, total_ = 0;
  mutable int64_t read_ = 0;
};

Rendering render(const std::filesystem::path& path, double time_expansion,
                 const SpectrogramOptions& options, const Wanted& wanted) {
  const SoundInfo info = SoundFile(path, options.source.channel).info();
  const int64_t rate_hz = true_rate_hz(info.header_rate_hz, time_expansion);
  const StftSizes sizes = StftSizes::at(rate_hz, options.stft);

  const RepeatedReading reading(path, options.source.channel, info, wanted);
  BlockSequence blocks(
      sizes, [&] { return reading(); }, info.frames);
  const Denoiser denoiser = measure(blocks, rate_hz, options.denoise);

  Rendering result;
  result.truncation = truncation_warning(info, blocks.samples(), rate_hz);
  result.geometry = Geometry::of(rate_hz, blocks.samples(), sizes, options.raster,
                                 options.denoise.freq_min_hz, options.denoise.freq_max_hz);
  const auto drawing_of = [&](const std::vector<ColumnRange>& ranges) {
    return PictureDrawing(result.geometry, ranges, denoiser.maximum_db, options.image,
                          wanted.format);
  };
  ColumnAmplitudes amplitudes(result.geometry, denoiser.maximum_db);
  ColumnAmplitudes* const measured = wanted.segments ? &amplitudes : nullptr;
  if (wanted.full) {
    PictureDrawing drawing = drawing_of({{0, result.geometry.width}});
    draw(blocks, denoiser, &drawing.painters(), measured);
    result.full = drawing.finish();
  } else {
    draw(blocks, denoiser, nullptr, measured);
  }
  if (wanted.segments)
    result.segments = find_segments(
        amplitudes.levels(), std::llround(options.segments.margin_ms * options.raster.px_per_ms),
        options.segments);
  if (wanted.compressed) {
    PictureDrawing drawing = drawing_of(result.segments);
    draw(blocks, denoiser, &drawing.painters(), nullptr);
    result.compressed = drawing.finish();
  }
  return result;
}

}  // namespace

Rendering render_spectrogram(const std::filesystem::path& path, double time_expansion,
                             const SpectrogramOptions& options, const Wanted& wanted) {
  return with_path_in_errors(path, [&] { return render(path, time_expansion, options, wanted); });
}

}  // namespace noctule
