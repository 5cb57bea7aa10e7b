// SPDX-License-Identifier: GPL-3.0-or-later
// A file through the audio reader, its metadata and the renderer.
#include "fuzz.h"
#include "pipeline/describe_file.h"
#include "pipeline/stored.h"

using namespace noctule;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const fuzz::ScratchFile file("render");
  file.write(data, size);
  fuzz::expect_errors_only([&] {
    const Recording recording = describe_file(file.path(), IngestOptions());
    constexpr int64_t kMaxSamples = 1 << 20;  // headers may announce hours of silence
    if (recording.samples <= kMaxSamples) render_for_store(recording, SpectrogramOptions());
  });
  return 0;
}
