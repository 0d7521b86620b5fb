// Vector kernels of recurrent layers.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addSequence(Kernels<T>&) {}
template void addSequence<float>(Kernels<float>&);
template void addSequence<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
