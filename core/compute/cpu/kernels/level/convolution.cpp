// Vector kernels of convolutions: forward.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addConvolution(Kernels<T>&) {}
template void addConvolution<float>(Kernels<float>&);
template void addConvolution<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
