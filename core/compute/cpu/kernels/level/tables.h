#pragma once
// Each file of a level adds its kernels to the level's table.
#include "core/compute/cpu/kernels/level/vec.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addElementwise(Kernels<T>& table);
template <typename T>
void addSmallProducts(Kernels<T>& table);
template <typename T>
void addLargeProducts(Kernels<T>& table);
template <typename T>
void addReductions(Kernels<T>& table);
template <typename T>
void addUpdates(Kernels<T>& table);
template <typename T>
void addConvolution(Kernels<T>& table);
template <typename T>
void addPooling(Kernels<T>& table);
template <typename T>
void addNormalisation(Kernels<T>& table);
template <typename T>
void addRows(Kernels<T>& table);
template <typename T>
void addAttention(Kernels<T>& table);
template <typename T>
void addRandom(Kernels<T>& table);
template <typename T>
void addSequence(Kernels<T>& table);
template <typename T>
void addSparse(Kernels<T>& table);

}  // namespace gradus::GRADUS_LEVEL
