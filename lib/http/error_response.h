// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>

#include "http/message.h"

namespace noctule {

/// Thrown by a handler to send this response.
struct Refused : std::exception {
  explicit Refused(Response r) : response(std::move(r)) {}
  Response response;
};

/// The response for an error, by its type. Only admins see file paths.
Response error_response(const std::exception_ptr& error, bool admin);

/// Returns the result of `work`, or error_response() of the exception it throws.
template <class Work>
auto or_error_response(const Work& work, bool admin) -> decltype(work()) {
  try {
    return work();
  } catch (...) {
    return error_response(std::current_exception(), admin);
  }
}

/// The message with folder names removed from its paths.
std::string without_folders(std::string message);

}  // namespace noctule
