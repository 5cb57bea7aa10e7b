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
  void append(std::string_view bytes);
  size_t count() const { return ends_.size(); }
  size_t bytes() const { return ends_.empty() ? 0 : ends_.back(); }
  std::string read(size_t index) const;

 private:
  FileDescriptor file_;
  std::vector<size_t> ends_;
};

}  // namespace noctule
