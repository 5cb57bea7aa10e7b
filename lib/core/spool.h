// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/file_descriptor.h"

namespace noctule {

/// Keeps strings in an unlinked temporary file ($TMPDIR) until they are read back: the tiles of an
/// hour do not fit in memory. Throws FatalError on disk errors.
class Spool {
 public:
  void append(std::string_view bytes) { put(count(), bytes); }
  /// Sets the string with this index; indexes may come in any order, each once.
  void put(size_t index, std::string_view bytes);
  size_t count() const { return places_.size(); }
  size_t bytes() const { return end_; }
  std::string read(size_t index) const;

 private:
  struct Place {
    size_t start, bytes;
  };

  FileDescriptor file_;
  std::vector<Place> places_;
  size_t end_ = 0;
};

}  // namespace noctule
