// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "http/context.h"

namespace noctule {

/// Answers once a render has finished: with `respond`, for a caller who may still see the recording
/// by then; else with the error. 503 if too many renders are waiting.
Answer answer_after_render(const Context& context, Id recording, RenderQueue::OtherRender render,
                           std::function<Response(Context&, const Recording&)> respond);

}  // namespace noctule
