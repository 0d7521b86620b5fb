#include "widgets/views/bars_view.h"
#include "widgets/views/curves_view.h"
#include "widgets/views/histogram_view.h"
#include "widgets/views/images_view.h"
#include "widgets/views/live_view.h"
#include "widgets/views/matrix_view.h"
#include "widgets/views/network_view.h"
#include "widgets/views/plane_view.h"
#include "widgets/views/scene_view.h"
#include "widgets/views/strip_view.h"
#include "widgets/views/tiles_view.h"

namespace gradus {

std::unique_ptr<LiveView> makeView(const View& view, QWidget* parent) {
  switch (view.kind) {
    case ViewKind::plane:
      return std::make_unique<PlaneView>(view, parent);
    case ViewKind::scene:
      return std::make_unique<SceneView>(view, parent);
    case ViewKind::curves:
      return std::make_unique<CurvesView>(view, parent);
    case ViewKind::histogram:
      return std::make_unique<HistogramView>(view, parent);
    case ViewKind::bars:
      return std::make_unique<BarsView>(view, parent);
    case ViewKind::matrix:
      return std::make_unique<MatrixView>(view, parent);
    case ViewKind::images:
      return std::make_unique<ImagesView>(view, parent);
    case ViewKind::network:
      return std::make_unique<NetworkView>(view, parent);
    case ViewKind::strip:
      return std::make_unique<StripView>(view, parent);
    case ViewKind::tiles:
      return std::make_unique<TilesView>(view, parent);
  }
  return nullptr;
}

}  // namespace gradus
