// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>

#include "http/message.h"

namespace noctule {

/// Becomes the response it holds.
struct Refused : std::exception {
  explicit Refused(Response r) : response(std::move(r)) {}
  Response response;
};

/// The response to a failed request, by the type of its error. Only admins get paths to see.
Response error_response(const std::exception_ptr& error, bool admin);

/// What `work` gives, or the response to what it throws.
template <class Work>
auto answered(const Work& work, bool admin) -> decltype(work()) {
  try {
    return work();
  } catch (...) {
    return error_response(std::current_exception(), admin);
  }
}

/// A message with the folders taken from the paths in it.
std::string without_folders(std::string message);

}  // namespace noctule
