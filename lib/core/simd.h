// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Compiles a function for several instruction sets; the best supported one is selected at load
/// time. For loops that the compiler vectorises.
///
///   f() ── selected at load time ─┬── f.arch_x86_64_v4   AVX-512
///                                 ├── f.arch_x86_64_v3   AVX2, FMA
///                                 └── f.default          SSE2
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(NOCTULE_NO_CLONES)
#define NOCTULE_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NOCTULE_SIMD
#endif
