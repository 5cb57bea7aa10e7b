// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/version.h"

const char* noctule::version() { return NOCTULE_VERSION; }
