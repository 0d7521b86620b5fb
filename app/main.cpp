#include "app/command/command.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return gradus::runCommand(argc, argv, arguments.empty() ? std::vector<std::string>{"--help"} : arguments);
}
