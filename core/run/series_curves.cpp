// The channel of recorded series.
#include "core/run/session.h"

namespace gradus {

Curves seriesCurves(const ChannelSpec& spec, const Recording& recording, double nowStep) {
  constexpr size_t buckets = 1000;  // two samples each: more than a screen is wide
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
