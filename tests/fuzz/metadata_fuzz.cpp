// SPDX-License-Identifier: GPL-3.0-or-later
// The parsers of GUANO, WAMD, file names, times and places; and the walk through RIFF chunks.
#include "audio/guano.h"
#include "audio/header_metadata.h"
#include "audio/metadata.h"
#include "core/timestamp.h"
#include "fuzz.h"

using namespace noctule;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const fuzz::ScratchFile file("metadata");
  const std::string name = fuzz::take_text(data, size);
  const std::string text(reinterpret_cast<const char*>(data), size);
  date_in_file_name(name);
  normalise_timestamp(name);
  parse_position(name);
  MetadataSources all;
  all.guano = parse_guano(text);
  all.wamd = parse_wamd(text);
  all.bext = parse_bext(text);
  all.d500x = parse_d500x(text);
  all.cart = parse_cart(text);
  all.xmp = parse_xmp(text);
  all.info = {{"ICMT", text}, {"IART", text}};
  all.batlogger = parse_batlogger(text);
  merge_metadata(all, name);
  file.write(data, size);
  if (size > 0) read_metadata(InputFile(file.path()), name);
  return 0;
}
