// SPDX-License-Identifier: GPL-3.0-or-later
#include "render_array.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "pipeline/decibel_array.h"
#include "pipeline/describe.h"
#include "pipeline/stored.h"

namespace noctule {

nlohmann::json render_array(const std::shared_ptr<const InputFile>& file, double time_expansion,
                            const SpectrogramOptions& options,
                            const std::filesystem::path& target) {
  DenoisedRecording recording(file, time_expansion, options);
  AtomicFile output(target);
  const DecibelArray array =
      write_npy(recording, [&](std::string_view bytes) { output.write(bytes); });
  output.commit();
  Rendering picture;
  picture.geometry = Geometry::of(array.sample_rate_hz, array.samples, array.stft, options.raster,
                                  options.denoise.freq_min_hz, options.denoise.freq_max_hz);
  const auto width = static_cast<int>(std::min<int64_t>(picture.geometry.width, kMaxJpegWidth));
  return {{"spectroInfo", spectro_info(describe_rendering(picture), width)},
          {"array", to_json(array)}};
}

}  // namespace noctule
