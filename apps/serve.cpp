// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <memory>
#include <thread>

#include "command.h"
#include "core/log.h"
#include "core/render_threads.h"
#include "core/stop.h"
#include "core/throttle.h"
#include "http/api.h"
#include "pipeline/managed_files.h"
#include "store/store_watch.h"
#include "usage_errors.h"

namespace noctule {
namespace {

struct ServeCommand {
  ServerOptions server;
  ApiOptions api;
};

/// Grace period for requests in progress when the server stops.
constexpr int kDrainSeconds = 30;
/// The main loop ticks every 50 ms and runs a checkpoint every this many ticks.
constexpr int kCheckpointTicks = 20;

/// Stops the API's threads before the server is destroyed: their responses need its connections.
struct CloseAtEnd {
  Api& api;
  ~CloseAtEnd() { api.close(); }
};

/// Moves the write-ahead log into the store. On failure (full disk) it is retried next time.
void checkpoint(Store& store) {
  static Throttle throttle(std::chrono::minutes(1));
  try {
    store.checkpoint();
  } catch (const FatalError& error) {
    if (throttle.pass()) spdlog::error("{}", error.what());
  }
}

/// Waits for a stop signal. Throws StoreLostError if the store is lost.
void serve_until_stopped(Store& store) {
  const StoreWatch watch(store.path());
  for (int tick = 0; stop_signal() == 0; ++tick) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (tick % kCheckpointTicks != 0) continue;
    watch.check();
    checkpoint(store);
  }
}

int run(const CommandLine& line, ServeCommand& command) {
  command.api.store = line.store;
  finish_work_when_stopped();
  set_render_threads(command.api.jobs);
  Store store(line.store, Store::Open::kCreate);  // created or migrated before the first request
  store.keep_side_files();
  command.server.upload_folder = managed_folder(store);
  sweep_managed_files(store);
  Api api(command.api);
  {
    Server server(command.server, api.application());
    const CloseAtEnd closing{api};
    const bool v6 = command.server.bind.find(':') != std::string::npos;
    print_line("listening on http://" +
               (v6 ? "[" + command.server.bind + "]" : command.server.bind) + ":" +
               std::to_string(server.port()));
    serve_until_stopped(store);
    spdlog::info("stopping: finishing requests in progress");
    server.drain(kDrainSeconds);
    return 128 + stop_signal();
  }
}

}  // namespace

void add_serve(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<ServeCommand>();
  ServerOptions& server = command->server;
  CLI::App* sub = app.add_subcommand("serve", "Serve the HTTP API and the web page");
  sub->footer(
      "Examples:\n"
      "  noctule serve                          http://127.0.0.1:8080, this machine only\n"
      "  noctule serve --port 8081 --cors-origin https://bats.example.org   allow pages of that "
      "site\n"
      "Open the address in a browser, or use the API (GET /openapi.yaml).\n"
      "Both need a token: noctule token create USER");
  const auto add = [&](const char* name, auto& field, const char* description) {
    return sub->add_option(name, field, description)->capture_default_str();
  };
  add("--bind", server.bind, "Address to listen on");
  add("--port", server.port, "Port; 0: any free port")->check(CLI::Range(0, 65535));
  add_jobs_option(*sub, command->api.jobs);
  sub->add_option("--max-upload", server.max_upload_bytes, "Maximum upload size, e.g. 500MB [1GB]")
      ->transform(CLI::AsSizeValue(false))
      ->transform(not_negative())
      ->type_name("BYTES");
  sub->add_option("--cors-origin", command->api.cors_origin,
                  "Allow browser requests from this origin (CORS)")
      ->type_name("ORIGIN");
  add("--max-waiting", command->api.max_waiting, "Maximum queued renders; beyond that 503")
      ->check(whole_number(0, 1'000'000));
  add("--max-connections", server.max_connections, "Maximum open connections")
      ->check(CLI::Range(1, 1'000'000));
  sub->add_option("--max-per-address", server.max_per_address,
                  "Maximum connections per address except loopback; 0: no limit [half]");
  add("--timeout", server.timeout_seconds, "Idle timeout of a connection in seconds")
      ->check(CLI::Range(1, 86'400));
  add("--request-timeout", server.request_timeout_seconds,
      "Total time limit for a request in seconds")
      ->check(CLI::Range(1, 86'400));
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace noctule
