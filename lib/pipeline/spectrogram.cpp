// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "calls/call_detector.h"
#include "calls/noise_floor.h"
#include "core/error.h"
#include "core/render_threads.h"

namespace noctule {
namespace {

/// Consumers of one pass over the recording's blocks; unused ones are null.
struct Consumers {
  VariantDrawing* drawing = nullptr;       ///< denoised decibels, in any order
  CallDetector* detector = nullptr;        ///< raw decibels
  ColumnAmplitudes* amplitudes = nullptr;  ///< denoised decibels

  bool none() const { return drawing == nullptr && detector == nullptr && amplitudes == nullptr; }
};

/// Passes blocks to the consumers: to the drawing on all threads if it can draw each block by
/// itself, to the others in order.
class DrawingPass {
 public:
  DrawingPass(BlockSequence& blocks, const Denoiser& denoiser, const Consumers& consumers)
      : blocks_(blocks),
        consumers_(consumers),
        lookback_(consumers.drawing == nullptr ? 0 : consumers.drawing->lookback_frames()),
        separate_(blocks.can_repeat(lookback_)),
        slots_(separate_ ? BlockPass::kMaxSlots : 1) {
    for (Slot& slot : slots_) slot.window.emplace(denoiser, blocks.sizes().bins, lookback_);
  }

  void run() {
    if (consumers_.none()) return;
    BlockPass pass;
    if (consumers_.detector == nullptr && consumers_.amplitudes == nullptr && separate_)
      pass.wanted = [this](int64_t first, int64_t end) {
        return consumers_.drawing->shows(first, end);
      };
    if (separate_) {
      pass.before = static_cast<int>(lookback_);
      pass.work = [this](const Block& block, size_t slot) {
        slots_[slot].window->show(block);
        paint(block, slots_[slot]);
      };
      pass.in_order = [this](const Block& block, size_t slot) { add(block, slots_[slot]); };
    } else {
      pass.in_order = [this](const Block& block, size_t) {
        slots_[0].window->advance(block);
        paint(block, slots_[0]);
        add(block, slots_[0]);
      };
    }
    if (consumers_.drawing != nullptr) {
      pass.after = [this] { consumers_.drawing->encode_complete(); };
      pass.failed = [this] { consumers_.drawing->abandon(); };
    }
    blocks_.run(pass);
  }

 private:
  struct Slot {
    std::optional<DenoisedWindow> window;
    VariantDrawing::Workspace workspace;
    std::vector<float> peaks;
  };

  void paint(const Block& block, Slot& slot) const {
    if (consumers_.amplitudes != nullptr)
      ColumnAmplitudes::find_peaks(*slot.window, block.first_frame, slot.peaks);
    if (consumers_.drawing != nullptr)
      consumers_.drawing->paint(*slot.window, block.first_frame, slot.workspace);
  }

  void add(const Block& block, const Slot& slot) const {
    if (consumers_.amplitudes != nullptr) consumers_.amplitudes->add(slot.peaks);
    if (consumers_.detector != nullptr) consumers_.detector->add(block);
  }

  BlockSequence& blocks_;
  Consumers consumers_;
  int64_t lookback_;
  bool separate_;  ///< whether blocks are drawn separately, on any thread
  std::vector<Slot> slots_;
};

/// Opens readers for repeated passes over a recording, and reports the overall progress.
class MultiPassReader {
 public:
  MultiPassReader(std::shared_ptr<const InputFile> input, int channel, const SoundInfo& info,
                  const RenderRequest& request)
      : input_(std::move(input)), channel_(channel), progress_(request.progress) {
    // Statistics, the picture; and once more for the compressed one.
    const int passes = 2 + (request.compressed ? 1 : 0);
    rate_ = info.header_rate_hz;
    total_ = static_cast<double>(info.frames) * passes / rate_;
  }

  SampleReader operator()() const {
    const auto file = std::make_shared<SoundFile>(input_, channel_);
    return [file, this](std::span<float> samples) {
      const size_t count = file->read(samples);
      read_ += static_cast<int64_t>(count);
      if (progress_) progress_(std::min(total_, static_cast<double>(read_) / rate_), total_);
      return count;
    };
  }

 private:
  std::shared_ptr<const InputFile> input_;
  int channel_;
  std::function<void(double, double)> progress_;
  double rate_ = 1, total_ = 0;
  mutable int64_t read_ = 0;
};

/// Options that find every candidate; mark_listed_calls() filters them later.
CallDetectorOptions any_snr() {
  CallDetectorOptions options;
  options.min_snr_db = 0;
  return options;
}

/// One rendering: each step computes what the next one reads.
class RenderRun {
 public:
  RenderRun(std::shared_ptr<const InputFile> input, double time_expansion,
            const SpectrogramOptions& options, const RenderRequest& request)
      : options_(options),
        request_(request),
        input_(std::move(input)),
        info_(SoundFile(input_, options.source.channel).info()),
        rate_hz_(true_rate_hz(info_.header_rate_hz, time_expansion)),
        reading_(input_, options.source.channel, info_, request),
        blocks_(
            StftSizes::at(rate_hz_, options.stft), [this] { return reading_(); }, info_.frames) {}

