// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/error_response.h"

#include <spdlog/spdlog.h>

#include <new>

#include "core/error.h"
#include "core/throttle.h"

namespace noctule {
namespace {

Response no_space(const char* why) {
  static Throttle throttle(std::chrono::minutes(1));
  if (throttle.pass()) spdlog::error("no space: {}; requests that need disk space get 507", why);
  return Response::error(507, "The server has no space left");
}

Response store_lost(const char* why) {
  static Throttle throttle(std::chrono::minutes(1));
  if (throttle.pass()) spdlog::error("the store cannot be used: {}", why);
  return Response::error(503, "The server's store is unavailable").with("Retry-After", "10");
}

Response failed(const char* why) {
  spdlog::error("a request failed: {}", why);
  return Response::error(500, "Internal server error; see the server log");
}

}  // namespace

Response error_response(const std::exception_ptr& error, bool admin) {
  try {
    std::rethrow_exception(error);
  } catch (const Refused& refused) {
    return refused.response;
  } catch (const NotFoundError& e) {
    return Response::error(404, e.what());
  } catch (const UsageError& e) {
    return Response::error(400, e.what());
  } catch (const RecordingError& e) {
    return Response::error(422, admin ? e.what() : without_folders(e.what()));
  } catch (const NoSpaceError& e) {
    return no_space(e.what());
  } catch (const StoreLostError& e) {
    return store_lost(e.what());
  } catch (const StoreBusyError&) {
    return busy_response("The store is busy; try again");
  } catch (const std::bad_alloc&) {
    return busy_response("The server is out of memory; try again");
  } catch (const std::exception& e) {
    return failed(e.what());
  }
}

std::string without_folders(std::string message) {
  // A path starts the message or follows a space or quote. Its end is ambiguous, since folder names
  // may contain anything, so everything up to the last slash is removed.
  for (size_t at = 0; (at = message.find('/', at)) != std::string::npos; ++at) {
    const bool starts = at == 0 || message[at - 1] == ' ' || message[at - 1] == '\'';
    if (!starts || at + 1 == message.size() || message[at + 1] == ' ') continue;
    message.erase(at, message.rfind('/') - at + 1);
  }
  return message;
}

}  // namespace noctule
