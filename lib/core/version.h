// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// The program's version, as in CHANGELOG.md.
const char* version();

/// Part of the key of every stored spectrogram: increment it whenever the same recording and
/// parameters would produce different pixels.
inline constexpr int kRendererVersion = 3;

}  // namespace noctule
