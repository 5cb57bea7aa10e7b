// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "http/context.h"

namespace noctule {

/// Defers the response until a render has finished: `respond` makes it, or it is the error if the
/// render failed or the caller may no longer see the recording. 503 if too many renders are
/// waiting.
Reply respond_after_render(const Context& context, Id recording, RenderQueue::OtherRender render,
                           std::function<Response(Context&, const Recording&)> respond);

}  // namespace noctule
