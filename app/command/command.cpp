#include "app/command/command.h"

#include <cstdio>
#include <exception>
#include <functional>
#include <map>

#include "app/command/commands.h"

namespace gradus {

namespace {

constexpr const char* usage =
    "gradus                              open the lab; gradus ID | FILE.gradus | FILE.csv opens it there\n"
    "gradus list [--json]                all demos: id, title, chapter, state\n"
    "gradus describe ID [--json]         settings, presets, views, channels, accepted data, actions\n"
    "gradus run ID|FILE.gradus [--set name=value]... [--preset NAME] [--data FILE|NAME] [--columns a,b,...] [--target "
    "c] [--seed N]\n"
    "           [--steps N | --until-done] [--device cpu|auto] [--threads N] [--actions FILE.json] [--out DIR] "
    "[--json]\n"
    "           prints one JSON object; without --json a summary for people goes to standard error as well\n"
    "gradus render ID|FILE.gradus [...the same...] --out FILE.png|.svg|.pdf [--size WxH] [--scale S] [--theme T] [--at "
    "STEP]\n"
    "           [--view NAME | --window]   draws what the window would show, without a display\n"
    "gradus code ID [--set ...]          the equivalent Python\n"
    "gradus bench [WORK...] [--json]     own benchmarks, one JSON line each\n"
    "gradus --version | --help\n";

using Command = std::function<int(int, char**, const std::vector<std::string>&)>;

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = {
      {"list", [](int, char**, auto& a) { return listCommand(a); }},
      {"describe", [](int, char**, auto& a) { return describeCommand(a); }},
      {"code", [](int, char**, auto& a) { return codeCommand(a); }},
      {"run", [](int, char**, auto& a) { return runRunCommand(a); }},
      {"render", [](int argc, char** argv, auto& a) { return renderCommand(argc, argv, a); }},
      {"bench", [](int argc, char** argv, auto& a) { return benchCommand(argc, argv, a); }},
      {"--help", [](int, char**, auto&) { return std::fputs(usage, stdout), 0; }},
      {"-h", [](int, char**, auto&) { return std::fputs(usage, stdout), 0; }},
      {"help", [](int, char**, auto&) { return std::fputs(usage, stdout), 0; }},
      {"--version", [](int, char**, auto&) { return std::puts("gradus " GRADUS_VERSION), 0; }},
  };
  return all;
}

}  // namespace

bool isCommand(const std::vector<std::string>& arguments) {
  return !arguments.empty() && commands().contains(arguments.front());
}

int runCommand(int argc, char** argv, const std::vector<std::string>& arguments) {
  try {
    return commands().at(arguments.front())(argc, argv, {arguments.begin() + 1, arguments.end()});
  } catch (const UsageError& error) {
    std::fprintf(stderr, "gradus %s: %s\n", arguments.front().c_str(), error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gradus %s: %s\n", arguments.front().c_str(), error.what());
    return 1;
  }
}

}  // namespace gradus
