// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/picture_drawing.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/error.h"
#include "image/figure_rows.h"
#include "image/png.h"
#include "pipeline/figure_maker.h"
#include "pipeline/pdf_images.h"
#include "pipeline/recording_calls.h"
#include "pipeline/span_painting.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

/// The parts of the segments that lie in `shown`; all of it if there are none.
std::vector<ColumnRange> clipped(const std::vector<ColumnRange>& segments,
                                 const ColumnRange& shown) {
  std::vector<ColumnRange> parts;
  for (const ColumnRange& segment : segments) {
    const ColumnRange part{std::max(segment.start, shown.start),
                           std::min(segment.stop, shown.stop)};
    if (part.width() > 0) parts.push_back(part);
  }
  return parts.empty() ? std::vector{shown} : parts;
}

/// Image options that leave room for the margins in the widest JPEG.
ImageOptions image_options(const PictureRequest& request) {
  ImageOptions options = request.options.image;
  if (!request.axes || request.format != ImageFormat::kJpeg) return options;
  const int max_width = kMaxJpegWidth - kMargins.left - kMargins.right;
  options.max_width = std::min(options.max_width, max_width);
  options.tile_width = std::min(options.tile_width, max_width);
  return options;
}

/// Describes the picture of a source; draws nothing.
Picture describe(const PictureSource& source, const PictureRequest& request,
                 const std::string& name) {
  Picture picture;
  picture.warnings = source.warnings;
  Rendering whole;
  whole.geometry = source.geometry;
  picture.spectrogram = describe_rendering(whole);
  picture.shown = request.range.columns(source.geometry, name, picture.warnings);
  picture.full_width =
      static_cast<int>(std::min<int64_t>(picture.shown.width(), image_options(request).max_width));
  if (request.variant == Variant::kFull) return picture;
  picture.segments = clipped(source.segments, picture.shown);
  const double start_ms = source.geometry.column_ms(picture.shown.start),
               end_ms = source.geometry.column_ms(picture.shown.stop);
  for (const Call& call : source.calls)
    if (!request.range.given() || (call.start_ms < end_ms && call.end_ms > start_ms))
      picture.calls.push_back(call);
  return picture;
}

/// The whole, without axes and boxes: statistics and picture from one transform.
Picture draw_plain(std::shared_ptr<const InputFile> file, double time_expansion,
                   const std::string& name, const PictureRequest& request) {
  const bool compressed = request.variant == Variant::kCompressed;
  RenderRequest wanted;
  wanted.full = !compressed;
  wanted.compressed = wanted.calls = compressed;
  // A page has the recording's name, so that it is made here.
  const bool pdf = request.format == ImageFormat::kPdf;
  wanted.format = pdf ? ImageFormat::kJpeg : request.format;
  wanted.progress = request.progress;
  Rendering rendering =
      render_spectrogram(std::move(file), time_expansion, request.options, wanted);
  Picture picture;
  picture.spectrogram = describe_rendering(rendering);
  picture.shown = {0, rendering.geometry.width};
  picture.full_width = static_cast<int>(
      std::min<int64_t>(rendering.geometry.width, request.options.image.max_width));
  picture.images = std::move(*(compressed ? rendering.compressed : rendering.full));
  if (pdf)
    picture.images = as_pdf(std::move(picture.images), rendering.geometry.height, name, nullptr);
  picture.segments = std::move(rendering.segments);
  picture.calls = calls_of(rendering, request.options.calls.min_snr_db).calls;
  if (rendering.truncation) picture.warnings.push_back(*rendering.truncation);
  return picture;
}

/// The decibels of the whole or of a time range.
Picture draw_array(const std::shared_ptr<const InputFile>& file, double time_expansion,
                   const std::string& name, const PictureRequest& request) {
  DenoisedRecording recording(file, time_expansion, request.options);
  PictureSource source;
  source.geometry = Geometry::of(recording.sample_rate_hz(), recording.samples(), recording.sizes(),
                                 request.options.raster, request.options.denoise.freq_min_hz,
                                 request.options.denoise.freq_max_hz);
  Picture picture = describe(source, request, name);
  picture.array = array_of(recording);
  if (request.range.given())
    picture.array->crop(source.geometry.column_ms(picture.shown.start),
                        source.geometry.column_ms(picture.shown.stop));
  write_npy(recording, *picture.array, request.write_array);
  return picture;
}

}  // namespace

std::vector<ColumnRange> ranges_of(const Picture& picture, Variant variant) {
  return variant == Variant::kFull ? std::vector{picture.shown} : picture.segments;
}

Picture draw_from(const PictureSource& source, const PictureRequest& request,
                  const std::string& name) {
  Picture picture = describe(source, request, name);
  const std::vector<ColumnRange> ranges = ranges_of(picture, request.variant);
  const auto figures = std::make_shared<FigureMaker>(source, request, ranges, name);
  const ImageOptions options = image_options(request);
  const bool pdf = request.format == ImageFormat::kPdf;
  const EncodeImage encode_image = [&](Levels&& levels, const ColumnRange& columns) {
    if (!request.is_figure() || pdf)
      return encode(std::move(levels), options, pdf ? ImageFormat::kJpeg : request.format);
    const Figure figure = figures->figure(columns, levels.width, levels.height);
    const RgbRows rows = figure_rows(levels, figure);
    return request.format == ImageFormat::kPng ? encode_png(rows)
                                               : encode_jpeg(rows, options.quality);
  };
  VariantDrawing drawing(source.geometry, ranges, options.white_db(source.statistics.maximum_db),
                         options, encode_image);
  VariantDrawing::Workspace workspace;
  paint_span(source.file, request.options.source.channel, source.geometry,
             ColumnMap(ranges, total_width(ranges)), source.statistics, drawing.lookback_frames(),
             [&](const DenoisedWindow& window, int64_t first_frame) {
               drawing.paint(window, first_frame, workspace);
               drawing.encode_complete();
             });
  picture.images = drawing.finish();
  if (picture.images.bytes == 0)
    throw RecordingError(name + ": shorter than when it was ingested; ingest it again");
  if (!pdf) return picture;
  MakeFigure figure = [figures](const ColumnRange& columns, double width, double height) {
    return figures->figure(columns, width, height);
  };
  picture.images = as_pdf(std::move(picture.images), source.geometry.height, name,
                          request.is_figure() ? std::move(figure) : nullptr);
  return picture;
}

Picture draw_opened(std::shared_ptr<const InputFile> file, double time_expansion,
                    const std::string& name, const PictureRequest& request) {
  if (request.write_array) return draw_array(file, time_expansion, name, request);
  if (!request.is_figure() && !request.range.given())
    return draw_plain(std::move(file), time_expansion, name, request);
  return draw_from(analyse_file(std::move(file), time_expansion, request), request, name);
}

}  // namespace noctule
