// What a network says in words: readouts, summary, values.
#include "widgets/views/format.h"
#include "widgets/views/network_view.h"

namespace gradus {
using namespace Qt::StringLiterals;

QString NetworkView::edgeText(int edge) const {
  const QString value =
      (network()->edges[edge].from < 0 ? tr("bias %1") : tr("weight %1")).arg(formatNumber(weightAt(edge)));
  return allows(Gesture::weight) ? value + u'\n' + tr("drag to change, double click to type") : value;
}

QString NetworkView::tileText(const NetworkLayout::Tile& tile) const {
  const Network* n = network();
  const Network::Layer& layer = n->layers[tile.layer];
  if (tile.slot < 0) return tr("%1 more units").arg(formatCount(layer.units - static_cast<qint64>(layer.shown.size())));
  const bool named = tile.slot < static_cast<int>(layer.labels.size()) && !layer.labels[tile.slot].empty();
  QString text = named ? QString::fromStdString(layer.labels[tile.slot])
                       : tr("%1, unit %2").arg(translated(layer.title), QString::number(tile.unit + 1));
  if (!tile.active)
    text += u'\n' + tr("off, click to switch on");
  else if (tile.layer == 0 && !layer.active.empty() && allows(Gesture::click))
    text += u'\n' + tr("click to switch off");
  if (const int bias = biasOf(tile); bias >= 0) text += u'\n' + tr("bias %1").arg(formatNumber(weightAt(bias)));
  return text;
}

QString NetworkView::readout(const QPointF& position) const {
  const Network* n = network();
  if (!n) return {};
  const NetworkLayout where = layout();
  if (const int tile = where.tileAt(position); tile >= 0) return tileText(where.tiles[tile]);
  for (size_t l = 0; l < where.columns.size(); ++l) {
    const auto& column = where.columns[l];
    if (column.plus.contains(position)) return tr("Add a unit to %1").arg(translated(n->layers[l].title));
    if (column.minus.contains(position)) return tr("Remove a unit of %1").arg(translated(n->layers[l].title));
  }
  return edge_ >= 0 ? edgeText(edge_) : QString();
}

QString NetworkView::textSummary() const {
  const Network* n = network();
  if (!n || n->layers.empty()) return tr("%1: nothing to show yet.").arg(title());
  QStringList layers;
  for (const Network::Layer& layer : n->layers) layers << translated(layer.title) + u' ' + QString::number(layer.units);
  return tr("%1: layers %2; %3 weights drawn, large ones around %4.")
      .arg(title(), layers.join(u", "_s), formatCount(static_cast<qint64>(n->edges.size())), formatNumber(n->scale));
}

QString NetworkView::copyValues() const {
  QString text = u"layer,from,to,weight\n"_s;
  const Network* n = network();
  for (size_t i = 0; n && i < n->edges.size(); ++i) {
    const Network::Edge& e = n->edges[i];
    text += QString::number(e.layer) + u',' + (e.from < 0 ? u"bias"_s : QString::number(e.from)) + u',' +
            QString::number(e.to) + u',' + csvNumber(e.weight) + u'\n';
  }
  return text;
}

}  // namespace gradus
