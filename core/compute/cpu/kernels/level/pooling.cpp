// Vector kernels of pooling and upsampling.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addPooling(Kernels<T>&) {}
template void addPooling<float>(Kernels<float>&);
template void addPooling<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
