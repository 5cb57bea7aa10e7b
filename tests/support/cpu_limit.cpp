// SPDX-License-Identifier: GPL-3.0-or-later
// Linked with --wrap=__cpu_indicator_init, this hides processor features beyond
// x86-64-v<NOCTULE_CPU_LEVEL> from the load-time selection of function clones (core/simd.h). Runs
// before relocation is complete: nothing here may call a library.
#ifndef NOCTULE_CPU_LEVEL
#define NOCTULE_CPU_LEVEL 1
#endif

// Defined by libgcc. Bits 0 to 2 of the third word: x86-64-v2, v3, v4 (GCC's i386-cpuinfo.h).
extern "C" {
extern unsigned __cpu_features2[] __attribute__((visibility("hidden")));
int __real___cpu_indicator_init();
int __wrap___cpu_indicator_init();
}

int __wrap___cpu_indicator_init() {
  const int result = __real___cpu_indicator_init();
  constexpr unsigned kLevels = 7, kAllowed = (1u << (NOCTULE_CPU_LEVEL - 1)) - 1;
  __cpu_features2[2] &= ~kLevels | kAllowed;
  return result;
}
