// What a plane says in words: legend, badges, readouts, summary, values.
#include <algorithm>

#include "widgets/views/format.h"
#include "widgets/views/plane_view.h"

namespace gradus {
using namespace Qt::StringLiterals;

namespace {

void addClassEntries(std::vector<LegendEntry>& entries, const Theme& t, const Points& points) {
  const std::vector<int> classes = classesOf(points);
  if (classes.size() > 8) return;  // too many for a header: the marks are labelled or the tooltip names them
  const auto entry = [&](int c, LegendEntry::Mark mark, const QString& text) {
    const ClassColour colour = t.classColour(c);
    entries.push_back({text,
                       mark,
                       colour.shape,
                       colour.fill,
                       t.dark && mark == LegendEntry::Mark::filled ? t.canvas : colour.ink,
                       {}});
  };
  const auto has = [&](PointGroup g) {
    return std::find(points.groups.begin(), points.groups.end(), g) != points.groups.end();
  };
  const bool split = has(PointGroup::validation) || has(PointGroup::test);
  for (const int c : classes) {
    const bool named = c < static_cast<int>(points.classNames.size());
    const bool last = c == classes.back();
    if (named)
      entry(c, LegendEntry::Mark::filled, QString::fromStdString(points.classNames[c]));
    else if (split)
      entry(c, LegendEntry::Mark::filled, last ? LiveView::tr("train") : QString());
  }
  const auto group = [&](PointGroup g, LegendEntry::Mark mark, const QString& text) {
    if (!has(g)) return;
    for (const int c : classes) entry(c, mark, c == classes.back() ? text : QString());
  };
  group(PointGroup::validation, LegendEntry::Mark::hollow, LiveView::tr("validation"));
  group(PointGroup::test, LegendEntry::Mark::dottedPoint, LiveView::tr("test"));
}

void addRampEntry(std::vector<LegendEntry>& entries, const Theme& t, const Points& points) {
  LegendEntry entry;
  entry.mark = LegendEntry::Mark::ramp;
  entry.text = LiveView::tr("%1 to %2").arg(formatPlain(points.valueLow), formatPlain(points.valueHigh));
  for (int k = 0; k < 16; ++k) entry.ramp.push_back(markRamp(t, k / 15.0));
  entries.push_back(entry);
}

}  // namespace

std::vector<LegendEntry> PlaneView::legend() const {
  std::vector<LegendEntry> entries;
  const Theme& t = theme();
  bool classesDone = false;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* points = layer<Points>(i); points && points->role == MarkRole::data && points->labels.empty()) {
      if (!points->values.empty())
        addRampEntry(entries, t, *points);
      else if (!classesDone && !points->classes.empty())
        addClassEntries(entries, t, *points), classesDone = true;
    }
    if (const auto* lines = layer<Polylines>(i)) {
      const bool walk = std::any_of(lines->lines.begin(), lines->lines.end(),
                                    [](const Polyline& l) { return l.paint.kind == PaintKind::accepted; });
      if (walk)
        entries.push_back(
            {tr("accepted"), LegendEntry::Mark::line, MarkShape::circle, t.classes[0].fill, t.classes[0].ink, {}});
    }
    if (const auto* arrows = layer<Arrows>(i); arrows && arrows->refused) {
      entries.push_back(
          {tr("rejected"), LegendEntry::Mark::cross, MarkShape::cross, t.classes[4].fill, t.classes[4].ink, {}});
    }
  }
  const auto* marginal = valueOf<Histogram>(frame().marginalX);
  if (!marginal) marginal = valueOf<Histogram>(frame().marginalY);
  if (marginal && !marginal->exactX.empty()) {
    entries.push_back({tr("exact marginal"), LegendEntry::Mark::line, MarkShape::circle, t.text, t.text, {}});
  }
  return entries;
}

QStringList PlaneView::badges() const {
  QStringList result = LiveView::badges();
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* points = layer<Points>(i);
    if (points && drawingFor(*points) == PointDrawing::density) result << tr("density");
  }
  return result;
}

