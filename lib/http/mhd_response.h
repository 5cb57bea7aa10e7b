// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <microhttpd.h>

#include <variant>

#include "http/message.h"

namespace noctule {

/// A response in libmicrohttpd's form, to be destroyed by the caller; nullptr without memory. The
/// error response to send instead, if the response is a file that cannot be opened. `connection` is
/// suspended while the next piece of a streamed body is produced.
std::variant<MHD_Response*, Response> make_mhd_response(MHD_Connection* connection,
                                                        const Response& response);

}  // namespace noctule
