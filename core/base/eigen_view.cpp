#include "core/base/eigen_view.h"

namespace gradus {

void fixEigenCacheSizes() {
  Eigen::setCpuCacheSizes(32 * 1024, 512 * 1024, 4 * 1024 * 1024);
}

}  // namespace gradus
