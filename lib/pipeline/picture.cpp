// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/picture.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "audio/metadata.h"
#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "pipeline/describe_file.h"
#include "pipeline/figure_maker.h"
#include "pipeline/pdf_images.h"
#include "pipeline/picture_drawing.h"
#include "pipeline/recording_calls.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// The options that a time range's statistics and segments depend on; the others are the defaults.
SpectrogramOptions range_options(const SpectrogramOptions& options) {
  SpectrogramOptions base;
  base.source = options.source;
  base.stft = options.stft;
  base.denoise = options.denoise;
  base.raster.px_per_ms = options.raster.px_per_ms;
  return base;
}

/// The stored spectrogram that a request is drawn from, rendered if necessary; nullopt if there is
/// none and the store cannot be written.
std::optional<Spectrogram> base_spectrogram(Store& store, const Recording& recording,
                                            const PictureRequest& request) {
  const auto find = [&](const SpectrogramOptions& options) -> std::optional<Spectrogram> {
    const auto key = find_render_key(store, options.key());
    return key ? find_spectrogram(store, recording.id, *key) : std::nullopt;
  };
  const bool is_part = request.range.given();
  const SpectrogramOptions options = is_part ? range_options(request.options) : request.options;
  if (is_part && !request.force)
    if (auto exact = find(request.options)) return exact;
  if (store.read_only()) return find(options);
  return ensure_spectrogram(store, recording, options, request.force);
}

/// The whole picture in the form in which it is stored.
Picture from_store(Store& store, const Recording& recording, const Spectrogram& spectrogram,
                   const PictureRequest& request) {
  Picture picture;
  picture.spectrogram = spectrogram;
  picture.shown = {0, spectrogram.width};
  const ImageSet full = images_of(store, spectrogram.id, Variant::kFull);
  picture.full_width = full.widths.front();
  if (request.variant == Variant::kFull) {
    picture.images = full;
    return picture;
  }
  auto compressed = compressed_images(store, recording, spectrogram, request.options);
  picture.segments = std::move(compressed.segments);
  picture.images = std::move(compressed.images);
  picture.calls = recording_calls(store, recording, request.options).calls;
  return picture;
}

/// The whole picture from what is stored; nullopt if the format needs the samples.
std::optional<Picture> draw_from_store(Store& store, const Recording& recording,
                                       const Spectrogram& spectrogram,
                                       const PictureRequest& request) {
  if (request.range.given()) return std::nullopt;
  if (request.format == ImageFormat::kJpeg && !request.is_figure())
    return from_store(store, recording, spectrogram, request);
  if (request.format != ImageFormat::kPdf) return std::nullopt;
  Picture picture = from_store(store, recording, spectrogram, request);
  MakeFigure figure;
  if (request.is_figure()) {
    const auto maker =
        std::make_shared<FigureMaker>(analyse_stored(store, recording, spectrogram, request),
                                      request, ranges_of(picture, request.variant), recording.name);
    figure = [maker](const ColumnRange& columns, double width, double height) {
      return maker->figure(columns, width, height);
    };
  }
  picture.images =
      as_pdf(std::move(picture.images), spectrogram.height, recording.name, std::move(figure));
  return picture;
}

}  // namespace

void PictureRequest::validate() const {
  options.validate();
  range.validate();
  if (write_array && variant == Variant::kCompressed)
    throw UsageError("compress cannot write .npy; use noctule render");
  if (is_figure() && (write_array || format == ImageFormat::kPgm))
    throw UsageError("--axes and --call-boxes need an image in colour: .jpg, .png or .pdf");
}

Picture draw_file(const fs::path& path, const PictureRequest& request) {
  auto file = std::make_shared<InputFile>(path);
  const int channel = request.options.source.channel;
  const int header_rate_hz = SoundFile(file, channel).info().header_rate_hz;
  const RecordingMetadata metadata = read_metadata(*file, path.filename().string());
  TimeExpansion expansion = with_path_in_errors(path, [&] {
    return find_time_expansion(header_rate_hz, request.options.source.time_expansion, metadata);
  });
  Picture picture = with_path_in_errors(path, [&] {
    return draw_opened(std::move(file), expansion.factor, path.filename().string(), request);
  });
  auto warnings = std::move(expansion.warnings);
  warnings.insert(warnings.end(), metadata.warnings.begin(), metadata.warnings.end());
  picture.warnings.insert(picture.warnings.begin(), warnings.begin(), warnings.end());
  return picture;
}

Picture draw_stored(Store& store, const Recording& recording, const PictureRequest& request) {
  const auto draw = [&]() -> Picture {
    const auto base =
        request.write_array ? std::nullopt : base_spectrogram(store, recording, request);
    if (base)
      if (auto stored = draw_from_store(store, recording, *base, request))
        return std::move(*stored);
    if (!base || (!request.is_figure() && !request.range.given())) {
      Picture picture = draw_opened(open_recording(recording),
                                    time_expansion_of(recording, request.options.source),
                                    recording.name, request);
      if (base) picture.spectrogram = *base;
      return picture;
    }
    Picture picture =
        draw_from(analyse_stored(store, recording, *base, request), request, recording.name);
    if (!request.range.given()) picture.spectrogram = *base;
    return picture;
  };
  Picture picture = draw();
  std::vector<std::string>& warnings = picture.warnings;
  for (const std::string& warning : warnings_in(recording.metadata))
    if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end())
      warnings.push_back(warning);
  return picture;
}

}  // namespace noctule