  Rendering run() {
    const RenderInProgress in_progress;
    result_.source = options_.source;
    denoiser_ =
        compute_denoiser(blocks_, rate_hz_, options_.denoise, [this](BlockSequence& blocks) {
          NoiseFloorMeter meter(blocks.sizes(), rate_hz_);
          blocks.for_each([&](const Block& block) { meter.add(block); });
          return meter.finish();
        });
    result_.truncation = truncation_warning(info_, blocks_.samples(), rate_hz_);
    result_.geometry = Geometry::of(rate_hz_, blocks_.samples(), blocks_.sizes(), options_.raster,
                                    options_.denoise.freq_min_hz, options_.denoise.freq_max_hz);
    draw_full();
    if (request_.compressed) draw_compressed();
    result_.statistics = std::move(denoiser_);
    return std::move(result_);
  }

 private:
  bool needs_calls() const {
    return request_.calls || (request_.compressed && options_.segments.rule == SegmentRule::kCalls);
  }

  std::unique_ptr<VariantDrawing> drawing_of(const std::vector<ColumnRange>& ranges) const {
    return std::make_unique<VariantDrawing>(result_.geometry, ranges,
                                            options_.image.white_db(denoiser_.maximum_db),
                                            options_.image, request_.format);
  }

  /// Draws the full variant and, in the same pass, computes what the compressed one needs.
  void draw_full() {
    std::unique_ptr<VariantDrawing> drawing;
    std::optional<CallDetector> detector;
    std::optional<ColumnAmplitudes> amplitudes;
    Consumers consumers;
    if (request_.full) {
      drawing = drawing_of({{0, result_.geometry.width}});
      consumers.drawing = drawing.get();
    }
    if (needs_calls() && options_.stft == StftOptions())
      consumers.detector = &detector.emplace(blocks_.sizes(), rate_hz_, any_snr());
    if (request_.compressed || request_.calls)
      consumers.amplitudes = &amplitudes.emplace(result_.geometry, denoiser_.maximum_db);
    DrawingPass(blocks_, denoiser_, consumers).run();

    if (drawing) result_.full = drawing->finish();
    if (detector)
      result_.calls = detector->finish();
    else if (needs_calls())
      result_.calls = detect_with_default_transform();
    if (!amplitudes) return;
    auto peaks = peak_segments(amplitudes->levels(), margin_columns(), options_.segments);
    result_.has_peaks = !peaks.empty();
    choose_segments(std::move(peaks));
  }

  int64_t margin_columns() const {
    return std::llround(options_.segments.margin_ms * options_.raster.px_per_ms);
  }

  /// Used if the window is not the default: calls do not depend on the image's window.
  std::vector<DetectedCall> detect_with_default_transform() {
    BlockSequence blocks(
        StftSizes::at(rate_hz_, {}), [this] { return reading_(); }, info_.frames);
    CallDetector detector(blocks.sizes(), rate_hz_, any_snr());
    blocks.for_each([&](const Block& block) { detector.add(block); });
    return detector.finish();
  }

  void choose_segments(std::vector<ColumnRange> peaks) {
    std::vector<DetectedCall> shown = result_.calls;
    mark_listed_calls(shown, options_.calls.min_snr_db);
    std::vector<Call> calls;
    for (const DetectedCall& detected : shown) calls.push_back(detected.call);
    if (options_.segments.rule == SegmentRule::kCalls)
      result_.segments = call_segments(calls, result_.geometry, options_.segments.margin_ms);
    if (result_.segments.empty()) result_.segments = std::move(peaks);
    if (result_.segments.empty()) result_.segments = {{0, result_.geometry.width}};
  }

  void draw_compressed() {
    const auto drawing = drawing_of(result_.segments);
    DrawingPass(blocks_, denoiser_, {drawing.get()}).run();
    result_.compressed = drawing->finish();
  }

  const SpectrogramOptions& options_;
  const RenderRequest& request_;
  std::shared_ptr<const InputFile> input_;
  SoundInfo info_;
  int64_t rate_hz_;
  MultiPassReader reading_;
  BlockSequence blocks_;
  Denoiser denoiser_;
  Rendering result_;
};

}  // namespace

Rendering render_spectrogram(std::shared_ptr<const InputFile> file, double time_expansion,
                             const SpectrogramOptions& options, const RenderRequest& request) {
  return with_path_in_errors(
      file->path(), [&] { return RenderRun(file, time_expansion, options, request).run(); });
}

}  // namespace noctule
