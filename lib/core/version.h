// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// The program's version, as in CHANGELOG.md.
const char* version();

/// Part of every stored spectrogram's key: raised whenever the same recording and parameters
/// would give other pixels.
inline constexpr int kRendererVersion = 2;

}  // namespace noctule
