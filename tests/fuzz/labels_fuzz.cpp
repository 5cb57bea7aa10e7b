// SPDX-License-Identifier: GPL-3.0-or-later
// The readers of label files, and copies of WAVE files with other metadata.
#include <stdexcept>

#include "exchange/fields.h"
#include "exchange/guano_copy.h"
#include "exchange/label_file.h"
#include "fuzz.h"

using namespace noctule;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const fuzz::ScratchFile file("labels"), copy("labels-copy");
  const std::string text(reinterpret_cast<const char*>(data), size);
  fuzz::expect_errors_only([&] { read_label_file(text); });
  recording_named_by(text);
  if (unescape_tabs(escape_tabs(text)) != text) throw std::logic_error("tabs are lost");
  file.write(data, size);
  if (!is_wave(file.path())) return 0;
  const std::string guano = guano_text(guano_in(file.path()), Recording(), {}, {}, 1);
  fuzz::expect_errors_only([&] {
    copy_with_guano(file.path(), copy.path(), guano);
    if (copy_with_guano(file.path(), copy.path(), guano)) throw std::logic_error("copied twice");
  });
  return 0;
}
