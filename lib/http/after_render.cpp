// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/after_render.h"

#include <utility>

namespace noctule {

Reply respond_after_render(const Context& c, Id recording, RenderQueue::OtherRender render,
                           std::function<Response(Context&, const Recording&)> respond) {
  return Deferred([services = &c.services, request = &c.request, token = c.token, ids = c.ids,
                   recording, render = std::move(render),
                   respond = std::move(respond)](const Done& done) {
    const auto finish = [=](Store& store, const std::exception_ptr& error) {
      Context context{*services, store, *request, token, ids};
      done(or_error_response(
          [&]() -> Response {
            // It may have been deleted or made private meanwhile.
            const Recording now = context.recording(recording);
            if (error) std::rethrow_exception(error);
            return respond(context, now);
          },
          context.admin()));
    };
    if (!services->renders.request(token.user_id, recording, finish, render))
      done(busy_response("Too many renders are waiting; try again"));
  });
}

}  // namespace noctule
