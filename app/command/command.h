#pragma once
// The headless commands: list, describe, run, render, code, bench. Results go to standard output, progress and messages
// to standard error; exit status 0 done, 1 failed with a message, 2 bad usage.
#include <string>
#include <vector>

namespace gradus {

/// True if the first argument names a command (or asks for help or the version).
bool isCommand(const std::vector<std::string>& arguments);

/// Carries a command out. Call before any QCoreApplication exists: each command makes the one it needs (none needs a
/// display).
int runCommand(int argc, char** argv, const std::vector<std::string>& arguments);

}  // namespace gradus
