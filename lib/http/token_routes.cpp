// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/context.h"

namespace noctule {

Reply get_me_route(Context& c) {
  return Response::json(
      200, {{"user", c.token.user_name},
            {"scope", to_text(c.token.scope)},
            {"expires", c.token.expires ? nlohmann::json(*c.token.expires) : nlohmann::json()}});
}

}  // namespace noctule
