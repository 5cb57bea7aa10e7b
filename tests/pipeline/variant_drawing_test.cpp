// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/variant_drawing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

#include "core/render_threads.h"
#include "support/signals.h"

namespace noctule {
namespace {

constexpr int64_t kRateHz = 256'000;
constexpr int kTiles = 20;

/// One second of noise, as tiles of 200 px.
struct Scene {
  std::vector<float> x = noise(kRateHz, 1, 0.1f);
  StftSizes sizes = StftSizes::at(kRateHz, {});
  BlockSequence blocks{sizes, [this] { return reader_of(x); }, kRateHz, 0};
  Denoiser denoiser = compute_denoiser(blocks, kRateHz, {});
  Geometry geometry = Geometry::of(kRateHz, kRateHz, sizes, {}, 5e3, 120e3);

  VariantDrawing drawing(EncodeImage encode) const {
    ImageOptions options;
    options.max_width = options.tile_width = static_cast<int>(geometry.width / kTiles);
    return {geometry, {{0, geometry.width}}, denoiser.maximum_db, options, std::move(encode)};
  }
};

TEST(VariantDrawing, KeepsAtMostTwoTiles) {
  Scene scene;
  int encoded = 0;
  VariantDrawing drawing = scene.drawing([&](Levels&&, const ColumnRange&) {
    ++encoded;
    return std::string("image");
  });
  // All tiles are painted by one call: nothing else could encode any of them.
  DenoisedWindow window(scene.denoiser, scene.sizes.bins, scene.geometry.frames());
  scene.blocks.for_each([&](const Block& block) { window.advance(block); });
  VariantDrawing::Workspace workspace;
  drawing.paint(window, 0, workspace);
  EXPECT_EQ(encoded, kTiles - 2);
  EXPECT_EQ(drawing.finish().widths.size(), 1 + kTiles);
  EXPECT_EQ(encoded, kTiles + 1);
}

/// Paints on six threads; `fail` is called before each block is painted.
void paint_on_threads(Scene& scene, VariantDrawing& drawing, const std::function<void()>& fail) {
  set_render_threads(6);
  const RenderInProgress render;
  std::vector<VariantDrawing::Workspace> workspaces(BlockPass::kMaxSlots);
  BlockPass pass;
  pass.before = static_cast<int>(drawing.lookback_frames());
  pass.work = [&](const Block& block, size_t slot) {
    fail();
    DenoisedWindow window(scene.denoiser, scene.sizes.bins, 0);
    window.show(block);
    drawing.paint(window, block.first_frame, workspaces[slot]);
  };
  pass.after = [&] { drawing.encode_complete(); };
  pass.failed = [&] { drawing.abandon(); };
  EXPECT_THROW(scene.blocks.run(pass), std::runtime_error);
  set_render_threads(1);
}

TEST(VariantDrawing, AnEncodingErrorWakesWaitingThreads) {
  Scene scene;
  std::atomic<int> encoded = 0;
  VariantDrawing drawing = scene.drawing([&](Levels&&, const ColumnRange&) -> std::string {
    if (++encoded == 3) throw std::runtime_error("encode");
    return "image";
  });
  paint_on_threads(scene, drawing, [] {});
}

TEST(VariantDrawing, AnErrorBeforePaintingWakesWaitingThreads) {
  Scene scene;
  std::atomic<int> blocks = 0;
  VariantDrawing drawing =
      scene.drawing([](Levels&&, const ColumnRange&) { return std::string("image"); });
  paint_on_threads(scene, drawing, [&] {
    if (++blocks != 2) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // so that the others wait
    throw std::runtime_error("work");
  });
}

}  // namespace
}  // namespace noctule
