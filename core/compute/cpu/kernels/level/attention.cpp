// Vector kernels of scaled dot-product attention and its derivatives.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addAttention(Kernels<T>&) {}
template void addAttention<float>(Kernels<float>&);
template void addAttention<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