QString PlaneView::fieldReadout(const QPointF& data) const {
  const Field* field = fieldLayer_ >= 0 ? layer<Field>(fieldLayer_) : nullptr;
  if (!field) return {};
  const Extent& e = field->extent;
  const int column = static_cast<int>(std::floor((data.x() - e.x0) / (e.x1 - e.x0) * field->nx));
  const int row = static_cast<int>(std::floor((data.y() - e.y0) / (e.y1 - e.y0) * field->ny));
  const bool inside = column >= 0 && row >= 0 && column < field->nx && row < field->ny;
  const size_t cell = static_cast<size_t>(row) * field->nx + column;
  if (!inside || cell >= field->values.size()) return {};
  const double value = field->values[cell];
  const QString place = u"("_s + formatNumber(data.x()) + u", "_s + formatNumber(data.y()) + u")"_s;
  if (std::isnan(value)) return place + u'\n' + tr("no value here");
  if (field->map != FieldMap::regions) return formatNumber(value) + u'\n' + place;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* points = layer<Points>(i);
    const auto cls = static_cast<size_t>(std::max(0.0, value));
    if (points && cls < points->classNames.size())
      return QString::fromStdString(points->classNames[cls]) + u'\n' + place;
  }
  return tr("region %1").arg(formatNumber(value + 1)) + u'\n' + place;
}

QString PlaneView::readout(const QPointF& position) const {
  const PlotMap m = map();
  // With a brush in the hand the numbers would only be in the way.
  if (!m.rect.contains(position) || painting() || erasing()) return {};
  const Item item = itemAt(position, false);
  if (!item.valid()) return fieldReadout(m.data(position));
  const Handle* h = handle(Gesture::drag, view().layers[item.layer]);
  if (!h) h = handle(Gesture::turn, view().layers[item.layer]);
  QString text;
  if (const auto* points = layer<Points>(item.layer)) text = pointReadout(*points, item.index);
  if (const auto* ring = layer<Ring>(item.layer)) text = translated(ring->label);
  if (h && !h->hint.empty()) text += (text.isEmpty() ? QString() : QString(u'\n')) + translated(h->hint);
  return text;
}

QString PlaneView::textSummary() const {
  QStringList parts;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* p = layer<Points>(i); p && p->size() > 0) {
      QString text = tr("%n points", nullptr, static_cast<int>(p->size()));
      const std::vector<int> classes = classesOf(*p);
      if (classes.size() > 1) text += tr(" in %n classes", nullptr, static_cast<int>(classes.size()));
      if (p->size() == 1) text = tr("a mark at %1").arg(pointReadout(*p, 0).section(u'\n', 0, 0));
      parts << text;
    } else if (const auto* f = layer<Field>(i); f && f->nx > 0) {
      parts << (f->map == FieldMap::regions
                    ? tr("regions")
                    : tr("a field from %1 to %2").arg(formatNumber(f->low), formatNumber(f->high)));
    } else if (const auto* l = layer<Polylines>(i); l && !l->lines.empty()) {
      parts << tr("%n lines", nullptr, static_cast<int>(l->lines.size()));
    } else if (const auto* a = layer<Arrows>(i); a && !a->values.empty()) {
      const int n = static_cast<int>(a->values.size() / 4);
      parts << (a->refused ? tr("%n refused proposals", nullptr, n) : tr("%n arrows", nullptr, n));
    } else if (const auto* r = layer<Ring>(i)) {
      parts << tr("a ring around (%1, %2)").arg(formatNumber(r->x), formatNumber(r->y));
    }
  }
  if (parts.isEmpty()) return tr("%1: nothing to show yet.").arg(title());
  const PlotMap m = map();
  return tr("%1: %2. Shown from %3 to %4 across and %5 to %6 up.")
      .arg(title(), parts.join(u", "_s), formatNumber(m.range.x0), formatNumber(m.range.x1), formatNumber(m.range.y0),
           formatNumber(m.range.y1));
}

QString PlaneView::copyValues() const {
  QString text = u"layer,row,x,y,class,value\n"_s;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* p = layer<Points>(i);
    if (!p || p->dims < 2) continue;
    for (size_t k = 0; k < p->size(); ++k) {
      const int cls = k < p->classes.size() ? p->classes[k] : -1;
      const QString name = cls < 0                                        ? QString()
                           : cls < static_cast<int>(p->classNames.size()) ? QString::fromStdString(p->classNames[cls])
                                                                          : QString::number(cls);
      const qint64 row = k < p->rows.size() ? p->rows[k] : static_cast<qint64>(k);
      text += QString::fromStdString(view().layers[i]) + u',' + QString::number(row) + u',' +
              csvNumber(p->coordinates[k * p->dims]) + u',' + csvNumber(p->coordinates[k * p->dims + 1]) + u',' +
              csvCell(name) + u',' + (k < p->values.size() ? csvNumber(p->values[k]) : QString()) + u'\n';
    }
  }
  return text;
}

}  // namespace gradus
