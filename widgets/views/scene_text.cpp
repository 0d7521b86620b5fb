// What a scene says in words: legend, readout, summary, values.
#include <cmath>

#include "widgets/views/format.h"
#include "widgets/views/scene_view.h"

namespace gradus {
using namespace Qt::StringLiterals;

QString SceneView::readout(const QPointF& position) const {
  const Found found = pointNear(position);
  return found.layer < 0 ? QString() : pointReadout(*layer<Points>(found.layer), static_cast<size_t>(found.index));
}

std::vector<LegendEntry> SceneView::legend() const {
  std::vector<LegendEntry> entries;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* p = layer<Points>(i);
    if (!p || p->role != MarkRole::data) continue;
    if (!p->values.empty()) {
      LegendEntry entry;
      entry.mark = LegendEntry::Mark::ramp;
      entry.text = tr("%1 to %2").arg(formatPlain(p->valueLow), formatPlain(p->valueHigh));
      for (int k = 0; k < 16; ++k) entry.ramp.push_back(markRamp(theme(), k / 15.0));
      entries.push_back(entry);
      continue;
    }
    const std::vector<int> classes = classesOf(*p);
    for (const int c : classes) {
      if (c < 0 || c >= static_cast<int>(p->classNames.size()) || classes.size() > 8) continue;
      const ClassColour colour = theme().classColour(c);
      entries.push_back({QString::fromStdString(p->classNames[c]),
                         LegendEntry::Mark::filled,
                         colour.shape,
                         colour.fill,
                         theme().markOutlineColour(colour),
                         {}});
    }
  }
  return entries;
}

QString SceneView::textSummary() const {
  size_t points = 0, lines = 0;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* p = layer<Points>(i)) points += p->size();
    if (const auto* l = layer<Polylines>(i)) lines += l->lines.size();
  }
  if (points + lines == 0) return tr("%1: nothing to show yet.").arg(title());
  QString text = tr("%1: %2 points in three dimensions").arg(title(), formatCount(static_cast<qint64>(points)));
  if (lines > 0) text += tr(" and %1 lines").arg(formatCount(static_cast<qint64>(lines)));
  return text + tr(", seen from %1 degrees around and %2 degrees above.")
                    .arg(QString::number(std::lround(camera_.yaw * 57.2958) % 360),
                         QString::number(std::lround(camera_.pitch * 57.2958)));
}

QString SceneView::copyValues() const {
  QString text = u"layer,row,x,y,z\n"_s;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* p = layer<Points>(i);
    for (size_t k = 0; p && p->dims == 3 && k < p->size(); ++k) {
      const qint64 row = k < p->rows.size() ? p->rows[k] : static_cast<qint64>(k);
      text += QString::fromStdString(view().layers[i]) + u',' + QString::number(row);
      for (int d = 0; d < 3; ++d) text += u',' + csvNumber(p->coordinates[3 * k + d]);
      text += u'\n';
    }
  }
  return text;
}

}  // namespace gradus
