#pragma once
// Figures of the window: cold start, demo switch, frame time, points per frame.
// They are measured, never asserted.
#include <string>
#include <vector>

namespace gradus {

struct WindowFigure {
  std::string name;
  double seconds = 0;  // median, or worst where the name says so
  double value = 0;    // what the name says, where it is no time (steps per second, share)
  int threads = 1;
};

/// "cold-start", "demo-switch", "frame-time", "points".
const std::vector<std::string>& windowBenchWorks();
/// Makes the QApplication it needs (platform offscreen unless QT_QPA_PLATFORM says otherwise); once a process.
std::vector<WindowFigure> windowBench(int argc, char** argv, const std::string& work);

}  // namespace gradus
