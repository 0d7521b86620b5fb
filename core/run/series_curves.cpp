// The channel of recorded series.
#include "core/run/session.h"

namespace gradus {

Curves seriesCurves(const ChannelSpec& spec, const Recording& recording, double nowStep) {
  constexpr size_t buckets =
      256;  // two samples each, about a chart's width in pixels: stroking more costs whole frames
  Curves curves;
  curves.now = nowStep;
  curves.fillGap = spec.fillGap;
  for (const ChannelSpec::SeriesCurve& declared : spec.series) {
    Curve curve;
    curve.name = declared.series;
    curve.title = declared.title;
    curve.paint = declared.paint;
    curve.style = declared.style;
    if (const Series* series = recording.series(declared.series)) series->decimate(buckets, curve.x, curve.y);
    curves.curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace gradus
