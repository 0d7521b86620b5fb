#pragma once
// How a convolution op walks memory, worked out once when a program is compiled.
//
// Every form is a gather: result pixel (y, x) of a phase reads the source image at its own position plus fixed offsets,
// one per kernel position ("tap"). A convolution has one phase. Its transpose with stride s has s x s: result pixels
// whose position leaves the same remainder see the same taps. Images with padding are copied one at a time into a
// zero-bordered workspace, so that no kernel looks at borders.
#include <memory>
#include <vector>

#include "core/compute/cpu/run.h"

namespace gradus {

/// A convolution y = w * x; sequences are images of height 1.
struct ConvolutionSizes {
  int64_t images = 0, height = 1, width = 0, channels = 0;  // x
  int64_t outHeight = 1, outWidth = 0, outChannels = 0;     // y
  int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1};
  int64_t padding[4] = {};  // top, bottom, left, right
  int64_t groups = 1;

  ConvolutionSizes(const Shape& x, const Shape& y, const Shape& weight, const std::vector<int64_t>& numbers);
  int64_t taps() const { return kernel[0] * kernel[1]; }
};

struct GatherPhase {
  int64_t rows = 0, cols = 0;                        // result pixels
  int64_t outStart = 0, outStepY = 0, outStepX = 0;  // in elements of the result image
  int64_t inStepY = 0, inStepX = 0;                  // in elements of the (bordered) source image
  int64_t firstTap = 0, taps = 0;                    // in GatherPlan::taps
  int64_t firstOffset = 0, k = 0;                    // in GatherPlan::offsets
};

struct GatherPlan {
  enum class Form : uint8_t {
    dense,      // lanes are output channels
    depthwise,  // lanes are channels, each reads only itself
    dots,       // few output channels: lanes are input channels
  };
  Form form = Form::dense;
  bool transposed = false;  // weights are read as of the convolution's transpose
  int64_t images = 0, groups = 1;
  int64_t rows = 0, cols = 0, pitch = 0;  // source image
  int64_t border[4] = {};                 // top, bottom, left, right
  bool copied = false;                    // into a bordered workspace
  int64_t outPixels = 0, outPitch = 0;
  int64_t inChannels = 0, outChannels = 0;  // of one group
  int64_t taps = 0;                         // of the kernel
  std::vector<GatherPhase> phases;
  std::vector<int64_t> tapOf, offsets;
  int64_t chunks = 1;
  // Workspace in elements: where packed weights, weights without gaps, a transposition and the images begin.
  int64_t compact = 0, turned = 0, image = 0, imageElements = 0, workspace = 0;

  int64_t imageBegin(int64_t chunk) const { return images * chunk / chunks; }
};

/// `in` and `out` are the images read and written (of the weight gradient: x and, for its pitch only, y).
template <typename T>
GatherPlan planGather(const ConvolutionSizes& sizes, bool transposed, const Place& in, const Place& out,
                      bool weightGaps);

/// Copies an image into the middle of a workspace whose border is zero already.
template <typename T>
void copyInside(const GatherPlan& plan, const T* image, T* bordered);

/// The weights without gaps between rows: `place` itself, or a copy at `compact`.
template <typename T>
const T* withoutGaps(const T* values, const Place& place, T* compact);

template <typename T>
void runConvolutionWeight(const RunMemory<T>& memory, const Instruction& instruction);
template <typename T>
void prepareConvolutionWeight(Instruction& instruction);
template <typename T>
int64_t workspaceOfConvolutionWeight(const Instruction& instruction);

}  // namespace gradus
