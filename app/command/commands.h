#pragma once
// One function a command; arguments are those after the command's name. They return the exit status; UsageError means
// 2, any other exception 1.
#include <string>
#include <vector>

#include "app/command/arguments.h"
#include "core/run/session.h"

namespace gradus {

int listCommand(const std::vector<std::string>& arguments);
int describeCommand(const std::vector<std::string>& arguments);
int codeCommand(const std::vector<std::string>& arguments);
int runRunCommand(const std::vector<std::string>& arguments);
int renderCommand(int argc, char** argv, const std::vector<std::string>& arguments);
int benchCommand(int argc, char** argv, const std::vector<std::string>& arguments);

}  // namespace gradus
